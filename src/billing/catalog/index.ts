export { selectDefaultPricingModel, selectPricingModel } from './catalog.sql.ts';
export { createPricingModel } from './create-pricing-model.ts';
export type { Price, PricingModel, Product, ProductWithPrices } from './product.ts';
