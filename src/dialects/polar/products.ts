import { Type } from 'typebox';
import {
  createProduct,
  deleteProduct,
  isKnown,
  listProducts,
  type PriceEntry,
  selectProduct,
  updateProduct,
} from '../../billing/catalog/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, merchant } from './access.ts';
import { withinReach } from './customers.ts';
import { domainError, invalid, notFound } from './errors.ts';
import { organizationFailure } from './input-rules.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { newPrice } from './price-input.ts';
import {
  attachedFields,
  mediaDetails,
  ProductCreate,
  ProductUpdate,
  refuseProduct,
  Visibility,
} from './product-input.ts';
import { ProductSchema, productViews } from './product-view.ts';
import { IdParams, MetadataFilter, oneOrMany, UuidInput } from './schemas.ts';

const read = merchant('products:read', 'products:write');
const write = merchant('products:write');

export const productRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/products/',
    summary: 'List products',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      id: oneOrMany(UuidInput),
      organization_id: oneOrMany(UuidInput),
      query: Type.Optional(Type.String()),
      is_archived: Type.Optional(Type.Boolean()),
      is_recurring: Type.Optional(Type.Boolean()),
      benefit_id: oneOrMany(UuidInput),
      visibility: oneOrMany(Visibility),
      ...pagingQuery('created_at', 'name', 'price_amount_type', 'price_amount'),
      metadata: MetadataFilter,
    }),
    responses: { 200: listSchema(ProductSchema) },
    async handle(scope, { query }) {
      // No product has benefits.
      if (query.benefit_id || !withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const filter = {
        ids: query.id,
        search: query.query,
        archived: query.is_archived,
        recurring: query.is_recurring,
        visibilities: query.visibility,
        metadata: query.metadata,
      };
      const sort = sortOf(query.sorting, {
        created_at: 'createdAt',
        name: 'name',
        price_amount_type: 'priceAmountType',
        price_amount: 'priceAmount',
      } as const);
      const { items, total } = await listProducts(scope, filter, { ...limitAndOffset(query), sort });
      return listAnswer(await productViews(scope, items), total, query);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/products/',
    summary: 'Create a product',
    access: write,
    body: ProductCreate,
    responses: { 201: ProductSchema },
    async handle(scope, { body }) {
      const refused = organizationFailure(body.organization_id);
      if (refused) return refused;
      const missing = mediaDetails(body.medias);
      if (missing.length > 0) return invalid(missing);
      const result = await createProduct(scope, {
        name: body.name,
        description: body.description ?? null,
        visibility: body.visibility,
        metadata: body.metadata ?? {},
        recurringInterval: body.recurring_interval,
        recurringIntervalCount: body.recurring_interval_count,
        ...('trial_interval' in body ? { trialInterval: body.trial_interval } : {}),
        ...('trial_interval_count' in body ? { trialIntervalCount: body.trial_interval_count } : {}),
        attachedCustomFields: attachedFields(body.attached_custom_fields ?? []),
        prices: body.prices.map(newPrice),
      });
      if (!result.ok) return refuseProduct(result.failures, body);
      const [view] = await productViews(scope, [result.value]);
      return { status: 201, body: view };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/products/{id}',
    summary: 'Get a product',
    access: read,
    params: IdParams,
    responses: { 200: ProductSchema },
    async handle(scope, { params }) {
      const product = await selectProduct(scope, params.id);
      if (!isKnown(product)) return notFound();
      const [view] = await productViews(scope, [product]);
      return { status: 200, body: view };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/products/{id}',
    summary: 'Update a product',
    access: write,
    params: IdParams,
    body: ProductUpdate,
    responses: { 200: ProductSchema },
    async handle(scope, { params, body }) {
      const missing = mediaDetails(body.medias);
      // What is not there is told first, as it would be for a body without fault.
      if (missing.length > 0) {
        const product = await selectProduct(scope, params.id);
        return isKnown(product) ? invalid(missing) : notFound();
      }
      const result = await updateProduct(scope, params.id, {
        metadata: body.metadata,
        description: body.description,
        trialInterval: body.trial_interval,
        trialIntervalCount: body.trial_interval_count,
        prices: body.prices?.map((price): PriceEntry => ('id' in price ? { id: price.id } : newPrice(price))),
        // Null leaves these as they are.
        name: body.name ?? undefined,
        visibility: body.visibility ?? undefined,
        archived: body.is_archived ?? undefined,
        recurringInterval: body.recurring_interval ?? undefined,
        recurringIntervalCount: body.recurring_interval_count ?? undefined,
        attachedCustomFields: body.attached_custom_fields
          ? attachedFields(body.attached_custom_fields)
          : undefined,
      });
      if (!result.ok) return refuseProduct(result.failures, body);
      const [view] = await productViews(scope, [result.value]);
      return { status: 200, body: view };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/products/{id}',
    summary: 'Delete a product that is not in use',
    access: write,
    params: IdParams,
    responses: { 204: null },
    async handle(scope, { params }) {
      const result = await deleteProduct(scope, params.id);
      if (result.ok) return { status: 204 };
      const [{ code, message }] = result.failures;
      return code === 'not_found' ? notFound() : domainError(409, 'ProductNotDeletable', message);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/products/{id}/benefits',
    summary: 'Set the benefits of a product',
    access: write,
    params: IdParams,
    body: Type.Object({ benefits: Type.Array(UuidInput) }),
    responses: { 200: ProductSchema },
    async handle(scope, { params, body }) {
      const product = await selectProduct(scope, params.id);
      if (!isKnown(product)) return notFound();
      // There are no benefits: none can be named, and to have none is what a product has.
      const unknown = body.benefits.map((id, index) => ({
        type: 'value_error',
        loc: ['body', 'benefits', index],
        msg: 'Benefit does not exist.',
        input: id,
      }));
      if (unknown.length > 0) return invalid(unknown);
      const [view] = await productViews(scope, [product]);
      return { status: 200, body: view };
    },
  }),
];
