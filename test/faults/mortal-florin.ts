import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type FlorinProcess, serveFlorin, spawnFlorin } from '../support/process.ts';

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers };

export type Sent = {
  method: string;
  path: string;
  token?: string;
  body?: unknown;
  /** The request repeated with the same key is the same request. */
  key?: string;
};

export const operatorToken = 'operator-token-of-the-faults-0123456789abcdef';

const repeatMilliseconds = 25;

/** A server for a test, with a folder of its own; not started yet. It ends with the test. */
export async function mortalFlorin(
  context: TestContext,
  environment: Record<string, string>,
  launcher: readonly string[] = [],
): Promise<MortalFlorin> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'florin-faults-'));
  const settings = {
    FLORIN_DATA_DIR: dataDir,
    FLORIN_OPERATOR_TOKEN: operatorToken,
    FLORIN_WEBHOOK_LOOPBACK: 'on',
    ...environment,
  };
  const florin = new MortalFlorin(settings, launcher);
  context.after(async () => {
    await florin.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return florin;
}

/** `florin start` as a process that dies at any moment and is started again, while many ask something of it. */
export class MortalFlorin {
  kills = 0;
  /** Milliseconds from each start to the first answer that it is ready. */
  readonly starts: number[] = [];
  #environment: Record<string, string>;
  #launcher: readonly string[];
  #process: FlorinProcess | undefined;
  #url: Promise<string>;
  #served: (url: string) => void = () => {};
  #over = new AbortController();
  #isToEnd = false;

  /** @param launcher a command line that becomes the one which it is given */
  constructor(environment: Record<string, string>, launcher: readonly string[] = []) {
    this.#environment = environment;
    this.#launcher = launcher;
    this.#url = this.#nextUrl();
  }

  get child() {
    return this.#process?.child;
  }

  get url(): Promise<string> {
    return this.#url;
  }

  /** What it wrote of faults. */
  get log(): string {
    return `${this.#process?.stdout() ?? ''}${this.#process?.stderr() ?? ''}`;
  }

  async start(): Promise<void> {
    const startedAt = performance.now();
    const florin = await serveFlorin(this.#environment, this.#launcher);
    while ((await fetch(`${florin.url}/readyz`)).status !== 200) await wait(5);
    this.starts.push(performance.now() - startedAt);
    this.#process = florin;
    this.#isToEnd = false;
    florin.ended.then((code) => {
      // Whoever asks would wait for ever.
      const how = code ?? florin.child.signalCode;
      if (!this.#isToEnd) this.#over.abort(new Error(`The server ended with ${how}: ${florin.stderr()}`));
    });
    this.#served(florin.url);
  }

  async kill(): Promise<void> {
    this.kills++;
    this.#isToEnd = true;
    // Whoever asks meanwhile waits for the next.
    this.#url = this.#nextUrl();
    this.#process?.child.kill('SIGKILL');
    await this.#process?.ended;
  }

  /** Starts a process, and kills it so many milliseconds later: while it starts, or just after. */
  async killStarting(milliseconds: number): Promise<void> {
    this.kills++;
    const florin = spawnFlorin(['start'], { PORT: '0', ...this.#environment }, this.#launcher);
    await wait(milliseconds);
    florin.child.kill('SIGKILL');
    await florin.ended;
  }

  /** Ends it for good; whoever still asks is told so. */
  async stop(): Promise<number | null> {
    this.#over.abort(new Error('The server is stopped.'));
    this.#process?.child.kill('SIGTERM');
    return (await this.#process?.ended) ?? null;
  }

  /** Asks until it is answered: again where the server dies, says that it cannot just now, or still has the same request. */
  async ask(sent: Sent): Promise<Answer> {
    for (;;) {
      this.#over.signal.throwIfAborted();
      try {
        const answer = await send(await this.#url, sent);
        if (answer.status !== 503 && !isUnderWay(answer)) return answer;
      } catch (error) {
        if (!isBrokenOff(error)) throw error;
      }
      await wait(repeatMilliseconds, undefined, { signal: this.#over.signal });
    }
  }

  #nextUrl(): Promise<string> {
    return new Promise((served) => {
      this.#served = served;
    });
  }
}

/** One request, answered or not. */
export async function send(url: string, { method, path, token, body, key }: Sent): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

function isUnderWay({ status, body }: Answer): boolean {
  return status === 409 && /in.progress|still being processed/i.test(JSON.stringify(body));
}

/** Of `fetch`: the connection broke, or was refused. */
function isBrokenOff(error: unknown): boolean {
  return error instanceof TypeError && (error.message === 'fetch failed' || error.message === 'terminated');
}
