import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { Check } from 'typebox/value';
import { createProduct } from '../../src/billing/catalog/index.ts';
import { selectDiscount } from '../../src/billing/discounts/index.ts';
import { addToBalance, issueInvoice, plainLine } from '../../src/billing/invoices/index.ts';
import { selectOrganization } from '../../src/billing/organizations/index.ts';
import { OrderSchema } from '../../src/dialects/polar/order-view.ts';
import { newId } from '../../src/platform/ids.ts';
import {
  balanceOf,
  chargedOrder,
  collectTax,
  draftOrder,
  type Polar,
  polarOf,
} from '../support/charged-orders.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { makeCustomer, makeProduct } from '../support/orders.ts';
import { eventsDuring, eventsOf, keepCard, makePlan } from '../support/subscriptions.ts';

let florin: TestFlorin;
let polar: Polar;

before(async () => {
  florin = await startTestFlorin();
  polar = await polarOf(florin);
});
after(() => florin.stop());

const finalize = (id: string, body: unknown = {}) => polar.request('POST', `orders/${id}/finalize`, body);

const refusal = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { error: string }).error,
  (body as { detail: unknown }).detail,
];

test('both clients draft an order and charge it', async () => {
  const now = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const before = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  const { customer, product } = await draftOrder(polar);
  const draft = await now.orders.create({ customer_id: customer.id, product_id: product.id });
  assert.deepEqual([draft.status, draft.paid, draft.invoice_number], ['draft', false, null]);
  const paid = await now.orders.finalize(draft.id, {});
  assert.deepEqual([paid.status, paid.paid, paid.due_amount], ['paid', true, 1000]);
  const other = await before.orders.create({ customerId: customer.id, productId: product.id, amount: 2500 });
  assert.deepEqual([other.status, other.subtotalAmount], ['draft', 2500]);
  const finalized = await before.orders.finalize({ id: other.id, orderFinalize: {} });
  assert.equal(finalized.status, 'paid');
  assert.deepEqual([paid.invoice_number?.slice(-4), finalized.invoiceNumber?.slice(-4)], ['0001', '0002']);
});

test('a draft has no number until it is paid, and tells each step', async () => {
  const { order } = await draftOrder(polar);
  assert.ok(Check(OrderSchema, order), JSON.stringify(order));
  assert.deepEqual([order.status, order.invoice_number, order.receipt_number], ['draft', null, null]);
  const { value, events } = await eventsDuring(florin, () => finalize(order.id));
  assert.equal(value.status, 200);
  assert.ok(Check(OrderSchema, value.body), JSON.stringify(value.body));
  const paid = value.body as typeof order;
  assert.match(paid.invoice_number ?? '', /^ACME-INCORPORATED-[A-Z]{10}-0001$/);
  assert.match(paid.receipt_number ?? '', /^RCPT-[A-Z]{10}-0001$/);
  assert.deepEqual(events, [
    'payment.created',
    'payment.succeeded',
    'invoice.updated',
    'invoice.updated',
    'invoice.paid',
  ]);
  assert.deepEqual((await eventsOf(florin, order.id)).at(0), 'invoice.created');
  assert.deepEqual(refusal(await finalize(order.id)), [412, 'OrderNotDraft', 'This order is not a draft.']);
  const { items } = await polar.ask<{ items: { trigger: string; order_id: string }[] }>(
    'GET',
    `payments/?order_id=${order.id}`,
  );
  assert.deepEqual(
    items.map(({ trigger }) => trigger),
    ['purchase'],
  );
});

