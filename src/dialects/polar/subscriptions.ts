import { type Static, Type } from 'typebox';
import { selectPricesById, selectProducts } from '../../billing/catalog/index.ts';
import { commandSubscription } from '../../billing/collection/index.ts';
import { selectCustomersById } from '../../billing/customers/index.ts';
import { selectDiscounts } from '../../billing/discounts/index.ts';
import {
  createFreeSubscription,
  listSubscriptions,
  type SubscriptionCommand,
  type SubscriptionFilter,
  type SubscriptionKey,
  type SubscriptionWithItems,
  selectSubscription,
} from '../../billing/subscriptions/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { withinReach } from './customers.ts';
import { notFound } from './errors.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { productViews } from './product-view.ts';
import { IdParams, MetadataFilter, oneOrMany, TimestampInput, UuidInput } from './schemas.ts';
import { refuseSubscription } from './subscription-answers.ts';
import { type ExportColumn, exportColumns, exportSubscriptions } from './subscription-export.ts';
import { commandOf, SubscriptionCreate, SubscriptionUpdate } from './subscription-input.ts';
import {
  ReasonSchema,
  type ShownStatus,
  StatusSchema,
  SubscriptionSchema,
  subscriptionView,
} from './subscription-view.ts';
import { TimeZoneInput } from './time-zone.ts';

const read = merchant('subscriptions:read', 'subscriptions:write');
const write = merchant('subscriptions:write');

/** Only those with periods are subscriptions to Polar: the free plan that Flowglad puts a customer on has none. */
const byId = (id: string): SubscriptionKey => ({ id, renews: true });

/** Subscriptions as their merchant sees them, in the same order; what they show besides themselves is loaded for all at once. */
export async function subscriptionViews(scope: Scope, subscriptions: readonly SubscriptionWithItems[]) {
  const [products, prices, customers, discounts] = await Promise.all([
    selectProducts(scope, distinct(subscriptions.map(({ productId }) => productId))),
    pricesById(scope, subscriptions),
    selectCustomersById(scope, distinct(subscriptions.map(({ customerId }) => customerId))),
    selectDiscounts(scope, distinct(subscriptions.map(({ discountId }) => discountId))),
  ]);
  const shownProducts = await productViews(scope, products);
  const productById = new Map(shownProducts.map((product) => [product.id, product]));
  const customerById = new Map(customers.map((customer) => [customer.id, customer]));
  const discountById = new Map(discounts.map((discount) => [discount.id, discount]));
  return subscriptions.map((subscription) => {
    const product = productById.get(subscription.productId);
    const customer = customerById.get(subscription.customerId);
    if (!product || !customer) throw new Error('A subscription has lost its product or customer.');
    const discount = discountById.get(subscription.discountId ?? '');
    return subscriptionView(subscription, { prices: prices(subscription), customer, product, discount });
  });
}

/** The prices that subscriptions are billed by, loaded for all of them at once. */
export async function pricesById(scope: Scope, subscriptions: readonly SubscriptionWithItems[]) {
  const ids = subscriptions.flatMap(({ items }) => items.map(({ priceId }) => priceId));
  const prices = new Map((await selectPricesById(scope, distinct(ids))).map((price) => [price.id, price]));
  return ({ items }: SubscriptionWithItems) => items.flatMap(({ priceId }) => prices.get(priceId) ?? []);
}

export function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

async function answerWith(scope: Scope, subscription: SubscriptionWithItems, status = 200): Promise<Answer> {
  const [body] = await subscriptionViews(scope, [subscription]);
  return { status, body };
}

async function carryOut(
  scope: Scope,
  id: string,
  command: SubscriptionCommand,
  body?: unknown,
): Promise<Answer> {
  const result = await commandSubscription(scope, byId(id), command);
  return result.ok ? answerWith(scope, result.value) : refuseSubscription(result.failures, body);
}

const exportQuery = {
  organization_id: oneOrMany(UuidInput),
  product_id: oneOrMany(UuidInput),
  status: oneOrMany(StatusSchema),
  cancel_at_period_end: Type.Optional(Type.Boolean()),
  started_after: Type.Optional(TimestampInput),
  started_before: Type.Optional(TimestampInput),
};

const ListQuery = Type.Object({
  ...exportQuery,
  customer_id: oneOrMany(UuidInput),
  external_customer_id: oneOrMany(Type.String()),
  discount_id: oneOrMany(UuidInput),
  active: Type.Optional(Type.Boolean()),
  customer_cancellation_reason: oneOrMany(ReasonSchema),
  canceled_at_after: Type.Optional(TimestampInput),
  canceled_at_before: Type.Optional(TimestampInput),
  ...pagingQuery(
    'customer',
    'status',
    'started_at',
    'current_period_end',
    'ended_at',
    'ends_at',
    'amount',
    'product',
    'discount',
  ),
  metadata: MetadataFilter,
});

