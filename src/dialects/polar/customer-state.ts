import { Type } from 'typebox';
import { type Customer, type CustomerKey, selectCustomer } from '../../billing/customers/index.ts';
import { listSubscriptions, type Subscription } from '../../billing/subscriptions/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { CustomerSchema, customerView } from './customer-view.ts';
import { notFound } from './errors.ts';
import { ExternalIdParams, IdParams } from './schemas.ts';
import { StateSubscriptionSchema, stateSubscriptionView } from './subscription-view.ts';

const access = merchant('customers:read', 'customers:write');

const CustomerStateSchema = Type.Object({
  ...CustomerSchema.properties,
  active_subscriptions: Type.Array(StateSubscriptionSchema),
  granted_benefits: Type.Array(Type.Unknown()),
  active_meters: Type.Array(Type.Unknown()),
});

/** More than anybody has. */
const mostSubscriptions = { limit: 1000, offset: 0 };

/**
 * Which subscriptions are in the state of their customer. Only those that renew are subscriptions to Polar (the free plan
 * that Flowglad puts a customer on has no period).
 */
export const activeSubscriptions = { renews: true, statuses: ['trialing', 'active'] } as const;

/** A customer with what is theirs at the moment. There are no benefits or meters to have yet. */
async function state(scope: Scope, key: CustomerKey): Promise<Answer> {
  const customer = await selectCustomer(scope, key);
  if (!customer) return notFound();
  const filter = { ...activeSubscriptions, customerIds: [customer.id] };
  const { items } = await listSubscriptions(scope, filter, mostSubscriptions);
  return { status: 200, body: customerStateView(customer, items) };
}

/** @param subscriptions those that are active */
export function customerStateView(customer: Customer, subscriptions: readonly Subscription[]) {
  return {
    ...customerView(customer),
    active_subscriptions: subscriptions.map(stateSubscriptionView),
    granted_benefits: [],
    active_meters: [],
  };
}

export const customerStateRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customers/{id}/state',
    summary: 'Get the state of a customer',
    access,
    params: IdParams,
    responses: { 200: CustomerStateSchema },
    handle: (scope, { params }) => state(scope, { id: params.id }),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customers/external/{external_id}/state',
    summary: "Get the state of a customer by the merchant's own id",
    access,
    params: ExternalIdParams,
    responses: { 200: CustomerStateSchema },
    handle: (scope, { params }) => state(scope, { externalId: params.external_id }),
  }),
];
