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
      archived_at, is_default_plan, image_url, metadata, recurring_interval, recurring_interval_count, trial_interval,
      trial_interval_count, attached_custom_fields)
    values (${p.organizationId}, ${p.mode}, ${p.id}, ${p.createdAt}, ${p.pricingModelId}, ${p.name}, ${p.slug},
      ${p.description}, ${p.visibility}, ${p.archivedAt}, ${p.isDefaultPlan}, ${p.imageUrl},
      ${database.json(p.metadata)}, ${p.recurringInterval}, ${p.recurringIntervalCount}, ${p.trialInterval},
      ${p.trialIntervalCount}, ${database.json(p.attachedCustomFields)})`;
}

export async function insertPrice(scope: Scope, price: Price): Promise<void> {
  const p = price;
  const { database } = scope;
  await database`
    insert into prices (organization_id, mode, id, created_at, product_id, position, name, slug, amount_type, source,
      checkout_id, currency, unit_amount, minimum_amount, maximum_amount, preset_amount, tiers, minimum_quantity,
      unit_label, meter_id, metered_unit_amount, cap_amount, recurring_interval, recurring_interval_count, tax_behavior,
      is_default, archived_at)
    values (${p.organizationId}, ${p.mode}, ${p.id}, ${p.createdAt}, ${p.productId}, ${p.position}, ${p.name}, ${p.slug},
      ${p.amountType}, ${p.source}, ${p.checkoutId}, ${p.currency}, ${p.unitAmount}, ${p.minimumAmount},
      ${p.maximumAmount}, ${p.presetAmount}, ${p.tiers && database.json(p.tiers)}, ${p.minimumQuantity},
      ${p.unitLabel && database.json(p.unitLabel)}, ${p.meterId}, ${p.meteredUnitAmount}, ${p.capAmount},
      ${p.recurringInterval}, ${p.recurringIntervalCount}, ${p.taxBehavior}, ${p.isDefault}, ${p.archivedAt})`;
}

export async function insertPrices(scope: Scope, prices: readonly Price[]): Promise<void> {
  for (const price of prices) await insertPrice(scope, price);
}

/** The columns of prices, with the meter that a metered one is of. */
export function priceColumns({ database }: Scope) {
  return database`prices.*, (
    select jsonb_build_object('id', id, 'name', name, 'unit', unit, 'customLabel', custom_label,
      'customMultiplier', custom_multiplier)
    from meters
    where meters.organization_id = prices.organization_id and meters.mode = prices.mode
      and meters.id = prices.meter_id) as meter`;
}
