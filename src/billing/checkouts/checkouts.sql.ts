import type { Database } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import { type Checkout, nextActionAt } from './checkout.ts';

/** Inserts and records. */
export async function insertCheckout(scope: Scope, checkout: Checkout, record: ChangeRecord): Promise<void> {
  const c = checkout;
  const { database } = scope;
  await database`
    with changed as (
      insert into checkouts (organization_id, mode, id, created_at, client_secret, status, expires_at, product_ids,
        product_id, price_ids, price_id, has_ad_hoc_prices, currency, custom_amount, seats, min_seats, max_seats, units,
        discount_id, subscription_id, customer_id, customer_matched, external_customer_id, customer_name, customer_email,
        customer_ip_address, customer_billing_name, customer_billing_address, customer_tax_id, customer_metadata,
        is_business_customer, require_billing_address, allow_discount_codes, allow_trial, trial_interval,
        trial_interval_count, locale, success_url, return_url, embed_origin, custom_field_data, metadata,
        payment_method_type, next_action_at)
      values (${c.organizationId}, ${c.mode}, ${c.id}, ${c.createdAt}, ${c.clientSecret}, ${c.status}, ${c.expiresAt},
        ${c.productIds}::uuid[], ${c.productId}, ${c.priceIds}::uuid[], ${c.priceId}, ${c.hasAdHocPrices}, ${c.currency},
        ${c.customAmount}, ${c.seats}, ${c.minSeats}, ${c.maxSeats}, ${c.units}, ${c.discountId}, ${c.subscriptionId},
        ${c.customerId}, ${c.customerMatched}, ${c.externalCustomerId}, ${c.customerName}, ${c.customerEmail},
        ${c.customerIpAddress}, ${c.customerBillingName}, ${database.json(c.customerBillingAddress)},
        ${database.json(c.customerTaxId)}, ${database.json(c.customerMetadata)}, ${c.isBusinessCustomer},
        ${c.requireBillingAddress}, ${c.allowDiscountCodes}, ${c.allowTrial}, ${c.trialInterval},
        ${c.trialIntervalCount}, ${c.locale}, ${c.successUrl}, ${c.returnUrl}, ${c.embedOrigin},
        ${database.json(c.customFieldData)}, ${database.json(c.metadata)}, ${c.paymentMethodType}, ${nextActionAt(c)})
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
        product_id = ${c.productId}, price_ids = ${c.priceIds}::uuid[], price_id = ${c.priceId},
        currency = ${c.currency}, custom_amount = ${c.customAmount}, seats = ${c.seats}, units = ${c.units},
        discount_id = ${c.discountId}, customer_id = ${c.customerId}, customer_matched = ${c.customerMatched},
        customer_name = ${c.customerName}, customer_email = ${c.customerEmail},
        customer_ip_address = ${c.customerIpAddress}, customer_billing_name = ${c.customerBillingName},
        customer_billing_address = ${database.json(c.customerBillingAddress)},
        customer_tax_id = ${database.json(c.customerTaxId)}, customer_metadata = ${database.json(c.customerMetadata)},
        is_business_customer = ${c.isBusinessCustomer}, require_billing_address = ${c.requireBillingAddress},
        allow_discount_codes = ${c.allowDiscountCodes}, allow_trial = ${c.allowTrial},
        trial_interval = ${c.trialInterval}, trial_interval_count = ${c.trialIntervalCount},
        trial_end = ${c.trialEnd}, locale = ${c.locale}, success_url = ${c.successUrl}, return_url = ${c.returnUrl},
        embed_origin = ${c.embedOrigin}, custom_field_data = ${database.json(c.customFieldData)},
        metadata = ${database.json(c.metadata)}, payment_method_type = ${c.paymentMethodType},
        confirmed_at = ${c.confirmedAt}, terms = ${database.json(c.terms as never)}, next_action_at = ${nextActionAt(c)}
      where organization_id = ${c.organizationId} and mode = ${c.mode} and id = ${c.id}
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Puts off when a confirmed checkout is looked at again, unless that is later already; told to nobody. */
export async function postponeCheckout(scope: Scope, id: string, until: Date): Promise<void> {
  await scope.database`
    update checkouts set next_action_at = ${until}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and status = 'confirmed'
      and (next_action_at is null or next_action_at < ${until})`;
}

export async function selectCheckoutRow(scope: Scope, id: string): Promise<Checkout | undefined> {
  const [row] = await scope.database<Checkout[]>`
    select * from checkouts
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}

