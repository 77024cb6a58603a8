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
import type {
  CustomerCancellationReason,
  Subscription,
  SubscriptionStatus,
  SubscriptionWithItems,
} from './subscription.ts';
import { withItems } from './subscriptions.sql.ts';

export type SubscriptionSort =
  | 'createdAt'
  | 'startedAt'
  | 'status'
  | 'currentPeriodEnd'
  | 'endedAt'
  | 'endsAt'
  | 'amount'
  | 'customerEmail'
  | 'productName'
  | 'discountName';

/** Of lists, one of the values must hold; an empty list is held by none. */
export type SubscriptionFilter = {
  ids?: readonly string[];
  customerIds?: readonly string[];
  /** The merchant's own ids of customers. */
  externalCustomerIds?: readonly string[];
  productIds?: readonly string[];
  discountIds?: readonly string[];
  statuses?: readonly SubscriptionStatus[];
  /** Whether it has periods: a plan that merely runs until it is canceled has none. */
  renews?: boolean;
  cancelAtPeriodEnd?: boolean;
  customerCancellationReasons?: readonly CustomerCancellationReason[];
  /** At this time or later; at this time or earlier. */
  canceledAfter?: Date;
  canceledBefore?: Date;
  startedAfter?: Date;
  startedBefore?: Date;
  /** Contained in the product's name, ignoring case. */
  search?: string;
  /** One of the values for every key, compared as text. */
  metadata?: Record<string, string[]>;
};

/** A page of subscriptions, the latest started first, and how many there are in all. */
export async function listSubscriptions(
  scope: Scope,
  filter: SubscriptionFilter,
  page: Page<SubscriptionSort>,
): Promise<{ items: SubscriptionWithItems[]; total: number }> {
  const list = { from: 'subscriptions', where: conditions(scope, filter), order: order(scope, page.sort) };
  const { items, total } = await selectPage<Subscription>(scope.database, page, list);
  return { items: await withItems(scope, items), total };
}

const rowsPerRead = 1000;

/** All subscriptions that pass a filter, the latest started first, read page by page so that no statement grows with the table. */
export async function* everySubscription(
  scope: Scope,
  filter: SubscriptionFilter,
): AsyncGenerator<SubscriptionWithItems[]> {
  const { database } = scope;
  let last: Subscription | undefined;
  for (;;) {
    const older = last ? database`and (started_at, id) < (${last.startedAt}, ${last.id}::uuid)` : database``;
    const rows = await database<Subscription[]>`
      select * from subscriptions where ${conditions(scope, filter)} ${older}
      order by started_at desc, id desc limit ${rowsPerRead}`;
    if (rows.length > 0) yield await withItems(scope, rows);
    if (rows.length < rowsPerRead) return;
    last = rows.at(-1);
  }
}

function conditions(scope: Scope, filter: SubscriptionFilter): Fragment {
  const { database } = scope;
  const parts: Fragment[] = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  const anId = (column: string, values: readonly string[] | undefined) => {
    if (values) parts.push(database`${database(column)} = any(${[...values]}::uuid[])`);
  };
  const oneOf = (column: string, values: readonly string[] | undefined) => {
    if (values) parts.push(database`${database(column)} = any(${[...values]}::text[])`);
  };
  anId('id', filter.ids);
  anId('customer_id', filter.customerIds);
  anId('product_id', filter.productIds);
  anId('discount_id', filter.discountIds);
  oneOf('status', filter.statuses);
  oneOf('customer_cancellation_reason', filter.customerCancellationReasons);
  if (filter.externalCustomerIds) {
    parts.push(database`customer_id in ${customerIdsKnownAs(scope, filter.externalCustomerIds)}`);
  }
  if (filter.renews !== undefined) parts.push(database`renews = ${filter.renews}`);
  if (filter.cancelAtPeriodEnd !== undefined) {
    parts.push(database`cancel_at_period_end = ${filter.cancelAtPeriodEnd}`);
  }
  if (filter.canceledAfter) parts.push(database`canceled_at >= ${filter.canceledAfter}`);
  if (filter.canceledBefore) parts.push(database`canceled_at <= ${filter.canceledBefore}`);
  if (filter.startedAfter) parts.push(database`started_at >= ${filter.startedAfter}`);
  if (filter.startedBefore) parts.push(database`started_at <= ${filter.startedBefore}`);
  if (filter.search !== undefined) {
    parts.push(database`${productName(scope)} ilike ${`%${literalPattern(filter.search)}%`}`);
  }
  for (const [key, values] of Object.entries(filter.metadata ?? {})) {
    parts.push(database`metadata ->> ${key} = any(${values}::text[])`);
  }
  return allOf(database, parts);
}

/** The name of the product that a subscription is of. */
function productName({ database }: Scope): Fragment {
  return database`(select name from products
    where products.organization_id = subscriptions.organization_id and products.mode = subscriptions.mode
      and products.id = subscriptions.product_id)`;
}

function order(scope: Scope, sort: Page<SubscriptionSort>['sort']): Fragment {
  const { database } = scope;
  const sorted = sort?.length ? sort : [{ by: 'startedAt', descending: true } as const];
  return orderBy<SubscriptionSort>(database, sorted, {
    createdAt: database`subscriptions.created_at`,
    startedAt: database`subscriptions.started_at`,
    status: database`subscriptions.status`,
    currentPeriodEnd: database`subscriptions.current_period_end`,
    endedAt: database`subscriptions.ended_at`,
    endsAt: database`subscriptions.ends_at`,
    amount: database`subscriptions.amount`,
    customerEmail: database`(select email from customers
      where customers.organization_id = subscriptions.organization_id and customers.mode = subscriptions.mode
        and customers.id = subscriptions.customer_id)`,
    productName: productName(scope),
    discountName: database`(select name from discounts
      where discounts.organization_id = subscriptions.organization_id and discounts.mode = subscriptions.mode
        and discounts.id = subscriptions.discount_id)`,
  });
}
