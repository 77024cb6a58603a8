export { selectDefaultPricingModel, selectPricingModel } from './catalog.sql.ts';
export { createPricingModel } from './create-pricing-model.ts';
export { createProduct, type ProductInput } from './create-product.ts';
export { listProducts, type ProductFilter, type ProductPage, type ProductSort } from './list-products.ts';
export { isFree, type NewPrice, type PriceEntry, unitAmountOf } from './price-list.ts';
export { everyProductHasPriceIn } from './priced-currencies.sql.ts';
export {
  type PricingModelTree,
  selectDefaultPlan,
  selectPricesById,
  selectPricingModelTree,
} from './pricing-model-tree.sql.ts';
export type { Price, PricingModel, Product, ProductWithPrices } from './product.ts';
export { selectProduct, selectProducts } from './products.sql.ts';
export { type ProductCommand, updateProduct } from './update-product.ts';
