import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clampLines, wrapText } from './wrap-text.ts';

const measure = (text: string) => text.length;

test('lines break at spaces, behind hyphens, and in words only when they must', () => {
  assert.deepEqual(wrapText('one two three', 7, measure), ['one two', 'three']);
  assert.deepEqual(wrapText('far-reaching', 8, measure), ['far-', 'reaching']);
  assert.deepEqual(wrapText('a abcdefghij', 4, measure), ['a', 'abcd', 'efgh', 'ij']);
  assert.deepEqual(wrapText('one\n\n two ', 9, measure), ['one', 'two']);
  assert.deepEqual(wrapText('', 9, measure), []);
});

test('no line is too wide and no letter is lost', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', '-', '/', '\n') }),
      fc.integer({ min: 1, max: 12 }),
      (text, width) => {
        const lines = wrapText(text, width, measure);
        assert.ok(lines.every((line) => line.length <= width && line !== ''));
        assert.equal(lines.join('').replaceAll(' ', ''), text.replace(/\s/g, ''));
      },
    ),
  );
});

test('what is cut off is marked', () => {
  assert.deepEqual(clampLines(['one', 'two'], 2), ['one', 'two']);
  assert.deepEqual(clampLines(['one', 'two', 'three'], 2), ['one', 'tw…']);
});
