import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Address, normalizeAddress } from '../../platform/address.ts';
import { type Country, countries } from '../../platform/country.ts';
import { euMemberStates, type TaxId, validateTaxId } from '../../platform/tax-id/index.ts';
import type { TaxRegistration } from '../organizations/index.ts';
import { taxCalculatorOf } from './index.ts';
import type { TaxAnswer, TaxRequest } from './tax-calculator.ts';

const table = taxCalculatorOf({ taxCalculator: 'table' });

function at(country: Country, parts: Partial<Address> = {}): Address {
  const result = normalizeAddress({ ...parts, country });
  assert.ok(result.ok);
  return result.address;
}

function numberOf(value: string, country: Country): TaxId {
  const taxId = validateTaxId(value, country);
  assert.ok(taxId, `${value} is no number of ${country}`);
  return taxId;
}

type Sale = Partial<TaxRequest['buyer']> & {
  seller?: Country | null;
  registrations?: TaxRegistration[];
  on?: string;
};

function tax({ seller = null, registrations = [], on = '2026-06-15', ...buyer }: Sale): TaxAnswer {
  return table.calculate({
    seller: { country: seller, registrations },
    buyer: { address: null, taxId: null, taxExempt: false, ...buyer },
    at: new Date(`${on}T12:00:00Z`),
    amounts: [1000, 500],
    behavior: 'exclusive',
  });
}

/** Status, whose tax, rate. */
function said(sale: Sale): (string | null)[] {
  const { status, country, rate, taxAmounts } = tax(sale);
  if (status !== 'calculated') assert.deepEqual(taxAmounts, [0, 0]);
  return [status, country, rate];
}

const german: TaxRegistration = { country: 'DE' };
const oss: TaxRegistration = { country: 'DE', scheme: 'oss' };

test('a sale at home has the tax of home', () => {
  const answer = tax({ seller: 'DE', registrations: [german], address: at('DE') });
  assert.deepEqual(answer, {
    status: 'calculated',
    rate: '19',
    country: 'DE',
    name: 'VAT',
    taxAmounts: [190, 95],
  });
  const inclusive = table.calculate({
    seller: { country: 'DE', registrations: [german] },
    buyer: { address: at('DE'), taxId: null, taxExempt: false },
    at: new Date('2026-06-15'),
    amounts: [1190, -595],
    behavior: 'inclusive',
  });
  assert.deepEqual(inclusive.taxAmounts, [190, -95]);
});

test('without a registration, without a country, and for exempt buyers there is none', () => {
  assert.deepEqual(said({ seller: 'DE', address: at('DE') }), ['not_registered', 'DE', null]);
  assert.deepEqual(said({ registrations: [german], address: at('US') }), ['not_registered', 'US', null]);
  assert.deepEqual(said({ registrations: [german] }), ['no_address', null, null]);
  assert.deepEqual(said({ registrations: [german], address: { ...at('DE'), country: null } }), [
    'no_address',
    null,
    null,
  ]);
  const exempt = { registrations: [german], taxExempt: true };
  assert.deepEqual(said({ ...exempt, address: at('DE') }), ['exempt', 'DE', null]);
  assert.deepEqual(said(exempt), ['exempt', null, null]);
});

test('a one-stop shop covers consumers in every member state at their rate', () => {
  for (const country of euMemberStates) {
    const [status, taxedIn, rate] = said({ seller: 'DE', registrations: [oss], address: at(country) });
    assert.deepEqual([status, taxedIn], ['calculated', country]);
    assert.ok(Number(rate) >= 15);
  }
  // Of a seller from outside the Union as well.
  const irish: TaxRegistration = { country: 'IE', scheme: 'oss' };
  assert.deepEqual(said({ seller: 'US', registrations: [irish], address: at('FI') }), [
    'calculated',
    'FI',
    '25.5',
  ]);
  assert.deepEqual(said({ seller: 'DE', registrations: [oss], address: at('GB') }), [
    'not_registered',
    'GB',
    null,
  ]);
});

test('a small seller of the Union taxes consumers of other member states at home', () => {
  const sale = { seller: 'DE' as const, registrations: [german] };
  assert.deepEqual(said({ ...sale, address: at('FR') }), ['calculated', 'DE', '19']);
  const french: TaxRegistration = { country: 'FR' };
  assert.deepEqual(said({ ...sale, registrations: [german, french], address: at('FR') }), [
    'calculated',
    'FR',
    '20',
  ]);
  assert.deepEqual(said({ ...sale, seller: 'US', address: at('FR') }), ['not_registered', 'FR', null]);
  const nevada: TaxRegistration = { country: 'US', state: 'US-NV' };
  const buyer = { address: at('US', { state: 'NY' }) };
  assert.deepEqual(said({ ...sale, registrations: [german, nevada], ...buyer }), [
    'not_registered',
    'US',
    null,
  ]);
});

