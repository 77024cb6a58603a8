import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codePointLength, hasInvalidCharacters, trimToNull } from './text.ts';

test('a NUL or half a surrogate pair is an invalid character', () => {
  assert.equal(hasInvalidCharacters('a\0b'), true);
  assert.equal(hasInvalidCharacters('a\ud83d'), true);
  assert.equal(hasInvalidCharacters('\ude00a'), true);
  assert.equal(hasInvalidCharacters('Zoë 😀\n\t'), false);
});

test('length counts code points', () => {
  assert.equal(codePointLength(''), 0);
  assert.equal(codePointLength('ab'), 2);
  assert.equal(codePointLength('😀é'), 2);
  assert.equal(codePointLength('\ud83d'), 1);
});

test('length agrees with the string iterator on any text, well formed or not', () => {
  const units = fc
    .array(fc.integer({ min: 0xd7f0, max: 0xe010 }))
    .map((list) => String.fromCharCode(...list));
  fc.assert(
    fc.property(fc.oneof(units, fc.string({ unit: 'binary' })), (text) => {
      assert.equal(codePointLength(text), [...text].length);
    }),
  );
});

test('blank text becomes null', () => {
  assert.equal(trimToNull(' \n\t '), null);
  assert.equal(trimToNull(''), null);
  assert.equal(trimToNull(' 1 Main St '), '1 Main St');
});
