import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { headers: Record<string, string>; body: string; at: number };

/** What a receiver does with a request: the status it answers, or its own way with the response. */
export type Behaviour = (
  request: Received,
  response: http.ServerResponse,
  index: number,
) => number | undefined | Promise<number | undefined>;

/** A merchant's server that keeps what it is sent. */
export type Receiver = {
  url: string;
  received: Received[];
  /** Answers 200 where nothing else is said. */
  behave(behaviour: Behaviour): void;
  /** Waits until so many requests came, in all. */
  waitFor(count: number, milliseconds?: number): Promise<Received[]>;
  close(): Promise<void>;
};

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let behaviour: Behaviour = () => 200;
  const server = http.createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const one = { headers, body: Buffer.concat(parts).toString('utf8'), at: Date.now() };
    received.push(one);
    const status = await behaviour(one, response, received.length - 1);
    if (status !== undefined) response.writeHead(status).end('ok');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    behave(next) {
      behaviour = next;
    },
    async waitFor(count, milliseconds = 30_000) {
      const until = Date.now() + milliseconds;
      while (received.length < count) {
        if (Date.now() > until) throw new Error(`Of ${count} webhooks only ${received.length} came.`);
        await new Promise((done) => setTimeout(done, 5));
      }
      return received;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
