import { allOf, orderBy, type Page, selectPage } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import { customerIdsKnownAs } from '../customers/index.ts';
import type { Refund } from './refund.ts';

export type RefundSort = 'createdAt' | 'amount';

/** Of lists, one of the values must hold. */
export type RefundFilter = {
  ids?: readonly string[];
  invoiceIds?: readonly string[];
  subscriptionIds?: readonly string[];
  customerIds?: readonly string[];
  /** The merchant's own ids of customers. */
  externalCustomerIds?: readonly string[];
  /** Whether the money is back, or is not. */
  succeeded?: boolean;
};

/** A page of refunds and how many there are in all. */
export async function listRefunds(
  scope: Scope,
  filter: RefundFilter,
  page: Page<RefundSort>,
): Promise<{ items: Refund[]; total: number }> {
  const { database } = scope;
  const order = orderBy<RefundSort>(database, page.sort, {
    createdAt: database`created_at`,
    amount: database`amount`,
  });
  const list = { from: 'refunds', where: conditions(scope, filter), order: order };
  return selectPage<Refund>(scope.database, page, list);
}

function conditions(scope: Scope, filter: RefundFilter) {
  const { database } = scope;
  const parts = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  const oneOf = (column: string, ids: readonly string[] | undefined) => {
    if (ids) parts.push(database`${database(column)} = any(${[...ids]}::uuid[])`);
  };
  oneOf('id', filter.ids);
  oneOf('invoice_id', filter.invoiceIds);
  oneOf('subscription_id', filter.subscriptionIds);
  oneOf('customer_id', filter.customerIds);
  if (filter.externalCustomerIds) {
    parts.push(database`customer_id in ${customerIdsKnownAs(scope, filter.externalCustomerIds)}`);
  }
  if (filter.succeeded !== undefined) parts.push(database`(status = 'succeeded') = ${filter.succeeded}`);
  return allOf(database, parts);
}
