import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  base62ToUuid,
  newId,
  newRequestId,
  parsePrefixedId,
  parseUuid,
  prefixedId,
  shortId,
  shortIdText,
  uuidToBase62,
} from './ids.ts';

const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const example = '550e8400-e29b-41d4-a716-446655440000';
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
/** Any version 4 UUID; fast-check's own come from all corners of the space. */
const uuid = fc.uuid({ version: 4 });

test('a new id is a version 4 UUID that begins with its time', () => {
  fc.assert(
    fc.property(time, (now) => {
      const id = newId(now);
      assert.match(id, version4);
      assert.equal(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16), now);
    }),
  );
  assert.equal(newId(new Date(1_700_000_000_000)).slice(0, 13), newId(1_700_000_000_000).slice(0, 13));
});

test('ids differ all over their free bits', () => {
  const ids = Array.from({ length: 3000 }, (_, time) => newId(time));
  assert.equal(new Set(ids).size, 3000);
  let ones = 0n;
  let zeros = 0n;
  for (const id of ids) {
    const bits = BigInt(`0x${id.replaceAll('-', '')}`);
    ones |= bits;
    zeros |= ~bits;
  }
  const fixed = (1n << 128n) - 1n - (ones & zeros & ((1n << 128n) - 1n));
  // Only the version nibble, the two variant bits what is too early in the time, and the room to count on never change.
  assert.equal(fixed.toString(16).padStart(32, '0'), 'fffffffff000fc00c000000000000000');
});

test('no id for a time that does not fit', () => {
  for (const now of [-1, Number.NaN, 2 ** 48, new Date('no date')])
    assert.throws(() => newId(now), RangeError);
});

test('ids of one moment sort in the order in which they were made', () => {
  for (const now of [0, 1_800_000_000_000, 2 ** 48 - 1]) {
    const ids = Array.from({ length: 5_000 }, () => newId(now));
    assert.deepEqual(ids.toSorted(), ids);
    assert.equal(new Set(ids).size, ids.length);
  }
});

test('later ids sort later, as UUIDs and in base 62', () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      fc.pre(a < b);
      const [earlier, later] = [newId(a), newId(b)];
      assert.ok(earlier < later);
      assert.ok(uuidToBase62(earlier) < uuidToBase62(later));
    }),
  );
});

test('21 base-62 characters hold a UUID and give it back', () => {
  fc.assert(
    fc.property(uuid, (id) => {
      const text = uuidToBase62(id);
      assert.match(text, /^[0-9A-Za-z]{21}$/);
      assert.equal(base62ToUuid(text), id);
      assert.equal(parsePrefixedId('cus', prefixedId('cus', id)), id);
      assert.equal(parsePrefixedId('cust', prefixedId('cus', id)), null);
    }),
  );
  assert.equal(uuidToBase62('00000000-0000-4000-8000-000000000000'), '0'.repeat(21));
  assert.equal(
    base62ToUuid(uuidToBase62('ffffffff-ffff-4fff-bfff-ffffffffffff')),
    'ffffffff-ffff-4fff-bfff-ffffffffffff',
  );
});

test('every base-62 text is either one UUID or none', () => {
  const text = fc.string({ unit: fc.constantFrom(...'019AZaz_-é'), minLength: 20, maxLength: 22 });
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (input) => {
      const id = base62ToUuid(input);
      if (id !== null) assert.equal(uuidToBase62(id), input);
    }),
    { numRuns: 1000 },
  );
  assert.equal(base62ToUuid('z'.repeat(21)), null);
  assert.equal(base62ToUuid(`${'0'.repeat(20)}-`), null);
  assert.equal(base62ToUuid(''), null);
  assert.equal(parsePrefixedId('cus', `cus_${'0'.repeat(22)}`), null);
  assert.equal(parsePrefixedId('cus', 'cus_'), null);
});

test('a UUID is read in all its spellings', () => {
  const digits = example.replaceAll('-', '');
  for (const text of [
    example,
    example.toUpperCase(),
    digits,
    digits.toUpperCase(),
    `{${example}}`,
    `urn:uuid:${example}`,
  ]) {
    assert.deepEqual(parseUuid(text), { uuid: example }, text);
  }
  for (let count = 0; count < 100; count += 1) {
    const id = randomUUID();
    assert.deepEqual(parseUuid(id), { uuid: id });
  }
});

test('a UUID of another version or variant is told apart', () => {
  for (const text of [
    '550e8400-e29b-11d4-a716-446655440000',
    '550e8400-e29b-71d4-a716-446655440000',
    '550e8400-e29b-41d4-0716-446655440000',
    '550e8400-e29b-41d4-c716-446655440000',
    '00000000-0000-0000-0000-000000000000',
  ]) {
    assert.deepEqual(parseUuid(text), { error: 'uuid_version' }, text);
  }
});

test('what is no UUID is told why', () => {
  const reasons: [string, string][] = [
    ['', 'invalid length: found 0'],
    ['abc', 'invalid length: found 3'],
    ['cus_123', 'invalid character: found `u` at 1'],
    ['é', 'invalid character: found `é` at 0'],
    [` ${example}`, 'invalid character: found ` ` at 0'],
    [example.slice(0, -1), 'invalid group length in group 4: expected 12, found 11'],
    [`${example}0`, 'invalid group length in group 4: expected 12, found 13'],
    [`${example.slice(0, -1)}😀`, 'invalid character: found `😀` at 35'],
    ['a-b', 'invalid group count: expected 5, found 2'],
    ['a-b-c-d-e', 'invalid group length in group 0: expected 8, found 1'],
    ['{a}', 'invalid group count: expected 5, found 1'],
    ['{z}', 'invalid character: found `z` at 1'],
    ['urn:uuid:', 'invalid group count: expected 5, found 1'],
    [`urn:uuid:{${example}}`, 'invalid length: found 47'],
    ['550e8400-e29b-41d4-a716446655440000', 'invalid group count: expected 5, found 4'],
  ];
  for (const [text, reason] of reasons) {
    assert.deepEqual(
      parseUuid(text),
      { error: 'uuid_parsing', message: `Input should be a valid UUID, ${reason}` },
      text,
    );
  }
});

test('any text has an answer', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'0aF-{}g') })),
      (text) => {
        const result = parseUuid(text);
        if ('uuid' in result) assert.match(result.uuid, version4);
      },
    ),
  );
});

test('short ids', () => {
  assert.equal(shortId(Date.UTC(2026, 0, 1), 0), 96_967_065_600_000);
  assert.equal(shortIdText(96_967_065_600_000), 'RWIWVQKRSY');
  assert.equal(shortId(Date.UTC(2026, 0, 1), 1025), 96_967_065_600_001);
  assert.equal(shortIdText(0), 'AAAAAAAA');
  assert.equal(shortIdText(27), 'AAAAAABB');
  assert.equal(shortId(0, 5), 5);
  assert.ok(Number.isSafeInteger(shortId(Date.UTC(2300, 0, 1), 1023)));
});

test('request ids', () => {
  assert.match(newRequestId(1_700_000_000_000), /^req_loyw3v28_[0-9a-f]{8}$/);
});
