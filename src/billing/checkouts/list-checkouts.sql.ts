import {
  allOf,
  type Fragment,
  literalPattern,
  orderBy,
  type Page,
  selectPage,
} from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import { customerIdsKnownAs } from '../customers/index.ts';
import type { Checkout, CheckoutDetails, CheckoutStatus } from './checkout.ts';
import { withDetails } from './load-checkout.ts';

export type CheckoutSort = 'createdAt' | 'expiresAt' | 'status';

export type CheckoutFilter = {
  productIds?: readonly string[];
  customerIds?: readonly string[];
  /** Of the checkout or of its customer. */
  externalCustomerIds?: readonly string[];
  statuses?: readonly CheckoutStatus[];
  /** Contained in the buyer's e-mail address or name, ignoring case. */
  search?: string;
};

/** A page of checkouts and how many there are in all. */
export async function listCheckouts(
  scope: Scope,
  filter: CheckoutFilter,
  page: Page<CheckoutSort>,
): Promise<{ items: CheckoutDetails[]; total: number }> {
  const list = { from: 'checkouts', where: conditions(scope, filter), order: order(scope, page) };
  const { items, total } = await selectPage<Checkout>(scope.database, page, list);
  return { items: await withDetails(scope, items), total };
}

/** An open checkout is expired once its time is over, whether or not that was written. */
function statusNow(scope: Scope) {
  const now = scope.clock.now();
  return scope.database`
    case when status = 'open' and expires_at <= ${now}::timestamptz then 'expired' else status end`;
}

function conditions(scope: Scope, filter: CheckoutFilter) {
  const { database } = scope;
  const parts = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  const { productIds, customerIds, externalCustomerIds, statuses, search } = filter;
  if (productIds) parts.push(database`product_id = any(${[...productIds]}::uuid[])`);
  if (customerIds) parts.push(database`customer_id = any(${[...customerIds]}::uuid[])`);
  if (externalCustomerIds) {
    parts.push(database`(external_customer_id = any(${[...externalCustomerIds]}::text[])
      or customer_id in ${customerIdsKnownAs(scope, externalCustomerIds)})`);
  }
  if (statuses) parts.push(database`${statusNow(scope)} = any(${[...statuses]}::text[])`);
  if (search !== undefined) {
    const contained = `%${literalPattern(search)}%`;
    parts.push(database`(customer_email ilike ${contained} or customer_name ilike ${contained})`);
  }
  return allOf(database, parts);
}

function order(scope: Scope, page: Page<CheckoutSort>) {
  const { database } = scope;
  const columns: Record<CheckoutSort, Fragment> = {
    createdAt: database`created_at`,
    expiresAt: database`expires_at`,
    status: statusNow(scope),
  };
  return orderBy(database, page.sort, columns);
}
