// Runs the tests: every `*.test.ts`, or those named, side by side on one throw-away PostgreSQL.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect } from '../src/platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import { findBrowser } from '../test/support/browser.ts';

const root = path.join(import.meta.dirname, '..');
const named = process.argv.slice(2);
const files = named.length > 0 ? named : globSync('{src,test}/**/*.test.ts', { cwd: root }).sort();

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-test-'));
let postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
const template = connect(postgres.url, { connections: 1 });
await migrate(template);
// Thrown away afterwards, so that nothing has to be on the disk. What must outlive a crash is tested on databases of its own.
for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
  await template.unsafe(`alter system set ${setting} = off`);
}
// As many servers as run side by side, each with all the connections it may take.
await template`alter system set max_connections = 300`;
await template.end();
await postgres.stop();
postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });

const child = spawn(process.execPath, ['--test', '--test-concurrency=3', '--test-reporter=spec', ...files], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    FLORIN_TEST_DATABASE_URL: postgres.url,
    // Found once: where it has to be unpacked, files that run side by side must not all do so.
    ...(files.some((file) => file.includes('browser')) ? { FLORIN_TEST_BROWSER: await findBrowser() } : {}),
    // Each file has a process of its own: what one has compiled the others need not.
    NODE_COMPILE_CACHE: path.join(dataDir, 'compiled'),
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const code = await new Promise((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
await postgres.stop();
await rm(dataDir, { recursive: true, force: true });
process.exit(code);
