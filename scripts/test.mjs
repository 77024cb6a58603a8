// Runs the tests: every `*.test.ts`, or those named, side by side on one throw-away PostgreSQL.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { connect } from '../src/platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import { findBrowser } from '../test/support/browser.ts';

const root = path.join(import.meta.dirname, '..');
const named = process.argv.slice(2);
/** How many processes run at once: more than cores, for some tests wait most of the time. */
const lanesAtOnce = 3;
/** What a file has loaded and made stays until its process ends. */
const filesOfLane = 16;
const found = named.length > 0 ? named : globSync('{src,test}/**/*.test.ts', { cwd: root }).sort();
/** Where those are that take longest: they begin, so that none of them is alone at the end. */
const longest = ['test/browser/', 'test/faults/', 'test/simulation/', 'test/server/'];
const isLong = (file) => longest.some((folder) => file.startsWith(folder));
const files = [...found.filter(isLong), ...found.filter((file) => !isLong(file))];

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-test-'));
let postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
const template = connect(postgres.url, { connections: 1 });
await migrate(template);
// Thrown away afterwards, so that nothing has to be on the disk. What must outlive a crash is tested on databases of its own.
for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum']) {
  await template.unsafe(`alter system set ${setting} = off`);
}
// As many servers as run side by side, each with all the connections it may take.
await template`alter system set max_connections = 300`;
await template.end();
await postgres.stop();
postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });

const lanesFolder = path.join(dataDir, 'lanes');
await mkdir(lanesFolder);
await writeFile(path.join(lanesFolder, 'files.json'), JSON.stringify({ files, most: filesOfLane }));
const count = Math.max(Math.min(lanesAtOnce, files.length), Math.ceil(files.length / filesOfLane));
const lanes = Array.from({ length: count }, (_, index) => path.join(lanesFolder, `${index}.mjs`));
const lane = `import ${JSON.stringify(pathToFileURL(path.join(import.meta.dirname, 'test-lane.mjs')))};`;
await Promise.all(lanes.map((file) => writeFile(file, lane)));

// Found once: where it has to be unpacked, files that run side by side must not all do so.
if (files.some((file) => file.includes('browser'))) process.env.FLORIN_TEST_BROWSER = await findBrowser();

const child = spawn(
  process.execPath,
  ['--test', `--test-concurrency=${lanesAtOnce}`, '--test-reporter=spec', ...lanes],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      FLORIN_TEST_DATABASE_URL: postgres.url,
      FLORIN_TEST_LANES: lanesFolder,
      // What one process has compiled the others need not.
      NODE_COMPILE_CACHE: path.join(dataDir, 'compiled'),
    },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const code = await new Promise((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
await postgres.stop();
await rm(dataDir, { recursive: true, force: true, maxRetries: 20 });
process.exit(code);
