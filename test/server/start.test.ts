import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { connect } from '../../src/platform/postgres/database.ts';
import { call } from '../support/call.ts';
import { createTestDatabase } from '../support/florin.ts';
import { eventually, runFlorin, serveFlorin } from '../support/process.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'florin-start-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** The environment of a data folder of its own. */
const dataDir = (name: string) => ({ FLORIN_DATA_DIR: path.join(folder, name) });

const keyIn = (text: string, mode: string) => new RegExp(`sk_${mode}_[0-9A-Za-z]{43}`).exec(text)?.[0];

test('from nothing: the first start prints an organization and keys that work, the next prints none', async () => {
  const environment = dataDir('first');
  const first = await serveFlorin(environment);
  const shown = first.stdout();
  const [testKey, liveKey] = [keyIn(shown, 'test'), keyIn(shown, 'live')];
  assert.match(shown, /Organization +Demo \(demo, [0-9a-f-]{36}\)/);
  for (const token of [testKey, liveKey]) {
    assert.equal((await call('GET', `${first.url}/v1/customers/`, { token })).status, 200);
  }
  const [, data = ''] = /curl .* -d '(.*)'$/m.exec(shown) ?? [];
  const tried = await call('POST', `${first.url}/v1/customers/`, { token: testKey, body: JSON.parse(data) });
  assert.equal(tried.status, 201);

  // The command line joins the database that the server runs, and leaves it running.
  const made = await runFlorin(['keys', 'create', '--organization', 'demo', '--json'], environment);
  const { token } = JSON.parse(made.stdout) as { token: string };
  assert.equal((await call('GET', `${first.url}/v1/customers/`, { token })).status, 200);

  first.child.kill('SIGTERM');
  assert.equal(await first.ended, 0);
  assert.ok(!first.stdout().includes('deprecat') && !first.stderr().includes('Warning'), first.stderr());

  const second = await serveFlorin(environment);
  assert.equal(keyIn(second.stdout(), '(test|live)'), undefined);
  assert.match(second.stdout(), /keys create --organization/);
  assert.equal((await call('GET', `${second.url}/v1/customers/`, { token: testKey })).status, 200);
  second.child.kill('SIGINT');
  assert.equal(await second.ended, 0);

  // Without a server the command line starts the database for itself, and stops it.
  const listed = await runFlorin(['organizations', 'list', '--json'], environment);
  assert.equal((JSON.parse(listed.stdout) as { items: unknown[] }).items.length, 1);
});

test('two starts at once on one data folder serve the same data, with one demo organization', async () => {
  const environment = dataDir('both');
  const both = await Promise.all([serveFlorin(environment), serveFlorin(environment)]);
  const tokens = both.map((florin) => keyIn(florin.stdout(), 'test')).filter((token) => token !== undefined);
  assert.equal(tokens.length, 1);
  const made = await call('POST', `${both[0].url}/v1/customers/`, {
    token: tokens[0],
    body: { email: 'a@b.co' },
  });
  assert.equal(made.status, 201);
  const { id } = made.body as { id: string };
  for (const { url } of both) {
    assert.equal((await call('GET', `${url}/v1/customers/${id}`, { token: tokens[0] })).status, 200);
  }
  both[0].child.kill('SIGTERM');
  assert.equal(await both[0].ended, 0);
  // Whoever is left goes on.
  assert.equal((await call('GET', `${both[1].url}/v1/customers/${id}`, { token: tokens[0] })).status, 200);
  both[1].child.kill('SIGTERM');
  assert.equal(await both[1].ended, 0);
});

test('a database that is lost makes the server not ready, but does not end it', async () => {
  const environment = dataDir('lost');
  const florin = await serveFlorin(environment);
  const ready = async () => (await fetch(`${florin.url}/readyz`)).status;
  assert.equal(await ready(), 200);
  const file = path.join(environment.FLORIN_DATA_DIR, 'postgres', 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGINT');
  await eventually('/readyz is 503', 10_000, async () => (await ready()) === 503);
  assert.equal((await fetch(`${florin.url}/healthz`)).status, 200);
  const token = keyIn(florin.stdout(), 'test');
  const refused = await call('GET', `${florin.url}/v1/customers/`, { token });
  assert.equal(refused.status, 503, JSON.stringify(refused.body));
  florin.child.kill('SIGTERM');
  assert.equal(await florin.ended, 0);
});

test('a database of a newer Florin is refused', async () => {
  const databaseUrl = await createTestDatabase();
  const pool = connect(databaseUrl, { connections: 1 });
  await pool`insert into schema_migrations (version, name) values (9999, '9999_of_the_future.sql')`;
  const count = async () => (await pool`select from schema_migrations`).count;
  const before = await count();
  for (const command of ['start', 'migrate']) {
    const { code, stdout, stderr } = await runFlorin([command], { DATABASE_URL: databaseUrl, PORT: '0' });
    assert.deepEqual([code, stdout], [1, ''], command);
    assert.match(stderr, /schema version 9999.*newer Florin/s);
  }
  assert.equal(await count(), before);
  await pool.end();
});

test('a port that is taken, and a database that does not answer, are told in a line', async () => {
  const environment = { DATABASE_URL: await createTestDatabase() };
  const first = await serveFlorin(environment);
  const { port } = new URL(first.url);
  const second = await runFlorin(['start'], { ...environment, PORT: port, LOG_LEVEL: 'silent' });
  assert.equal(second.code, 1);
  assert.match(second.stderr, new RegExp(`^florin: Port ${port} on 127.0.0.1 is taken.*PORT.*\n$`));
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200);
  first.child.kill('SIGTERM');
  assert.equal(await first.ended, 0);

  const unreachable = await runFlorin(['start'], {
    DATABASE_URL: 'postgres://florin:pw-1234@127.0.0.1:1/florin',
  });
  assert.equal(unreachable.code, 1);
  assert.match(unreachable.stderr, /^florin: .*DATABASE_URL.*ECONNREFUSED.*\n$/);
  assert.ok(!unreachable.stderr.includes('pw-1234'));
});
