import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { insertPrice, insertPricingModel, insertProduct } from './catalog.sql.ts';
import { emptyPrice } from './new-price.ts';
import type { PricingModel, Product } from './product.ts';

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
  const plan: Product = {
    organizationId,
    mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    pricingModelId: model.id,
    name: 'Free Plan',
    slug: 'free',
    description: null,
    visibility: 'public',
    archivedAt: null,
    deletedAt: null,
    isDefaultPlan: true,
    imageUrl: null,
    metadata: {},
    recurringInterval: null,
    recurringIntervalCount: null,
    trialInterval: null,
    trialIntervalCount: null,
    attachedCustomFields: [],
  };
  await insertPricingModel(scope, model);
  await insertProduct(scope, plan);
  await insertPrice(scope, {
    ...emptyPrice(plan, input.currency, 0, now),
    name: 'Free Plan',
    slug: 'free',
    unitAmount: 0,
    isDefault: true,
  });
  return model;
}
