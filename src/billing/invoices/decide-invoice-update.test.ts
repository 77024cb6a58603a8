import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Address } from '../../platform/address.ts';
import { decideInvoiceUpdate, type InvoiceChange, type InvoiceUpdateRule } from './decide-invoice-update.ts';
import type { Invoice } from './invoice.ts';
import { sampleInvoice } from './sample-invoice.ts';

const now = new Date('2026-02-01T00:00:00Z');
const california = sampleInvoice().billingAddress as Address;

function decide(before: Invoice, change: InvoiceChange, rule: InvoiceUpdateRule) {
  const decided = decideInvoiceUpdate(before, change, rule, now);
  return decided.ok ? decided.value : decided.failures.map(({ code }) => code);
}

function after(before: Invoice, change: InvoiceChange, rule: InvoiceUpdateRule): Invoice {
  const decided = decideInvoiceUpdate(before, change, rule, now);
  assert.ok(decided.ok);
  return decided.value.invoice;
}

test('members that are absent stay, null clears, and a name is kept as it was typed', () => {
  for (const rule of ['fixed_once_documented', 'country_and_state_fixed'] as const) {
    const changed = after(sampleInvoice(), { billingName: ' Acme GmbH ' }, rule);
    assert.equal(changed.billingName, ' Acme GmbH ');
    assert.deepEqual(changed.billingAddress, california);
    assert.equal(changed.modifiedAt, now);
    assert.equal(changed.version, 2);
    const cleared = after(sampleInvoice(), { billingName: null, billingAddress: null }, rule);
    assert.deepEqual([cleared.billingName, cleared.billingAddress], [null, null]);
  }
});

test('a change to nothing leaves the invoice as it is', () => {
  const before = sampleInvoice({ hasDocument: true });
  // As PostgreSQL gives it back: the same members in another order.
  const repeated = Object.fromEntries(Object.entries(california).reverse()) as Address;
  for (const rule of ['fixed_once_documented', 'country_and_state_fixed'] as const) {
    const change = { billingName: 'Jane Doe', billingAddress: repeated };
    assert.deepEqual(decide(before, change, rule), { invoice: before, changes: {} });
    assert.deepEqual(decide(before, {}, rule), { invoice: before, changes: {} });
  }
});

test('early: everything may change until the PDF is made, nothing after', () => {
  const change = {
    billingName: 'Other',
    billingAddress: { ...california, country: 'DE', state: null } as Address,
  };
  assert.equal(after(sampleInvoice(), change, 'fixed_once_documented').billingAddress?.country, 'DE');
  const documented = sampleInvoice({ hasDocument: true });
  assert.deepEqual(decide(documented, change, 'fixed_once_documented'), [
    'billing_name_fixed',
    'billing_address_fixed',
  ]);
  assert.deepEqual(decide(documented, { billingName: null }, 'fixed_once_documented'), [
    'billing_name_fixed',
  ]);
});

test('now: country and state are fixed by an address, the rest is free, also after the PDF', () => {
  const rule = 'country_and_state_fixed';
  const documented = sampleInvoice({ hasDocument: true });
  const moved = { ...california, line1: '2 Side St', city: null };
  assert.equal(after(documented, { billingAddress: moved }, rule).billingAddress?.line1, '2 Side St');
  const cases: [Partial<Address>, string[]][] = [
    [{ country: 'DE' }, ['country_fixed']],
    [{ state: 'US-NY' }, ['state_fixed']],
    [{ state: null }, ['state_fixed']],
    [{ country: 'DE', state: null }, ['country_fixed', 'state_fixed']],
  ];
  for (const [change, codes] of cases) {
    assert.deepEqual(decide(documented, { billingAddress: { ...california, ...change } }, rule), codes);
  }
  const stateless = sampleInvoice({ billingAddress: { ...california, state: null } });
  assert.deepEqual(decide(stateless, { billingAddress: california }, rule), ['state_fixed']);
  const cleared = after(documented, { billingAddress: null }, rule);
  assert.equal(
    after(cleared, { billingAddress: { ...california, country: 'DE' } }, rule).billingAddress?.country,
    'DE',
  );
});
