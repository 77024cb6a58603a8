import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../support/random.ts';

const root = path.join(import.meta.dirname, '../..');
const main = path.join(root, 'src/cli/main.ts');

/** How often, of a hundred requests or advances, the server is killed before it and in the middle of it. */
export type KillRates = { beforeRequest: number; duringRequest: number; duringAdvance: number };

export const noKills: KillRates = { beforeRequest: 0, duringRequest: 0, duringAdvance: 0 };

export type Answer = { status: number; body: Record<string, unknown> };

export type Sent = {
  method: string;
  path: string;
  token?: string;
  body?: unknown;
  /** The request repeated with the same key is the same request. */
  key?: string;
};

/**
 * A server process on a database that is somebody else's: it can die at any moment, and another one takes its place. What was
 * asked meanwhile is asked again, with the same key.
 */
export class MortalServer {
  kills = 0;
  #process: { child: ChildProcess; url: string; ended: Promise<unknown> } | undefined;
  #environment: Record<string, string>;
  #fate: Random;
  #rates: KillRates;
  #letTimePass: () => Promise<void>;

  /** @param letTimePass makes of what a server that died has left behind what it is minutes later */
  constructor(
    environment: Record<string, string>,
    fate: Random,
    rates: KillRates,
    letTimePass: () => Promise<void>,
  ) {
    this.#environment = environment;
    this.#fate = fate;
    this.#rates = rates;
    this.#letTimePass = letTimePass;
  }

  async start(): Promise<void> {
    const { PATH = '', HOME = '', TMPDIR, NODE_COMPILE_CACHE } = process.env;
    const child = spawn(process.execPath, [main, 'start'], {
      cwd: root,
      env: {
        PATH,
        HOME,
        ...(TMPDIR ? { TMPDIR } : {}),
        ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}),
        PORT: '0',
        FLORIN_RATE_LIMIT: 'off',
        LOG_LEVEL: 'error',
        ...this.#environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    let output = '';
    const url = await new Promise<string>((resolve, reject) => {
      const read = (text: string) => {
        output += text;
        const [, found] = /serves at (\S+)/.exec(output) ?? [];
        if (found) resolve(found);
        this.log += text
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .join('\n');
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      ended.then(() => reject(new Error(`The server did not start: ${output}`)));
    });
    this.#process = { child, url, ended };
  }

  /** What the servers wrote of faults. */
  log = '';

  async kill(): Promise<void> {
    this.kills++;
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    running?.child.kill(signal);
    await running?.ended;
  }

  /** Sends a request until it is answered; the server may die before it, or in the middle of it. */
  async request(sent: Sent): Promise<Answer> {
    if (this.#isFated(this.#rates.beforeRequest)) {
      await this.kill();
      await this.start();
    }
    if (this.#isFated(this.#rates.duringRequest)) {
      const answered = this.#send(sent).catch(() => undefined);
      await wait(this.#fate.below(40));
      await this.kill();
      await answered;
      await this.start();
      await this.#letTimePass();
    }
    return this.#sendUntilAnswered(sent);
  }

  /** Moves a test clock to a moment, whatever becomes of the server on the way. */
  async advance(organizationId: string, to: Date, token: string): Promise<Answer> {
    const clockPath = `/florin/v1/organizations/${organizationId}/test-clock`;
    const sent = { method: 'POST', path: `${clockPath}/advance`, token, body: { to: to.toISOString() } };
    if (!this.#isFated(this.#rates.duringAdvance)) return this.#sendUntilAnswered(sent);
    const answered = this.#send(sent).catch(() => undefined);
    await wait(this.#fate.below(150));
    await this.kill();
    await answered;
    await this.start();
    // The next process goes on with it by itself; asking again is answered once that is done.
    return this.#sendUntilAnswered(sent);
  }

  #isFated(percent: number): boolean {
    return percent > 0 && this.#fate.next() * 100 < percent;
  }

  /** A repeat may come while the request that died is still being given up, or the advance gone on with. */
  async #sendUntilAnswered(sent: Sent): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#send(sent);
      if (!isUnderWay(answer) || attempt === 600) return answer;
      await wait(50);
    }
  }

  async #send({ method, path: address, token, body, key }: Sent): Promise<Answer> {
    const response = await fetch(`${this.#process?.url}${address}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  }
}

function isUnderWay({ status, body }: Answer): boolean {
  return status === 409 && /in.progress|still being processed/i.test(JSON.stringify(body));
}