const sortNames = {
  customer: 'customerEmail',
  status: 'status',
  started_at: 'startedAt',
  current_period_end: 'currentPeriodEnd',
  ended_at: 'endedAt',
  ends_at: 'endsAt',
  amount: 'amount',
  product: 'productName',
  discount: 'discountName',
} as const;

type ExportQuery = Static<ReturnType<typeof Type.Object<typeof exportQuery>>>;

function exportFilter(scope: Scope, query: ExportQuery): SubscriptionFilter {
  return {
    renews: true,
    // None at all where another organization's are asked for.
    productIds: withinReach(scope, query.organization_id) ? query.product_id : [],
    statuses: query.status,
    cancelAtPeriodEnd: query.cancel_at_period_end,
    startedAfter: query.started_after,
    startedBefore: query.started_before,
  };
}

/** Polar: those that are active, or those that were ended; of several statuses asked for, those that are both. */
export function activeStatuses(
  active: boolean | undefined,
  statuses?: readonly ShownStatus[],
): readonly ShownStatus[] | undefined {
  if (active === undefined) return statuses;
  const meant: ShownStatus[] = active ? ['trialing', 'active'] : ['canceled', 'unpaid'];
  return statuses ? statuses.filter((status) => meant.includes(status)) : meant;
}

export const subscriptionRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/subscriptions/',
    summary: 'List subscriptions',
    access: read,
    mayBeStale: true,
    query: ListQuery,
    responses: { 200: listSchema(SubscriptionSchema) },
    async handle(scope, { query }) {
      const filter: SubscriptionFilter = {
        ...exportFilter(scope, query),
        statuses: activeStatuses(query.active, query.status),
        customerIds: query.customer_id,
        externalCustomerIds: query.external_customer_id,
        discountIds: query.discount_id,
        customerCancellationReasons: query.customer_cancellation_reason,
        canceledAfter: query.canceled_at_after,
        canceledBefore: query.canceled_at_before,
        metadata: query.metadata,
      };
      const sort = sortOf(query.sorting, sortNames);
      const { items, total } = await listSubscriptions(scope, filter, { ...limitAndOffset(query), sort });
      return listAnswer(await subscriptionViews(scope, items), total, query);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/subscriptions/',
    summary: 'Subscribe a customer to a free product',
    access: write,
    body: SubscriptionCreate,
    responses: { 201: SubscriptionSchema },
    async handle(scope, { body }) {
      const { product_id: productId, metadata } = body;
      const customer =
        'customer_id' in body ? { id: body.customer_id } : { externalId: body.external_customer_id };
      const result = await createFreeSubscription(scope, { productId, customer, metadata });
      if (result.ok) return answerWith(scope, result.value, 201);
      const member = 'customer_id' in body ? 'customer_id' : 'external_customer_id';
      return refuseSubscription(result.failures, body, member);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/subscriptions/export',
    summary: 'Export subscriptions as CSV',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      ...exportQuery,
      timezone: Type.Optional(TimeZoneInput),
      columns: oneOrMany(Type.Unsafe<ExportColumn>({ type: 'string', enum: exportColumns })),
    }),
    responses: { 200: Type.String() },
    handle(scope, { query }, request) {
      const options = { columns: query.columns, timezone: query.timezone ?? 'UTC' };
      return exportSubscriptions(scope, exportFilter(scope, query), options, request);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/subscriptions/{id}',
    summary: 'Get a subscription',
    access: read,
    params: IdParams,
    responses: { 200: SubscriptionSchema },
    async handle(scope, { params }) {
      const subscription = await selectSubscription(scope, byId(params.id));
      return subscription ? answerWith(scope, subscription) : notFound();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/subscriptions/{id}',
    summary: 'Update a subscription',
    access: write,
    inSteps: true,
    params: IdParams,
    body: SubscriptionUpdate,
    responses: { 200: SubscriptionSchema },
    handle: (scope, { params, body }) => carryOut(scope, params.id, commandOf(body), body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/subscriptions/{id}',
    summary: 'End a subscription now',
    access: write,
    inSteps: true,
    params: IdParams,
    responses: { 200: SubscriptionSchema },
    handle: (scope, { params }) => carryOut(scope, params.id, { kind: 'revoke' }),
  }),
];
