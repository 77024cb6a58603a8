import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '../..');
const billing = path.join(root, 'src/billing');
const read = (...names: string[]) => readFileSync(path.join(root, ...names), 'utf8');

const folders = readdirSync(billing).sort();

/** The nouns in the order of the document's table: lower ones first. */
const nouns = read('docs/architecture.md')
  .split("## The core's nouns")[1]
  ?.split('\n## ')[0]
  ?.matchAll(/^\| `([a-z-]+)` \|/gm)
  .map(([, noun]) => noun ?? '')
  .toArray();

/** As the document says. */
const exceptions: ReadonlySet<string> = new Set([
  'members/member.ts → customers',
  'members/members.sql.ts → customers',
  'customers/archive-customer.ts → subscriptions',
  'customers/create-subscribed-customer.ts → subscriptions',
  'customers/delete-customer.ts → subscriptions',
]);

/** What each file of the core imports of other nouns, as `file → noun`. */
function importsOf(noun: string): string[] {
  const files = readdirSync(path.join(billing, noun), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const text = readFileSync(path.join(billing, noun, file), 'utf8');
      const others = text
        .matchAll(/ from '(?:\.\.\/)+([a-z-]+)\/index\.ts'/g)
        .map(([, other]) => other ?? '');
      return [...new Set(others)].map((other) => `${noun}/${file} → ${other}`);
    });
}

test("the document's table of nouns, and the linter's list, are the core's folders", () => {
  assert.deepEqual(nouns?.toSorted(), folders);
  const listed = read('biome.json')
    .matchAll(/"\.\.\/([a-z-]+)\/\*\*"/g)
    .map(([, noun]) => noun ?? '');
  const dialects = ['atlas', 'florin', 'flowglad', 'polar'];
  assert.deepEqual([...new Set(listed)].sort(), [...folders, ...dialects].sort());
});

test('a noun uses only those above it in the table, but where the document says so', () => {
  const place = new Map(nouns?.map((noun, index) => [noun, index]));
  const upward = folders.flatMap(importsOf).filter((line) => {
    const [file = '', other = ''] = line.split(' → ');
    const [from = ''] = file.split('/');
    return place.has(other) && (place.get(other) ?? 0) > (place.get(from) ?? 0);
  });
  assert.deepEqual(new Set(upward), exceptions);
});
