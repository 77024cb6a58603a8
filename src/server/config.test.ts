import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

test('without variables there are defaults', () => {
  const config = readConfig({});
  assert.deepEqual(
    [config.port, config.host, config.rateLimited, config.logLevel],
    [4000, '127.0.0.1', true, 'info'],
  );
  assert.equal(config.operatorToken, undefined);
  assert.match(config.dataDir, /^\/.*\/\.florin$/);
});

test('an empty variable counts as none', () => {
  const names = [
    'PORT',
    'PUBLIC_URL',
    'DATABASE_URL',
    'FLORIN_DATA_DIR',
    'FLORIN_OPERATOR_TOKEN',
    'LOG_LEVEL',
  ];
  const empty = Object.fromEntries(names.map((name) => [name, ' ']));
  assert.deepEqual(readConfig(empty), readConfig({}));
});

test('right values are taken', () => {
  const config = readConfig({
    PORT: '0',
    PUBLIC_URL: 'https://billing.example.com/',
    DATABASE_URL: 'postgresql://florin@db/florin',
    FLORIN_OPERATOR_TOKEN: 'x'.repeat(32),
    FLORIN_RATE_LIMIT: 'off',
    FLORIN_POLAR_CONTRACT: '2026-10',
  });
  assert.deepEqual(
    [
      config.port,
      config.publicUrl,
      config.databaseUrl,
      config.operatorToken,
      config.rateLimited,
      config.polarContract,
    ],
    [0, 'https://billing.example.com', 'postgresql://florin@db/florin', 'x'.repeat(32), false, '2026-10'],
  );
});

test('a worker needs to know where its mails lead, a replica what it is of', () => {
  assert.throws(() => readConfig({ FLORIN_ROLE: 'worker' }), /^ConfigError: PUBLIC_URL must be set/);
  const replica = 'postgres://florin@replica/florin';
  assert.throws(
    () => readConfig({ DATABASE_REPLICA_URL: replica }),
    /^ConfigError: DATABASE_REPLICA_URL must be left out/,
  );
  const config = readConfig({
    FLORIN_ROLE: 'worker',
    PUBLIC_URL: 'https://billing.example.com',
    DATABASE_URL: 'postgres://florin@db/florin',
    DATABASE_REPLICA_URL: replica,
    FLORIN_KEEP_EVENTS_DAYS: '30',
  });
  assert.deepEqual(
    [config.role, config.databaseReplicaUrl, config.keepEventsDays, config.keepDeliveriesDays],
    ['worker', replica, 30, 90],
  );
});

test('the mailbox is there in development, or by name, and never beside a mail server', () => {
  const own = { DATABASE_URL: 'postgres://florin@db/florin' };
  const smtp = { SMTP_URL: 'smtp://mail.example.com' };
  const shown = [{}, own, { ...own, FLORIN_MAILBOX: 'on' }, smtp, { ...smtp, FLORIN_MAILBOX: 'on' }];
  assert.deepEqual(
    shown.map((environment) => readConfig(environment).mailbox),
    [true, false, true, false, false],
  );
});

const wrong: [string, string][] = [
  ['FLORIN_MAILBOX', 'secret'],
  ['PORT', 'secret'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '4e3'],
  ['PUBLIC_URL', 'secret'],
  ['PUBLIC_URL', 'ftp://secret'],
  ['DATABASE_URL', 'mysql://secret'],
  ['FLORIN_OPERATOR_TOKEN', 'secret'.repeat(5)],
  ['FLORIN_AUTH_SECRET', 'secret'.repeat(5)],
  ['FLORIN_RATE_LIMIT', 'secret'],
  ['FLORIN_POLAR_CONTRACT', 'secret'],
  ['FLORIN_FLOWGLAD_CONTRACT', 'secret'],
  ['LOG_LEVEL', 'secret'],
  ['SMTP_URL', 'https://secret'],
  ['FLORIN_ROLE', 'secret'],
  ['DATABASE_REPLICA_URL', 'mysql://secret'],
  ['FLORIN_KEEP_EVENTS_DAYS', '6'],
  ['FLORIN_KEEP_DELIVERIES_DAYS', 'secret'],
];

for (const [name, value] of wrong) {
  test(`${name} ${value}: the error names the variable and not the value`, () => {
    assert.throws(
      () => readConfig({ [name]: value }),
      (error) =>
        error instanceof ConfigError &&
        error.message.startsWith(`${name} `) &&
        !error.message.includes('secret'),
    );
  });
}
