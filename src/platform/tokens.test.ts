import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashToken, isWellFormedToken, newToken } from './tokens.ts';

const example = 'polar_oat_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2sN54l';

test('the worked example is well formed, and no longer so after any one change in its body', () => {
  assert.equal(isWellFormedToken(example), true);
  for (let index = 'polar_oat_'.length; index < example.length; index += 1) {
    const other = example[index] === 'b' ? 'c' : 'b';
    assert.equal(isWellFormedToken(example.slice(0, index) + other + example.slice(index + 1)), false);
  }
});

test('new tokens are well formed, 43 characters after the prefix, and differ', () => {
  const seen = new Set<string>();
  for (const prefix of ['sk_test_', 'sk_live_', 'polar_at_u_', 'whsec_']) {
    for (let count = 0; count < 200; count += 1) {
      const token = newToken(prefix);
      assert.equal(token.length, prefix.length + 43);
      assert.ok(token.startsWith(prefix));
      assert.ok(isWellFormedToken(token));
      seen.add(token);
    }
  }
  assert.equal(seen.size, 800);
});

test('every character is used about equally often', () => {
  const counts = new Map<string, number>();
  for (let count = 0; count < 2000; count += 1) {
    for (const character of newToken('').slice(0, 37)) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  const expected = (2000 * 37) / 62;
  assert.equal(counts.size, 62);
  for (const [character, count] of counts) {
    assert.ok(Math.abs(count - expected) < expected * 0.25, `${character}: ${count} of about ${expected}`);
  }
});

test('the hash is SHA-256 of the whole token', () => {
  assert.deepEqual(hashToken(example), createHash('sha256').update(example).digest());
});

test('any text at all has an answer', () => {
  for (const text of [
    '',
    '_',
    'sk_test_',
    example.slice('polar_oat_'.length),
    `${example}\n`,
    ` ${example}`,
  ]) {
    assert.equal(isWellFormedToken(text), false);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(isWellFormedToken(text), false);
      assert.equal(hashToken(text).length, 32);
    }),
  );
});
