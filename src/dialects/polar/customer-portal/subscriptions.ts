import { Type } from 'typebox';
import { selectProduct, selectProducts } from '../../../billing/catalog/index.ts';
import { commandSubscription } from '../../../billing/collection/index.ts';
import { type Organization, selectOrganization } from '../../../billing/organizations/index.ts';
import { paymentMethodToCharge } from '../../../billing/payment-methods/index.ts';
import { claimedSubscriptionIds } from '../../../billing/seats/index.ts';
import {
  listSubscriptions,
  type SubscriptionCommand,
  type SubscriptionKey,
  type SubscriptionWithItems,
  selectSubscription,
} from '../../../billing/subscriptions/index.ts';
import { type Answer, defineRoute, type Route } from '../../../platform/http/route.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Access, portalBillingRead, portalBillingWrite, portalCustomer, portalRead } from '../access.ts';
import { domainError, notFound } from '../errors.ts';
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

async function views(scope: Scope, subscriptions: readonly SubscriptionWithItems[]) {
  const [products, prices, organization] = await Promise.all([
    selectProducts(scope, distinct(subscriptions.map(({ productId }) => productId))),
    pricesById(scope, subscriptions),
    organizationOf(scope),
  ]);
  const productById = new Map(products.map((product) => [product.id, product]));
  return subscriptions.map((subscription) => {
    const product = productById.get(subscription.productId);
    if (!product) throw new Error('A subscription has lost its product.');
    return customerSubscriptionView(subscription, { prices: prices(subscription), product, organization });
  });
}

async function answerWith(scope: Scope, subscription: SubscriptionWithItems): Promise<Answer> {
  const [body] = await views(scope, [subscription]);
  return { status: 200, body };
}

/** What a customer may not do, by the merchant's settings or for want of a card; nothing where they may. */
async function refusal(
  scope: Scope,
  subscription: SubscriptionWithItems,
  command: SubscriptionCommand,
): Promise<Answer | undefined> {
  const { settings } = await organizationOf(scope);
  const { update_plan, update_seats, pause = false } = settings.customerPortal.subscription;
  const allowsUpdates = settings.subscription.allow_customer_updates;
  switch (command.kind) {
    case 'change_terms':
      return allowsUpdates && update_plan && (await isOnOffer(scope, command.productId))
        ? undefined
        : domainError(403, 'UpdateSubscriptionPlanNotAllowed', 'Customers may not change to this plan.');
    case 'change_seats':
      return allowsUpdates && update_seats
        ? undefined
        : domainError(403, 'UpdateSubscriptionSeatsNotAllowed', 'Customers may not change their seats.');
    case 'pause_at_period_end':
    case 'unpause':
    case 'resume':
      if (!pause) return domainError(403, 'PauseResumeNotAllowed', 'Customers may not pause or resume.');
      return command.kind === 'resume' ? withoutCard(scope, subscription, 'resuming') : undefined;
    case 'uncancel':
      return withoutCard(scope, subscription, 'uncanceling');
    case 'revoke':
      return subscription.status === 'past_due' && settings.subscription.benefit_revocation_grace_period === 0
        ? undefined
        : domainError(409, 'RevokeNotAllowed', 'This subscription cannot be revoked by its customer.');
    default:
      return undefined;
  }
}

/** Customers choose among the public products. One that is not there at all is told of in the body's terms. */
async function isOnOffer(scope: Scope, productId: string | undefined): Promise<boolean> {
  const product = productId === undefined ? undefined : await selectProduct(scope, productId);
  return !product || product.visibility === 'public';
}

/** Polar: what is to be paid for again needs a means of payment first. */
async function withoutCard(
  scope: Scope,
  { customerId, paymentMethodId, isFreePlan }: SubscriptionWithItems,
  action: string,
): Promise<Answer | undefined> {
  if (isFreePlan) return undefined;
  const method = await paymentMethodToCharge(scope, { customerId, preferredId: paymentMethodId });
  const text = `Add a payment method before ${action} this subscription.`;
  return method ? undefined : domainError(409, 'PaymentMethodRequired', text);
}

async function carryOut(
  scope: Scope,
  id: string,
  command: SubscriptionCommand | undefined,
  body?: unknown,
): Promise<Answer> {
  const key = own(scope, id);
  const subscription = await selectSubscription(scope, key);
  if (!subscription) return notFound();
  if (!command) return answerWith(scope, subscription);
  const refused = await refusal(scope, subscription, command);
  if (refused) return refused;
  const result = await commandSubscription(scope, key, command);
  return result.ok ? answerWith(scope, result.value) : refuseSubscription(result.failures, body);
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
    async handle(scope, { query }) {
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
      return listAnswer(await views(scope, items), total, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/seats/subscriptions',
    summary: 'List the subscriptions of which the member has claimed a seat',
    access: portalRead,
    query: Type.Object(pageQuery),
    responses: { 200: listSchema(CustomerSubscriptionSchema) },
    async handle(scope, { query }) {
      const { id: customerId, memberId } = portalCustomer(scope);
      const ids = await claimedSubscriptionIds(scope, { customerId, memberId });
      const filter = { renews: true, ids };
      const { items, total } = await listSubscriptions(scope, filter, limitAndOffset(query));
      return listAnswer(await views(scope, items), total, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/subscriptions/{id}',
    summary: "Get one of the customer's subscriptions",
    access: portalBillingRead,
    params: IdParams,
    responses: { 200: CustomerSubscriptionSchema },
    async handle(scope, { params }) {
      const subscription = await selectSubscription(scope, own(scope, params.id));
      return subscription ? answerWith(scope, subscription) : notFound();
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
    handle: (scope, { params, body }) => carryOut(scope, params.id, customerCommandOf(body), body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/customer-portal/subscriptions/{id}',
    summary: "End one of the customer's subscriptions with its period",
    access: portalBillingWrite,
    inSteps: true,
    params: IdParams,
    responses: { 200: CustomerSubscriptionSchema },
    handle: (scope, { params }) => carryOut(scope, params.id, { kind: 'cancel_at_period_end' }),
  }),
];
