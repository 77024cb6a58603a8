import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Type } from 'typebox';
import { parseQuery, shapeQuery, withoutEmptyParameters } from './query.ts';

const schema = Type.Object({
  limit: Type.Integer(),
  id: Type.Array(Type.String()),
  maybe: Type.Union([Type.Array(Type.String()), Type.Null()]),
  metadata: Type.Unsafe({ type: 'object', additionalProperties: Type.Array(Type.String()) }),
});
const shape = (text: string) => shapeQuery(parseQuery(text), schema);

test('of a repeated parameter the last counts, and all where the schema has a list', () => {
  assert.deepEqual(shape('limit=1&limit=2&id=a&id=b&maybe=c'), { limit: '2', id: ['a', 'b'], maybe: ['c'] });
  assert.deepEqual(shape('id=a'), { id: ['a'] });
});

test('only what the schema names is taken', () => {
  assert.deepEqual(shape('other=1&__proto__=2&constructor=3'), {});
  assert.deepEqual(shape(''), {});
});

test('parameters with brackets are gathered by key', () => {
  assert.deepEqual(shape('metadata[a]=1&metadata[b]=2&metadata[a]=3'), {
    metadata: { a: ['1', '3'], b: ['2'] },
  });
  assert.deepEqual(shape('metadata%5Ba%20b%5D=1'), { metadata: { 'a b': ['1'] } });
  assert.deepEqual(shape('metadata[a][b]=1'), { metadata: { 'a][b': ['1'] } });
  assert.deepEqual(shape('metadata[]=1'), { metadata: { '': ['1'] } });
  for (const text of ['metadata=1', 'metadata[=1', 'metadata]=1', 'xmetadata[a]=1', 'metadata[a]b=1']) {
    assert.deepEqual(shape(text), {}, text);
  }
});

test('a key named __proto__ in brackets is a key', () => {
  const { metadata } = shape('metadata[__proto__]=1') as { metadata: object };
  assert.deepEqual(Object.keys(metadata), ['__proto__']);
  assert.equal(Object.getPrototypeOf(metadata), Object.prototype);
});

test('parameters without a value are told from those that have one', () => {
  const query = withoutEmptyParameters(parseQuery('a=&b=1&c&d=x&d=&e=&e=y'));
  assert.deepEqual([...query.keys()], ['b', 'e']);
});

test('broken escapes and plus signs are read as a browser reads them', () => {
  assert.deepEqual(shape('limit=%zz&id=a+b&id=%C3%A9'), { limit: '%zz', id: ['a b', 'é'] });
});

test('property: what URLSearchParams writes comes back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string({ unit: 'grapheme' }))), (pairs) => {
      const sent = new URLSearchParams(pairs.map(([key, value]) => [`metadata[${key}]`, value]));
      const { metadata = {} } = shape(sent.toString()) as { metadata?: Record<string, string[]> };
      const expected = Map.groupBy(pairs, ([key]) => key);
      assert.deepEqual(Object.keys(metadata).length, expected.size);
      for (const [key, values] of expected) {
        const read = Object.getOwnPropertyDescriptor(metadata, key)?.value;
        assert.deepEqual(
          read,
          values.map(([, value]) => value),
        );
      }
    }),
    { numRuns: 500, seed: 23 },
  );
});
