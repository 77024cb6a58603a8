import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rulesByCountry } from './country-rules.ts';
import { isTaxIdFormat, taxIdFitsCountry, taxIdFormats, validateTaxId } from './index.ts';
import vectors from './vectors.json' with { type: 'json' };

const accepted = vectors.filter((vector) => vector.result !== null);
const anyVector = fc.constantFrom(...accepted);
const countries = [...rulesByCountry.keys()];

function pair(input: string, country: string): [string, string] | null {
  const taxId = validateTaxId(input, country);
  return taxId && [taxId.value, taxId.format];
}

test('every vector', () => {
  for (const { country, input, result } of vectors) {
    assert.deepEqual(pair(input, country), result, `${country} ${input}`);
  }
});

test('every country with rules has a number that passes', () => {
  const covered = new Set(accepted.map((vector) => vector.country));
  assert.deepEqual(
    countries.filter((country) => !covered.has(country)),
    [],
  );
});

test('spellings are normalised and the format is the first that accepts', () => {
  const cases: [country: string, input: string, result: [string, string] | null][] = [
    ['FR', 'fr 61 954 506 077', ['FR61954506077', 'eu_vat']],
    ['FR', '\u00a0FR 61\u2013954\u2013506\u2013077\n', ['FR61954506077', 'eu_vat']],
    ['FR', 'FR６１９５４５０６０７７', ['FR61954506077', 'eu_vat']],
    ['FR', '61954506077', null],
    ['FR', 'FRFR61954506077', null],
    ['FR', 'DE232309969', ['DE232309969', 'eu_vat']],
    ['IE', 'XI 651330526', ['XI651330526', 'eu_vat']],
    ['IE', 'GB651330526', null],
    ['GR', 'gr986438955', ['GR986438955', 'eu_vat']],
    ['BE', 'BE697449992', ['BE0697449992', 'eu_vat']],
    ['AD', 'U-584057-T', ['U584057T', 'ad_nrt']],
    ['AR', '30-69170865-5', ['30691708655', 'ar_cuit']],
    ['AU', '51 824 753 556', ['51824753556', 'au_abn']],
    ['BR', '66.292.772/0001-52', ['66292772000152', 'br_cnpj']],
    ['BR', '390.533.447-05', ['39053344705', 'br_cpf']],
    ['CA', '90494 7934 rt 0001', ['904947934RT0001', 'ca_gst_hst']],
    ['CA', '904947934', ['904947934', 'ca_bn']],
    ['CA', '904947934RC0001', null],
    ['CH', 'CHE-435.189.503', ['CHE435189503', 'ch_uid']],
    ['CH', 'CHE-435.189.503 mwst', ['CHE435189503MWST', 'ch_vat']],
    ['CH', '435189503', null],
    ['CL', '35.545.394-4', ['355453944', 'cl_tin']],
    ['GB', 'GB 651 3305 26', ['651330526', 'gb_vat']],
    ['GE', 'GE950036886', ['950036886', 'ge_vat']],
    ['HK', '1234567(8)', ['12345678', 'hk_br']],
    ['HK', '1234567(8', null],
    ['IS', 'is59956', ['59956', 'is_vat']],
    ['JP', 'T2813402773830', null],
    ['KR', '200-87-02711', ['2008702711', 'kr_brn']],
    ['MK', 'MK4979742567614', ['4979742567614', 'mk_vat']],
    ['NO', 'NO 961 777 755 MVA', ['961777755MVA', 'no_vat']],
    ['NO', '961777755', null],
    ['US', '91-1144442', ['911144442', 'us_ein']],
    ['US', '911144442', ['911144442', 'us_ein']],
    ['US', '911-14-4442', null],
    ['US', '91 1144442', null],
    ['VE', 'J-46436719-4', ['J464367194', 've_rif']],
    ['AE', '12345678901234', null],
  ];
  for (const [country, input, result] of cases) assert.deepEqual(pair(input, country), result, input);
});

test('the prefixes of an American employer number are those the IRS issues', () => {
  const refused = Array.from({ length: 100 }, (_, prefix) => String(prefix).padStart(2, '0')).filter(
    (prefix) => validateTaxId(`${prefix}1144442`, 'US') === null,
  );
  assert.equal(refused.join(' '), '00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97');
});

test('the rules that replace or narrow the library’s', () => {
  const cases: [country: string, valid: string[], invalid: string[]][] = [
    ['BE', ['BE1829836999'], ['BE8655697010', 'BE0000000000']],
    ['BG', ['BG621743810', 'BG7523169263', 'BG7111042925'], ['BG2055654821']],
    ['CY', [], ['CY12695458M']],
    ['CZ', ['CZ640903926', 'CZ615822720', 'CZ7103192745'], ['CZ666777983', 'CZ1103492745', 'CZ590312123']],
    ['DE', [], ['DE088672138']],
    ['DK', [], ['DK05812267']],
    ['LV', ['LV32920507223', 'LV40003521600'], ['LV32867300678']],
    ['MT', [], ['MT01365974']],
    ['NL', [], ['NL046835271B00', 'NL000000000B01']],
    ['RO', ['RO1970101707040', 'RO18547290'], ['RO1632215123457', 'RO1630615993454']],
    ['SI', ['SI50223054'], ['SI53820291', 'SI07602111']],
    ['SK', ['SK5039369390', 'SK2022749619'], ['SK2868666955', 'SK2022749618']],
    ['GB', ['GD499', 'HA500', '651330526123'], ['GD500', 'HA499', 'HF997', 'XI651330526']],
    ['AD', ['L780923L', 'F699999A'], ['A231314H', 'F700000A', 'B123456A']],
    ['EC', ['1793213150001', '1714307103001'], ['1793213150002', '1714307104001', '5091999999001']],
    [
      'ID',
      ['911570240164097', '0911570240164097', '3171011509850001'],
      ['0011509850001234', '3171013213850001'],
    ],
    ['KR', ['1982165865'], ['1008702711', '2000002711', '2008700001']],
    [
      'MX',
      ['DPK370403PAA', 'GODE561231GR8', 'Ñ&A000229AA1'],
      ['DPK370431PAA', 'GODE561331GR8', 'COMG600703'],
    ],
    ['SV', ['06140507071048', '06146742230401'], ['06141462060372', '26140507071048']],
    ['TW', ['13807968', '00501503'], ['13807967']],
    ['UY', ['226041500012', 'UY211003420017'], ['236041500012', '210000000010', '211003420018']],
    ['VN', ['0050239562', '0314409058002'], ['0314409058000', '0000000009']],
    ['BR', [], ['00000000000000']],
    ['IL', [], ['26629352']],
  ];
  for (const [country, valid, invalid] of cases) {
    for (const number of valid) assert.ok(validateTaxId(number, country), `${country} takes ${number}`);
    for (const number of invalid) assert.equal(validateTaxId(number, country), null, `${country} ${number}`);
  }
});

