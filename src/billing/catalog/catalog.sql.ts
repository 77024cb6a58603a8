import type { Scope } from '../../platform/scope.ts';
import type { Price, PricingModel, Product } from './product.ts';

export async function insertPricingModel(scope: Scope, model: PricingModel): Promise<void> {
  await scope.database`
    insert into pricing_models (organization_id, mode, id, created_at, name, is_default)
    values (${model.organizationId}, ${model.mode}, ${model.id}, ${model.createdAt}, ${model.name}, ${model.isDefault})`;
}

export async function selectPricingModel(scope: Scope, id: string): Promise<PricingModel | undefined> {
  const [row] = await scope.database<PricingModel[]>`
    select * from pricing_models
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}

export async function selectDefaultPricingModel(scope: Scope): Promise<PricingModel | undefined> {
  const [row] = await scope.database<PricingModel[]>`
    select * from pricing_models
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and is_default`;
  return row;
}

export async function insertProduct(scope: Scope, product: Product): Promise<void> {
  const p = product;
  const { database } = scope;
  await database`
    insert into products (organization_id, mode, id, created_at, pricing_model_id, name, slug, description, visibility,
      archived_at, is_default_plan, image_url, metadata)
    values (${p.organizationId}, ${p.mode}, ${p.id}, ${p.createdAt}, ${p.pricingModelId}, ${p.name}, ${p.slug},
      ${p.description}, ${p.visibility}, ${p.archivedAt}, ${p.isDefaultPlan}, ${p.imageUrl}, ${database.json(p.metadata)})`;
}

export async function insertPrice(scope: Scope, price: Price): Promise<void> {
  const p = price;
  await scope.database`
    insert into prices (organization_id, mode, id, created_at, product_id, position, name, slug, amount_type, currency,
      unit_amount, minimum_amount, maximum_amount, preset_amount, tax_behavior, is_default, archived_at)
    values (${p.organizationId}, ${p.mode}, ${p.id}, ${p.createdAt}, ${p.productId}, ${p.position}, ${p.name}, ${p.slug},
      ${p.amountType}, ${p.currency}, ${p.unitAmount}, ${p.minimumAmount}, ${p.maximumAmount}, ${p.presetAmount},
      ${p.taxBehavior}, ${p.isDefault}, ${p.archivedAt})`;
}
