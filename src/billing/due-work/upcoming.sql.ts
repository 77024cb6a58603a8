import type { Scope } from '../../platform/scope.ts';

/** What is known of a row of which something falls due, to show it by. */
export type DueObject = {
  id: string;
  /** Whose it is; null where that is nobody yet. */
  customerId: string | null;
  title: string | null;
  amount: number | null;
  currency: string | null;
  /** Of an invoice whether it is tried once more, of a checkout whether it is still open. */
  goesOn: boolean;
};

/** Objects by their ids, of whichever table they are; subscriptions are looked up by their own noun. */
export async function selectDueObjects(scope: Scope, ids: readonly string[]): Promise<DueObject[]> {
  const { database, organizationId, mode } = scope;
  const own = database`organization_id = ${organizationId} and mode = ${mode} and id = any(${[...ids]}::uuid[])`;
  return database<DueObject[]>`
    select id, customer_id, coalesce(number, description) as title, due_amount as amount, currency,
      next_payment_attempt_at is not null as goes_on
    from invoices where ${own}
    union all
    select id, customer_id, null, amount, currency, false from payments where ${own}
    union all
    select id, customer_id, null, amount + tax_amount, currency, false from refunds where ${own}
    union all
    select charge.id, payment.customer_id, null, charge.amount, charge.currency, false
    from sandbox_charges charge left join payments payment on payment.organization_id = charge.organization_id
      and payment.mode = charge.mode and payment.id::text = charge.idempotency_key
    where charge.organization_id = ${organizationId} and charge.mode = ${mode} and charge.id = any(${[...ids]}::uuid[])
    union all
    select checkout.id, checkout.customer_id, product.name, null, null, checkout.status = 'open'
    from checkouts checkout join products product on product.organization_id = checkout.organization_id
      and product.mode = checkout.mode and product.id = checkout.product_id
    where checkout.organization_id = ${organizationId} and checkout.mode = ${mode} and checkout.id = any(${[...ids]}::uuid[])
    union all
    select id, customer_id, concat_ws(' ', method_metadata ->> 'brand', method_metadata ->> 'last4'), null, null, false
    from payment_methods where ${own}`;
}
