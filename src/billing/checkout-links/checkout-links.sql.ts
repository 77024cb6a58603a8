import type { Database } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { CheckoutLink } from './checkout-link.ts';

export async function insertCheckoutLink(
  scope: Scope,
  link: CheckoutLink,
  record: ChangeRecord,
): Promise<void> {
  const l = link;
  const { database } = scope;
  await database`
    with changed as (
      insert into checkout_links (organization_id, mode, id, created_at, client_secret, label, product_ids, discount_id,
        seats, units, trial_interval, trial_interval_count, allow_discount_codes, require_billing_address, success_url,
        return_url, metadata)
      values (${l.organizationId}, ${l.mode}, ${l.id}, ${l.createdAt}, ${l.clientSecret}, ${l.label},
        ${l.productIds}::uuid[], ${l.discountId}, ${l.seats}, ${l.units}, ${l.trialInterval}, ${l.trialIntervalCount},
        ${l.allowDiscountCodes}, ${l.requireBillingAddress}, ${l.successUrl}, ${l.returnUrl},
        ${database.json(l.metadata)})
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Writes all that may change of a link, whose row the caller holds, and records it. */
export async function updateCheckoutLinkRow(
  scope: Scope,
  link: CheckoutLink,
  record: ChangeRecord,
): Promise<void> {
  const l = link;
  const { database } = scope;
  await database`
    with changed as (
      update checkout_links set modified_at = ${l.modifiedAt}, deleted_at = ${l.deletedAt}, label = ${l.label},
        product_ids = ${l.productIds}::uuid[], discount_id = ${l.discountId}, seats = ${l.seats}, units = ${l.units},
        trial_interval = ${l.trialInterval}, trial_interval_count = ${l.trialIntervalCount},
        allow_discount_codes = ${l.allowDiscountCodes}, require_billing_address = ${l.requireBillingAddress},
        success_url = ${l.successUrl}, return_url = ${l.returnUrl}, metadata = ${database.json(l.metadata)}
      where organization_id = ${l.organizationId} and mode = ${l.mode} and id = ${l.id}
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** `lock` holds the row until the transaction ends. */
export async function selectCheckoutLink(
  scope: Scope,
  id: string,
  options: { lock?: boolean } = {},
): Promise<CheckoutLink | undefined> {
  const { database } = scope;
  const [row] = await database<CheckoutLink[]>`
    select * from checkout_links
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and deleted_at is null
    ${options.lock ? database`for update` : database``}`;
  return row;
}

export type FoundLink = { organizationId: string; mode: Mode; id: string; pricingModelId: string };

/** Without an organization: it is what finds the organization. */
export async function selectCheckoutLinkBySecret(
  database: Database,
  clientSecret: string,
): Promise<FoundLink | undefined> {
  const [row] = await database<FoundLink[]>`
    select link.organization_id, link.mode, link.id, product.pricing_model_id
    from checkout_links link
    join products product on product.organization_id = link.organization_id and product.mode = link.mode
      and product.id = link.product_ids[1]
    where link.client_secret = ${clientSecret} and link.deleted_at is null`;
  return row;
}
