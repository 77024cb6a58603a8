import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import {
  addToBalance,
  type InvoiceInput,
  issueInvoice,
  plainLine,
} from '../../src/billing/invoices/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { call } from '../support/call.ts';
import {
  balanceOf,
  chargedOrder,
  collectTax,
  draftOrder,
  type Polar,
  polarOf,
} from '../support/charged-orders.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { makeCustomer } from '../support/orders.ts';
import { pdfText } from '../support/pdf-text.ts';
import { eventsDuring } from '../support/subscriptions.ts';

let florin: TestFlorin;
let polar: Polar;

const australian = {
  line1: null,
  line2: null,
  postal_code: null,
  city: null,
  state: null,
  country: 'AU',
} as const;

before(async () => {
  florin = await startTestFlorin();
  polar = await polarOf(florin);
  await collectTax(florin, [{ country: 'AU', state: null, scheme: 'standard' }]);
  await florin.pool`update organizations set default_tax_behavior = 'exclusive'`;
});
after(() => florin.stop());

type Note = Record<string, unknown> & {
  id: string;
  number: string;
  amount: number;
  tax_amount: number;
  total_amount: number;
  lines: { invoice_line_id: string | null; amount: number; tax_amount: number }[];
};

const send = (method: string, path: string, body?: unknown, token = florin.testKey) =>
  call(method, `${florin.url}/florin/v1/${path}`, { token, body });

async function ask<T = Note>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await send(method, path, body);
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body as T;
}

const correct = (id: string, members: object = {}) =>
  send('POST', `invoices/${id}/credit-notes`, { reason: 'billing_error', ...members });

const credited = (id: string, members: object = {}) =>
  ask('POST', `invoices/${id}/credit-notes`, { reason: 'billing_error', ...members });

const code = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { error: { code: string } }).error.code,
];

let counter = 0;

/** An invoice that is owed: one tenth of tax on top of its lines. */
async function owed(lines: number[], changes: Partial<InvoiceInput> = {}, balance = 0) {
  const customer = await makeCustomer(polar.scope, `owes-${++counter}@example.com`, {
    billingAddress: australian,
    name: `Owes ${counter}`,
  });
  if (balance !== 0) {
    const entry = {
      customerId: customer.id,
      currency: 'usd',
      reason: 'adjustment',
      invoiceId: null,
    } as const;
    await addToBalance(polar.scope, { ...entry, amount: balance });
  }
  const [organization] = await florin.pool<(typeof florin.organization)[]>`
    select * from organizations where id = ${florin.organization.id}`;
  assert.ok(organization);
  const invoice = await issueInvoice(polar.scope, {
    organization,
    customer,
    product: null,
    lines: lines.map((amount, index) => plainLine({ label: `Line ${index + 1}`, amount })),
    discount: null,
    behavior: 'exclusive',
    currency: 'usd',
    billingReason: 'purchase',
    as: 'due',
    ...changes,
  });
  return { customer, invoice };
}

type Standing = {
  status: string;
  total: number;
  due: number;
  credited: number;
  creditedTax: number;
  notes: number;
  noteTax: number;
  paid: number;
  back: number;
  toAccount: number;
};

/** What an invoice comes to by its own row, its credit notes, its payments and its refunds. */
async function standing(id: string): Promise<Standing> {
  const [row] = await florin.pool<Standing[]>`
    select status, total_amount + applied_balance_amount as total, credited_amount as credited,
      credited_tax_amount as credited_tax, due_amount as due,
      (select coalesce(sum(amount + tax_amount), 0)::bigint from credit_notes
        where invoice_id = ${id} and status = 'issued') as notes,
      (select coalesce(sum(tax_amount), 0)::bigint from credit_notes
        where invoice_id = ${id} and status = 'issued') as note_tax,
      (select coalesce(sum(amount), 0)::bigint from payments
        where invoice_id = ${id} and status = 'succeeded') as paid,
      (select coalesce(sum(amount + tax_amount), 0)::bigint from refunds
        where invoice_id = ${id} and status = 'succeeded') as back,
      (select coalesce(sum(amount), 0)::bigint from customer_balance_entries
        where invoice_id = ${id} and reason = 'credit_note') as to_account
    from invoices where id = ${id}`;
  assert.ok(row);
  return row;
}

async function assertAddsUp(id: string): Promise<void> {
  const s = await standing(id);
  assert.deepEqual([s.credited, s.creditedTax], [s.notes, s.noteTax]);
  const kept = s.paid - s.back - s.toAccount;
  const due = s.status === 'pending' ? s.due : 0;
  assert.equal(kept + due + s.credited, s.total, JSON.stringify(s));
}

