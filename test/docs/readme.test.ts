import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

/** Runs the subscription of the README with a card, as its reader would. Answers what it printed. */
async function subscribeWith(card: string): Promise<string[]> {
  const [, sample = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
  const code = sample.replace('http://127.0.0.1:4000', florin.url).replace('tok_visa', card);
  const { token } = await florin.createKey(await florin.createOrganization(`Reader ${card}`), 'test');
  const loader = path.join(root, 'test/support/resolve-polar.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', loader, '--input-type=module', '--eval', code],
    { cwd: root, env: { ...process.env, FLORIN_KEY: token } },
  );
  return stdout.trim().split('\n');
}

test("the README's subscription makes thirteen orders in a year", async () => {
  const orders = await subscribeWith('tok_visa');
  assert.equal(orders.length, 13);
  assert.match(orders[0] ?? '', /^\S+-0001 2030-01-31 paid 2900$/);
  assert.match(orders[1] ?? '', /^\S+-0002 2030-02-28 paid 2900$/);
  assert.match(orders[2] ?? '', /^\S+-0003 2030-03-31 paid 2900$/);
  assert.match(orders[12] ?? '', /^\S+-0013 2031-01-31 paid 2900$/);
});

test("with the README's other card the second one is never paid", async () => {
  const orders = await subscribeWith('tok_chargeCustomerFail');
  assert.deepEqual(
    orders.map((order) => order.split(' ').slice(1).join(' ')),
    ['2030-01-31 paid 2900', '2030-02-28 void 2900'],
  );
  const [{ tries } = { tries: 0 }] = await florin.pool<{ tries: number }[]>`
    select count(*) as tries from payments join invoices on invoices.id = payments.invoice_id
    where invoices.status = 'void'`;
  assert.equal(Number(tries), 5);
});
