import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Changes, recordedIn } from '../changes/index.ts';
import { codeKey } from './decide-discount.ts';
import type { Discount } from './discount.ts';

/** How many redemptions of a row of `discounts` count. */
export function redemptionsCount(database: Database) {
  return database`
    (select coalesce(sum(redemptions), 0)::bigint from discount_redemption_counts counts
      where counts.organization_id = discounts.organization_id and counts.mode = discounts.mode
        and counts.discount_id = discounts.id)`;
}

/** The columns of `discounts` that make a `Discount`. */
export function discountColumns(database: Database) {
  return database`discounts.*, ${redemptionsCount(database)} as redemptions_count`;
}

/** Discounts by id, in no particular order; deleted ones too, because what was sold with them keeps them. */
export async function selectDiscounts(scope: Scope, ids: readonly string[]): Promise<Discount[]> {
  const { database } = scope;
  if (ids.length === 0) return [];
  return database<Discount[]>`
    select ${discountColumns(database)} from discounts
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])`;
}

/** A discount by id; a deleted one too (`deletedAt`), which is no longer redeemable but keeps its subscriptions. */
export async function selectDiscount(scope: Scope, id: string): Promise<Discount | undefined> {
  const [discount] = await selectDiscounts(scope, [id]);
  return discount;
}

/** The discount that a buyer names by its code, in any case. */
export async function selectDiscountByCode(scope: Scope, code: string): Promise<Discount | undefined> {
  const { database } = scope;
  const [row] = await database<Discount[]>`
    select ${discountColumns(database)} from discounts
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and code_key = ${codeKey(code)}
      and deleted_at is null`;
  return row;
}

/** Holds a discount until the transaction ends: alone, or beside others who only read it. False where it is not there. */
export async function lockDiscount(scope: Scope, id: string, how: 'alone' | 'shared'): Promise<boolean> {
  const { database } = scope;
  const rows = await database`
    select 1 from discounts
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and deleted_at is null
    ${how === 'alone' ? database`for no key update` : database`for share`}`;
  return rows.length > 0;
}

/** @throws a violation of `discounts_code_key`. */
export async function insertDiscount(scope: Scope, discount: Discount, changes: Changes): Promise<void> {
  const d = discount;
  const { database } = scope;
  const record = { type: 'discount.created', objectType: 'discount', objectId: d.id, changes };
  await database`
    with changed as (
      insert into discounts (organization_id, mode, id, created_at, name, type, amounts, basis_points, duration,
        duration_in_months, code, code_key, starts_at, ends_at, max_redemptions, max_redemptions_per_customer,
        product_ids, metadata)
      values (${d.organizationId}, ${d.mode}, ${d.id}, ${d.createdAt}, ${d.name}, ${d.type},
        ${d.amounts && database.json(d.amounts)}, ${d.basisPoints}, ${d.duration}, ${d.durationInMonths}, ${d.code},
        ${d.code && codeKey(d.code)}, ${d.startsAt}, ${d.endsAt}, ${d.maxRedemptions},
        ${d.maxRedemptionsPerCustomer}, ${d.productIds}::uuid[], ${database.json(d.metadata)})
      returning *, 0 as redemptions_count),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** @throws a violation of `discounts_code_key`. */
export async function updateDiscountRow(
  scope: Scope,
  discount: Discount,
  record: { type: 'discount.updated' | 'discount.deleted'; changes: Changes },
): Promise<void> {
  const d = discount;
  const { database } = scope;
  await database`
    with changed as (
      update discounts set modified_at = ${d.modifiedAt}, deleted_at = ${d.deletedAt}, name = ${d.name},
        amounts = ${d.amounts && database.json(d.amounts)}, basis_points = ${d.basisPoints},
        duration_in_months = ${d.durationInMonths}, code = ${d.code}, code_key = ${d.code && codeKey(d.code)},
        starts_at = ${d.startsAt}, ends_at = ${d.endsAt}, max_redemptions = ${d.maxRedemptions},
        max_redemptions_per_customer = ${d.maxRedemptionsPerCustomer}, product_ids = ${d.productIds}::uuid[],
        metadata = ${database.json(d.metadata)}
      where organization_id = ${d.organizationId} and mode = ${d.mode} and id = ${d.id}
      returning ${discountColumns(database)}),
    ${recordedIn(database, scope, { ...record, objectType: 'discount', objectId: d.id })}
    select 1`;
}