test('a country without rules accepts nothing', () => {
  for (const country of ['ZA', 'NZ', 'LI', 'UA', 'ZZ', '', 'us', '__proto__', 'constructor']) {
    for (const { input } of vectors) assert.equal(validateTaxId(input, country), null);
  }
});

test('property: a normalised number normalises to itself, in the same format', () => {
  fc.assert(
    fc.property(anyVector, ({ input, country }) => {
      const once = validateTaxId(input, country);
      assert.ok(once);
      assert.deepEqual(validateTaxId(once.value, country), once);
      assert.ok(taxIdFitsCountry(once, country));
    }),
    { numRuns: 500 },
  );
});

test('property: separators, surrounding blanks and letter case never matter', () => {
  // An American number is the exception: its hyphens tell an employer's from a person's.
  const spelled = anyVector.filter((vector) => vector.country !== 'US');
  const separator = fc.constantFrom('', '', ' ', '-', '.', '/', ',', '\u00a0', '\u2013', '\u2011');
  fc.assert(
    fc.property(spelled, fc.array(separator, { minLength: 20, maxLength: 20 }), (vector, gaps) => {
      const text = [...vector.input].map((character, place) => character + (gaps[place] ?? '')).join('');
      assert.deepEqual(pair(`\t ${text.toLowerCase()} `, vector.country), vector.result);
    }),
    { numRuns: 1000 },
  );
});

test('property: whatever is accepted is in a known format, short, and accepted again unchanged', () => {
  const shaped = fc.stringMatching(/^[A-Z]{0,3}[0-9]{5,16}[A-Z]{0,4}$/);
  fc.assert(
    fc.property(shaped, fc.constantFrom(...countries), (input, country) => {
      const taxId = validateTaxId(input, country);
      if (taxId === null) return;
      assert.ok(isTaxIdFormat(taxId.format));
      assert.match(taxId.value, /^[A-Z\dÑ&+*]{5,20}$/);
      assert.deepEqual(validateTaxId(taxId.value, country), taxId);
    }),
    { numRuns: 5000 },
  );
});

test('property: no string whatever makes it throw', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
    fc.constantFrom('\0', '\ud800', '\udc00', 'ß', '１', '-', '()', 'GB', 'FR', 'EL', 'XI', 'CHE', 'MVA'),
  );
  const text = fc
    .tuple(hostile, anyVector, hostile)
    .map(([before, vector, after]) => before + vector.input + after);
  fc.assert(
    fc.property(
      fc.oneof(hostile, text),
      fc.oneof(fc.constantFrom(...countries), hostile),
      (input, country) => {
        const taxId = validateTaxId(input, country);
        assert.ok(taxId === null || isTaxIdFormat(taxId.format));
      },
    ),
    { numRuns: 5000 },
  );
});

test('long input is refused at once, a number amid long blanks is still read', () => {
  const started = performance.now();
  for (const country of countries) {
    for (const unit of ['1', ' -', '\ud800', '\0', 'FR', ' 1']) {
      assert.equal(validateTaxId(unit.repeat(100_000), country), null);
    }
  }
  assert.ok(performance.now() - started < 2000);
  assert.deepEqual(pair(`${' '.repeat(100_000)}DE232309969`, 'DE'), ['DE232309969', 'eu_vat']);
});

test('characters that only look like the right ones once upper-cased are refused', () => {
  assert.equal(validateTaxId('Aſ1234567A', 'AD'), null);
  assert.equal(validateTaxId('ıe8484852D', 'IE'), null);
  assert.equal(validateTaxId('DE23230\u00009969', 'DE'), null);
});

test('a stored number fits another country only if that country accepts it', () => {
  const german = { value: 'DE232309969', format: 'eu_vat' } as const;
  assert.equal(taxIdFitsCountry(german, 'FR'), true);
  assert.equal(taxIdFitsCountry(german, 'US'), false);
  assert.equal(taxIdFitsCountry({ value: '961777755MVA', format: 'no_vat' }, 'NO'), true);
});

test('the formats are the contract’s', () => {
  assert.equal(new Set(taxIdFormats).size, 76);
  assert.ok(isTaxIdFormat('eu_vat'));
  assert.ok(!isTaxIdFormat('EU_VAT'));
  assert.ok(!isTaxIdFormat('constructor'));
});
