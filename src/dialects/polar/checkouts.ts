import { Type } from 'typebox';
import {
  createCheckout,
  listCheckouts,
  loadCheckout,
  type Offer,
  updateCheckout,
} from '../../billing/checkouts/index.ts';
import { defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { refuseCheckout } from './checkout-answers.ts';
import { CheckoutCreate, type CheckoutCreateBody, CheckoutUpdate, checkoutChange } from './checkout-input.ts';
import { CheckoutSchema, CheckoutStatusSchema, checkoutView, type ViewFacts } from './checkout-view.ts';
import { withinReach } from './customers.ts';
import { notFound } from './errors.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { newPrice } from './price-input.ts';
import { IdParams, oneOrMany, UuidInput } from './schemas.ts';

const read = merchant('checkouts:read', 'checkouts:write');
const write = merchant('checkouts:write');

/** What a view needs of the request that it answers. */
export function viewFacts(scope: Scope, { publicUrl }: RequestFacts): ViewFacts {
  return { now: scope.clock.now(), publicUrl };
}

function offerOf(body: CheckoutCreateBody): Offer {
  if ('products' in body) {
    const prices = Object.entries(body.prices ?? {}).map(([id, list]) => [id, list.map(newPrice)]);
    return { productIds: body.products, prices: Object.fromEntries(prices) };
  }
  return 'product_id' in body ? { productIds: [body.product_id] } : { priceId: body.product_price_id };
}

export const checkoutRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/checkouts/',
    summary: 'List checkouts',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      organization_id: oneOrMany(UuidInput),
      product_id: oneOrMany(UuidInput),
      customer_id: oneOrMany(UuidInput),
      external_customer_id: oneOrMany(Type.String()),
      status: oneOrMany(CheckoutStatusSchema),
      query: Type.Optional(Type.String()),
      ...pagingQuery('created_at', 'expires_at', 'status'),
    }),
    responses: { 200: listSchema(CheckoutSchema) },
    async handle(scope, { query }, request) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const filter = {
        productIds: query.product_id,
        customerIds: query.customer_id,
        externalCustomerIds: query.external_customer_id,
        statuses: query.status,
        search: query.query,
      };
      const sort = sortOf(query.sorting, {
        created_at: 'createdAt',
        expires_at: 'expiresAt',
        status: 'status',
      } as const);
      const { items, total } = await listCheckouts(scope, filter, { ...limitAndOffset(query), sort });
      const facts = viewFacts(scope, request);
      return listAnswer(
        items.map((details) => checkoutView(details, facts)),
        total,
        query,
      );
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/checkouts/',
    summary: 'Create a checkout',
    access: write,
    body: CheckoutCreate,
    responses: { 201: CheckoutSchema },
    async handle(scope, { body }, request) {
      const result = await createCheckout(scope, {
        ...checkoutChange({ ...body, product_id: undefined, product_price_id: undefined }),
        offer: offerOf(body),
        customerId: body.customer_id,
        externalCustomerId: body.external_customer_id ?? body.customer_external_id,
        subscriptionId: body.subscription_id,
      });
      return result.ok
        ? { status: 201, body: checkoutView(result.value, viewFacts(scope, request)) }
        : refuseCheckout(result.failures, body);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/checkouts/{id}',
    summary: 'Get a checkout',
    access: read,
    params: IdParams,
    responses: { 200: CheckoutSchema },
    async handle(scope, { params }, request) {
      const result = await loadCheckout(scope, params.id, 'merchant');
      return result.ok
        ? { status: 200, body: checkoutView(result.value, viewFacts(scope, request)) }
        : notFound();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/checkouts/{id}',
    summary: 'Update a checkout',
    access: write,
    params: IdParams,
    body: CheckoutUpdate,
    responses: { 200: CheckoutSchema },
    async handle(scope, { params, body }, request) {
      const result = await updateCheckout(scope, params.id, checkoutChange(body), 'merchant');
      return result.ok
        ? { status: 200, body: checkoutView(result.value, viewFacts(scope, request)) }
        : refuseCheckout(result.failures, body);
    },
  }),
];
