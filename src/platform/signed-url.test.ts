import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readToken, signToken } from './signed-url.ts';

const secret = Buffer.alloc(32, 7);
const end = new Date('2026-01-31T09:00:00Z');
const before = new Date(end.getTime() - 1);

test('what was signed is read again until its second has come', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (content) => {
      const token = signToken(secret, content, end);
      assert.equal(readToken(secret, token, before), content);
      assert.equal(readToken(secret, token, end), undefined);
      assert.match(token, /^[\w.-]+$/);
    }),
  );
});

test('another key reads nothing', () => {
  assert.equal(readToken(Buffer.alloc(32, 8), signToken(secret, 'a', end), before), undefined);
});

test('no character can be another one', () => {
  const token = signToken(secret, 'invoice 1', end);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
  for (let index = 0; index < token.length; index++) {
    for (const character of alphabet) {
      if (character === token[index]) continue;
      const altered = token.slice(0, index) + character + token.slice(index + 1);
      assert.equal(readToken(secret, altered, before), undefined, altered);
    }
  }
});

test('what is no token is read as nothing', () => {
  for (const text of [
    '',
    '.',
    '..',
    'a.b.c',
    `1.${'a'.repeat(43)}`,
    `99999999999999999999.a.${'a'.repeat(43)}`,
  ]) {
    assert.equal(readToken(secret, text, before), undefined);
  }
});
