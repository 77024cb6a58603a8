import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import { Check } from 'typebox/value';
import type { ProductWithPrices } from '../../src/billing/catalog/index.ts';
import { createCustomerSession } from '../../src/billing/customer-sessions/index.ts';
import type { Customer } from '../../src/billing/customers/index.ts';
import { type Invoice, type InvoiceInput, plainLine } from '../../src/billing/invoices/index.ts';
import type { Organization } from '../../src/billing/organizations/index.ts';
import { beginPayment, type Outcome, writeOutcome } from '../../src/billing/payments/index.ts';
import { CustomerOrderSchema } from '../../src/dialects/polar/order-view.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { californian, makeCustomer, makeOrder, makeProduct } from '../support/orders.ts';
import { pdfText } from '../support/pdf-text.ts';

let florin: TestFlorin;
let scope: Scope;
let customer: Customer;
let product: ProductWithPrices;
let session: string;

before(async () => {
  florin = await startTestFlorin();
  scope = await florin.scope(florin.organization, 'test');
  customer = await makeCustomer(scope, 'jane@example.com', { name: 'Jane Doe' });
  product = await makeProduct(scope, 'Handbook', 1000);
  session = (await createCustomerSession(scope, { customerId: customer.id })).token;
});
after(() => florin.stop());

const order = (changes: Partial<InvoiceInput> = {}): Promise<Invoice> =>
  makeOrder(scope, florin.organization, customer, product, changes);

const current = { 'polar-version': '2026-10' };

function portal(
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
) {
  return call(method, `${florin.url}/v1/customer-portal/orders/${path}`, { token: session, ...options });
}

test('the seed call: a customer updates the billing details of an order', async () => {
  const { id } = await order();
  const polar = new Polar({ serverURL: florin.url });
  const result = await polar.customerPortal.orders.update(
    { customerSession: session },
    { id, customerOrderUpdate: { billingName: '<value>', billingAddress: { country: 'US' } } },
  );
  assert.equal(result.id, id);
  assert.equal(result.billingName, '<value>');
  assert.deepEqual(result.billingAddress, {
    line1: null,
    line2: null,
    postalCode: null,
    city: null,
    state: null,
    country: 'US',
  });
  assert.equal(result.status, 'paid');
  assert.equal(result.paid, true);
  assert.equal(result.totalAmount, 1000);
  assert.equal(result.isInvoiceGenerated, false);
  assert.equal(result.userId, customer.id);
  assert.equal(result.product?.organization.slug, florin.organization.slug);
  assert.equal(result.product?.prices.length, 1);
  assert.equal(result.items[0]?.productPriceId, product.prices[0]?.id);
  const stored = await portal('GET', id);
  assert.equal((stored.body as { billing_name: string }).billing_name, '<value>');
});

