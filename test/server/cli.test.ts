import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type Command, parseCommand, UsageError } from '../../src/cli/command.ts';
import { keysCreate, keysList, keysRevoke } from '../../src/cli/keys.ts';
import { call } from '../support/call.ts';
import { createTestDatabase, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { runFlorin } from '../support/process.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Members = Record<string, unknown>;

/** Runs beside the server, on its database. */
async function runJson(words: readonly string[], expectedCode = 0): Promise<Members> {
  const { code, stdout, stderr } = await runFlorin([...words, '--json'], {
    DATABASE_URL: florin.databaseUrl,
  });
  assert.deepEqual([code, stderr], [expectedCode, ''], stdout);
  assert.ok(stdout.endsWith('\n') && !stdout.slice(0, -1).includes('\n'), 'one line');
  return JSON.parse(stdout) as Members;
}

const statusWith = async (token: unknown) =>
  (await call('GET', `${florin.url}/v1/customers/`, { token: String(token) })).status;

test('organizations and keys are made, listed and revoked beside a running server', async () => {
  const organization = await runJson(['organizations', 'create', '--name', 'Command Line, Inc.']);
  assert.deepEqual([organization.name, organization.slug], ['Command Line, Inc.', 'command-line-inc']);
  const { items: organizations } = (await runJson(['organizations', 'list'])) as { items: Members[] };
  assert.deepEqual(organizations[0], organization);

  const mine = ['--organization', 'command-line-inc'];
  const [first, second] = await Promise.all([
    runJson(['keys', 'create', ...mine, '--name', 'First']),
    runJson([
      'keys',
      'create',
      ...mine,
      '--mode',
      'live',
      '--scopes',
      'customers:read, orders:read',
      '--expires',
      '30d',
    ]),
  ]);
  assert.match(String(first.token), /^sk_test_/);
  assert.match(String(second.token), /^sk_live_/);
  assert.deepEqual(second.scopes, ['customers:read', 'orders:read']);
  const days = (Date.parse(String(second.expires_at)) - Date.now()) / 86_400_000;
  assert.ok(days > 29.9 && days < 30.1);
  assert.equal(await statusWith(first.token), 200);

  const { items: keys } = (await runJson(['keys', 'list', '--organization', String(organization.id)])) as {
    items: Members[];
  };
  assert.deepEqual(new Set(keys.map(({ id }) => id)), new Set([first.id, second.id]));
  assert.ok(!JSON.stringify(keys).includes(String(first.token)));

  const revoked = await runJson(['keys', 'revoke', String(first.id), ...mine]);
  assert.ok(revoked.revoked_at);
  // The server may remember a key until the notice of its end comes in.
  assert.equal(await statusWith(first.token), 401);
  assert.equal(await statusWith(second.token), 200);
});

test('a key that has expired is made, and is no good', async () => {
  const slug = florin.organization.slug;
  const key = await runJson(['keys', 'create', '--organization', slug, '--expires', '2020-01-01']);
  assert.equal(key.expires_at, '2020-01-01T00:00:00.000Z');
  assert.equal(await statusWith(key.token), 401);
});

test('with --json errors are one object, too', async () => {
  const slug = florin.organization.slug;
  const cases: [string[], number, string, RegExp][] = [
    [['keys', 'list', '--organization', 'nobody'], 1, 'not_found', /nobody/],
    [['organizations', 'create', '--name', 'Again', '--slug', slug], 1, 'slug_taken', /slug/],
    [['keys', 'create', '--organization', slug, '--scopes', 'all'], 1, 'scope_unknown', /all/],
    [['keys', 'create'], 2, 'usage', /--organization/],
    [['keys', 'shred'], 2, 'usage', /keys/],
    [['start'], 2, 'usage', /--json/],
  ];
  await Promise.all(
    cases.map(async ([words, exitCode, code, message]) => {
      const { error } = (await runJson(words, exitCode)) as { error: { code: string; message: string } };
      assert.equal(error.code, code, words.join(' '));
      assert.match(error.message, message);
    }),
  );
});

test('what is typed wrong is told by its name', async () => {
  const cases: [Command, string[], RegExp][] = [
    [keysCreate, ['--organization', 'nobody', '--mode', 'prod'], /--mode/],
    [keysCreate, ['--organization', 'nobody', '--expires', 'soon'], /--expires/],
    [keysRevoke, ['--organization', 'nobody'], /key id/],
    [keysList, ['--organization', 'nobody', '--colour', 'red'], /--colour/],
  ];
  for (const [command, words, message] of cases) {
    const run = async () => {
      const { values, positionals } = parseCommand(command, words);
      return command.run(values, positionals);
    };
    await assert.rejects(run, (error) => error instanceof UsageError && message.test(error.message));
  }
});

test('for people there is a version, help, and usage on the error output', async () => {
  const [version, help, commandHelp, unknown, extra] = await Promise.all([
    runFlorin(['--version'], {}),
    runFlorin(['--help'], {}),
    runFlorin(['keys', 'create', '--help'], {}),
    runFlorin(['fly'], {}),
    runFlorin(['migrate', 'now'], {}),
  ]);
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  for (const name of ['start', 'migrate', 'organizations create', 'keys revoke <key id>', 'doctor']) {
    assert.ok(help.stdout.includes(`  ${name}`), name);
  }
  assert.match(commandHelp.stdout, /--expires/);
  assert.deepEqual([version.code, help.code, commandHelp.code], [0, 0, 0]);
  assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /Unknown command 'fly'[\s\S]*Usage:/);
  assert.deepEqual([extra.code, extra.stdout], [2, '']);
  assert.match(extra.stderr, /'now'[\s\S]*Usage: florin migrate/);
});

