import { Type } from 'typebox';
import {
  type Price,
  type PricingModelTree,
  type ProductWithPrices,
  unitAmountOf,
} from '../../billing/catalog/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import { nullable } from './schemas.ts';
import { type ContractRules, inPricingModelMembers, Timestamp } from './versions.ts';

const record = {
  id: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  livemode: Type.Boolean(),
};

const Interval = Type.Union([
  Type.Literal('day'),
  Type.Literal('week'),
  Type.Literal('month'),
  Type.Literal('year'),
]);

/** Paid once, again and again, or for what was used. */
export const PriceSchema = Type.Object({
  ...record,
  type: Type.Union([Type.Literal('single_payment'), Type.Literal('subscription'), Type.Literal('usage')]),
  name: nullable(Type.String()),
  slug: nullable(Type.String()),
  unitPrice: Type.Integer(),
  currency: Type.String(),
  isDefault: Type.Boolean(),
  active: Type.Boolean(),
  productId: nullable(Type.String()),
  intervalUnit: nullable(Interval),
  intervalCount: nullable(Type.Integer()),
  trialPeriodDays: nullable(Type.Integer()),
  usageEventsPerUnit: nullable(Type.Integer()),
  usageMeterId: nullable(Type.String()),
  ...inPricingModelMembers,
});

const ProductSchema = Type.Object({
  ...record,
  organizationId: Type.String(),
  name: Type.String(),
  slug: Type.String(),
  description: nullable(Type.String()),
  imageURL: nullable(Type.String()),
  active: Type.Boolean(),
  default: Type.Boolean(),
  singularQuantityLabel: nullable(Type.String()),
  pluralQuantityLabel: nullable(Type.String()),
  prices: Type.Array(PriceSchema),
  defaultPrice: PriceSchema,
  features: Type.Array(Type.Object({ id: Type.String() })),
  ...inPricingModelMembers,
});

export const PricingModelSchema = Type.Object({
  ...record,
  organizationId: Type.String(),
  name: Type.String(),
  isDefault: Type.Boolean(),
  products: Type.Array(ProductSchema),
  usageMeters: Type.Array(Type.Object({ id: Type.String() })),
  defaultProduct: nullable(ProductSchema),
});

type Row = { id: string; createdAt: Date; modifiedAt: Date | null; mode: 'test' | 'live' };

/** The members that every record begins with. */
export function recordView(prefix: string, row: Row, rules: ContractRules) {
  return {
    id: prefixedId(prefix, row.id),
    createdAt: rules.time(row.createdAt),
    updatedAt: rules.time(row.modifiedAt ?? row.createdAt),
    livemode: row.mode === 'live',
  };
}

export function priceView(price: Price, pricingModelId: string, rules: ContractRules) {
  const { meterId } = price;
  return {
    ...recordView('price', price, rules),
    type: priceType(price),
    name: price.name,
    slug: price.slug,
    // Where the buyer chooses: what is proposed, or else the least. Of seats and units: what the first costs.
    unitPrice: unitAmountOf(price, null),
    currency: price.currency.toUpperCase(),
    isDefault: price.isDefault,
    active: price.archivedAt === null,
    // The price of a meter belongs to no product.
    productId: meterId === null ? prefixedId('prod', price.productId) : null,
    intervalUnit: price.recurringInterval,
    intervalCount: price.recurringIntervalCount,
    trialPeriodDays: null,
    usageEventsPerUnit: meterId === null ? null : 1,
    usageMeterId: meterId === null ? null : prefixedId('usage_meter', meterId),
    ...rules.inPricingModel(pricingModelId),
  };
}

function priceType(price: Price): 'single_payment' | 'subscription' | 'usage' {
  if (price.meterId !== null) return 'usage';
  return price.recurringInterval === null ? 'single_payment' : 'subscription';
}

const daysOf = { day: 1, week: 7, month: 30, year: 365 } as const;

/** How long a product may be tried, in the only unit that there is for it here. */
function trialDays({ trialInterval, trialIntervalCount }: ProductWithPrices): number | null {
  return trialInterval && trialIntervalCount ? daysOf[trialInterval] * trialIntervalCount : null;
}

function productView(product: ProductWithPrices, rules: ContractRules) {
  const prices = product.prices.filter(isOfProduct).map((price) => ({
    ...priceView(price, product.pricingModelId, rules),
    trialPeriodDays: trialDays(product),
  }));
  return {
    ...recordView('prod', product, rules),
    organizationId: prefixedId('org', product.organizationId),
    name: product.name,
    slug: product.slug,
    description: product.description,
    imageURL: product.imageUrl,
    active: product.archivedAt === null,
    default: product.isDefaultPlan,
    singularQuantityLabel: null,
    pluralQuantityLabel: null,
    prices,
    defaultPrice: prices.find(({ isDefault }) => isDefault) ?? prices[0],
    features: [],
    ...rules.inPricingModel(product.pricingModelId),
  };
}

/** Prices for use are their meter's and not their product's. */
function isOfProduct(price: Price): boolean {
  return price.meterId === null;
}

/** A pricing model with what is for sale in it. A product without a price is not. */
export function pricingModelView(tree: PricingModelTree, rules: ContractRules) {
  const products = tree.products
    .filter(({ prices }) => prices.some(isOfProduct))
    .map((product) => productView(product, rules));
  return {
    ...recordView('pricing_model', tree, rules),
    organizationId: prefixedId('org', tree.organizationId),
    name: tree.name,
    isDefault: tree.isDefault,
    products,
    usageMeters: [],
    defaultProduct: products.find((product) => product.default) ?? null,
  };
}
