import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  countries,
  countriesExceptSanctioned,
  countryName,
  isCountry,
  isCountryExceptSanctioned,
  sanctionedCountries,
} from './country.ts';

test('there are 249 countries, each once, in alphabetical order, each with a name', () => {
  assert.equal(countries.length, 249);
  assert.deepEqual([...new Set(countries)].sort(), [...countries]);
  for (const country of countries) assert.ok(countryName(country).length > 2, country);
  assert.equal(countryName('DE'), 'Germany');
  assert.equal(countryName('US'), 'United States');
});

test('five countries are refused on input but remain countries', () => {
  assert.equal(countriesExceptSanctioned.length, 244);
  for (const country of sanctionedCountries) {
    assert.equal(isCountry(country), true);
    assert.equal(isCountryExceptSanctioned(country), false);
    assert.equal(countriesExceptSanctioned.includes(country), false);
  }
  assert.equal(isCountryExceptSanctioned('FR'), true);
});

test('codes are upper case and nothing else is a country', () => {
  for (const code of ['us', ' US', 'UK', 'EU', 'XX', '', 'USA', 'constructor', '__proto__']) {
    assert.equal(isCountry(code), false, code);
    assert.equal(isCountryExceptSanctioned(code), false, code);
  }
  fc.assert(
    fc.property(fc.string(), (code) => isCountry(code) === (countries as readonly string[]).includes(code)),
  );
});
