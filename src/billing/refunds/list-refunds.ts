import { allOf, orderBy, type Sort } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
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

export type RefundPage = {
  limit: number;
  offset: number;
  /** Newest first where empty. */
  sort?: Sort<RefundSort>;
};

/** A page of refunds and how many there are in all. */
export async function listRefunds(
  scope: Scope,
  filter: RefundFilter,
  page: RefundPage,
): Promise<{ items: Refund[]; total: number }> {
  const { database } = scope;
  const where = conditions(scope, filter);
  const order = orderBy<RefundSort>(database, page.sort, {
    createdAt: database`created_at`,
    amount: database`amount`,
  });
  const [items, [count]] = await Promise.all([
    database<Refund[]>`
      select * from refunds where ${where} order by ${order} limit ${page.limit} offset ${page.offset}`,
    database<{ total: number }[]>`select count(*) as total from refunds where ${where}`,
  ]);
  return { items, total: count?.total ?? 0 };
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
    parts.push(database`customer_id in (
      select id from customers
      where organization_id = ${scope.organizationId} and mode = ${scope.mode}
        and external_id = any(${[...filter.externalCustomerIds]}::text[]))`);
  }
  if (filter.succeeded !== undefined) parts.push(database`(status = 'succeeded') = ${filter.succeeded}`);
  return allOf(database, parts);
}