test('each refund has a credit note, numbered without gaps by customer', async () => {
  const sold = await chargedOrder(polar, { customer: { billingAddress: australian } });
  for (const amount of [400, 100]) {
    await polar.ask('POST', 'refunds/', { order_id: sold.order.id, amount, reason: 'duplicate' });
  }
  const { items } = await ask<{ items: Note[] }>('GET', `credit-notes?invoice_id=${sold.order.id}`);
  assert.deepEqual(
    items.map(({ number, amount, tax_amount, settled_by, reason }) => [
      number.replace(/-[A-Z]{10}-/, '-…-'),
      amount,
      tax_amount,
      settled_by,
      reason,
    ]),
    [
      ['CN-ACME-INCORPORATED-…-0002', 100, 10, 'refund', 'duplicate'],
      ['CN-ACME-INCORPORATED-…-0001', 400, 40, 'refund', 'duplicate'],
    ],
  );
  assert.deepEqual(await ask('GET', `credit-notes/${items[0]?.id}`), items[0]);
  assert.equal(items[0]?.lines.length, 1);
  await assertAddsUp(sold.order.id);
});

test('numbered by organization where invoices are, under concurrency too', async () => {
  const theirs = await startTestFlorin();
  const their = await polarOf(theirs);
  await theirs.pool`
    update organizations set settings = jsonb_set(settings, '{order,invoice_numbering}', '"organization"')`;
  const sold = await Promise.all([1, 2, 3, 4, 5].map(() => chargedOrder(their)));
  await Promise.all(
    sold.map(({ order }) =>
      their.ask('POST', 'refunds/', { order_id: order.id, amount: 100, reason: 'other' }),
    ),
  );
  const rows = await theirs.pool<{ number: string }[]>`select number from credit_notes order by number`;
  assert.deepEqual(
    rows.map(({ number }) => number),
    [1, 2, 3, 4, 5].map((count) => `CN-ACME-INCORPORATED-000${count}`),
  );
  await theirs.stop();
});

test('a correction takes off what is due, and pays the invoice where nothing is due any more', async () => {
  const { invoice } = await owed([1000, 500]);
  assert.equal(invoice.dueAmount, 1650);
  const { value: first, events } = await eventsDuring(florin, () => credited(invoice.id, { amount: 550 }));
  assert.deepEqual(events, ['credit_note.created', 'invoice.updated']);
  assert.deepEqual(
    [first.amount, first.tax_amount, first.total_amount, first.settled_by],
    [500, 50, 550, 'due'],
  );
  assert.deepEqual(
    first.lines.map(({ amount, tax_amount }) => [amount, tax_amount]),
    [
      [333, 33],
      [167, 17],
    ],
  );
  const shown = await polar.ask('GET', `orders/${invoice.id}`);
  assert.deepEqual([shown.status, shown.due_amount, shown.total_amount], ['pending', 1100, 1650]);
  await assertAddsUp(invoice.id);
  const rest = await eventsDuring(florin, () =>
    credited(invoice.id, { reason: 'order_change', memo: 'Cancelled.' }),
  );
  assert.deepEqual([rest.value.amount, rest.value.tax_amount], [1000, 100]);
  assert.deepEqual(rest.events, [
    'credit_note.created',
    'invoice.updated',
    'invoice.updated',
    'invoice.paid',
  ]);
  const paid = await polar.ask('GET', `orders/${invoice.id}`);
  assert.deepEqual([paid.status, paid.due_amount, paid.receipt_number], ['paid', 0, null]);
  assert.deepEqual(code(await correct(invoice.id)), [422, 'credit_too_large']);
  await assertAddsUp(invoice.id);
});

test('a correction of what was paid goes on the account, and is not refunded again', async () => {
  const sold = await chargedOrder(polar, { customer: { billingAddress: australian } });
  const note = await credited(sold.order.id, { amount: 330, reason: 'service_disruption' });
  assert.deepEqual([note.amount, note.tax_amount, note.settled_by], [300, 30, 'account']);
  assert.equal(await balanceOf(florin, sold.customer.id), 330);
  const order = await polar.ask('GET', `orders/${sold.order.id}`);
  assert.deepEqual(
    [order.status, order.refunded_amount, order.refundable_amount, order.refundable_tax_amount],
    ['paid', 0, 700, 70],
  );
  const tooMuch = { order_id: sold.order.id, amount: 701, reason: 'other' };
  assert.equal((await polar.request('POST', 'refunds/', tooMuch)).status, 422);
  await polar.ask('POST', 'refunds/', { ...tooMuch, amount: 700 });
  assert.equal((await polar.ask('GET', `orders/${sold.order.id}`)).status, 'refunded');
  assert.deepEqual(code(await correct(sold.order.id, { amount: 1 })), [422, 'credit_too_large']);
  await assertAddsUp(sold.order.id);
});

