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

/** Of the three kinds of prices the one that there is: paid once. */
export const PriceSchema = Type.Object({
  ...record,
  type: Type.Literal('single_payment'),
  name: nullable(Type.String()),
  slug: nullable(Type.String()),
  unitPrice: Type.Integer(),
  currency: Type.String(),
  isDefault: Type.Boolean(),
  active: Type.Boolean(),
  productId: Type.String(),
  intervalUnit: Type.Null(),
  intervalCount: Type.Null(),
  trialPeriodDays: Type.Null(),
  usageEventsPerUnit: Type.Null(),
  usageMeterId: Type.Null(),
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
  return {
    ...recordView('price', price, rules),
    type: 'single_payment',
    name: price.name,
    slug: price.slug,
    // Where the buyer chooses: what is proposed, or else the least.
    unitPrice: unitAmountOf(price, null),
    currency: price.currency.toUpperCase(),
    isDefault: price.isDefault,
    active: price.archivedAt === null,
    productId: prefixedId('prod', price.productId),
    intervalUnit: null,
    intervalCount: null,
    trialPeriodDays: null,
    usageEventsPerUnit: null,
    usageMeterId: null,
    ...rules.inPricingModel(pricingModelId),
  };
}

function productView(product: ProductWithPrices, rules: ContractRules) {
  const prices = product.prices.map((price) => priceView(price, product.pricingModelId, rules));
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

/** A pricing model with what is for sale in it. A product without a price is not. */
export function pricingModelView(tree: PricingModelTree, rules: ContractRules) {
  const products = tree.products
    .filter(({ prices }) => prices.length > 0)
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
