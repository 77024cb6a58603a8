import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { testCard, wellKnownCard } from '../../src/billing/payments/sandbox/test-cards.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const read = (name: string) => readFileSync(path.join(import.meta.dirname, '../../docs', name), 'utf8');

/** A path as the documents write it, whatever they call what changes in it. */
const shape = (text: string) => text.replace(/\{\w+\}|\$[A-Z_]+/g, '{}').replaceAll('/florin/v1', '');

test("the documents name every call of Florin's own API", () => {
  const text = shape(['operator-api.md', 'test-clock.md', 'sandbox.md', 'dashboard.md'].map(read).join('\n'));
  const routes = florin.server.dialects.find(({ name }) => name === 'florin')?.routes ?? [];
  assert.ok(routes.length > 25);
  const missing = routes.filter((route) => {
    const [, end = ''] = shape(route.path).split(/(?=\/test-clock)/);
    const written = end === '' ? shape(route.path) : `…${end}`;
    return !text.includes(`${written}\``) && !text.includes(`${written} `) && !text.includes(`${written}?`);
  });
  assert.deepEqual(
    missing.map(({ method, path: where }) => `${method} ${where}`),
    [],
  );
});

test("the sandbox's document names its cards and no others", () => {
  const text = read('sandbox.md');
  const numbers = text.match(/\b\d{15,16}\b/g) ?? [];
  const tokens = text.match(/\btok_\w+/g) ?? [];
  assert.ok(numbers.length > 30 && tokens.length > 20);
  assert.deepEqual(
    numbers.filter((number) => !testCard(number)),
    [],
  );
  assert.deepEqual(
    tokens.filter((token) => !wellKnownCard(token)),
    [],
  );
});