test('lines are credited one by one', async () => {
  const { invoice } = await owed([1000, 505]);
  const [first, second] = invoice.lines;
  const note = await credited(invoice.id, { lines: [{ line_id: second?.id, amount: 555 }] });
  assert.deepEqual(
    note.lines.map(({ invoice_line_id, amount, tax_amount }) => [invoice_line_id, amount, tax_amount]),
    [[second?.id, 505, 50]],
  );
  const again = await correct(invoice.id, { lines: [{ line_id: second?.id, amount: 2 }] });
  assert.deepEqual(code(again), [422, 'credit_too_large']);
  const strange = await correct(invoice.id, { lines: [{ line_id: newId(new Date()), amount: 1 }] });
  assert.deepEqual(code(strange), [422, 'credit_line_unknown']);
  const twice = [
    { line_id: first?.id, amount: 1 },
    { line_id: first?.id, amount: 1 },
  ];
  assert.deepEqual(code(await correct(invoice.id, { lines: twice })), [422, 'credit_line_unknown']);
  const both = { amount: 1, lines: [{ line_id: first?.id, amount: 1 }] };
  assert.equal((await correct(invoice.id, both)).status, 422);
  await assertAddsUp(invoice.id);
});

test('a draft, a void invoice and one whose payment is under way are not credited', async () => {
  const draft = await draftOrder(polar, { customer: { billingAddress: australian } });
  assert.deepEqual(code(await correct(draft.order.id)), [409, 'not_creditable']);
  const { invoice } = await owed([1000]);
  await ask('POST', `invoices/${invoice.id}/void`);
  assert.deepEqual(code(await correct(invoice.id)), [409, 'not_creditable']);
  const waiting = await owed([1000]);
  await florin.pool`
    insert into payments (organization_id, mode, id, created_at, invoice_id, customer_id, processor, status, trigger,
      amount, currency, method, purpose)
    values (${florin.organization.id}, 'test', gen_random_uuid(), now(), ${waiting.invoice.id}, ${waiting.customer.id},
      'sandbox', 'pending', 'purchase', 1100, 'usd', 'card', 'invoice')`;
  assert.deepEqual(code(await correct(waiting.invoice.id)), [409, 'payment_in_progress']);
  assert.deepEqual(code(await send('POST', `invoices/${waiting.invoice.id}/void`)), [
    409,
    'payment_in_progress',
  ]);
  assert.deepEqual(code(await correct(newId(new Date()))), [404, 'not_found']);
});

test('voiding gives back what the invoice took of the account, and takes at most what was due of what is left', async () => {
  const { invoice, customer } = await owed([1000], {}, 300);
  assert.deepEqual([invoice.appliedBalanceAmount, invoice.dueAmount], [-300, 800]);
  assert.equal(await balanceOf(florin, customer.id), 0);
  const path = `invoices/${invoice.id}`;
  const voided = await ask<{ status: string; voided_at: string | null }>('POST', `${path}/void`);
  assert.equal(voided.status, 'void');
  assert.ok(voided.voided_at);
  assert.equal(await balanceOf(florin, customer.id), 300);
  assert.deepEqual(code(await send('POST', `${path}/void`)), [409, 'invoice_closed']);
  assert.deepEqual(code(await send('POST', `${path}/mark-uncollectible`)), [409, 'invoice_closed']);
  assert.equal((await polar.ask('GET', `orders/${invoice.id}`)).status, 'void');

  const credit = await owed([1000]);
  await addToBalance(polar.scope, {
    customerId: credit.customer.id,
    currency: 'usd',
    amount: 1500,
    reason: 'adjustment',
    invoiceId: null,
  });
  await ask('POST', `invoices/${credit.invoice.id}/void`);
  assert.equal(await balanceOf(florin, credit.customer.id), 400);

  const bad = await owed([2000]);
  const written = await ask<{ status: string }>('POST', `invoices/${bad.invoice.id}/mark-uncollectible`);
  assert.equal(written.status, 'uncollectible');
  // Polar's clients know no such word.
  assert.equal((await polar.ask('GET', `orders/${bad.invoice.id}`)).status, 'void');
  const listed = await polar.ask<{ items: { id: string }[] }>(
    'GET',
    `orders/?status=void&customer_id=${bad.customer.id}`,
  );
  assert.equal(listed.items[0]?.id, bad.invoice.id);
});