test("Polar's example: discount and tax and credit on the account", async () => {
  await collectTax(florin, [{ country: 'AU', state: null, scheme: 'standard' }]);
  const australian = {
    line1: null,
    line2: null,
    postal_code: null,
    city: null,
    state: null,
    country: 'AU',
  } as const;
  // Prices without tax in Australia as well: the example has its tax on top.
  await florin.pool`
    update organizations set default_tax_behavior = 'exclusive' where id = ${florin.organization.id}`;
  const { customer, order } = await draftOrder(polar, {
    amount: 800,
    balance: 300,
    customer: { billingAddress: australian },
  });
  assert.deepEqual([order.net_amount, order.tax_amount, order.total_amount], [800, 80, 880]);
  const paid = await polar.ask('POST', `orders/${order.id}/finalize`);
  assert.deepEqual(
    [paid.applied_balance_amount, paid.due_amount, paid.refundable_amount, paid.refundable_tax_amount],
    [-300, 580, 500, 80],
  );
  assert.equal(await balanceOf(florin, customer.id), 0);
  const [payment] = await florin.pool`select amount from payments where invoice_id = ${order.id}`;
  assert.equal(payment?.amount, 580);

  const discount = await polar.ask<{ id: string }>('POST', 'discounts/', {
    name: 'A fifth',
    type: 'percentage',
    basis_points: 2000,
    duration: 'once',
  });
  const buyer = await makeCustomer(polar.scope, 'example@example.com', { billingAddress: australian });
  const entry = { customerId: buyer.id, currency: 'usd', invoiceId: null };
  await addToBalance(polar.scope, { ...entry, amount: 300, reason: 'adjustment' });
  const organization = await selectOrganization(florin.pool, florin.organization.id);
  const reduced = await selectDiscount(polar.scope, discount.id);
  assert.ok(organization && reduced);
  const { id } = await issueInvoice(polar.scope, {
    organization,
    customer: buyer,
    product: null,
    lines: [plainLine({ label: 'Handbook', amount: 1000 })],
    discount: reduced,
    behavior: 'exclusive',
    currency: 'usd',
    billingReason: 'purchase',
    as: 'due',
  });
  const shown = await polar.ask('GET', `orders/${id}`);
  assert.ok(Check(OrderSchema, shown), JSON.stringify(shown));
  assert.deepEqual(
    [shown.subtotal_amount, shown.discount_amount, shown.net_amount, shown.tax_amount, shown.total_amount],
    [1000, 200, 800, 80, 880],
  );
  assert.deepEqual(
    [shown.applied_balance_amount, shown.due_amount, shown.refundable_amount, shown.refundable_tax_amount],
    [-300, 580, 500, 80],
  );
  assert.equal((shown.discount as { id: string }).id, discount.id);
  const found = await polar.ask<{ items: { id: string }[] }>('GET', `orders/?discount_id=${discount.id}`);
  assert.deepEqual(
    found.items.map((one) => one.id),
    [id],
  );
  const nowhere = await draftOrder(polar, { customer: { billingAddress: null } }).catch(
    (error) => error.message,
  );
  assert.match(String(nowhere), /"customer_id".*Tax could not be calculated/);
  await collectTax(florin, []);
});

test('what the account pays needs no card; what is too little goes on the account; a debt is collected', async () => {
  const free = await chargedOrder(polar, { amount: 1000, balance: 5000, card: null });
  assert.deepEqual([free.order.status, free.order.due_amount, free.order.receipt_number], ['paid', 0, null]);
  assert.equal(await balanceOf(florin, free.customer.id), 4000);
  const small = await chargedOrder(polar, { amount: 1000, balance: 970, card: null });
  assert.deepEqual(
    [small.order.status, small.order.due_amount, small.order.receipt_number],
    ['paid', 30, null],
  );
  assert.equal(await balanceOf(florin, small.customer.id), -30);
  const debt = await chargedOrder(polar, { amount: 1000, balance: -30 });
  assert.deepEqual([debt.order.applied_balance_amount, debt.order.due_amount], [30, 1030]);
  assert.equal(await balanceOf(florin, debt.customer.id), 0);
});

test('what is declined stays a draft, and can be charged with another card', async () => {
  const { order, customer } = await draftOrder(polar, { card: 'tok_chargeDeclined', balance: 200 });
  const declined = [402, 'PaymentFailed', 'Payment failed with reason: card_error.'];
  assert.deepEqual(refusal(await finalize(order.id)), declined);
  assert.deepEqual(refusal(await finalize(order.id)), declined);
  assert.equal((await polar.ask('GET', `orders/${order.id}`)).status, 'draft');
  assert.equal(await balanceOf(florin, customer.id), 200);
  const { items } = await polar.ask<{ items: { status: string }[] }>('GET', `payments/?order_id=${order.id}`);
  assert.deepEqual(
    items.map(({ status }) => status),
    ['failed', 'failed'],
  );
  const good = await keepCard(polar.scope, customer.id);
  const paid = await polar.ask('POST', `orders/${order.id}/finalize`, { payment_method_id: good });
  assert.deepEqual([paid.status, paid.due_amount], ['paid', 800]);
  assert.equal(await balanceOf(florin, customer.id), 0);
});

