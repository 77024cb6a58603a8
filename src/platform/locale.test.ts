import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalLocale } from './locale.ts';

test('tags are put in their canonical form', () => {
  const cases: Record<string, string> = {
    'en-us': 'en-US',
    EN: 'en',
    fr_CA: 'fr-CA',
    'zh-hant-tw': 'zh-Hant-TW',
    'i-klingon': 'tlh',
    I_Klingon: 'tlh',
    'i-navajo': 'nv',
    'i-hak': 'hak',
    'sgn-be-fr': 'sfb',
    'en-GB-oed': 'en-GB-oxendict',
    'art-lojban': 'jbo',
    'zh-yue-HK': 'yue-HK',
    iw: 'he',
    deu: 'de',
    'en-uk': 'en-GB',
    'es-419': 'es-419',
    'de-1996': 'de-1996',
    'en-u-ca-gregory': 'en-u-ca-gregory',
    'en-x-foo': 'en-x-foo',
    qaa: 'qaa',
    'en-XA': 'en-XA',
  };
  for (const [input, expected] of Object.entries(cases))
    assert.equal(canonicalLocale(input), expected, input);
});

test('what names no known language is refused', () => {
  const inputs = [
    '',
    'und',
    'und-US',
    'x-private',
    'i-default',
    'root',
    'xx',
    'qq-US',
    'english',
    'e',
    'posix',
    'C',
    ' en',
    'en ',
    'en--us',
    'en-',
    'en-u',
    'en_US.UTF-8',
    'en-Xyzw',
    'en-BX',
    '1',
    'fr-é',
    'en\0',
    `en-x-${'a-'.repeat(100)}a`,
  ];
  for (const input of inputs) assert.equal(canonicalLocale(input), null, input);
});

test('any text has an answer, and a canonical tag is its own canonical form', () => {
  const subtag = fc.string({ unit: fc.constantFrom(...'abehknstuxzAEU019'), minLength: 1, maxLength: 4 });
  const tag = fc.array(subtag, { minLength: 1, maxLength: 4 }).map((subtags) => subtags.join('-'));
  fc.assert(
    fc.property(fc.oneof(tag, fc.string({ unit: 'binary' })), (input) => {
      const canonical = canonicalLocale(input);
      if (canonical !== null) assert.equal(canonicalLocale(canonical), canonical);
    }),
    { numRuns: 1000 },
  );
});
