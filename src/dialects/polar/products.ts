import { type Static, Type } from 'typebox';
import {
  createProduct,
  listProducts,
  type NewPrice,
  type PriceEntry,
  selectProduct,
  updateProduct,
} from '../../billing/catalog/index.ts';
import { currencies } from '../../platform/currency.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { codePointLength } from '../../platform/text.ts';
import { type Access, merchant } from './access.ts';
import { withinReach } from './customers.ts';
import { type Detail, invalid, notFound } from './errors.ts';
import { organizationFailure } from './input-rules.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { ProductSchema, productView } from './product-view.ts';
import { IdParams, MetadataFilter, MetadataInput, nullable, oneOrMany, UuidInput } from './schemas.ts';

const read = merchant('products:read', 'products:write');
const write = merchant('products:write');

const Visibility = Type.Unsafe<'draft' | 'private' | 'public'>({
  type: 'string',
  enum: ['draft', 'private', 'public'],
});
export const Interval = Type.Unsafe<'day' | 'week' | 'month' | 'year'>({
  type: 'string',
  enum: ['day', 'week', 'month', 'year'],
});
export const CurrencyInput = Type.Unsafe<string>({ type: 'string', enum: [...currencies] });
const TaxBehavior = Type.Unsafe<'location' | 'inclusive' | 'exclusive'>({
  type: 'string',
  enum: ['location', 'inclusive', 'exclusive'],
});

const shortestName = 3;
const longestName = 64;

/** Measured once the blanks around it are gone. */
const ProductName = parsed(Type.String(), (text): ParseOutcome<string> => {
  const name = text.trim();
  const length = codePointLength(name);
  if (length >= shortestName && length <= longestName) return { value: name };
  return length < shortestName
    ? {
        type: 'string_too_short',
        reason: `String should have at least ${shortestName} characters`,
        context: { min_length: shortestName },
      }
    : {
        type: 'string_too_long',
        reason: `String should have at most ${longestName} characters`,
        context: { max_length: longestName },
      };
});

/** As written, unless nothing is. */
const Description = parsed(Type.String(), (text) => ({ value: text.trim() === '' ? null : text }));

const priceMembers = {
  price_currency: Type.Unsafe<string>({ ...CurrencyInput, default: 'usd' }),
  tax_behavior: Type.Optional(nullable(TaxBehavior)),
};
const Amount = Type.Integer({ minimum: 0 });

const FixedPrice = Type.Object({
  amount_type: Type.Literal('fixed'),
  ...priceMembers,
  price_amount: Amount,
});
const CustomPrice = Type.Object({
  amount_type: Type.Literal('custom'),
  ...priceMembers,
  minimum_amount: Type.Integer({ minimum: 0, default: 50 }),
  maximum_amount: Type.Optional(nullable(Type.Integer({ minimum: 1 }))),
  preset_amount: Type.Optional(nullable(Amount)),
});
const FreePrice = Type.Object({ amount_type: Type.Literal('free'), ...priceMembers });
/** Kinds of prices that the vendor has and that are refused here by name. */
const OtherPrice = Type.Object({
  amount_type: Type.Unsafe<'seat_based' | 'metered_unit' | 'unit_based'>({
    type: 'string',
    enum: ['seat_based', 'metered_unit', 'unit_based'],
  }),
});

export type PriceInput =
  | Static<typeof FixedPrice>
  | Static<typeof CustomPrice>
  | Static<typeof FreePrice>
  | Static<typeof OtherPrice>;

const PriceCreate = Type.Unsafe<PriceInput>({
  oneOf: [FixedPrice, CustomPrice, FreePrice, OtherPrice],
  discriminator: { propertyName: 'amount_type', inPath: true },
  title: 'ProductPriceCreate',
});
const ExistingPrice = Type.Object({ id: UuidInput }, { title: 'ExistingProductPrice' });

const AttachedCustomFields = Type.Array(
  Type.Object({ custom_field_id: UuidInput, required: Type.Boolean() }),
);
const Medias = Type.Array(UuidInput);