test('a card that asks for its owner, no card, and a strange card are told apart', async () => {
  const secure = await draftOrder(polar, { card: 'tok_threeDSecureAlwaysRequired' });
  assert.deepEqual(refusal(await finalize(secure.order.id)).slice(0, 2), [402, 'PaymentActionRequired']);
  const none = await draftOrder(polar, { card: null });
  assert.deepEqual(refusal(await finalize(none.order.id)), [
    402,
    'PaymentFailed',
    'Payment failed with reason: missing_payment_method.',
  ]);
  const strange = await finalize(none.order.id, { payment_method_id: secure.paymentMethodId });
  assert.equal(strange.status, 422);
  assert.deepEqual((strange.body as { detail: { loc: unknown }[] }).detail[0]?.loc, [
    'body',
    'payment_method_id',
  ]);
  assert.equal((await finalize(newId(new Date()))).status, 404);
});

test('two that finalize at once charge once', async () => {
  const { order } = await draftOrder(polar);
  const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await finalize(order.id)).status));
  assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
  assert.ok(statuses.every((status) => [200, 409, 412].includes(status)));
  const [count] = await florin.pool`select count(*) from payments where invoice_id = ${order.id}`;
  assert.equal(count?.count, 1);
});

test('a payment that takes its time makes the order once it is known', async () => {
  const { order } = await draftOrder(polar, { card: 'tok_pendingThenSucceeds' });
  const waiting = await polar.ask('POST', `orders/${order.id}/finalize`);
  assert.equal(waiting.status, 'draft');
  assert.equal((await finalize(order.id)).status, 409);
  const [payment] = await florin.pool`select id from payments where invoice_id = ${order.id}`;
  const path = `${florin.url}/florin/v1/organizations/${florin.organization.id}/sandbox/payments/${payment?.id}/settle`;
  const settled = await fetch(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${florin.testKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ outcome: 'succeeded' }),
  });
  assert.equal(settled.status, 204, await settled.text());
  const paid = await polar.ask('GET', `orders/${order.id}`);
  assert.deepEqual([paid.status, paid.invoice_number?.slice(-5)], ['paid', '-0001']);
});

test('the draft is checked member by member', async () => {
  const { scope } = polar;
  const customer = await makeCustomer(scope, 'checked@example.com');
  const product = await makeProduct(scope, 'Checked', 1000);
  const plan = await makePlan(florin);
  const custom = await createProduct(scope, {
    name: 'Tip jar',
    description: null,
    visibility: 'public',
    metadata: {},
    prices: [
      {
        amountType: 'custom',
        currency: 'usd',
        unitAmount: null,
        minimumAmount: 0,
        maximumAmount: null,
        presetAmount: null,
        taxBehavior: null,
      },
    ],
  } as never);
  assert.ok(custom.ok);
  const draft = { customer_id: customer.id, product_id: product.id };
  const entry = async (changes: object) => {
    const { status, body } = await polar.request('POST', 'orders/', { ...draft, ...changes });
    assert.equal(status, 422, JSON.stringify(body));
    const [first] = (body as { detail: { type: string; loc: string[] }[] }).detail;
    return [first?.type, first?.loc.join('.')];
  };
  const unknown = newId(new Date());
  assert.deepEqual(await entry({ customer_id: unknown }), ['value_error', 'body.customer_id']);
  assert.deepEqual(await entry({ product_id: unknown }), ['value_error', 'body.product_id']);
  assert.deepEqual(await entry({ product_id: plan.id }), ['value_error', 'body.product_id']);
  assert.deepEqual(await entry({ product_id: custom.value.id }), ['value_error', 'body.product_id']);
  assert.deepEqual(await entry({ currency: 'eur' }), ['value_error', 'body.currency']);
  assert.deepEqual(await entry({ amount: 49 }), ['greater_than_equal', 'body.amount']);
  assert.deepEqual(await entry({ amount: 100_000_000 }), ['less_than_equal', 'body.amount']);
  assert.deepEqual(await entry({ amount: -1 }), ['greater_than_equal', 'body.amount']);
  assert.deepEqual(await entry({ description: 'x'.repeat(501) }), ['string_too_long', 'body.description']);
  assert.deepEqual(await entry({ organization_id: florin.organization.id }), [
    'organization_token',
    'body.organization_id',
  ]);
  const described = await polar.ask('POST', 'orders/', {
    ...draft,
    amount: 5000,
    description: '5,000 tokens',
    metadata: { run: 7 },
  });
  assert.deepEqual(
    [described.description, described.total_amount, described.metadata],
    ['5,000 tokens', 5000, { run: 7 }],
  );
  assert.equal((described.items as { label: string }[])[0]?.label, '5,000 tokens');
  assert.equal((await polar.request('POST', 'orders/', draft, florin.liveKey)).status, 403);
});