/** The client secrets of checkouts, which no event tells, by checkout. */
export async function selectClientSecrets(
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await scope.database<{ id: string; clientSecret: string }[]>`
    select id, client_secret from checkouts
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ id, clientSecret }) => [id, clientSecret]));
}

/** The row, held until the transaction ends; whoever holds it is waited for. */
export async function selectCheckoutHeld(scope: Scope, id: string): Promise<Checkout | undefined> {
  const [row] = await scope.database<Checkout[]>`
    select * from checkouts
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
    for update`;
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

/** Whether somebody has a subscription that goes on being billed, known as a customer or by an e-mail address. */
export async function hasBillableSubscription(
  scope: Scope,
  buyer: { customerId: string } | { email: string },
): Promise<boolean> {
  const { database, organizationId, mode } = scope;
  const theirs =
    'customerId' in buyer
      ? database`customer_id = ${buyer.customerId}`
      : database`customer_id in (select id from customers
          where organization_id = ${organizationId} and mode = ${mode} and lower(email) = lower(${buyer.email})
            and deleted_at is null)`;
  const [row] = await database<{ has: boolean }[]>`
    select exists (select 1 from subscriptions
      where organization_id = ${organizationId} and mode = ${mode} and ${theirs} and renews
        and status in ('trialing', 'active', 'past_due')) as has`;
  return row?.has ?? false;
}

/** Notes that a buyer sees a checkout, and records it, the first time only. */
export async function updateCheckoutOpened(scope: Scope, id: string): Promise<void> {
  const { database } = scope;
  const now = scope.clock.now();
  await database`
    with changed as (
      update checkouts set opened_at = ${now}
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and opened_at is null
      returning organization_id, mode, id, opened_at),
    ${recordedIn(database, scope, {
      type: 'checkout.opened',
      objectType: 'checkout',
      objectId: id,
      changes: { openedAt: { before: null, after: now } },
    })}
    select 1`;
}

/** Lets one confirmation at a time, of all that an e-mail address is given in, go on until its transaction ends. */
export async function holdBuyer(scope: Scope, email: string): Promise<void> {
  const name = `buyer ${scope.organizationId} ${scope.mode} ${email.toLowerCase()}`;
  await scope.database`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** Whether the card of somebody, known by an e-mail address, is being charged in another checkout of a subscription. */
export async function isPayingElsewhere(scope: Scope, checkoutId: string, email: string): Promise<boolean> {
  const [row] = await scope.database<{ pays: boolean }[]>`
    select exists (
      select 1 from checkouts
      join products on products.organization_id = checkouts.organization_id and products.mode = checkouts.mode
        and products.id = checkouts.product_id and products.recurring_interval is not null
      join payments on payments.organization_id = checkouts.organization_id and payments.mode = checkouts.mode
        and payments.checkout_id = checkouts.id and payments.status = 'pending' and payments.client_secret is null
      where checkouts.organization_id = ${scope.organizationId} and checkouts.mode = ${scope.mode}
        and checkouts.status = 'confirmed' and lower(checkouts.customer_email) = lower(${email})
        and checkouts.id <> ${checkoutId}) as pays`;
  return row?.pays ?? false;
}

/** With what the buyers of confirmed checkouts go through authentication, by checkout. */
export async function selectChallengeSecrets(
  scope: Scope,
  checkoutIds: readonly string[],
): Promise<Map<string, string>> {
  if (checkoutIds.length === 0) return new Map();
  const { database, organizationId, mode } = scope;
  const ids = [...checkoutIds];
  const rows = await database<{ checkoutId: string; clientSecret: string }[]>`
    select checkout_id, client_secret from payments
    where organization_id = ${organizationId} and mode = ${mode} and checkout_id = any(${ids}::uuid[])
      and status = 'pending' and client_secret is not null
    union all
    select checkout_id, client_secret from checkout_set_ups
    where organization_id = ${organizationId} and mode = ${mode} and checkout_id = any(${ids}::uuid[])
      and status = 'pending' and client_secret is not null`;
  return new Map(rows.map(({ checkoutId, clientSecret }) => [checkoutId, clientSecret]));
}
