import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Address,
  formatAddressLines,
  normalizeAddress,
  stateWithCountry,
  stateWithoutCountry,
} from './address.ts';
import { countries } from './country.ts';

const empty = { line1: null, line2: null, postal_code: null, city: null, state: null };

test('the worked example', () => {
  assert.deepEqual(normalizeAddress({ country: 'US', state: 'CA', line1: ' 1 Main St ', city: '' }), {
    ok: true,
    address: { ...empty, line1: '1 Main St', state: 'US-CA', country: 'US' },
  });
});

test('all six keys are there, in their order', () => {
  const result = normalizeAddress({ country: 'FR' });
  assert.ok(result.ok);
  assert.deepEqual(Object.keys(result.address), [
    'line1',
    'line2',
    'postal_code',
    'city',
    'state',
    'country',
  ]);
});

test('US and Canadian states: a literal prefix, known codes, letter case matters', () => {
  const stateOf = (country: 'US' | 'CA' | 'FR', state: string) => {
    const result = normalizeAddress({ country, state });
    return result.ok ? result.address.state : result.code;
  };
  assert.equal(stateOf('US', 'US-DC'), 'US-DC');
  assert.equal(stateOf('US', ' NY '), 'US-NY');
  assert.equal(stateOf('US', '  '), null);
  for (const state of ['us-ca', 'California', 'ca', 'PR', 'GU', 'US-', 'CA-CA', 'US-US-CA']) {
    assert.equal(stateOf('US', state), 'invalid_us_state', state);
  }
  assert.equal(stateOf('CA', 'NU'), 'CA-NU');
  for (const state of ['PQ', 'qc', 'US-CA', 'Ontario']) {
    assert.equal(stateOf('CA', state), 'invalid_ca_subdivision', state);
  }
  assert.equal(stateOf('FR', ' us-ca '), 'us-ca');
});

test('there are 51 states and 13 subdivisions', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  const accepted = (country: 'US' | 'CA') =>
    pairs.filter((state) => normalizeAddress({ country, state }).ok).length;
  assert.equal(accepted('US'), 51);
  assert.equal(accepted('CA'), 13);
});

test('normalizing twice changes nothing more', () => {
  const part = fc.option(fc.string(), { nil: null });
  const input = fc.record({
    country: fc.constantFrom(...countries),
    line1: part,
    line2: part,
    postal_code: part,
    city: part,
    state: fc.oneof(part, fc.constantFrom('NY', 'QC')),
  });
  fc.assert(
    fc.property(input, (address) => {
      const once = normalizeAddress(address);
      if (once.ok) assert.deepEqual(normalizeAddress(once.address), once);
    }),
  );
});

test('printed addresses', () => {
  const print = (address: Partial<Address> & Pick<Address, 'country'>, name?: string) =>
    formatAddressLines({ ...empty, ...address }, name).join(' | ');
  assert.equal(
    print(
      {
        line1: '1 Main St',
        line2: 'Suite 2',
        city: 'Oakland',
        state: 'US-CA',
        postal_code: '94607',
        country: 'US',
      },
      'Ada',
    ),
    'Ada | 1 Main St | Suite 2 | Oakland, CA 94607 | United States',
  );
  assert.equal(
    print({ line1: 'Torstr. 1', city: 'Berlin', postal_code: '10119', country: 'DE' }),
    'Torstr. 1 | 10119 Berlin | Germany',
  );
  assert.equal(
    print({ line1: '10 Downing St', city: 'London', postal_code: 'SW1A 2AA', country: 'GB' }),
    '10 Downing St | London | SW1A 2AA | United Kingdom',
  );
  assert.equal(
    print({ city: 'Montréal', state: 'CA-QC', postal_code: 'H2Y 1C6', country: 'CA' }),
    'Montréal, QC H2Y 1C6 | Canada',
  );
  assert.equal(
    print({ city: 'Singapore', postal_code: '018956', country: 'SG' }),
    'Singapore 018956 | Singapore',
  );
  assert.equal(print({ postal_code: '94607', country: 'US' }), '94607 | United States');
  assert.equal(print({ country: 'FR' }, ''), 'France');
});

test('a state has its country in front where both are known, and loses it where the country stands beside it', () => {
  assert.equal(stateWithCountry('CA', 'US'), 'US-CA');
  assert.equal(stateWithCountry('QC', 'CA'), 'CA-QC');
  assert.equal(stateWithCountry('US-CA', 'US'), 'US-CA');
  for (const [state, country] of [
    ['ca', 'US'],
    ['PR', 'US'],
    ['California', 'US'],
    ['BE', 'DE'],
    ['CA', null],
    [null, 'US'],
  ] as const) {
    assert.equal(stateWithCountry(state, country), state);
    assert.equal(stateWithoutCountry(state, country), state);
  }
  assert.equal(stateWithoutCountry('US-CA', 'US'), 'CA');
  assert.equal(stateWithoutCountry('CA-QC', 'CA'), 'QC');
  assert.equal(stateWithoutCountry('DE-BE', 'DE'), 'DE-BE');
});
