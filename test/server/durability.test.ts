import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { type ServingFlorin, serveFlorin } from '../support/process.ts';

const rounds = 4;
const writers = 8;

type Customer = { id: string; name: string; email: string };

/** What the server has told us of its customers, and what it may or may not have done when it died. */
class Ledger {
  readonly acknowledged = new Map<string, string>();
  readonly attempted = new Map<string, string>();
  writes = 0;

  check(stored: Map<string, string>): void {
    for (const [id, name] of this.acknowledged) {
      const found = stored.get(id);
      const isOne = found === name || found === this.attempted.get(id);
      assert.ok(isOne, `customer ${id}: ${name} was acknowledged, ${found} is stored`);
      this.acknowledged.set(id, found ?? name);
    }
    this.attempted.clear();
  }
}

async function send(
  florin: ServingFlorin,
  token: string,
  method: string,
  rest: string,
  body: unknown,
): Promise<Customer> {
  const response = await fetch(`${florin.url}/v1/customers/${rest}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${response.status} ${text}`);
  return JSON.parse(text) as Customer;
}

/** Creates customers and renames them, one write after the other, until the server is gone. */
async function write(florin: ServingFlorin, token: string, ledger: Ledger, name: string): Promise<void> {
  for (let count = 0; ; count++) {
    try {
      const { id } = await send(florin, token, 'POST', '', {
        email: `${name}-${count}@example.com`,
        name: 'new',
      });
      ledger.acknowledged.set(id, 'new');
      for (let update = 0; update < 3; update++) {
        const renamed = `name ${update}`;
        ledger.attempted.set(id, renamed);
        await send(florin, token, 'PATCH', id, { name: renamed });
        ledger.acknowledged.set(id, renamed);
        ledger.writes++;
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      // The connection broke: this is the moment.
      return;
    }
  }
}

async function readAll(florin: ServingFlorin, token: string): Promise<Map<string, string>> {
  const stored = new Map<string, string>();
  for (let page = 1; ; page++) {
    const response = await fetch(`${florin.url}/v1/customers/?limit=100&page=${page}&sorting=created_at`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { items } = (await response.json()) as { items: Customer[] };
    for (const { id, name } of items) stored.set(id, name);
    if (items.length < 100) return stored;
  }
}

async function killPostgres(dataDir: string): Promise<void> {
  const text = await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  process.kill(Number(text.split('\n')[0]), 'SIGKILL');
}

test(`${rounds} times killed under load, no write that was acknowledged is lost`, {
  timeout: 240_000,
}, async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-kill-'));
  const ledger = new Ledger();
  let token = '';
  try {
    for (let round = 0; round < rounds; round++) {
      const florin = await serveFlorin({ FLORIN_DATA_DIR: dataDir });
      token ||= /sk_test_\w+/.exec(florin.stdout())?.[0] ?? '';
      ledger.check(await readAll(florin, token));
      const before = ledger.writes;
      const load = Promise.all(
        Array.from({ length: writers }, (_, writer) => write(florin, token, ledger, `r${round}w${writer}`)),
      );
      // Some time after the first write, which a busy machine may keep waiting.
      while (ledger.writes === before) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 450));
      florin.child.kill('SIGKILL');
      // Now and then the database dies as well, and has to recover.
      if (round % 3 === 2) await killPostgres(dataDir);
      await Promise.all([load, florin.ended]);
    }
    const florin = await serveFlorin({ FLORIN_DATA_DIR: dataDir });
    ledger.check(await readAll(florin, token));
    florin.child.kill('SIGTERM');
    assert.equal(await florin.ended, 0);
    assert.ok(ledger.acknowledged.size > rounds);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
