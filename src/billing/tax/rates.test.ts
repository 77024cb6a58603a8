import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { countryName } from '../../platform/country.ts';
import { euMemberStates } from '../../platform/tax-id/index.ts';
import { reverseCharges, specialAreas, type TaxRates, taxRates } from './rates.ts';

const document = await readFile(new URL('../../../docs/tax.md', import.meta.url), 'utf8');

function rowsUnder(heading: string): string[] {
  const section = document.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section.split('\n').filter((line) => line.startsWith('| '));
}

function placeOf({ country, state }: TaxRates): string {
  return state ? `${countryName(country)}, ${state.slice(3)}` : countryName(country);
}

test('the document shows the rates as they are', () => {
  const rows = taxRates.map((rates) => {
    const periods = rates.periods.map(([validFrom, percent]) => `${percent} % from ${validFrom}`);
    return `| ${placeOf(rates)} | ${rates.name} | ${periods.join(', ')} | ${rates.source} |`;
  });
  assert.deepEqual(rowsUnder('The rates').slice(1), rows);
});

test('the document shows whose numbers reverse the charge, and the special areas', () => {
  const rules = reverseCharges.map(({ countries, format, source }) => {
    const [first, ...others] = countries;
    const place = others.length > 0 ? 'European Union' : countryName(first!);
    return `| ${place} | \`${format}\` | ${source} |`;
  });
  assert.deepEqual(rowsUnder('Reverse charge').slice(1), rules);
  const areas = specialAreas.map(({ country, name }) => `| ${countryName(country)} | ${name} |`);
  assert.deepEqual(rowsUnder('Parts of countries').slice(1), areas);
});

test('every place is there once, its periods in order, each rate a plain percentage', () => {
  const places = taxRates.map(({ country, state }) => state ?? country);
  assert.equal(new Set(places).size, places.length);
  for (const { country, periods, source } of taxRates) {
    assert.ok(source.length > 0 && periods.length > 0, country);
    assert.deepEqual(
      periods,
      periods.toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
    for (const [validFrom, percent] of periods) {
      assert.equal(new Date(validFrom).toISOString().slice(0, 10), validFrom);
      assert.match(percent, /^[1-9]\d?(?:\.\d*[1-9])?$/);
    }
    // At the start of 2023 something held already, else what is older than the table would be told as unknown.
    assert.ok(periods[0]![0] <= '2023-01-01', country);
  }
});

test('every member state and every Canadian province is there', () => {
  const places = new Set<string>(taxRates.map(({ country, state }) => state ?? country));
  for (const country of [...euMemberStates, 'GB', 'CH', 'NO', 'AU', 'NZ', 'IN', 'JP', 'SG']) {
    assert.ok(places.has(country), country);
  }
  const provinces = 'AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' ');
  assert.ok(provinces.every((province) => places.has(`CA-${province}`)));
});
