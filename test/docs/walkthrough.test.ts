import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const root = path.join(import.meta.dirname, '../..');

test('the walk through two years goes as the document says', async () => {
  const { token } = await florin.createKey(await florin.createOrganization('Walked through'), 'test');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', path.join(root, 'test/support/resolve-polar.mjs'), path.join(root, 'docs/walkthrough.mjs')],
    { env: { ...process.env, FLORIN_URL: florin.url, FLORIN_KEY: token } },
  );
  const orders = stdout.split('\n').filter((line) => / {2,}(paid|pending) /.test(line));
  const told = orders.map((line) => line.split(/ +/).slice(1).join(' '));
  assert.deepEqual(told.slice(0, 7), [
    '2030-01-31 subscription_create paid 0.00',
    '2030-02-14 subscription_cycle paid 24.00',
    '2030-03-04 subscription_update paid 8.57',
    '2030-03-14 subscription_cycle paid 48.00',
    '2030-04-14 subscription_cycle paid 48.00',
    '2030-05-14 subscription_cycle paid 60.00',
    '2030-06-14 subscription_cycle paid 60.00',
  ]);
  assert.equal(told[7], '2030-09-01 subscription_cycle paid 60.00');
  assert.equal(told.at(-1), '2032-01-01 subscription_cycle paid 60.00');
  assert.match(stdout, /August 1: paused, Pro/);
});
