import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { documentContent, taxSummary } from './document-content.ts';
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
        const lines = given.map((one) => sampleLine(one));
        const subtotal = lines.reduce((total, { amount }) => total + amount, 0);
        const discountAmount = Math.floor(subtotal * share);
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
