import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { after } from 'node:test';

const root = path.join(import.meta.dirname, '../..');
const main = path.join(root, 'src/cli/main.ts');

/**
 * Of our own environment only what a process cannot do without, and what was compiled already: what a test sets is all that
 * counts.
 */
function cleanEnvironment(environment: Record<string, string>): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR, NODE_COMPILE_CACHE } = process.env;
  return {
    PATH,
    HOME,
    ...(TMPDIR ? { TMPDIR } : {}),
    ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}),
    ...environment,
  };
}

export type Ended = { code: number | null; stdout: string; stderr: string };

/** Runs a command line to its end. */
export async function runFlorin(
  words: readonly string[],
  environment: Record<string, string>,
): Promise<Ended> {
  const florin = spawnFlorin(words, environment);
  const code = await florin.ended;
  return { code, stdout: florin.stdout(), stderr: florin.stderr() };
}

/** What still runs when a test fails would keep the file from ending, and a database from being stopped. */
const running = new Map<ChildProcess, Promise<number | null>>();
after(async () => {
  for (const child of running.keys()) child.kill('SIGTERM');
  await Promise.all(running.values());
});

export type FlorinProcess = {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** The exit code, null where a signal ended it. Settles once all it wrote is read. */
  ended: Promise<number | null>;
};

/** @param launcher a command line that becomes the one which it is given */
export function spawnFlorin(
  words: readonly string[],
  environment: Record<string, string>,
  launcher: readonly string[] = [],
): FlorinProcess {
  const [command = '', ...rest] = [...launcher, process.execPath, main, ...words];
  const child = spawn(command, rest, {
    cwd: root,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  running.set(child, ended);
  ended.then(() => running.delete(child));
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

export type ServingFlorin = FlorinProcess & { url: string };

/** `florin start` on a free port; answers once the banner is out. */
export async function serveFlorin(
  environment: Record<string, string>,
  launcher: readonly string[] = [],
): Promise<ServingFlorin> {
  const settings = { PORT: '0', FLORIN_RATE_LIMIT: 'off', LOG_LEVEL: 'warn', ...environment };
  const florin = spawnFlorin(['start'], settings, launcher);
  const url = await new Promise<string>((resolve, reject) => {
    florin.child.stdout?.on('data', () => {
      const [, found] = /serves at (\S+)/.exec(florin.stdout()) ?? [];
      if (found && /keys create/.test(florin.stdout())) resolve(found);
    });
    florin.ended.then((code) => reject(new Error(`Florin ended with ${code}: ${florin.stderr()}`)));
  });
  return { ...florin, url };
}

/** Waits for what is to become true; fails after so many milliseconds. The longer it takes, the less often it is looked at. */
export async function eventually(
  what: string,
  milliseconds: number,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const beganAt = Date.now();
  while (!(await isSo())) {
    const elapsed = Date.now() - beganAt;
    if (elapsed > milliseconds) throw new Error(`Not within ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.min(elapsed / 20, 180)));
  }
}
