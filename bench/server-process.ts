import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import packageJson from '../package.json' with { type: 'json' };

export type ServerProcess = {
  url: string;
  /** From the start of the process until it took requests. */
  readySeconds: number;
  /** Resident memory of the Node process, in MB. */
  residentMegabytes(): Promise<number>;
  stop(): Promise<void>;
};

const root = path.join(import.meta.dirname, '..');
/** What `npm start` runs, so that what is measured is what a user gets. */
const [, ...startArguments] = packageJson.scripts.start.split(' ');

/** Starts Florin as its user does, without limits and quietly, and waits until it is ready. */
export async function startServerProcess(
  port: number,
  environment: Record<string, string>,
): Promise<ServerProcess> {
  const started = performance.now();
  const profile = process.env.BENCH_PROFILE
    ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`]
    : [];
  const child: ChildProcess = spawn(process.execPath, [...profile, ...startArguments], {
    cwd: root,
    env: { ...process.env, PORT: String(port), FLORIN_RATE_LIMIT: 'off', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const ready = await fetch(`${url}/readyz`)
      .then((answer) => answer.ok)
      .catch(() => false);
    if (ready) break;
    if (child.exitCode !== null) throw new Error(`Florin ended with ${child.exitCode}.`);
    await sleep(10);
  }
  return {
    url,
    readySeconds: (performance.now() - started) / 1000,
    async residentMegabytes() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
    },
    stop: () =>
      new Promise((resolve) => {
        child.on('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
