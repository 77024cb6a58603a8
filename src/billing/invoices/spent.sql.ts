import type { Scope } from '../../platform/scope.ts';

/** What a customer has paid by invoices, with tax and less what was refunded, in each currency. */
export async function selectSpent(
  scope: Scope,
  customerId: string,
): Promise<{ currency: string; amount: number }[]> {
  return scope.database<{ currency: string; amount: number }[]>`
    select currency, sum(total_amount - refunded_amount - refunded_tax_amount)::bigint as amount from invoices
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and status in ('paid', 'partially_refunded', 'refunded')
    group by currency order by currency`;
}
