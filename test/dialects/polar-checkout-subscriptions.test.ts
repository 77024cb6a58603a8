import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { Check } from 'typebox/value';
import { beginConfirmation, findCheckoutScope } from '../../src/billing/checkouts/index.ts';
import { runDuePayment } from '../../src/billing/collection/index.ts';
import { dueSteps } from '../../src/billing/due-work/index.ts';
import { CheckoutSchema, PublicCheckoutSchema } from '../../src/dialects/polar/checkout-view.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { type Called, call } from '../support/call.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory } from '../support/story.ts';

let florin: TestFlorin;
let polar: ReturnType<typeof createPolar>;
let plan: string;

before(async () => {
  florin = await startTestFlorin();
  polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  plan = await product({ recurring_interval: 'month', prices: [price(1000)] });
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string; client_secret: string };

const price = (price_amount: number, more: object = {}) => ({ amount_type: 'fixed', price_amount, ...more });

function request(method: string, path: string, body?: unknown): Promise<Called> {
  return call(method, `${florin.url}/v1/${path}`, { token: florin.testKey, body });
}

async function product(members: object): Promise<string> {
  const { status, body } = await request('POST', 'products/', { name: 'Thing', ...members });
  assert.equal(status, 201, JSON.stringify(body));
  return (body as Shown).id;
}

async function open(members: object): Promise<Shown> {
  const { status, body } = await request('POST', 'checkouts/', members);
  assert.equal(status, 201, JSON.stringify(body));
  assert.ok(Check(CheckoutSchema, body), JSON.stringify(body));
  return body as Shown;
}

function buyer(method: 'PATCH' | 'POST' | 'GET', { client_secret }: Shown, body?: object): Promise<Called> {
  const path = method === 'POST' ? `${client_secret}/confirm` : client_secret;
  return call(method, `${florin.url}/v1/checkouts/client/${path}`, { body });
}

let buyers = 0;
const someone = (more: object = {}) => ({
  customer_email: `someone${++buyers}@example.com`,
  customer_billing_address: { country: 'NL' },
  confirmation_token_id: 'tok_visa',
  ...more,
});

async function confirmed(checkout: Shown, more: object = {}): Promise<Shown> {
  const { status, body } = await buyer('POST', checkout, someone(more));
  assert.equal(status, 200, JSON.stringify(body));
  return body as Shown;
}

const errorOf = ({ status, body }: Called) => `${status} ${(body as { error: string }).error}`;

function entries({ status, body }: Called): string[] {
  assert.equal(status, 422, JSON.stringify(body));
  return (body as { detail: { type: string; loc: string[]; msg: string }[] }).detail.map(
    ({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`,
  );
}

type Row = Record<string, unknown>;

/** What a checkout came to, as it is stored. */
async function made(id: string) {
  const { pool } = florin;
  const [subscription] = await pool<Row[]>`select * from subscriptions where checkout_id = ${id}`;
  const [invoice] = await pool<Row[]>`select * from invoices where checkout_id = ${id}`;
  const payments = await pool<
    Row[]
  >`select * from payments where checkout_id = ${id} order by created_at, id`;
  const [checkout] = await pool<Row[]>`select * from checkouts where id = ${id}`;
  const [redemption] = await pool<Row[]>`
    select * from discount_redemptions where checkout_id = ${id} order by released_at nulls first`;
  const lines = invoice
    ? await pool<
        Row[]
      >`select * from invoice_lines where invoice_id = ${String(invoice.id)} order by position`
    : [];
  return { subscription, invoice, payments, checkout, redemption, lines };
}

async function register(country: string | null): Promise<void> {
  const { status, body } = await call(
    'PATCH',
    `${florin.url}/florin/v1/organizations/${florin.organization.id}`,
    {
      token: operatorToken,
      body: {
        tax_registrations: country === null ? [] : [{ country }],
      },
    },
  );
  assert.equal(status, 200, JSON.stringify(body));
}

test('a paid plan: the subscription, its order, the card, the events', async () => {
  const checkout = await open({ products: [plan], metadata: { from: 'site' } });
  assert.deepEqual(
    [checkout.is_payment_required, checkout.is_payment_setup_required, checkout.is_payment_form_required],
    [true, true, true],
  );
  await confirmed(checkout);
  const { subscription, invoice, payments, lines, checkout: stored } = await made(checkout.id);
  assert.deepEqual(
    [subscription?.status, subscription?.amount, subscription?.seats, subscription?.metadata],
    ['active', 1000, null, { from: 'site' }],
  );
  assert.deepEqual(
    [
      invoice?.status,
      invoice?.billingReason,
      invoice?.totalAmount,
      invoice?.subscriptionId,
      invoice?.metadata,
    ],
    ['paid', 'subscription_create', 1000, subscription?.id, { from: 'site' }],
  );
  assert.deepEqual(
    [invoice?.periodStart, invoice?.periodEnd],
    [subscription?.currentPeriodStart, subscription?.currentPeriodEnd],
  );
  assert.match(String(lines[0]?.label), /^Thing — From /);
  const [payment] = payments;
  assert.deepEqual(
    [payment?.status, payment?.invoiceId, payment?.subscriptionId, payment?.confirmationToken],
    ['succeeded', invoice?.id, subscription?.id, null],
  );
  assert.equal(subscription?.paymentMethodId, payment?.paymentMethodId);
  assert.deepEqual([stored?.status, stored?.nextActionAt], ['succeeded', null]);
  const told = await florin.pool<{ type: string }[]>`
    select type from events where object_id in (${checkout.id}, ${String(subscription?.id)}, ${String(invoice?.id)},
      ${String(payment?.id)}) order by sequence`;
  assert.deepEqual(
    told.map(({ type }) => type),
    [
      'checkout.created',
      'checkout.updated',
      'payment.created',
      'subscription.created',
      'subscription.active',
      'subscription.updated',
      'invoice.created',
      'invoice.updated',
      'invoice.paid',
      'checkout.updated',
      'payment.succeeded',
    ],
  );
});

test('@polar-sh/sdk 0.49: a plan by seats, with a discount, custom fields and a trial', async () => {
  const client = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  const field = await client.customFields.create({
    type: 'text',
    slug: 'team-name',
    name: 'Team',
    properties: {},
  });
  const seats = await client.products.create({
    name: 'Team',
    recurringInterval: 'month',
    trialInterval: 'day',
    trialIntervalCount: 14,
    attachedCustomFields: [{ customFieldId: field.id, required: true }],
    prices: [
      {
        amountType: 'seat_based',
        priceCurrency: 'usd',
        seatTiers: { tiers: [{ minSeats: 2, maxSeats: 10, pricePerSeat: 500 }] },
      },
    ],
  });
  const discount = await client.discounts.create({
    name: 'Half',
    type: 'percentage',
    basisPoints: 5000,
    duration: 'once',
    code: 'HALF',
    organizationId: undefined,
  });
  const opened = await client.checkouts.create({
    products: [seats.id],
    seats: 3,
    customerEmail: 'lead@example.com',
  });
  assert.deepEqual([opened.seats, opened.amount, opened.isPaymentRequired], [3, 1500, false]);
  assert.deepEqual([opened.activeTrialInterval, opened.activeTrialIntervalCount], ['day', 14]);
  assert.equal(opened.attachedCustomFields?.[0]?.customField.slug, 'team-name');
  const patched = await client.checkouts.clientUpdate({
    clientSecret: opened.clientSecret,
    checkoutUpdatePublic: { discountCode: 'half', seats: 4 },
  });
  assert.deepEqual([patched.discount?.id, patched.amount, patched.discountAmount], [discount.id, 2000, 1000]);
  const confirmation = {
    confirmationTokenId: 'tok_visa',
    customerBillingAddress: { country: 'NL' as const },
    customFieldData: { 'team-name': 'Reds' },
  };
  const done = await client.checkouts.clientConfirm({
    clientSecret: opened.clientSecret,
    checkoutConfirmStripe: confirmation,
  });
  assert.equal(done.status, 'confirmed');
  assert.match(done.customerSessionToken ?? '', /^polar_/);
  const { subscription, invoice, payments, lines, redemption } = await made(opened.id);
  assert.deepEqual(
    [subscription?.status, subscription?.seats, subscription?.discountId, subscription?.customFieldData],
    ['trialing', 4, discount.id, { 'team-name': 'Reds' }],
  );
  assert.deepEqual([invoice?.totalAmount, invoice?.status, invoice?.discountId], [0, 'paid', null]);
  assert.match(String(lines[0]?.label), /^Trial period for Team/);
  assert.equal(payments.length, 0, 'a card is kept, nothing is charged');
  assert.ok(subscription?.paymentMethodId);
  assert.deepEqual(
    [redemption?.customerId, redemption?.subscriptionId, redemption?.releasedAt],
    [subscription?.customerId, subscription?.id, null],
  );
  assert.ok(redemption?.cardFingerprint);
  const customer = await client.customers.get({ id: String(subscription?.customerId) });
  assert.equal(customer.type, 'team');
  const taken = await client.customerSeats.listSeats({ subscriptionId: String(subscription?.id) });
  assert.deepEqual(
    taken.seats.map(({ status, email }) => [status, email]),
    [['claimed', 'lead@example.com']],
  );
});

test('a free plan needs no card; a discount for ever makes one free, once only its first month', async () => {
  const free = await product({ recurring_interval: 'month', prices: [{ amount_type: 'free' }] });
  const gratis = await open({ products: [free] });
  assert.deepEqual([gratis.is_payment_form_required, gratis.tax_amount], [false, 0]);
  const { customer_email } = someone();
  assert.equal((await buyer('POST', gratis, { customer_email })).status, 200);
  assert.equal((await made(gratis.id)).subscription?.status, 'active');
  const whole = (duration: 'forever' | 'once') =>
    polar.discounts.create({ name: 'All', type: 'percentage', basis_points: 10_000, duration });
  const ever = await open({ products: [plan], discount_id: (await whole('forever')).id });
  assert.deepEqual([ever.is_payment_form_required, ever.total_amount], [false, 0]);
  assert.equal((await buyer('POST', ever, { customer_email: someone().customer_email })).status, 200);
  const once = await open({ products: [plan], discount_id: (await whole('once')).id });
  assert.deepEqual(
    [once.is_payment_required, once.is_payment_setup_required, once.is_payment_form_required],
    [false, true, true],
  );
  assert.deepEqual(entries(await buyer('POST', once, { customer_email: someone().customer_email })), [
    'missing · body.customer_billing_address · Field is required.',
    'missing · body.confirmation_token_id · Confirmation token is required.',
  ]);
  await confirmed(once);
  const { subscription, invoice, payments } = await made(once.id);
  assert.deepEqual([invoice?.totalAmount, invoice?.discountAmount, payments.length], [0, 1000, 0]);
  assert.ok(subscription?.paymentMethodId);
  assert.ok(subscription?.discountAppliedAt);
});

test('several currencies, a chosen amount, prices of the checkout alone', async () => {
  const many = await product({
    recurring_interval: 'year',
    prices: [price(1000), price(900, { price_currency: 'eur' })],
  });
  const euros = await open({ products: [many], currency: 'eur' });
  await confirmed(euros);
  assert.deepEqual((await made(euros.id)).subscription?.currency, 'eur');
  const tips = await product({
    recurring_interval: 'month',
    prices: [{ amount_type: 'custom', minimum_amount: 100, preset_amount: 300 }],
  });
  const tip = await open({ products: [tips] });
  assert.equal(tip.amount, 300);
  await confirmed(tip, { amount: 700 });
  const tipped = await made(tip.id);
  assert.deepEqual([tipped.subscription?.customAmount, tipped.invoice?.totalAmount], [700, 700]);

  const own = await open({ products: [many, plan], prices: { [many]: [price(4200)] } });
  const shown = own.prices as Record<string, { source: string; price_amount: number }[]>;
  assert.deepEqual(
    [own.amount, shown[many]?.map(({ source, price_amount }) => [source, price_amount]), shown[plan]?.length],
    [4200, [['ad_hoc', 4200]], 1],
  );
  assert.equal(
    (own.product as { prices: unknown[] }).prices.length,
    2,
    "the product's own list is as it was",
  );
  await confirmed(own);
  assert.equal((await made(own.id)).subscription?.amount, 4200);
  assert.deepEqual(
    entries(await request('POST', 'checkouts/', { products: [many], prices: { [many]: [price(10)] } })),
    [
      `minimum_price · body.prices.${many}.0.price_amount · Amount must be at least $0.50 or 0 for free pricing`,
    ],
  );
});

test('seats bought once, within the bounds of price and merchant', async () => {
  const team = await product({
    prices: [
      {
        amount_type: 'seat_based',
        seat_tiers: {
          seat_tier_type: 'graduated',
          tiers: [
            { min_seats: 1, max_seats: 5, price_per_seat: 1000 },
            { min_seats: 6, max_seats: null, price_per_seat: 800 },
          ],
        },
      },
    ],
  });
  const checkout = await open({ products: [team], min_seats: 2, max_seats: 9 });
  assert.deepEqual([checkout.seats, checkout.min_seats, checkout.max_seats], [2, 2, 9]);
  const seats = (count: number) => buyer('PATCH', checkout, { seats: count });
  assert.deepEqual(entries(await seats(1)), ['greater_than_equal · body.seats · Minimum 2 seats required.']);
  assert.deepEqual(entries(await seats(10)), ['less_than_equal · body.seats · Maximum 9 seats allowed.']);
  assert.equal(((await seats(8)).body as Shown).amount, 7400);
  await confirmed(checkout);
  const { invoice, subscription, lines } = await made(checkout.id);
  assert.deepEqual([invoice?.seats, invoice?.totalAmount, subscription], [8, 7400, undefined]);
  assert.equal(lines[0]?.label, 'Thing × 8 seats');
  const [seat] = await florin.pool<
    Row[]
  >`select * from customer_seats where invoice_id = ${String(invoice?.id)}`;
  assert.equal(seat?.status, 'claimed');
});

test('tax inside and on top of the price, and none where the buyer owes it', async () => {
  await register('DE');
  const settled = await request('PATCH', `organizations/${florin.organization.id}`, { country: 'DE' });
  assert.equal(settled.status, 200, JSON.stringify(settled.body));
  try {
    const books = await product({ prices: [price(1000), price(1000, { price_currency: 'eur' })] });
    const on = await product({ prices: [price(1000, { tax_behavior: 'exclusive' })] });
    const german = { customer_billing_address: { country: 'DE' } };
    const inside = (await buyer('PATCH', await open({ products: [books] }), german)).body as Shown;
    assert.ok(Check(PublicCheckoutSchema, inside));
    assert.deepEqual(
      [inside.amount, inside.net_amount, inside.tax_amount, inside.total_amount, inside.tax_behavior],
      [1000, 840, 160, 1000, 'inclusive'],
    );
    const top = await open({ products: [on] });
    assert.deepEqual([top.tax_amount, top.total_amount], [null, 1000]);
    const above = (await buyer('PATCH', top, german)).body as Shown;
    assert.deepEqual([above.net_amount, above.tax_amount, above.total_amount], [1000, 190, 1190]);
    await confirmed(top, german);
    const { invoice, payments } = await made(top.id);
    assert.deepEqual([payments[0]?.amount, invoice?.taxAmount, invoice?.totalAmount], [1190, 190, 1190]);
    const business = await open({ products: [on] });
    const shown = (
      await buyer('PATCH', business, {
        customer_billing_address: { country: 'AT', line1: 'Ring 1', city: 'Wien', postal_code: '1010' },
        is_business_customer: true,
        customer_billing_name: 'Firma',
      })
    ).body as Shown;
    assert.equal(shown.total_amount, 1190, 'a seller who is registered at home taxes at home');
    const reversed = (await buyer('PATCH', business, { customer_tax_id: 'FR61954506077' })).body as Shown;
    assert.deepEqual([reversed.tax_amount, reversed.total_amount], [0, 1000]);
    await confirmed(business, { customer_billing_address: undefined });
    const owed = (await made(business.id)).invoice;
    assert.deepEqual(
      [owed?.taxStatus, owed?.totalAmount, owed?.billingName],
      ['reverse_charge', 1000, 'Firma'],
    );
    await register(null);
    const later = (await request('GET', `checkouts/${top.id}`)).body as Shown;
    assert.deepEqual([later.tax_amount, later.total_amount], [190, 1190], 'what was paid stays what it was');
  } finally {
    await register(null);
  }
});

test('a declined card, then another one: the discount counts once', async () => {
  const discount = await polar.discounts.create({
    name: 'One',
    type: 'fixed',
    amount: 300,
    currency: 'usd',
    duration: 'once',
    max_redemptions: 1,
  });
  const checkout = await open({ products: [plan], discount_id: discount.id });
  const declined = await buyer('POST', checkout, someone({ confirmation_token_id: 'tok_chargeDeclined' }));
  assert.equal(errorOf(declined), '400 PaymentError');
  const failed = await made(checkout.id);
  assert.deepEqual(
    [failed.checkout?.status, failed.checkout?.confirmedAt, failed.invoice],
    ['open', null, undefined],
  );
  assert.ok(failed.checkout?.nextActionAt);
  assert.ok(failed.redemption?.releasedAt);
  const trial = await open({ products: [plan], trial_interval: 'day', trial_interval_count: 3 });
  const refused = await buyer('POST', trial, someone({ confirmation_token_id: 'tok_chargeDeclined' }));
  assert.equal(errorOf(refused), '400 PaymentError');
  await confirmed(trial);
  await confirmed(checkout);
  const paid = await made(checkout.id);
  assert.deepEqual([paid.invoice?.totalAmount, paid.payments.length], [700, 2]);
  const late = await open({ products: [plan] });
  assert.deepEqual(entries(await request('PATCH', `checkouts/${late.id}`, { discount_id: discount.id })), [
    'value_error · body.discount_id · Discount does not exist.',
  ]);
});

test('a discount is redeemed as often as it may be, in all and by one person', async () => {
  const capped = await polar.discounts.create({
    name: 'Cap',
    type: 'percentage',
    basis_points: 1000,
    duration: 'once',
    max_redemptions: 1,
  });
  const [first, second] = [
    await open({ products: [plan], discount_id: capped.id }),
    await open({ products: [plan], discount_id: capped.id }),
  ];
  await confirmed(first);
  assert.deepEqual(entries(await buyer('POST', second, someone())), [
    'value_error · body.discount_id · Discount is no longer redeemable.',
  ]);
  const personal = await polar.discounts.create({
    name: 'Personal',
    type: 'percentage',
    basis_points: 1000,
    duration: 'once',
    max_redemptions_per_customer: 1,
  });
  const book = await product({ prices: [price(1000)] });
  await confirmed(await open({ products: [book], discount_id: personal.id }), {
    customer_email: 'p@example.com',
  });
  const again = await buyer(
    'POST',
    await open({ products: [book], discount_id: personal.id }),
    someone({ customer_email: 'P+2@example.com' }),
  );
  assert.equal(errorOf(again), '403 DiscountRedemptionLimitReached');
});

function answerChallenge(secret: unknown, outcome: 'passes' | 'fails'): Promise<Called> {
  return call('POST', `${florin.url}/florin/v1/sandbox/charges/${secret}/authenticate`, {
    body: { outcome },
  });
}

test('3-D Secure: the checkout waits, and completes once the challenge is passed', async () => {
  for (const outcome of ['passes', 'fails'] as const) {
    const checkout = await open({ products: [plan] });
    const waiting = await confirmed(checkout, { confirmation_token_id: 'tok_threeDSecure2Required' });
    const metadata = waiting.payment_processor_metadata as Record<string, string>;
    assert.equal(waiting.customer_session_token, null);
    assert.equal(metadata.intent_status, 'requires_action');
    assert.deepEqual(
      ((await buyer('GET', checkout)).body as Shown).payment_processor_metadata,
      metadata,
      'also when asked for again',
    );
    assert.equal(errorOf(await buyer('PATCH', checkout, {})), '403 NotOpenCheckout');
    assert.equal((await answerChallenge(metadata.intent_client_secret, outcome)).status, 204);
    const { checkout: stored, invoice, payments } = await made(checkout.id);
    const passed = outcome === 'passes';
    assert.deepEqual(
      [stored?.status, payments[0]?.status],
      passed ? ['succeeded', 'succeeded'] : ['open', 'failed'],
    );
    assert.equal(invoice?.status, passed ? 'paid' : undefined);
    if (!passed) await confirmed(checkout);
  }
});

test('3-D Secure of a card that is kept for after the trial', async () => {
  for (const outcome of ['fails', 'passes'] as const) {
    const checkout = await open({ products: [plan], trial_interval: 'day', trial_interval_count: 3 });
    const waiting = await confirmed(checkout, { confirmation_token_id: 'tok_threeDSecure2Required' });
    const { intent_client_secret } = waiting.payment_processor_metadata as Record<string, string>;
    assert.equal((await answerChallenge(intent_client_secret, outcome)).status, 204);
    const { checkout: stored, subscription } = await made(checkout.id);
    const expected = outcome === 'passes' ? ['succeeded', 'trialing'] : ['open', undefined];
    assert.deepEqual([stored?.status, subscription?.status], expected);
    assert.ok(stored?.nextActionAt !== null || outcome === 'passes');
  }
});

test('a payment known later completes the checkout later', async () => {
  const checkout = await open({ products: [plan] });
  await confirmed(checkout, { confirmation_token_id: 'tok_pendingThenSucceeds' });
  const [payment] = (await made(checkout.id)).payments;
  assert.equal(payment?.status, 'pending');
  const settled = await call(
    'POST',
    `${florin.url}/florin/v1/organizations/${florin.organization.id}/sandbox/payments/${payment?.id}/settle`,
    { token: florin.testKey, body: { outcome: 'succeeded' } },
  );
  assert.equal(settled.status, 204, JSON.stringify(settled.body));
  assert.equal((await made(checkout.id)).checkout?.status, 'succeeded');
});

async function scopeOf(checkout: Shown): Promise<Scope> {
  const { clockOf } = florin.server.services;
  const scope = await findCheckoutScope(
    { database: florin.pool, clockOf, requestId: 'test' },
    checkout.client_secret,
  );
  assert.ok(scope);
  return scope;
}

const confirmation = () =>
  ({
    customerEmail: someone().customer_email,
    customerBillingAddress: {
      line1: null,
      line2: null,
      postal_code: null,
      city: null,
      state: null,
      country: 'NL',
    },
    confirmationToken: 'tok_visa',
  }) as const;

test('a crash after confirming: the payment is found and carried out once', async () => {
  const checkout = await open({ products: [plan] });
  const scope = await scopeOf(checkout);
  const begun = await beginConfirmation(scope, checkout.id, confirmation());
  assert.ok(begun.ok && begun.value.awaits && 'paymentId' in begun.value.awaits);
  const { paymentId } = begun.value.awaits;
  assert.equal((await made(checkout.id)).checkout?.status, 'confirmed');
  const followUps = await Promise.all([1, 2, 3].map(() => runDuePayment(scope, paymentId)));
  await Promise.all(followUps.map((followUp) => followUp?.(scope)));
  const { checkout: stored, payments, invoice } = await made(checkout.id);
  assert.deepEqual([stored?.status, payments.length, invoice?.status], ['succeeded', 1, 'paid']);
  const [charged] = await florin.pool<{ charges: number }[]>`
    select count(*) as charges from sandbox_charges where idempotency_key = ${paymentId}`;
  assert.equal(charged?.charges, 1);
});

test('a crash after confirming a trial: the card is kept by the due step of the checkout', async () => {
  const checkout = await open({ products: [plan], trial_interval: 'week', trial_interval_count: 1 });
  const scope = await scopeOf(checkout);
  const begun = await beginConfirmation(scope, checkout.id, confirmation());
  assert.ok(begun.ok && begun.value.awaits && 'setUpId' in begun.value.awaits);
  assert.ok((await made(checkout.id)).checkout?.nextActionAt);
  const step = dueSteps.find(({ table }) => table === 'checkouts');
  for (let times = 0; times < 2; times++) {
    const { checkout: stored } = await made(checkout.id);
    if (stored?.status === 'confirmed') await (await step?.run(scope, checkout.id))?.(scope);
  }
  const { checkout: stored, subscription } = await made(checkout.id);
  assert.deepEqual(
    [stored?.status, stored?.nextActionAt, subscription?.status],
    ['succeeded', null, 'trialing'],
  );
});

test('ten confirmations at once charge once', async () => {
  for (const extra of [{}, { trial_interval: 'day', trial_interval_count: 1 }]) {
    const checkout = await open({ products: [plan], ...extra });
    const body = someone();
    const answers = await Promise.all(Array.from({ length: 10 }, () => buyer('POST', checkout, body)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    const { payments, checkout: stored } = await made(checkout.id);
    assert.equal(stored?.status, 'succeeded');
    assert.equal(payments.length, 'trial_interval' in extra ? 0 : 1);
  }
});

test('who has a subscription buys no second one, unless the merchant allows it', async () => {
  const first = await open({ products: [plan] });
  await confirmed(first, { customer_email: 'twice@example.com' });
  const second = await open({ products: [plan], customer_email: 'TWICE@example.com' });
  assert.equal(errorOf(await buyer('PATCH', second, {})), '403 AlreadyActiveSubscriptionError');
  assert.equal(
    errorOf(await request('PATCH', `checkouts/${second.id}`, {})),
    '403 AlreadyActiveSubscriptionError',
  );
  assert.equal(
    errorOf(await buyer('POST', second, someone({ customer_email: undefined }))),
    '403 AlreadyActiveSubscriptionError',
  );
  const book = await product({ prices: [price(1000)] });
  await confirmed(await open({ products: [book] }), { customer_email: 'twice@example.com' });
});

test('a free subscription is upgraded in place', async () => {
  const free = await product({ recurring_interval: 'month', prices: [{ amount_type: 'free' }] });
  const started = await open({ products: [free] });
  const { customer_email } = someone();
  await buyer('POST', started, { customer_email });
  const before = (await made(started.id)).subscription;
  const checkout = await open({ products: [plan], subscription_id: before?.id });
  assert.deepEqual([checkout.subscription_id, checkout.customer_email], [before?.id, customer_email]);
  const { customer_email: _email, ...card } = someone();
  const { status, body } = await buyer('POST', checkout, card);
  assert.equal(status, 200, JSON.stringify(body));
  const { subscription, invoice } = await made(checkout.id);
  assert.deepEqual(
    [subscription?.id, subscription?.amount, subscription?.productId, invoice?.totalAmount],
    [before?.id, 1000, plan, 1000],
  );
  const items = await florin.pool`
    select 1 from subscription_items where subscription_id = ${String(before?.id)} and expired_at is null`;
  assert.equal(items.length, 1);
  assert.deepEqual(
    entries(await request('POST', 'checkouts/', { products: [plan], subscription_id: before?.id })),
    ['value_error · body.subscription_id · Only free subscriptions can be upgraded.'],
  );
});

test('one trial a person, by address and by card, where the merchant wants it so', async () => {
  const settings = {
    allow_multiple_subscriptions: true,
    allow_customer_updates: true,
    proration_behavior: 'prorate',
    benefit_revocation_grace_period: 0,
    prevent_trial_abuse: true,
  };
  const { id } = florin.organization;
  assert.equal(
    (await request('PATCH', `organizations/${id}`, { subscription_settings: settings })).status,
    200,
  );
  try {
    const trial = { products: [plan], trial_interval: 'day', trial_interval_count: 7 };
    const mastercard = { confirmation_token_id: 'tok_mastercard' };
    await confirmed(await open(trial), { customer_email: 'abuser@example.com', ...mastercard });
    const second = await open(trial);
    const alias = someone({ customer_email: 'abuser+2@example.com', confirmation_token_id: 'tok_amex' });
    assert.equal(errorOf(await buyer('POST', second, alias)), '403 TrialAlreadyRedeemed');
    const sameCard = await buyer('POST', second, someone(mastercard));
    assert.equal(errorOf(sameCard), '403 TrialAlreadyRedeemed');
    await confirmed(second, { ...alias, allow_trial: false });
    assert.equal((await made(second.id)).subscription?.status, 'active');
  } finally {
    await request('PATCH', `organizations/${id}`, {
      subscription_settings: { ...settings, allow_multiple_subscriptions: false, prevent_trial_abuse: false },
    });
  }
});

test('what is asked for by custom fields is checked as it comes, and must be there at the end', async () => {
  const field = await polar.customFields.create({
    type: 'number',
    slug: 'age',
    name: 'Age',
    properties: { ge: 18 },
  } as never);
  const asks = await product({
    prices: [{ amount_type: 'free' }],
    attached_custom_fields: [{ custom_field_id: (field as { id: string }).id, required: true }],
  });
  const checkout = await open({ products: [asks], custom_field_data: { shoe: 42 } });
  assert.deepEqual(checkout.custom_field_data, {});
  assert.deepEqual(entries(await buyer('PATCH', checkout, { custom_field_data: { age: 17 } })), [
    'greater_than_equal · body.custom_field_data.age · Input should be greater than or equal to 18',
  ]);
  const { customer_email } = someone();
  assert.deepEqual(entries(await buyer('POST', checkout, { customer_email })), [
    'missing · body.custom_field_data.age · Field is required.',
  ]);
  assert.equal(
    (await buyer('POST', checkout, { customer_email, custom_field_data: { age: 20 } })).status,
    200,
  );
  assert.deepEqual((await made(checkout.id)).invoice?.customFieldData, { age: 20 });
});

test('opening is told, and an expired checkout is written as such when that falls due', async () => {
  const checkout = await open({ products: [plan] });
  const opened = await call('POST', `${florin.url}/v1/checkouts/client/${checkout.client_secret}/opened`, {
    body: {},
  });
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  assert.ok(Check(PublicCheckoutSchema, opened.body));
  await call('POST', `${florin.url}/v1/checkouts/client/${checkout.client_secret}/opened`, { body: {} });
  const told = await florin.pool<{ type: string }[]>`
    select type from events where object_id = ${checkout.id} order by sequence`;
  assert.deepEqual(
    told.map(({ type }) => type),
    ['checkout.created', 'checkout.opened'],
    'the first time only',
  );
  const scope = await scopeOf(checkout);
  const tomorrow = { ...scope, clock: { now: () => new Date(Date.now() + 25 * 3_600_000) } };
  await dueSteps.find(({ table }) => table === 'checkouts')?.run(tomorrow, checkout.id);
  const { checkout: stored } = await made(checkout.id);
  assert.deepEqual([stored?.status, stored?.nextActionAt], ['expired', null]);
  assert.equal(errorOf(await buyer('POST', checkout, someone())), '410 ExpiredCheckoutError');
  assert.equal(errorOf(await request('PATCH', `checkouts/${checkout.id}`, {})), '403 NotOpenCheckout');
});

test('what was bought through a checkout goes on with the card that was kept', async () => {
  const story = await beginStory(florin, '2026-01-31T09:00:00Z');
  const paid = await story.buy(await story.plan('Monthly', 1000));
  const trial = await story.buy(
    await story.plan('Tried', 2000, { trial_interval: 'day', trial_interval_count: 7 }),
  );
  assert.equal((await story.subscription(trial.subscriptionId)).status, 'trialing');
  await story.advance('2026-03-01T00:00:00Z');
  const totals = async (customerId: string) =>
    (await story.orders(customerId)).map(({ status, total_amount }) => [status, total_amount]);
  assert.deepEqual(await totals(paid.customerId), [
    ['paid', 1000],
    ['paid', 1000],
  ]);
  assert.deepEqual(await totals(trial.customerId), [
    ['paid', 0],
    ['paid', 2000],
  ]);
  assert.equal((await story.subscription(trial.subscriptionId)).status, 'active');
});
