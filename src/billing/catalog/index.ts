export { selectAdHocPrices } from './ad-hoc-prices.sql.ts';
export { decideAdHocPrices } from './ad-hoc-prices.ts';
export { insertPrices, selectDefaultPricingModel, selectPricingModel } from './catalog.sql.ts';
export { createPricingModel } from './create-pricing-model.ts';
export { createProduct, type ProductInput } from './create-product.ts';
export { listProducts, type ProductFilter, type ProductPage, type ProductSort } from './list-products.ts';
export type { NewPrice } from './new-price.ts';
export {
  amountOf,
  hasPricesOf,
  isFree,
  meteredAmount,
  meteredLabel,
  noChoice,
  type PriceChoice,
  pricesIn,
  quantityBounds,
  quantityOf,
  unitAmountOf,
} from './price-amounts.ts';
export type { PriceEntry } from './price-list.ts';
export { everyProductHasPriceIn } from './priced-currencies.sql.ts';
export {
  type PricingModelTree,
  selectDefaultPlan,
  selectPricesById,
  selectPricingModelTree,
} from './pricing-model-tree.sql.ts';
export type { AttachedCustomField, Price, PricingModel, Product, ProductWithPrices } from './product.ts';
export { selectProduct, selectProducts } from './products.sql.ts';
export type { Tier, TierSet } from './tiers.ts';
export { type ProductCommand, updateProduct } from './update-product.ts';
