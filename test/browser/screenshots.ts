/**
 * `npm run screenshots [folder]`: every screen at both widths, light and dark, of a shop with half a year behind it. They are to be
 * looked at, one by one.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect } from '../../src/platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import {
  desktop,
  installedBrowser,
  openPage,
  phone,
  startBrowser,
  type WatchedPage,
} from '../support/browser.ts';
import { signIn } from '../support/dashboard.ts';
import { buildDemoWorld } from '../support/demo-world.ts';
import { startTestFlorin } from '../support/florin.ts';
import { settled, signInCustomer } from '../support/pages.ts';
import { allScreens } from './screens.ts';

const folder = path.resolve(process.argv[2] ?? 'screenshots');
const only = process.argv[3] ?? '';
await mkdir(folder, { recursive: true });

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-screenshots-'));
const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
const template = connect(postgres.url, { connections: 1 });
await migrate(template);
await template.end();
process.env.FLORIN_TEST_DATABASE_URL = postgres.url;
const florin = await startTestFlorin({ FLORIN_MAILBOX: 'on' });
const browser = await startBrowser(installedBrowser());
try {
  const world = await buildDemoWorld(florin);
  const screens = (await allScreens(florin, world)).filter(({ name }) => name.includes(only));
  for (const [width, viewport] of Object.entries({ desktop, phone })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const visitors: Record<string, WatchedPage> = {};
      for (const visitor of ['merchant', 'customer', 'nobody']) {
        visitors[visitor] = await openPage(browser, { viewport, colorScheme });
      }
      await signIn(visitors.merchant!, florin);
      await signInCustomer(visitors.customer!, florin, world.regular.customerId);
      for (const screen of screens) {
        const page = visitors[screen.visitor]!;
        await page.goto(screen.url);
        await settled(page);
        await page.screenshot({
          path: path.join(folder, `${screen.name}-${width}-${colorScheme}.png`),
          fullPage: true,
        });
      }
      for (const page of Object.values(visitors)) await page.context().close();
    }
  }
  console.log(`${screens.length * 4} screenshots are in ${folder}.`);
} finally {
  await browser.close();
  await florin.stop();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
