import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findJsonError } from './json-error.ts';

const cases: [string, string, number][] = [
  ['', 'Expecting value', 0],
  ['nope', 'Expecting value', 0],
  ['{"a":', 'Expecting value', 5],
  ['{"a":}', 'Expecting value', 5],
  ['{', 'Expecting property name enclosed in double quotes', 1],
  ['{nope', 'Expecting property name enclosed in double quotes', 1],
  ['{"a" 1}', "Expecting ':' delimiter", 5],
  ['{"a":1 "b":2}', "Expecting ',' delimiter", 7],
  ['[1 2]', "Expecting ',' delimiter", 3],
  ['[1', "Expecting ',' delimiter", 2],
  ['  "abc', 'Unterminated string starting at', 2],
  ['"a\\x"', 'Invalid \\escape', 2],
  ['"a\nb"', 'Invalid control character at', 2],
  ['{} x', 'Extra data', 3],
  ['01', 'Extra data', 1],
];

for (const [text, reason, offset] of cases) {
  test(`${JSON.stringify(text)}: ${reason}`, () => {
    assert.deepEqual(findJsonError(text), { reason, offset });
  });
}

test('it finds an error exactly where JSON.parse does not take the text', () => {
  const broken = fc.tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom('', '"', '{', ',', ':', ']', '\\', '\u0001', '1', 't'),
  );
  fc.assert(
    fc.property(broken, ([json, place, character]) => {
      const at = place % (json.length + 1);
      const text = json.slice(0, at) + character + json.slice(at + 1);
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      assert.equal(findJsonError(text) === undefined, valid);
    }),
    { numRuns: 2000 },
  );
});