test('the PDF says what is credited and is made anew when that changes', async () => {
  const sold = await chargedOrder(polar, { customer: { billingAddress: australian, name: 'Ada Lovelace' } });
  const note = await credited(sold.order.id, { amount: 330, memo: 'Two pages were missing.' });
  const link = async () => (await ask<{ url: string }>('GET', `credit-notes/${note.id}/document`)).url;
  const response = await fetch(await link());
  assert.equal(response.headers.get('content-type'), 'application/pdf');
  assert.equal(
    response.headers.get('content-disposition'),
    `attachment; filename="Credit-Note-${note.number}.pdf"`,
  );
  const text = await pdfText(new Uint8Array(await response.arrayBuffer()));
  for (const part of [
    `Credit note ${note.number}`,
    sold.order.invoice_number,
    '$3.30 credited to the account',
    '$3.00',
    '$0.30',
    'GST',
    '10%',
    'Two pages were missing.',
    'Ada Lovelace',
    'billing error',
  ]) {
    assert.ok(text.includes(String(part)), `${part} is not in: ${text}`);
  }
  const checksum = async () =>
    (await florin.pool`select checksum from credit_note_documents where credit_note_id = ${note.id}`)[0]
      ?.checksum;
  const first = await checksum();
  await link();
  assert.equal(await checksum(), first);
  await florin.pool`update organizations set legal_name = 'Acme Proprietary Limited'`;
  await link();
  assert.notEqual(await checksum(), first);
});

test('the invoice itself says what was credited', async () => {
  const { invoice } = await owed([1000]);
  await credited(invoice.id, { amount: 330 });
  await polar.ask('PATCH', `orders/${invoice.id}`, {
    billing_name: 'Ada',
    billing_address: { country: 'AU' },
  });
  const dated = { 'polar-version': '2026-04' };
  const generated = await call('POST', `${florin.url}/v1/orders/${invoice.id}/invoice`, {
    token: florin.testKey,
    headers: dated,
  });
  assert.equal(generated.status, 202, JSON.stringify(generated.body));
  const { url } = await polar.ask<{ url: string }>('GET', `orders/${invoice.id}/invoice`);
  const text = await pdfText(new Uint8Array(await (await fetch(url)).arrayBuffer()));
  for (const part of ['Credited by credit notes', '-$3.30', '$7.70', 'GST', '10%', '$1.00']) {
    assert.ok(text.includes(part), `${part} is not in: ${text}`);
  }
});

test('keys see their own, the operator says whose', async () => {
  const { invoice } = await owed([1000]);
  const note = await credited(invoice.id, { amount: 110 });
  const query = `?organization_id=${florin.organization.id}&mode=test`;
  const reader = (await florin.createKey(florin.organization, 'test', { scopes: ['orders:read'] })).token;
  const stranger = (await florin.createKey(await florin.createOrganization('Stranger'), 'test')).token;
  const status = async (token: string, path: string, method = 'GET', body?: unknown) =>
    (await send(method, path, body, token)).status;
  assert.equal(await status(operatorToken, `credit-notes/${note.id}${query}`), 200);
  assert.equal(await status(operatorToken, `credit-notes/${note.id}`), 404);
  assert.equal(await status(operatorToken, `invoices/${invoice.id}${query}`), 200);
  for (const token of [florin.liveKey, stranger]) {
    assert.equal(await status(token, `credit-notes/${note.id}`), 404);
    assert.equal(await status(token, `credit-notes/${note.id}/document`), 404);
    assert.equal(await status(token, `invoices/${invoice.id}/void`, 'POST'), 404);
  }
  assert.equal(await status(reader, `invoices/${invoice.id}`), 200);
  assert.equal(await status(reader, `invoices/${invoice.id}/void`, 'POST'), 403);
  assert.equal(await status(reader, `invoices/${invoice.id}/credit-notes`, 'POST', { reason: 'other' }), 403);
  assert.equal(await status('nonsense', `credit-notes/${note.id}`), 401);
});

test('paid, due and credited make up the total, whatever was corrected and refunded in which order', async () => {
  const step = fc.record({
    kind: fc.constantFrom('correct', 'refund'),
    part: fc.double({ min: 0.05, max: 1, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 100, max: 99_999 }),
      fc.integer({ min: -3_000, max: 3_000 }),
      fc.array(step, { minLength: 1, maxLength: 5 }),
      async (amount, balance, steps) => {
        const sold = await chargedOrder(polar, { amount, balance, customer: { billingAddress: australian } });
        const { id } = sold.order;
        for (const { kind, part } of steps) {
          const s = await standing(id);
          const wanted = Math.ceil((s.total - s.credited) * part);
          if (wanted <= 0) continue;
          if (kind === 'correct') await correct(id, { amount: wanted });
          else await polar.request('POST', 'refunds/', { order_id: id, amount: wanted, reason: 'other' });
        }
        const [invoice] = await florin.pool`select deferred_amount from invoices where id = ${id}`;
        if (invoice?.deferredAmount === 0) await assertAddsUp(id);
      },
    ),
    { numRuns: 15 },
  );
});