const createMembers = {
  metadata: Type.Optional(MetadataInput),
  name: ProductName,
  description: Type.Optional(nullable(Description)),
  visibility: Type.Unsafe<Static<typeof Visibility>>({ ...Visibility, default: 'public' }),
  prices: Type.Array(PriceCreate, { minItems: 1 }),
  medias: Type.Optional(nullable(Medias)),
  attached_custom_fields: Type.Optional(AttachedCustomFields),
  organization_id: Type.Optional(nullable(UuidInput)),
};

const trialMembers = {
  trial_interval: Type.Optional(nullable(Interval)),
  trial_interval_count: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 1000 }))),
};

const ProductCreateRecurring = Type.Object(
  { ...createMembers, ...trialMembers, recurring_interval: Interval },
  { title: 'ProductCreateRecurring' },
);
const ProductCreateOneTime = Type.Object(
  { ...createMembers, recurring_interval: Type.Optional(Type.Null()) },
  { title: 'ProductCreateOneTime' },
);
const ProductCreate = Type.Unsafe<
  Static<typeof ProductCreateRecurring> | Static<typeof ProductCreateOneTime>
>({ anyOf: [ProductCreateRecurring, ProductCreateOneTime] });

const ProductUpdate = Type.Object({
  metadata: Type.Optional(MetadataInput),
  ...trialMembers,
  name: Type.Optional(nullable(ProductName)),
  description: Type.Optional(nullable(Description)),
  recurring_interval: Type.Optional(nullable(Interval)),
  is_archived: Type.Optional(nullable(Type.Boolean())),
  visibility: Type.Optional(nullable(Visibility)),
  prices: Type.Optional(
    nullable(
      Type.Array(
        Type.Unsafe<{ id: string } | PriceInput>({
          anyOf: [ExistingPrice, PriceCreate],
        }),
        { minItems: 1 },
      ),
    ),
  ),
  medias: Type.Optional(nullable(Medias)),
  attached_custom_fields: Type.Optional(nullable(AttachedCustomFields)),
});

/** A price in the core's words; a free one is a fixed price of nothing. */
function newPrice(price: PriceInput): NewPrice | undefined {
  switch (price.amount_type) {
    case 'fixed':
    case 'free':
      return {
        amountType: 'fixed',
        currency: price.price_currency,
        taxBehavior: price.tax_behavior ?? null,
        unitAmount: price.amount_type === 'free' ? 0 : price.price_amount,
      };
    case 'custom':
      return {
        amountType: 'custom',
        currency: price.price_currency,
        taxBehavior: price.tax_behavior ?? null,
        minimumAmount: price.minimum_amount,
        maximumAmount: price.maximum_amount ?? null,
        presetAmount: price.preset_amount ?? null,
      };
    default:
      return undefined;
  }
}

type Body = {
  recurring_interval?: string | null;
  medias?: readonly string[] | null;
  attached_custom_fields?: Static<typeof AttachedCustomFields> | null;
  prices?: readonly ({ id: string } | PriceInput)[] | null;
};

/** What the vendor sells and Florin does not, and what names things of which there are none. */
function missingParts(body: Body): Detail[] {
  const details: Detail[] = [];
  const refuse = (loc: (string | number)[], msg: string, input: unknown) =>
    details.push({ type: 'value_error', loc: ['body', ...loc], msg, input });
  body.prices?.forEach((price, index) => {
    if ('id' in price || newPrice(price)) return;
    const msg =
      price.amount_type === 'seat_based'
        ? 'Seat-based pricing is not supported yet.'
        : 'Metered pricing is not supported on one-time products.';
    refuse(['prices', index], msg, price);
  });
  body.medias?.forEach((id, index) => {
    refuse(['medias', index], 'File does not exist or is not yet uploaded.', id);
  });
  body.attached_custom_fields?.forEach((field, index) => {
    refuse(['attached_custom_fields', index], 'Custom field does not exist.', field);
  });
  return details;
}

/** The member of a price that an amount of the core is. */
const amountMembers: Record<string, string> = {
  unitAmount: 'price_amount',
  minimumAmount: 'minimum_amount',
  maximumAmount: 'maximum_amount',
  presetAmount: 'preset_amount',
};

