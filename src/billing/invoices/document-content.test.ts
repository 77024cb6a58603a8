import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spread } from '../../platform/rounding.ts';
import type { Customer } from '../customers/index.ts';
import type { Organization } from '../organizations/index.ts';
import { documentContent, taxSummary } from './document-content.ts';
import type { Invoice } from './invoice.ts';
import { invoiceAmounts } from './invoice-amounts.ts';
import { sampleInvoice, sampleLine } from './sample-invoice.ts';

test('without any tax there is no summary', () => {
  assert.deepEqual(taxSummary(sampleInvoice()), []);
});

test('an exempt line has a row of its own', () => {
  const lines = [
    sampleLine({ amount: 1000, taxAmount: 190, taxRate: '19' }),
    sampleLine({ amount: 500, taxAmount: 0, taxRate: '0' }),
    sampleLine({ amount: 200, taxAmount: 38, taxRate: '19' }),
  ];
  const amounts = invoiceAmounts({ lines, discountAmount: 0, taxInclusive: false, balance: 0 });
  const german = {
    line1: null,
    line2: null,
    postal_code: null,
    city: null,
    state: null,
    country: 'DE',
  } as const;
  assert.deepEqual(taxSummary(sampleInvoice({ ...amounts, lines, billingAddress: german })), [
    { label: 'VAT', rate: '19', net: 1200, amount: 228 },
    { label: 'VAT', rate: '0', net: 500, amount: 0 },
  ]);
});

test('the rows add up to the net amount and the tax, whatever the discount', () => {
  const line = fc.record({
    amount: fc.nat(1_000_000),
    taxAmount: fc.nat(100_000),
    taxRate: fc.constantFrom('7', '19', '8.1'),
  });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      (given, share, taxInclusive) => {
        const weights = given.map(({ amount }) => amount);
        const subtotal = weights.reduce((total, amount) => total + amount, 0);
        const discountAmount = Math.floor(subtotal * share);
        const shares = spread(discountAmount, weights);
        const lines = given.map((one, index) => sampleLine({ ...one, discountAmount: shares[index] ?? 0 }));
        const amounts = invoiceAmounts({ lines, discountAmount, taxInclusive, balance: 0 });
        const rows = taxSummary(sampleInvoice({ ...amounts, lines }));
        assert.equal(
          rows.reduce((total, { net }) => total + net, 0),
          amounts.netAmount,
        );
        assert.equal(
          rows.reduce((total, { amount }) => total + amount, 0),
          amounts.taxAmount,
        );
      },
    ),
  );
});

test('no text keeps the renderer busy', () => {
  const long = 'W'.repeat(1_000_000);
  const address = { line1: long, line2: long, postal_code: null, city: null, state: null, country: null };
  const invoice = sampleInvoice({
    billingName: long,
    billingAddress: address,
    lines: [sampleLine({ label: long })],
  });
  const organization = { name: 'Acme', taxIds: [] as const };
  const content = documentContent('invoice', { invoice, organization, customer: {} } as never);
  assert.equal(content.buyer.name.length, 501);
  assert.ok(JSON.stringify(content).length < 5_000);
});

const seller = { organization: { name: 'Acme', taxIds: [] }, customer: {} } as never as {
  organization: Organization;
  customer: Customer;
};

test('a line says what time it is for, its last day counted in', () => {
  const periodStart = new Date('2026-01-31T09:00:00Z');
  const period = (periodEnd: string) => {
    const lines = [sampleLine({ periodStart, periodEnd: new Date(periodEnd) })];
    return documentContent('invoice', { ...seller, invoice: sampleInvoice({ lines }) }).lines[0]?.period;
  };
  assert.deepEqual(period('2026-02-28T00:00:00Z'), { from: '2026-01-31', to: '2026-02-27' });
  assert.deepEqual(period('2026-02-28T09:00:00Z'), { from: '2026-01-31', to: '2026-02-28' });
  assert.deepEqual(period('2026-01-31T09:00:00Z'), { from: '2026-01-31', to: '2026-01-31' });
});

test('the document says why there is no tax, and what else is out of the ordinary', () => {
  const notes = (changes: Partial<Invoice>) =>
    documentContent('invoice', { ...seller, invoice: sampleInvoice(changes) }).notes;
  assert.deepEqual(notes({}), []);
  assert.deepEqual(notes({ taxStatus: 'reverse_charge', taxName: 'VAT' }), [
    'Reverse charge: the buyer accounts for the VAT.',
  ]);
  assert.match(notes({ taxStatus: 'exempt' })[0] ?? '', /exempt/);
  assert.match(notes({ deferredAmount: 30 })[0] ?? '', /next invoice/);
});

test('what was credited beside refunds is told apart from them', () => {
  const invoice = sampleInvoice({
    refundedAmount: 300,
    refundedTaxAmount: 57,
    creditedAmount: 500,
    creditedTaxAmount: 80,
  });
  const { refunded, credited } = documentContent('invoice', { ...seller, invoice });
  assert.deepEqual([refunded, credited], [357, 143]);
});