test('a wrong variable exits 2, with a message that names it and keeps its value to itself', async () => {
  for (const command of [['start'], ['organizations', 'list']]) {
    const { code, stdout, stderr } = await runFlorin(command, { DATABASE_URL: 'mysql://secret@host/db' });
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, /^florin: DATABASE_URL must be/);
    assert.ok(!stderr.includes('secret'), stderr);
  }
});

test('migrate makes the schema, once', async () => {
  const url = new URL(await createTestDatabase());
  const name = url.pathname.slice(1);
  await florin.pool.unsafe(`drop database ${name}`);
  await florin.pool.unsafe(`create database ${name}`);
  const environment = { DATABASE_URL: url.href };
  const first = await runFlorin(['migrate', '--json'], environment);
  const { applied } = JSON.parse(first.stdout) as { applied: string[] };
  assert.match(applied[0] ?? '', /^0001_.*\.sql$/);
  const second = await runFlorin(['migrate', '--json'], environment);
  assert.deepEqual(JSON.parse(second.stdout), { applied: [] });
});

type Report = { ok: boolean; checks: { name: string; ok: boolean; message: string }[] };

async function examine(
  environment: Record<string, string>,
): Promise<{ code: number | null; report: Report }> {
  const { code, stdout } = await runFlorin(['doctor', '--json'], environment);
  return { code, report: JSON.parse(stdout) as Report };
}

test('doctor finds all well beside a running server', async () => {
  const { port } = new URL(florin.url);
  const { code, report } = await examine({ DATABASE_URL: florin.databaseUrl, PORT: port });
  assert.deepEqual([code, report.ok], [0, true], JSON.stringify(report));
  assert.match(report.checks.find(({ name }) => name === 'port')?.message ?? '', /Florin serves/);
});

test('doctor says what is wrong and what to do', async () => {
  const stranger = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo;
  const taken = await examine({ DATABASE_URL: florin.databaseUrl, PORT: String(port) });
  stranger.close();
  const problems = ({ report }: { report: Report }) => report.checks.filter(({ ok }) => !ok);
  assert.deepEqual([taken.code, problems(taken).map(({ name }) => name)], [1, ['port']]);
  assert.match(problems(taken)[0]?.message ?? '', /set PORT/);

  const unreachable = await examine({ DATABASE_URL: 'postgres://florin@127.0.0.1:1/florin', PORT: '0' });
  assert.deepEqual([unreachable.code, problems(unreachable).map(({ name }) => name)], [1, ['database']]);
  assert.match(problems(unreachable)[0]?.message ?? '', /DATABASE_URL/);

  const folder = await examine({ FLORIN_DATA_DIR: '/dev/null/florin', PORT: '0' });
  assert.deepEqual([folder.code, problems(folder).map(({ name }) => name)], [1, ['data folder']]);
  assert.match(problems(folder)[0]?.message ?? '', /FLORIN_DATA_DIR/);

  const configured = await examine({ PORT: 'x' });
  assert.deepEqual([configured.code, problems(configured).map(({ name }) => name)], [1, ['environment']]);
});