const amountTypes: Record<string, string> = {
  amount_too_small: 'minimum_price',
  amount_too_large: 'maximum_price',
};

function failureDetail(failure: Failure, body: Body): Detail {
  const { code, message, detail } = failure;
  if (code === 'recurring_interval_fixed') {
    const input = body.recurring_interval;
    return { type: 'value_error', loc: ['body', 'recurring_interval'], msg: message, input };
  }
  if (typeof detail?.index !== 'number') {
    return { type: 'value_error', loc: ['body', 'prices'], msg: message, input: body.prices };
  }
  const price = body.prices?.[detail.index] as Record<string, unknown> | undefined;
  const member = typeof detail.member === 'string' ? amountMembers[detail.member] : undefined;
  return {
    type: amountTypes[code] ?? 'value_error',
    loc: ['body', 'prices', detail.index, ...(member ? [member] : [])],
    msg: message,
    input: (member ? price?.[member] : price) ?? null,
  };
}

function refuse(failures: readonly Failure[], body: Body): Answer {
  if (failures[0]?.code === 'not_found') return notFound();
  return invalid(failures.map((failure) => failureDetail(failure, body)));
}

/** A trial is of a subscription, which no product begins yet. */
function trialDetails(body: Static<typeof ProductUpdate>): Detail[] {
  const { trial_interval: interval, trial_interval_count: count } = body;
  if (interval == null && count == null) return [];
  if (interval == null || count == null) {
    const loc = ['body', interval == null ? 'trial_interval' : 'trial_interval_count'];
    const msg = 'Both trial_interval and trial_interval_count must be set together.';
    return [{ type: 'missing', loc, msg, input: null }];
  }
  const msg = 'Trials are only supported on recurring products.';
  return [{ type: 'value_error', loc: ['body', 'trial_interval'], msg, input: interval }];
}

const isPrice = (price: NewPrice | undefined) => price !== undefined;

export const productRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/products/',
    summary: 'List products',
    access: read,
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
      // No product recurs, and none has benefits.
      const matchesNone = query.is_recurring === true || query.benefit_id !== undefined;
      if (matchesNone || !withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const filter = {
        ids: query.id,
        search: query.query,
        archived: query.is_archived,
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
      return listAnswer(items.map(productView), total, query);
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
      const missing = missingParts(body);
      if (body.recurring_interval != null) {
        const loc = ['body', 'recurring_interval'];
        const msg = 'Recurring products are not supported yet.';
        missing.unshift({ type: 'value_error', loc, msg, input: body.recurring_interval });
      }
      if (missing.length > 0) return invalid(missing);
      const result = await createProduct(scope, {
        name: body.name,
        description: body.description ?? null,
        visibility: body.visibility,
        metadata: body.metadata ?? {},
        prices: body.prices.map(newPrice).filter(isPrice),
      });
      return result.ok ? { status: 201, body: productView(result.value) } : refuse(result.failures, body);
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
      // The free plan is not sold: customers are on it without asking.
      return product && !product.isDefaultPlan ? { status: 200, body: productView(product) } : notFound();
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
      const missing = [...trialDetails(body), ...missingParts(body)];
      // What is not there is told first, as it would be for a body without fault.
      if (missing.length > 0) {
        const product = await selectProduct(scope, params.id);
        return product && !product.isDefaultPlan ? invalid(missing) : notFound();
      }
      const entries = body.prices?.flatMap((price): PriceEntry[] => {
        if ('id' in price) return [{ id: price.id }];
        return [newPrice(price)].filter(isPrice);
      });
      const result = await updateProduct(scope, params.id, {
        metadata: body.metadata,
        description: body.description,
        prices: entries,
        // Null leaves these as they are.
        name: body.name ?? undefined,
        visibility: body.visibility ?? undefined,
        archived: body.is_archived ?? undefined,
        recurringInterval: body.recurring_interval ?? undefined,
      });
      return result.ok ? { status: 200, body: productView(result.value) } : refuse(result.failures, body);
    },
  }),
];
