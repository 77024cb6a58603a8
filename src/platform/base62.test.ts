import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase62, encodeBase62 } from './base62.ts';

test('known numbers', () => {
  assert.equal(encodeBase62(0n, 1), '0');
  assert.equal(encodeBase62(61n, 1), 'z');
  assert.equal(encodeBase62(62n, 4), '0010');
  assert.equal(encodeBase62(0x9d196ba3n, 6), '2sN54l');
  assert.equal(decodeBase62('2sN54l'), 0x9d196ba3n);
});

test('anything but the 62 digits is refused', () => {
  for (const text of ['', '-1', ' 1', '1_', 'é', '\u0130', '😀', '1\n'])
    assert.equal(decodeBase62(text), null);
});

test('reading gives back what was written, and text order is number order', () => {
  const number = fc.bigInt(0n, 2n ** 122n - 1n);
  fc.assert(
    fc.property(number, number, (a, b) => {
      assert.equal(decodeBase62(encodeBase62(a, 21)), a);
      assert.equal(encodeBase62(a, 21).length, 21);
      assert.equal(encodeBase62(a, 21) < encodeBase62(b, 21), a < b);
    }),
  );
});
