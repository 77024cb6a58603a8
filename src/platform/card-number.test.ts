import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { containsCardNumber, findCardNumber } from './card-number.ts';

/** Numbers that processors publish for tests, one or more of each issuer. */
const cards = [
  '4242424242424242',
  '4000056655665556',
  '5555555555554444',
  '2223003122003222',
  '5200828282828210',
  '378282246310005',
  '371449635398431',
  '6011111111111117',
  '6011000990139424',
  '3056930009020004',
  '36227206271667',
  '3566002020360505',
  '6200000000000005',
  '6205500000000000004',
];
const diners14 = '36227206271667';

test('published test numbers are found, alone and inside a sentence', () => {
  for (const card of cards.filter((number) => number !== '3056930009020004')) {
    assert.equal(containsCardNumber(card), true, card);
    assert.equal(containsCardNumber(`card: ${card}, exp 12/30`), true, card);
    assert.equal(containsCardNumber(`(${card}).`), true, card);
  }
  assert.equal(containsCardNumber('30569309025904'), true);
});

test('the usual groups, with blanks or dashes', () => {
  for (const text of [
    '4242 4242 4242 4242',
    '4242-4242-4242-4242',
    '4242\u00a04242\u00a04242\u00a04242',
    '3782 822463 10005',
    '3782-822463-10005',
    '3622 720627 1667',
    'pan 4242 4242 4242 4242 123',
    '1111 4242 4242 4242 4242',
    '6205 5000 0000 0000 004',
  ]) {
    assert.equal(containsCardNumber(text), true, text);
  }
  for (const text of [
    '4242  4242 4242 4242',
    '42424242 42424242',
    '424 2424 2424 24242',
    '4242.4242.4242.4242',
  ]) {
    assert.equal(containsCardNumber(text), false, text);
  }
});

test('a wrong check digit, length or issuer is no card', () => {
  for (const card of [
    '4242424242424241',
    '4222222222222',
    '424242424242424',
    '1111111111111117',
    '9111111111111111',
  ]) {
    assert.equal(containsCardNumber(card), false, card);
  }
  for (const card of cards) {
    const last = Number(card.at(-1));
    assert.equal(containsCardNumber(card.slice(0, -1) + ((last + 1) % 10)), false, card);
  }
});

test('a number inside something longer is no card', () => {
  for (const [front, back] of [
    ['a', ''],
    ['', 'a'],
    ['_', ''],
    ['', '_'],
    ['-', ''],
    ['', '-'],
    ['0', ''],
    ['', '0'],
    ['é', ''],
    ['0.', ''],
    ['', '.5'],
    ['١', ''],
  ]) {
    for (const card of ['4242424242424242', diners14]) {
      assert.equal(containsCardNumber(`${front}${card}${back}`), false, `${front}…${back}`);
    }
  }
});

test('no UUID and no hash is ever taken for a card', () => {
  const digitsOnly = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
  const uuidOfDigits = fc
    .tuple(digitsOnly(8), digitsOnly(4), digitsOnly(4), digitsOnly(4), digitsOnly(12))
    .map((parts) => parts.join('-'));
  const hash = fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 64 })
    .filter((text) => text.length >= 32);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uuid(),
        uuidOfDigits,
        uuidOfDigits.map((id) => id.replaceAll('-', '')),
        hash,
      ),
      (text) => {
        assert.equal(containsCardNumber(text), false);
      },
    ),
    { numRuns: 3000 },
  );
});

test('a card number is found wherever blanks or brackets set it apart', () => {
  const words = fc.string({ unit: fc.constantFrom(...'abz 09-_.é'), maxLength: 30 });
  fc.assert(
    fc.property(
      words,
      words,
      fc.constantFrom('4242424242424242', '3782 822463 10005'),
      (front, back, card) => {
        assert.equal(containsCardNumber(`${front} [${card}] ${back}`), true);
      },
    ),
  );
});

test('takes linear time', () => {
  const started = performance.now();
  for (const part of ['4', '4 ', '4242 ', '4242-', '4242 4242 4242 4242 ', ' ', '4242424242424241 ', 'a']) {
    containsCardNumber(part.repeat(200_000).replaceAll('4242424242424242', ''));
  }
  assert.ok(performance.now() - started < 3000);
});

test('the first card number in a body has its path', () => {
  const nothing = () => false;
  const body = {
    name: 'Ada',
    metadata: { note: 'ok', tags: ['x', { card: '4242 4242 4242 4242' }], later: '4242424242424242' },
  };
  assert.deepEqual(findCardNumber(body, nothing), ['metadata', 'tags', 1, 'card']);
  assert.deepEqual(findCardNumber({ amount: 100, n: [0, 4242424242424242] }, nothing), ['n', 1]);
  assert.deepEqual(findCardNumber('4242424242424242', nothing), []);
  assert.deepEqual(findCardNumber({ metadata: { '4242424242424242': 'x' } }, nothing), ['metadata']);
  for (const clean of [null, undefined, true, 1.5, 1e300, 'x', [], {}, { a: [null, 0] }]) {
    assert.equal(findCardNumber(clean, nothing), null);
  }
});

test('where a card number belongs, it is passed over', () => {
  const body = { card: { number: '4242424242424242' }, name: '4242424242424242' };
  assert.deepEqual(
    findCardNumber(body, (path) => path.join('.') === 'card.number'),
    ['name'],
  );
  assert.equal(
    findCardNumber(body, () => true),
    null,
  );
});

test('depth is no danger', () => {
  let body: unknown = '4242424242424242';
  for (let depth = 0; depth < 100_000; depth += 1) body = [body];
  assert.equal(findCardNumber(body, () => false)?.length, 100_000);
});
