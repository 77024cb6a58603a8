import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { insertPrice, insertPricingModel, insertProduct } from './catalog.sql.ts';
import type { PricingModel } from './product.ts';

/**
 * Makes the pricing model `scope.pricingModelId` with its free plan: the product that a customer is on before buying
 * anything (Flowglad: every pricing model has one, price 0, slug `free`).
 */
export async function createPricingModel(
  scope: Scope,
  input: { name: string; isDefault: boolean; currency: string },
): Promise<PricingModel> {
  const { organizationId, mode } = scope;
  const now = scope.clock.now();
  const model: PricingModel = {
    organizationId,
    mode,
    id: scope.pricingModelId,
    createdAt: now,
    modifiedAt: null,
    name: input.name,
    isDefault: input.isDefault,
  };
  const productId = newId(now);
  await insertPricingModel(scope, model);
  await insertProduct(scope, {
    organizationId,
    mode,
    id: productId,
    createdAt: now,
    modifiedAt: null,
    pricingModelId: model.id,
    name: 'Free Plan',
    slug: 'free',
    description: null,
    visibility: 'public',
    archivedAt: null,
    isDefaultPlan: true,
    imageUrl: null,
    metadata: {},
  });
  await insertPrice(scope, {
    organizationId,
    mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    productId,
    position: 0,
    name: 'Free Plan',
    slug: 'free',
    amountType: 'fixed',
    currency: input.currency,
    unitAmount: 0,
    minimumAmount: null,
    maximumAmount: null,
    presetAmount: null,
    taxBehavior: null,
    isDefault: true,
    archivedAt: null,
  });
  return model;
}
