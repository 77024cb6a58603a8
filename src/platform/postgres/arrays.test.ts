import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrayLiteral, parseArray } from './arrays.ts';

const same = (text: string) => text;

test('what is written is read again', () => {
  for (const array of [
    [],
    ['a'],
    ['', ' ', 'NULL', 'null', null],
    ['a,b', 'a"b', 'a\\b', '{', '}', 'line\nbreak', '💳'],
    [
      ['a', 'b'],
      ['c', null],
    ],
  ]) {
    assert.deepEqual(
      parseArray(arrayLiteral(array), (text) => text),
      array.map(nullsOf),
    );
  }
});

/** Written without quotes, a null is one; written by PostgreSQL it is in capitals. */
function nullsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nullsOf);
  return value === null ? 'null' : value;
}

test('as PostgreSQL writes it', () => {
  assert.deepEqual(parseArray('{}', same), []);
  assert.deepEqual(parseArray('{1,NULL,3}', Number), [1, null, 3]);
  assert.deepEqual(parseArray('{{1,2},{3,4}}', Number), [
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(parseArray('{"a,b","c\\"d",e,"NULL"}', same), ['a,b', 'c"d', 'e', 'NULL']);
  assert.throws(() => parseArray('nothing', same), /Not an array/);
});

test('members are written by what they are', () => {
  assert.equal(
    arrayLiteral([1, true, new Date(0), { a: '"' }]),
    '{"1","true","1970-01-01T00:00:00.000Z","{\\"a\\":\\"\\\\\\"\\"}"}',
  );
  assert.equal(arrayLiteral('test'), 'test');
});
