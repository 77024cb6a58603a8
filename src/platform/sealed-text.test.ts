import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { openText, sealText } from './sealed-text.ts';

const key = randomBytes(32);

test('what is sealed opens with its key in its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
      const wellFormed = text.toWellFormed();
      assert.equal(openText(key, place, sealText(key, place, wellFormed)), wellFormed);
    }),
  );
});

test('with another key, in another place or altered it does not', () => {
  const sealed = sealText(key, 'a', 'secret');
  assert.ok(!sealed.includes('secret'));
  assert.throws(() => openText(randomBytes(32), 'a', sealed));
  assert.throws(() => openText(key, 'b', sealed));
  for (let index = 0; index < sealed.length; index++) {
    const altered = Buffer.from(sealed);
    altered[index]! ^= 1;
    assert.throws(() => openText(key, 'a', altered), `byte ${index}`);
  }
  assert.throws(() => openText(key, 'a', Buffer.alloc(3)));
});
