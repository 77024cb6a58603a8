import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJsonBody } from './json-body.ts';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

test('JSON is read as it is, the last of duplicate keys winning', () => {
  assert.deepEqual(parse('{"a":1,"a":2}'), { ok: true, value: { a: 2 } });
  assert.deepEqual(parse(' null '), { ok: true, value: null });
  assert.deepEqual(parse('\ufeff[1]'), { ok: true, value: [1] }, 'a byte order mark is none of the text');
});

test('a key named __proto__ is a key', () => {
  const parsed = parse('{"__proto__":{"polluted":true}}');
  assert.ok(parsed.ok);
  assert.deepEqual(Object.keys(parsed.value as object), ['__proto__']);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test('what is no JSON is refused with the place where it ends to be any', () => {
  for (const [text, offset] of [
    ['{"a":}', 5],
    ['[1,]', 3],
    ["{'a':1}", 1],
    ['{"a":1} x', 8],
  ] as const) {
    const parsed = parse(text);
    assert.ok(!parsed.ok, text);
    assert.deepEqual([parsed.reason, parsed.offset], ['The body is not valid JSON', offset], text);
  }
  for (const text of ['', '{', '"', 'NaN', '[1', '{"a"', 'undefined', '01', '"\n"']) {
    assert.equal(parse(text).ok, false, text);
  }
});

test('bytes that are not UTF-8 are refused', () => {
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0x22, 0xc0, 0x80, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
  ]) {
    const parsed = parseJsonBody(Buffer.from(bytes));
    assert.ok(!parsed.ok);
    assert.equal(parsed.reason, 'The body is not valid UTF-8');
  }
});

test('64 levels are taken, 65 are not; brackets in texts are none', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  assert.equal(parse(nested(64)).ok, true);
  const deep = parse(nested(65));
  assert.ok(!deep.ok);
  assert.equal(deep.reason, 'The body is nested too deeply');
  assert.equal(parse(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`).ok, false);
  assert.equal(parse(JSON.stringify('['.repeat(1000))).ok, true);
  assert.equal(parse(JSON.stringify(`\\"${'{'.repeat(1000)}`)).ok, true);
  assert.equal(parse(`[${Array(1000).fill('[]').join()}]`).ok, true, 'width is not depth');
  assert.equal(parse('['.repeat(5_000_000)).ok, false);
});

test('property: whatever JSON.stringify writes is read back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value);
      assert.deepEqual(parse(text), { ok: true, value: JSON.parse(text) });
    }),
    { numRuns: 500, seed: 17 },
  );
});

test('property: no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(typeof parseJsonBody(Buffer.from(bytes)).ok, 'boolean');
    }),
    { numRuns: 2000, seed: 18 },
  );
});
