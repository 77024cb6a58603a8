import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Chromium: the one of FLORIN_TEST_BROWSER; else the one that an npm package brings for Linux on x64, with the libraries that a
 * bare machine lacks, for it is the same everywhere and has no window to draw; else one that is installed.
 */
export async function findBrowser(): Promise<string> {
  if (process.env.FLORIN_TEST_BROWSER) return process.env.FLORIN_TEST_BROWSER;
  if (process.platform === 'linux' && process.arch === 'x64') {
    // By this the package knows that it is to unpack its libraries too.
    process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x';
    const { default: packed } = await import('@sparticuz/chromium');
    return packed.executablePath();
  }
  const found = installedBrowser();
  if (!found) throw new Error('Name a Chromium in FLORIN_TEST_BROWSER: none was found.');
  return found;
}

/** One that has the fonts of its machine, if there is one. */
export function installedBrowser(): string | undefined {
  return installed.find((file) => existsSync(file));
}

export async function startBrowser(executable?: string): Promise<Browser> {
  return chromium.launch({
    executablePath: executable ?? (await findBrowser()),
    args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
  });
}

export const phone = { width: 360, height: 740 };
export const desktop = { width: 1440, height: 900 };

export type WatchedPage = Page & {
  /** What the page said in its console, or threw, or could not load, that it should not have. */
  problems: string[];
};

/** A page in a context of its own: no cookie, no memory of another. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: desktop,
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...options,
  });
  return watch(await context.newPage());
}

export function watch(page: Page): WatchedPage {
  const problems: string[] = [];
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => {
    // That a call was refused is the page's to tell; the browser says so as well.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`thrown: ${error.stack ?? error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
  });
  return Object.assign(page, { problems });
}

const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Of all that is asked of a page, what its colours decide. */
const rulesOfColours = ['color-contrast', 'link-in-text-block'];

/** The page is whole: nothing wrong in the console, axe finds nothing, nothing is wider than the window. */
export async function assertWholePage(
  page: WatchedPage,
  name: string,
  rules: readonly string[] = everyRule,
): Promise<void> {
  assert.deepEqual(page.problems, [], name);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(
    async (runOnly) => {
      const { axe: run } = globalThis as unknown as { axe: typeof axe };
      const results = await run.run(document, { runOnly, resultTypes: ['violations'], preload: false });
      return results.violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
      );
    },
    [...rules],
  );
  assert.deepEqual(violations, [], name);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `${name} is ${overflow} pixels wider than the window`);
}

/** The same at both widths, light and dark, without that the page is loaded again. It stays as the last of them. */
export async function assertWholeEverywhere(page: WatchedPage, name: string): Promise<void> {
  for (const viewport of [phone, desktop]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const rules = colorScheme === 'light' ? everyRule : rulesOfColours;
      await assertWholePage(page, `${name} ${viewport.width} ${colorScheme}`, rules);
    }
  }
}