test('a business of another member state owes its own tax', () => {
  const french = { address: at('FR'), taxId: numberOf('FR61954506077', 'FR') };
  const reversed = ['reverse_charge', 'FR', '0'];
  assert.deepEqual(said({ seller: 'DE', registrations: [german], ...french }), reversed);
  assert.deepEqual(said({ seller: 'DE', registrations: [oss], ...french }), reversed);
  assert.deepEqual(said({ seller: 'US', registrations: [oss], ...french }), reversed);
  assert.equal(tax({ seller: 'DE', registrations: [oss], ...french }).name, 'VAT');
  // At home, from a seller whose country is not known, and without any registration in the Union: no.
  assert.deepEqual(said({ seller: 'FR', registrations: [oss], ...french }), ['calculated', 'FR', '20']);
  assert.deepEqual(said({ registrations: [oss], ...french }), ['calculated', 'FR', '20']);
  assert.deepEqual(said({ seller: 'US', ...french }), ['not_registered', 'FR', null]);
});

test("a number of the seller's own country, of Northern Ireland or of no country reverses nothing", () => {
  const sale = { seller: 'DE' as const, registrations: [oss], address: at('FR') };
  const taxed = ['calculated', 'FR', '20'];
  assert.deepEqual(said({ ...sale, taxId: numberOf('DE232309969', 'FR') }), taxed);
  assert.deepEqual(said({ ...sale, taxId: numberOf('XI651330526', 'FR') }), taxed);
  assert.deepEqual(said({ ...sale, taxId: { value: 'FR00000000000', format: 'eu_vat' } }), taxed);
  assert.deepEqual(said({ ...sale, taxId: { value: '911144442', format: 'us_ein' } }), taxed);
  const greek = { address: at('GR'), taxId: numberOf('EL094259216', 'GR') };
  assert.equal(said({ ...sale, ...greek })[0], 'reverse_charge');
  assert.equal(said({ ...sale, ...greek, seller: 'GR' })[0], 'calculated');
});

test('outside the Union a number reverses the charge only where it shows a registration for the tax', () => {
  const cases: [Country, string, string, Partial<Address>?][] = [
    ['GB', '651330526', 'reverse_charge'],
    ['NO', 'NO961777755MVA', 'reverse_charge'],
    ['IN', '27KCYPM7909K1ZC', 'reverse_charge'],
    ['CA', '904947934RT0001', 'reverse_charge', { state: 'ON' }],
    ['CA', '904947934', 'calculated', { state: 'ON' }],
    ['AU', '51824753556', 'calculated'],
    ['SG', '45628719A', 'calculated'],
    ['CH', 'CHE-435.189.503', 'calculated'],
    ['JP', '2813402773830', 'calculated'],
  ];
  for (const [country, number, status, parts] of cases) {
    const sale = {
      registrations: [{ country }],
      address: at(country, parts),
      taxId: numberOf(number, country),
    };
    assert.equal(said({ ...sale, seller: 'DE' })[0], status, number);
    assert.equal(said({ ...sale, seller: country })[0], 'calculated', number);
    assert.equal(said({ ...sale, seller: 'DE', registrations: [] })[0], 'not_registered', number);
  }
});

test('rates change on their day, UTC', () => {
  const changes: [Country, string, string, string][] = [
    ['EE', '2024-01-01', '20', '22'],
    ['EE', '2025-07-01', '22', '24'],
    ['SK', '2025-01-01', '20', '23'],
    ['FI', '2024-09-01', '24', '25.5'],
    ['CH', '2024-01-01', '7.7', '8.1'],
    ['SG', '2024-01-01', '8', '9'],
    ['LU', '2024-01-01', '16', '17'],
    ['RO', '2025-08-01', '19', '21'],
  ];
  for (const [country, day, before, after] of changes) {
    const rateAt = (moment: Date) =>
      table.calculate({
        seller: { country, registrations: [{ country }] },
        buyer: { address: at(country), taxId: null, taxExempt: false },
        at: moment,
        amounts: [],
        behavior: 'inclusive',
      }).rate;
    const change = new Date(`${day}T00:00:00Z`);
    assert.deepEqual([rateAt(new Date(change.getTime() - 1)), rateAt(change)], [before, after], country);
  }
});

