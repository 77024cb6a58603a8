import { Type } from 'typebox';
import { selectProducts } from '../../../billing/catalog/index.ts';
import { commandSubscription } from '../../../billing/collection/index.ts';
import { type Organization, selectOrganization } from '../../../billing/organizations/index.ts';
import { claimedSubscriptionIds } from '../../../billing/seats/index.ts';
import {
  listSubscriptions,
  type SubscriptionCommand,
  type SubscriptionKey,
  type SubscriptionWithItems,
  selectSubscription,
} from '../../../billing/subscriptions/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../../platform/http/route.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Access, portalBillingRead, portalBillingWrite, portalCustomer, portalRead } from '../access.ts';
import { notFound } from '../errors.ts';
import { limitAndOffset, listAnswer, listSchema, pageQuery, pagingQuery, sortOf } from '../paging.ts';
import { IdParams, oneOrMany, UuidInput } from '../schemas.ts';
import { refuseSubscription } from '../subscription-answers.ts';
import { CustomerSubscriptionUpdate, customerCommandOf } from '../subscription-input.ts';
import { CustomerSubscriptionSchema, customerSubscriptionView } from '../subscription-view.ts';
import { activeStatuses, distinct, pricesById } from '../subscriptions.ts';

/** Only a subscription of the caller's own: any other is not found. */
function own(scope: Scope, id: string): SubscriptionKey {
  return { id, customerId: portalCustomer(scope).id, renews: true };
}

async function organizationOf(scope: Scope): Promise<Organization> {
  const organization = await selectOrganization(scope.database, scope.organizationId);
  if (!organization) throw new Error('A customer session has lost its organization.');
  return organization;
}

type OwnAddress = Pick<RequestFacts, 'publicUrl'>;

async function views(
  scope: Scope,
  subscriptions: readonly SubscriptionWithItems[],
  { publicUrl }: OwnAddress,
) {
  const [products, prices, organization] = await Promise.all([
    selectProducts(scope, distinct(subscriptions.map(({ productId }) => productId))),
    pricesById(scope, subscriptions),
    organizationOf(scope),
  ]);
  const productById = new Map(products.map((product) => [product.id, product]));
  return subscriptions.map((subscription) => {
    const product = productById.get(subscription.productId);
    if (!product) throw new Error('A subscription has lost its product.');
    const surroundings = { prices: prices(subscription), product, organization };
    return customerSubscriptionView(subscription, surroundings, publicUrl);
  });
}

async function answerWith(
  scope: Scope,
  subscription: SubscriptionWithItems,
  request: OwnAddress,
): Promise<Answer> {
  const [body] = await views(scope, [subscription], request);
  return { status: 200, body };
}

async function carryOut(
  scope: Scope,
  request: OwnAddress,
  id: string,
  command: SubscriptionCommand | undefined,
  body?: unknown,
): Promise<Answer> {
  const key = own(scope, id);
  if (!command) {
    const subscription = await selectSubscription(scope, key);
    return subscription ? answerWith(scope, subscription, request) : notFound();
  }
  const result = await commandSubscription(scope, key, command);
  return result.ok ? answerWith(scope, result.value, request) : refuseSubscription(result.failures, body);
}

/** There is one organization: by it all are alike. */
const sortNames = {
  started_at: 'startedAt',
  amount: 'amount',
  status: 'status',
  product: 'productName',
} as const;

export const portalSubscriptionRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/subscriptions/',
    summary: "List the customer's subscriptions",
    access: portalBillingRead,
    query: Type.Object({
      product_id: oneOrMany(UuidInput),
      active: Type.Optional(Type.Boolean()),
      query: Type.Optional(Type.String()),
      ...pagingQuery('started_at', 'amount', 'status', 'organization', 'product'),
    }),
    responses: { 200: listSchema(CustomerSubscriptionSchema) },
    async handle(scope, { query }, request) {
      const filter = {
        renews: true,
        customerIds: [portalCustomer(scope).id],
        productIds: query.product_id,
        statuses: activeStatuses(query.active),
        search: query.query,
      };
      const sorting = query.sorting?.filter((key) => key !== 'organization' && key !== '-organization');
      const sort = sortOf(sorting, sortNames);
      const { items, total } = await listSubscriptions(scope, filter, { ...limitAndOffset(query), sort });
      return listAnswer(await views(scope, items, request), total, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/seats/subscriptions',
    summary: 'List the subscriptions of which the member has claimed a seat',
    access: portalRead,
    query: Type.Object(pageQuery),
    responses: { 200: listSchema(CustomerSubscriptionSchema) },
    async handle(scope, { query }, request) {
      const { id: customerId, memberId } = portalCustomer(scope);
      const ids = await claimedSubscriptionIds(scope, { customerId, memberId });
      const filter = { renews: true, ids };
      const { items, total } = await listSubscriptions(scope, filter, limitAndOffset(query));
      return listAnswer(await views(scope, items, request), total, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/subscriptions/{id}',
    summary: "Get one of the customer's subscriptions",
    access: portalBillingRead,
    params: IdParams,
    responses: { 200: CustomerSubscriptionSchema },
    async handle(scope, { params }, request) {
      const subscription = await selectSubscription(scope, own(scope, params.id));
      return subscription ? answerWith(scope, subscription, request) : notFound();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/customer-portal/subscriptions/{id}',
    summary: "Update one of the customer's subscriptions",
    access: portalBillingWrite,
    inSteps: true,
    params: IdParams,
    body: CustomerSubscriptionUpdate,
    responses: { 200: CustomerSubscriptionSchema },
    handle: (scope, { params, body }, request) =>
      carryOut(scope, request, params.id, customerCommandOf(body), body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/customer-portal/subscriptions/{id}',
    summary: "End one of the customer's subscriptions with its period",
    access: portalBillingWrite,
    inSteps: true,
    params: IdParams,
    responses: { 200: CustomerSubscriptionSchema },
    handle: (scope, { params }, request) =>
      carryOut(scope, request, params.id, { kind: 'cancel_at_period_end' }),
  }),
];
