import { Type } from 'typebox';
import {
  createCheckoutLink,
  deleteCheckoutLink,
  followCheckoutLink,
  listCheckoutLinks,
  loadCheckoutLink,
  updateCheckoutLink,
} from '../../billing/checkout-links/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, anonymous, merchant } from './access.ts';
import { refuseCheckout } from './checkout-answers.ts';
import {
  CheckoutLinkCreate,
  type CheckoutLinkCreateBody,
  CheckoutLinkUpdate,
  checkoutLinkChange,
  linkPrefill,
  withOtherParameters,
} from './checkout-link-input.ts';
import { CheckoutLinkSchema, checkoutLinkView } from './checkout-link-view.ts';
import { checkoutUrl } from './checkout-view.ts';
import { withinReach } from './customers.ts';
import { notFound } from './errors.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { IdParams, oneOrMany, UuidInput } from './schemas.ts';

const read = merchant('checkout_links:read', 'checkout_links:write');
const write = merchant('checkout_links:write');

/** Each call opens a checkout, for anybody. */
const followLimit = { calls: 60, seconds: 60 };

function offerOf(body: CheckoutLinkCreateBody) {
  if ('products' in body) return { productIds: body.products };
  return 'product_id' in body ? { productIds: [body.product_id] } : { priceId: body.product_price_id };
}

export const checkoutLinkRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/checkout-links/',
    summary: 'List checkout links',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      organization_id: oneOrMany(UuidInput),
      product_id: oneOrMany(UuidInput),
      ...pagingQuery('created_at', 'label', 'success_url', 'allow_discount_codes'),
    }),
    responses: { 200: listSchema(CheckoutLinkSchema) },
    async handle(scope, { query }, { publicUrl }) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const sort = sortOf(query.sorting, {
        created_at: 'createdAt',
        label: 'label',
        success_url: 'successUrl',
        allow_discount_codes: 'allowDiscountCodes',
      } as const);
      const page = { ...limitAndOffset(query), sort };
      const { items, total } = await listCheckoutLinks(scope, { productIds: query.product_id }, page);
      return listAnswer(
        items.map((link) => checkoutLinkView(link, publicUrl)),
        total,
        query,
      );
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/checkout-links/',
    summary: 'Create a checkout link',
    access: write,
    body: CheckoutLinkCreate,
    responses: { 201: CheckoutLinkSchema },
    async handle(scope, { body }, { publicUrl }) {
      const change = checkoutLinkChange({ ...body, products: undefined });
      const result = await createCheckoutLink(scope, { ...change, offer: offerOf(body) });
      return result.ok
        ? { status: 201, body: checkoutLinkView(result.value, publicUrl) }
        : refuseCheckout(result.failures, body);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/checkout-links/{id}',
    summary: 'Get a checkout link',
    access: read,
    params: IdParams,
    responses: { 200: CheckoutLinkSchema },
    async handle(scope, { params }, { publicUrl }) {
      const found = await loadCheckoutLink(scope, params.id);
      return found ? { status: 200, body: checkoutLinkView(found, publicUrl) } : notFound();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/checkout-links/{id}',
    summary: 'Update a checkout link',
    access: write,
    params: IdParams,
    body: CheckoutLinkUpdate,
    responses: { 200: CheckoutLinkSchema },
    async handle(scope, { params, body }, { publicUrl }) {
      const result = await updateCheckoutLink(scope, params.id, checkoutLinkChange(body));
      return result.ok
        ? { status: 200, body: checkoutLinkView(result.value, publicUrl) }
        : refuseCheckout(result.failures, body);
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/checkout-links/{id}',
    summary: 'Delete a checkout link',
    access: write,
    params: IdParams,
    responses: { 204: null },
    async handle(scope, { params }) {
      const result = await deleteCheckoutLink(scope, params.id);
      return result.ok ? { status: 204 } : notFound();
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/checkout-links/{client_secret}/redirect',
    summary: 'Follow a checkout link',
    access: anonymous(followLimit),
    params: Type.Object({ client_secret: Type.String() }),
    responses: { 303: null, 307: null },
    async handle({ database, requestId }, { params }, { query, publicUrl, clockOf, ip, headers }) {
      const stranger = { database, requestId, clockOf };
      const prefill = { ...linkPrefill(query), customerIpAddress: ip };
      const opened = await followCheckoutLink(stranger, params.client_secret, prefill);
      if (!opened.ok) {
        // Whoever follows it in a browser is told on a page.
        const isBrowser = String(headers.accept ?? '').includes('text/html');
        const location = `${publicUrl}/checkout/unavailable`;
        return isBrowser ? { status: 303, headers: { location } } : notFound();
      }
      const location = withOtherParameters(checkoutUrl(opened.value.checkout, publicUrl), query);
      return { status: 307, headers: { location } };
    },
  }),
];
