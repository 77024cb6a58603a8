import type { Database } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { Checkout } from './checkout.ts';

/** Inserts and records. */
export async function insertCheckout(scope: Scope, checkout: Checkout, record: ChangeRecord): Promise<void> {
  const c = checkout;
  const { database } = scope;
  await database`
    with changed as (
      insert into checkouts (organization_id, mode, id, created_at, client_secret, status, expires_at, product_ids,
        product_id, price_id, currency, custom_amount, customer_id, customer_matched, external_customer_id, customer_name,
        customer_email, customer_ip_address, customer_billing_name, customer_billing_address, customer_tax_id,
        customer_metadata, is_business_customer, require_billing_address, allow_discount_codes, allow_trial, trial_interval,
        trial_interval_count, locale, success_url, return_url, embed_origin, metadata, payment_method_type)
      values (${c.organizationId}, ${c.mode}, ${c.id}, ${c.createdAt}, ${c.clientSecret}, ${c.status}, ${c.expiresAt},
        ${c.productIds}::uuid[], ${c.productId}, ${c.priceId}, ${c.currency}, ${c.customAmount}, ${c.customerId},
        ${c.customerMatched}, ${c.externalCustomerId}, ${c.customerName}, ${c.customerEmail}, ${c.customerIpAddress},
        ${c.customerBillingName}, ${database.json(c.customerBillingAddress)}, ${database.json(c.customerTaxId)},
        ${database.json(c.customerMetadata)}, ${c.isBusinessCustomer}, ${c.requireBillingAddress},
        ${c.allowDiscountCodes}, ${c.allowTrial}, ${c.trialInterval}, ${c.trialIntervalCount}, ${c.locale},
        ${c.successUrl}, ${c.returnUrl}, ${c.embedOrigin}, ${database.json(c.metadata)}, ${c.paymentMethodType})
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Writes all that may change of a checkout, whose row the caller holds, and records it. */
export async function updateCheckoutRow(
  scope: Scope,
  checkout: Checkout,
  record: ChangeRecord,
): Promise<void> {
  const c = checkout;
  const { database } = scope;
  await database`
    with changed as (
      update checkouts set version = version + 1, modified_at = ${c.modifiedAt}, status = ${c.status},
        product_id = ${c.productId}, price_id = ${c.priceId}, currency = ${c.currency}, custom_amount = ${c.customAmount},
        customer_id = ${c.customerId}, customer_matched = ${c.customerMatched}, customer_name = ${c.customerName},
        customer_email = ${c.customerEmail}, customer_ip_address = ${c.customerIpAddress},
        customer_billing_name = ${c.customerBillingName},
        customer_billing_address = ${database.json(c.customerBillingAddress)},
        customer_tax_id = ${database.json(c.customerTaxId)}, customer_metadata = ${database.json(c.customerMetadata)},
        is_business_customer = ${c.isBusinessCustomer}, require_billing_address = ${c.requireBillingAddress},
        allow_discount_codes = ${c.allowDiscountCodes}, allow_trial = ${c.allowTrial},
        trial_interval = ${c.trialInterval}, trial_interval_count = ${c.trialIntervalCount}, locale = ${c.locale},
        success_url = ${c.successUrl}, return_url = ${c.returnUrl}, embed_origin = ${c.embedOrigin},
        metadata = ${database.json(c.metadata)}, payment_method_type = ${c.paymentMethodType}
      where organization_id = ${c.organizationId} and mode = ${c.mode} and id = ${c.id}
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

export async function selectCheckoutRow(scope: Scope, id: string): Promise<Checkout | undefined> {
  const [row] = await scope.database<Checkout[]>`
    select * from checkouts
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}

/** The row, held until the transaction ends; `locked` where another transaction holds it, which is not waited for. */
export async function selectCheckoutLocked(
  scope: Scope,
  id: string,
): Promise<Checkout | 'locked' | undefined> {
  const [row] = await scope.database<Checkout[]>`
    select * from checkouts
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
    for update skip locked`;
  if (row) return row;
  return (await selectCheckoutRow(scope, id)) ? 'locked' : undefined;
}

export type FoundCheckout = { organizationId: string; mode: Mode; id: string; pricingModelId: string };

/** Without an organization: it is what finds the organization. */
export async function selectCheckoutBySecret(
  database: Database,
  clientSecret: string,
): Promise<FoundCheckout | undefined> {
  const [row] = await database<FoundCheckout[]>`
    select checkouts.organization_id, checkouts.mode, checkouts.id, products.pricing_model_id
    from checkouts
    join products on products.organization_id = checkouts.organization_id and products.mode = checkouts.mode
      and products.id = checkouts.product_id
    where client_secret = ${clientSecret}`;
  return row;
}