test('Canadian tax is that of the province', () => {
  const sale = { seller: 'CA' as const, registrations: [{ country: 'CA' } satisfies TaxRegistration] };
  const inProvince = (state: string, on?: string) => {
    const { rate, name } = tax({ ...sale, address: { ...at('CA'), state }, on });
    return [name, rate];
  };
  assert.deepEqual(inProvince('CA-ON'), ['HST', '13']);
  assert.deepEqual(inProvince('ON'), ['HST', '13']);
  assert.deepEqual(inProvince('CA-NS', '2025-03-31'), ['HST', '15']);
  assert.deepEqual(inProvince('CA-NS', '2025-04-01'), ['HST', '14']);
  assert.deepEqual(inProvince('CA-QC'), ['GST', '5']);
  assert.deepEqual(said({ ...sale, address: at('CA') }), ['unknown_rate', 'CA', null]);
});

test('a registration holds for its days and its state', () => {
  const registration: TaxRegistration = { country: 'DE', validFrom: '2026-02-01', validTo: '2026-03-31' };
  const on = (day: string) =>
    said({ seller: 'DE', registrations: [registration], address: at('DE'), on: day })[0];
  assert.deepEqual(['2026-01-31', '2026-02-01', '2026-03-31', '2026-04-01'].map(on), [
    'not_registered',
    'calculated',
    'calculated',
    'not_registered',
  ]);
  const ontario: TaxRegistration = { country: 'CA', state: 'CA-ON' };
  assert.equal(said({ registrations: [ontario], address: at('CA', { state: 'ON' }) })[0], 'calculated');
  assert.equal(said({ registrations: [ontario], address: at('CA', { state: 'BC' }) })[0], 'not_registered');
});

test('what the table does not know is nothing and says so', () => {
  for (const country of ['US', 'BR', 'ZA', 'IS'] as const) {
    assert.deepEqual(said({ seller: country, registrations: [{ country }], address: at(country) }), [
      'unknown_rate',
      country,
      null,
    ]);
  }
  const before = { seller: 'IN' as const, registrations: [{ country: 'IN' } satisfies TaxRegistration] };
  assert.equal(said({ ...before, address: at('IN'), on: '2017-06-30' })[0], 'unknown_rate');
});

test('in the parts of a country where its rate does not hold, none is known', () => {
  const parts: [Country, string][] = [
    ['ES', '35001'],
    ['ES', '38 001'],
    ['PT', '9500-123'],
    ['DE', '27498'],
    ['FI', 'FI-22100'],
    ['FR', '97400'],
    ['GB', 'JE2 3AB'],
    ['IT', '23041'],
    ['NO', '9170'],
    ['GR', '630 86'],
    ['AT', '6991'],
  ];
  for (const [country, postal_code] of parts) {
    const sale = { seller: country, registrations: [{ country }] };
    assert.equal(said({ ...sale, address: at(country, { postal_code }) })[0], 'unknown_rate', postal_code);
    assert.equal(said({ ...sale, address: at(country, { postal_code: '10115' }) })[0], 'calculated');
  }
  const monaco = { seller: 'FR' as const, registrations: [{ country: 'FR' } satisfies TaxRegistration] };
  assert.equal(said({ ...monaco, address: at('FR', { postal_code: '98000' }) })[0], 'calculated');
});

test('none works nothing out', () => {
  const none = taxCalculatorOf({ taxCalculator: 'none' });
  const request: TaxRequest = {
    seller: { country: 'DE', registrations: [german] },
    buyer: { address: at('DE'), taxId: null, taxExempt: false },
    at: new Date('2026-06-15'),
    amounts: [1000, -3],
    behavior: 'exclusive',
  };
  assert.deepEqual(none.calculate(request), {
    status: 'not_registered',
    rate: null,
    country: 'DE',
    name: null,
    taxAmounts: [0, 0],
  });
  assert.deepEqual([none.name, table.name], ['none', 'table']);
});

test('property: there is an answer for every country, and only a calculated one has tax', () => {
  const country = fc.constantFrom(...countries);
  const registration = fc.record({
    country,
    scheme: fc.constantFrom('standard' as const, 'oss' as const),
  });
  const amounts = fc.array(fc.integer({ min: -100_000, max: 100_000 }), { maxLength: 5 });
  const behavior = fc.constantFrom('inclusive' as const, 'exclusive' as const);
  fc.assert(
    fc.property(
      fc.option(country),
      country,
      fc.array(registration, { maxLength: 4 }),
      amounts,
      behavior,
      (seller, buyer, registrations, lines, inside) => {
        const { status, rate, taxAmounts } = table.calculate({
          seller: { country: seller, registrations },
          buyer: { address: at(buyer), taxId: null, taxExempt: false },
          at: new Date('2026-06-15'),
          amounts: lines,
          behavior: inside,
        });
        assert.equal(taxAmounts.length, lines.length);
        assert.equal(rate !== null, status === 'calculated');
        if (status !== 'calculated') assert.ok(taxAmounts.every((one) => Object.is(one, 0)));
      },
    ),
  );
});
