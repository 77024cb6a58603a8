import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentNumber, invoiceSeries, receiptSeries } from './invoice-number.ts';

const seller = (numbering: 'customer' | 'organization') => ({
  invoicePrefix: 'ACME',
  settings: { order: { invoice_numbering: numbering } },
});
const buyer = { shortId: 96_967_065_600_000 };

test("a customer's own invoice numbers", () => {
  const series = invoiceSeries(seller('customer'), buyer);
  assert.equal(documentNumber(series, 1), 'ACME-RWIWVQKRSY-0001');
  assert.equal(documentNumber(series, 9999), 'ACME-RWIWVQKRSY-9999');
  assert.equal(documentNumber(series, 12_345), 'ACME-RWIWVQKRSY-12345');
  assert.equal(documentNumber(invoiceSeries(seller('customer'), { shortId: 0 }), 1), 'ACME-AAAAAAAA-0001');
});

test("an organization's invoice numbers", () => {
  assert.equal(documentNumber(invoiceSeries(seller('organization'), buyer), 7), 'ACME-0007');
});

test('receipt numbers', () => {
  assert.equal(documentNumber(receiptSeries(buyer), 1), 'RCPT-RWIWVQKRSY-0001');
});

test('a run goes on under a new prefix, and no two runs are one', () => {
  const renamed = { ...seller('customer'), invoicePrefix: 'EMCA' };
  assert.equal(invoiceSeries(renamed, buyer).series, invoiceSeries(seller('customer'), buyer).series);
  const series = [
    invoiceSeries(seller('customer'), buyer),
    invoiceSeries(seller('customer'), { shortId: 1 }),
    invoiceSeries(seller('organization'), buyer),
    receiptSeries(buyer),
  ];
  assert.equal(new Set(series.map((one) => one.series)).size, series.length);
});
