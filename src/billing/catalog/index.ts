export { selectAdHocPrices } from './ad-hoc-prices.sql.ts';
export { decideAdHocPrices } from './ad-hoc-prices.ts';
export { insertPrices, selectDefaultPricingModel, selectPricingModel } from './catalog.sql.ts';
export { createPricingModel } from './create-pricing-model.ts';
export { createProduct } from './create-product.ts';
export { deleteProduct } from './delete-product.ts';
export { listProducts } from './list-products.sql.ts';
export type { NewPrice } from './new-price.ts';
export {
  amountOf,
  costsTooMuch,
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
export { isKnown, type Price, type Product, type ProductWithPrices } from './product.ts';
export { selectProduct, selectProducts } from './products.sql.ts';
export { systemScope } from './system-scope.ts';
export type { TierSet } from './tiers.ts';
export { updateProduct } from './update-product.ts';
