import assert from 'node:assert/strict';
import type { ProductWithPrices } from '../../src/billing/catalog/index.ts';
import { noChoice, type PriceChoice, pricesIn, selectProduct } from '../../src/billing/catalog/index.ts';
import type { Customer, noCustomerFields } from '../../src/billing/customers/index.ts';
import { issueInvoice } from '../../src/billing/invoices/index.ts';
import { savePaymentMethod } from '../../src/billing/payment-methods/index.ts';
import {
  createSubscription,
  type NewSubscription,
  periodLines,
  type SubscriptionWithItems,
} from '../../src/billing/subscriptions/index.ts';
import { transaction } from '../../src/platform/postgres/database.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { call } from './call.ts';
import type { TestFlorin } from './florin.ts';
import { makeCustomer } from './orders.ts';

let counter = 0;

/** A product that is billed again and again, made through the API. Monthly, of 30.00 dollars, where nothing else is said. */
export async function makePlan(
  florin: TestFlorin,
  members: Record<string, unknown> = {},
): Promise<ProductWithPrices> {
  const { status, body } = await call('POST', `${florin.url}/v1/products/`, {
    token: florin.testKey,
    body: {
      name: 'Basic',
      recurring_interval: 'month',
      prices: [{ amount_type: 'fixed', price_amount: 3000, price_currency: 'usd' }],
      ...members,
    },
  });
  assert.equal(status, 201, JSON.stringify(body));
  const product = await selectProduct(
    await florin.scope(florin.organization, 'test'),
    (body as { id: string }).id,
  );
  assert.ok(product);
  return product;
}

export const fixed = (price_amount: number, price_currency = 'usd') => ({
  amount_type: 'fixed',
  price_amount,
  price_currency,
});

/** A seat price of 10.00 a seat, or of tiers. */
export const seats = (
  tiers: object[] = [{ min_seats: 1, max_seats: null, price_per_seat: 1000 }],
  seat_tier_type = 'volume',
) => ({ amount_type: 'seat_based', price_currency: 'usd', seat_tiers: { seat_tier_type, tiers } });

/** Keeps a test card of the sandbox for a customer, by the token that stands for it. */
export async function keepCard(scope: Scope, customerId: string, token = 'tok_visa'): Promise<string> {
  const method = await savePaymentMethod(scope, {
    customerId,
    processor: 'sandbox',
    processorReference: token,
    processorCustomerReference: null,
    fingerprint: null,
    type: 'card',
    methodMetadata: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2040 },
  });
  return method.id;
}

export type Subscribed = {
  customer: Customer;
  product: ProductWithPrices;
  subscription: SubscriptionWithItems;
  /** Null where the customer left none. */
  paymentMethodId: string | null;
};

/**
 * A customer with a card on file and a subscription whose first period, or trial, has begun: as a checkout leaves it, the
 * invoice of it paid.
 */
export async function subscribe(
  florin: TestFlorin,
  options: {
    product?: ProductWithPrices;
    customer?: Customer;
    customerFields?: Partial<typeof noCustomerFields>;
    /** A token of the sandbox; null for none. */
    card?: string | null;
    choice?: Partial<PriceChoice>;
    trial?: NewSubscription['trial'];
    discount?: NewSubscription['discount'];
    metadata?: NewSubscription['metadata'];
    customFieldData?: Record<string, unknown>;
  } = {},
): Promise<Subscribed> {
  const scope = await florin.scope(florin.organization, 'test');
  const customer =
    options.customer ??
    (await makeCustomer(scope, `subscriber-${++counter}@example.com`, {
      name: `Subscriber ${counter}`,
      ...options.customerFields,
    }));
  const product = options.product ?? (await makePlan(florin));
  const { card = 'tok_visa', trial = null, discount = null } = options;
  const paymentMethodId = card === null ? null : await keepCard(scope, customer.id, card);
  const prices = pricesIn(product, 'usd');
  const subscription = await transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const created = await createSubscription(inside, {
      customer,
      product,
      prices,
      choice: { ...noChoice, ...options.choice },
      currency: 'usd',
      trial,
      discount,
      metadata: options.metadata,
      customFieldData: options.customFieldData,
    });
    const { currentPeriodStart: start, currentPeriodEnd: end } = created;
    if (trial === null && start && end) {
      await issueInvoice(inside, {
        organization: florin.organization,
        customer,
        product,
        lines: periodLines(product, created.items, prices, { start, end }),
        discount: null,
        behavior: 'exclusive',
        currency: 'usd',
        billingReason: 'subscription_create',
        subscriptionId: created.id,
        periodStart: start,
        periodEnd: end,
        as: 'paid',
      });
    }
    return created;
  });
  return { customer, product, subscription, paymentMethodId };
}

/** What was told of an object, in order. */
export async function eventsOf(florin: TestFlorin, objectId: string): Promise<string[]> {
  const rows = await florin.pool<{ type: string }[]>`
    select type from events where object_id = ${objectId} order by sequence`;
  return rows.map(({ type }) => type);
}

/** All that was told while something was done, in order. */
export async function eventsDuring<T>(
  florin: TestFlorin,
  work: () => Promise<T>,
): Promise<{ value: T; events: string[] }> {
  const [last] = await florin.pool<{ sequence: number }[]>`
    select coalesce(max(sequence), 0) as sequence from events`;
  const value = await work();
  const rows = await florin.pool<{ type: string }[]>`
    select type from events where sequence > ${last?.sequence ?? 0} order by sequence`;
  return { value, events: rows.map(({ type }) => type) };
}