test('every client reads, lists and updates', async () => {
  const { id } = await order();
  const old = new Polar({ serverURL: florin.url });
  assert.equal((await old.customerPortal.orders.get({ customerSession: session }, { id })).id, id);
  for await (const page of await old.customerPortal.orders.list({ customerSession: session }, {})) {
    assert.ok(page.result.items.length > 0);
  }
  const later = new Polar49({ serverURL: florin.url });
  const updated = await later.customerPortal.orders.update(
    { customerSession: session },
    { id, customerOrderUpdate: { billingName: 'Jane', billingAddress: { country: 'US', state: 'NY' } } },
  );
  assert.equal(updated.billingAddress?.state, 'US-NY');
  const latest = createPolar({ accessToken: session, baseUrl: florin.url });
  const changed = await latest.customerPortal.orders.update(id, { billing_name: 'Only the name' });
  assert.deepEqual([changed.billing_name, changed.billing_address?.state], ['Only the name', 'US-NY']);
  const listed = await latest.customerPortal.orders.list({ sorting: ['-created_at'], query: 'HANDB' });
  assert.equal(listed.items[0]?.id, id);
  assert.equal(await latest.customerPortal.orders.generateInvoice(id), null);
  assert.match((await latest.customerPortal.orders.invoice(id)).url, /\/documents\//);
});

test('the answer has the shape that the contract names, and nothing of the merchant alone', async () => {
  const { id } = await order({ metadata: { secret: 'margin' } });
  const { body } = await portal('GET', id);
  assert.ok(Check(CustomerOrderSchema, body), JSON.stringify(body));
  const shown = body as Record<string, unknown>;
  assert.ok(!JSON.stringify(shown).includes('margin'));
  assert.ok(!JSON.stringify(shown).includes('b-1'));
  assert.match(String(shown.invoice_number), /^ACME-INCORPORATED-[A-Z]{8,}-\d{4}$/);
  assert.match(String(shown.receipt_number), /^RCPT-[A-Z]{8,}-\d{4}$/);
  assert.equal(shown.amount, 1000);
  assert.equal((shown.product_price as { price_amount: number }).price_amount, 1000);
});

test('early contract: both members are needed, whatever they are', async () => {
  const { id } = await order();
  const { status, body } = await portal('PATCH', id, { body: { billing_name: 'Jane' } });
  assert.equal(status, 422);
  assert.deepEqual(body, {
    error: 'RequestValidationError',
    detail: [
      {
        type: 'missing',
        loc: ['body', 'billing_address'],
        msg: 'Field required',
        input: { billing_name: 'Jane' },
      },
    ],
  });
  const cleared = await portal('PATCH', id, { body: { billing_name: null, billing_address: null } });
  assert.equal(cleared.status, 200);
  const { billing_name, billing_address } = cleared.body as Record<string, unknown>;
  assert.deepEqual([billing_name, billing_address], [null, null]);
});

test('early contract: an invoice is generated once, and fixes what it shows', async () => {
  const { id } = await order();
  assert.equal((await portal('POST', `${id}/invoice`)).status, 202);
  assert.deepEqual((await portal('POST', `${id}/invoice`)).body, {
    error: 'InvoiceAlreadyExists',
    detail: `An invoice already exists for order ${id}.`,
  });
  const same = { billing_name: 'Jane Doe', billing_address: { ...californian, state: 'CA' } };
  assert.equal((await portal('PATCH', id, { body: same })).status, 200);
  const msg = 'This field cannot be updated after the invoice is generated.';
  const other = { billing_name: 'Other', billing_address: null };
  const refused = await portal('PATCH', id, { body: other });
  assert.equal(refused.status, 422);
  assert.deepEqual(refused.body, {
    error: 'PolarRequestValidationError',
    detail: [
      { type: 'value_error', loc: ['body', 'billing_name'], msg, input: 'Other' },
      { type: 'value_error', loc: ['body', 'billing_address'], msg, input: null },
    ],
  });
  const unpaid = await order({ as: 'due' });
  const notPaid = await portal('POST', `${unpaid.id}/invoice`);
  assert.equal(notPaid.status, 422);
  assert.deepEqual(notPaid.body, {
    error: 'NotPaidOrder',
    detail: `Order ${unpaid.id} is not paid, so an invoice cannot be generated.`,
  });
});

test('current contract: country and state stay, the rest changes also after the invoice', async () => {
  const { id } = await order();
  const send = (body: unknown) => portal('PATCH', id, { body, headers: current });
  assert.equal((await portal('POST', `${id}/invoice`, { headers: current })).status, 202);
  const refused = await send({
    billing_name: 'Acme GmbH',
    billing_address: { country: 'DE', city: 'Berlin' },
  });
  assert.equal(refused.status, 422);
  assert.deepEqual(refused.body, {
    error: 'PolarRequestValidationError',
    detail: [
      {
        type: 'value_error',
        loc: ['body', 'billing_address', 'country'],
        msg: 'Country cannot be changed',
        input: 'DE',
      },
      {
        type: 'value_error',
        loc: ['body', 'billing_address', 'state'],
        msg: 'State cannot be changed',
        input: null,
      },
    ],
  });
  const address = {
    country: 'us',
    state: 'CA',
    line1: '2 Side St',
    postal_code: '94104',
    city: 'San Francisco',
  };
  const allowed = await send({ billing_name: ' Acme ', billing_address: address });
  assert.equal(allowed.status, 200);
  const shown = allowed.body as { billing_name: string; billing_address: { state: string; line1: string } };
  assert.deepEqual(
    [shown.billing_name, shown.billing_address.state, shown.billing_address.line1],
    [' Acme ', 'US-CA', '2 Side St'],
  );
  assert.equal((await send({ billing_address: null })).status, 200);
  assert.equal((await send({ billing_address: { country: 'DE' } })).status, 200);
  assert.equal((await send({})).status, 200);
  assert.equal((await send({ billing_address: { country: 'RU' } })).status, 422);
  const wrongType = await send({ billing_name: 5 });
  assert.deepEqual((wrongType.body as { detail: { type: string }[] }).detail[0]?.type, 'string_type');
});

test('current contract: an invoice is made anew when what it shows has changed', async () => {
  const { id } = await order({ as: 'due' });
  const generate = () => portal('POST', `${id}/invoice`, { headers: current });
  const stored = async () => {
    const rows = await florin.pool<{ createdAt: Date; checksum: string }[]>`
      select created_at, checksum from documents where invoice_id = ${id}`;
    return rows[0];
  };
  assert.equal((await portal('GET', `${id}/invoice`)).status, 404);
  assert.deepEqual(await generate().then(({ status, body }) => [status, body]), [202, null]);
  const first = await stored();
  await generate();
  assert.deepEqual(await stored(), first);
  await portal('PATCH', id, { body: { billing_name: 'Another Name' }, headers: current });
  assert.deepEqual(await stored(), first);
  await generate();
  assert.notEqual((await stored())?.checksum, first?.checksum);
  await portal('PATCH', id, { body: { billing_name: null }, headers: current });
  const missing = await generate();
  assert.equal(missing.status, 422);
  assert.deepEqual(missing.body, {
    error: 'MissingInvoiceBillingDetails',
    detail: 'Billing name and address are required to generate an invoice for this order.',
  });
  await florin.pool`update invoices set status = 'void' where id = ${id}`;
  const void_ = await generate();
  assert.equal(void_.status, 409);
  assert.deepEqual(void_.body, {
    error: 'OrderNotEligibleForInvoice',
    detail: `Order ${id} is not eligible for invoice generation (current status: void).`,
  });
});

test('the invoice is a PDF behind an address that ends', async () => {
  const taxed: Organization = {
    ...florin.organization,
    taxRegistrations: [{ country: 'DE' }],
  };
  const { id, number } = await makeOrder(scope, taxed, customer, product, {
    lines: [plainLine({ label: 'Handbook', quantity: 2, unitAmount: 1000, amount: 2000 })],
    behavior: 'exclusive',
    billing: {
      name: 'Jane Doe',
      address: { ...californian, country: 'DE' },
      taxId: { value: '911144442', format: 'us_ein' },
    },
  });
  await portal('POST', `${id}/invoice`);
  const { url } = (await portal('GET', `${id}/invoice`)).body as { url: string };
  const response = await fetch(url);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/pdf');
  assert.equal(response.headers.get('content-disposition'), `attachment; filename="Invoice-${number}.pdf"`);
  const text = await pdfText(new Uint8Array(await response.arrayBuffer()));
  const shown = ['Invoice', number, 'Acme Incorporated', 'Jane Doe', '1 Main St', '94104 San Francisco'];
  for (const part of [
    ...shown,
    'EIN 911144442',
    'Handbook',
    '19%',
    '$20.00',
    '$3.80',
    '$23.80',
    'Page 1 of 1',
  ]) {
    assert.ok(text.includes(String(part)), `${part} is not in: ${text}`);
  }
  const last = url.at(-1) === 'A' ? 'B' : 'A';
  for (const forged of [
    `${url.slice(0, -1)}${last}`,
    url.replace('/documents/', '/documents/9'),
    `${florin.url}/documents/x`,
  ]) {
    const refused = await fetch(forged);
    assert.deepEqual([refused.status, await refused.json()], [404, { error: 'Not Found' }]);
  }
});

test('an address of a document ends after ten minutes', async () => {
  const { id } = await order();
  await portal('POST', `${id}/invoice`);
  const { services } = florin.server;
  const { clock } = services;
  const at = async (minutes: number) => {
    services.clock = { now: () => new Date(clock.now().getTime() + minutes * 60_000) };
    const { status } = await fetch(url);
    services.clock = clock;
    return status;
  };
  const { url } = (await portal('GET', `${id}/invoice`)).body as { url: string };
  assert.equal(await at(0), 200);
  assert.equal(await at(9), 200);
  assert.equal(await at(10.1), 404);
});

test('the receipt is made when it is asked for', async () => {
  const paid = await order();
  const { url } = (await portal('GET', `${paid.id}/receipt`)).body as { url: string };
  const response = await fetch(url);
  assert.equal(
    response.headers.get('content-disposition'),
    `attachment; filename="Receipt-${paid.receiptNumber}.pdf"`,
  );
  const text = await pdfText(new Uint8Array(await response.arrayBuffer()));
  assert.ok(text.includes(`Receipt ${paid.receiptNumber}`) && text.includes('$10.00 paid on'), text);
  const later = new Polar49({ serverURL: florin.url });
  const receipt = await later.customerPortal.orders.receipt({ customerSession: session }, { id: paid.id });
  assert.match(receipt?.url ?? '', /\/documents\//);

  const free = await order({ lines: [plainLine({ label: 'Free', amount: 0 })], as: 'due' });
  assert.equal(free.status, 'paid');
  const missing = await portal('GET', `${free.id}/receipt`);
  assert.equal(missing.status, 404);
  assert.deepEqual(missing.body, {
    error: 'ReceiptNotAllocated',
    detail: `No receipt allocated for order ${free.id}.`,
  });
});

test('the payment status is that of the latest payment', async () => {
  const { id } = await order({ as: 'due' });
  const status = async () => (await portal('GET', `${id}/payment-status`)).body;
  assert.deepEqual(await status(), { status: 'no_payment', error: null });
  const method = {
    type: 'card',
    reference: 'card_1',
    metadata: { brand: 'visa', last4: '0002', exp_month: 1, exp_year: 2030 },
    fingerprint: null,
  } as const;
  const pay = async (at: Scope, outcome: Outcome) => {
    const payment = await beginPayment(at, {
      purpose: 'invoice',
      trigger: 'purchase',
      amount: 1000,
      currency: 'usd',
      processor: 'sandbox',
      customerId: customer.id,
      invoiceId: id,
    });
    await writeOutcome(at, payment, outcome);
  };
  const charge = { method, customerReference: null } as const;
  const declined = {
    status: 'failed',
    declineReason: 'card_declined',
    declineMessage: 'Declined.',
    isFinal: false,
  } as const;
  await pay(scope, { ...charge, reference: 'charge_1', ...declined });
  assert.deepEqual(await status(), { status: 'failed', error: 'Declined.' });
  const later = { ...scope, clock: { now: () => new Date(scope.clock.now().getTime() + 1000) } };
  await pay(later, { ...charge, reference: 'charge_2', status: 'succeeded' });
  assert.deepEqual(await status(), { status: 'succeeded', error: null });
});

test("another customer's order, mode or organization is not found", async () => {
  const mine = await order();
  const stranger = await makeCustomer(scope, 'stranger@example.com');
  const token = (await createCustomerSession(scope, { customerId: stranger.id })).token;
  const calls: [string, string, unknown?][] = [
    ['GET', mine.id],
    ['PATCH', mine.id, { billing_name: 'x', billing_address: null }],
    ['POST', `${mine.id}/invoice`],
    ['GET', `${mine.id}/invoice`],
    ['GET', `${mine.id}/receipt`],
    ['GET', `${mine.id}/payment-status`],
  ];
  for (const [method, path, body] of calls) {
    const url = `${florin.url}/v1/customer-portal/orders/${path}`;
    const answer = await call(method, url, { token, body });
    assert.deepEqual(
      [answer.status, answer.body],
      [404, { error: 'ResourceNotFound', detail: 'Not found' }],
      `${method} ${path}`,
    );
    assert.equal((await call(method, url, { token: florin.testKey, body })).status, 401);
  }
  const listed = await call('GET', `${florin.url}/v1/customer-portal/orders/`, { token });
  assert.deepEqual(listed.body, { items: [], pagination: { total_count: 0, max_page: 0 } });
  assert.equal((await portal('GET', mine.id)).status, 200);
});
