import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { load } from './http-load.ts';
import { customerId } from './load-customers.ts';

type Told = { data: { id: string; name: string } };

/** A receiver in this process that notes when each message came, and may be kept from answering. */
async function startReceiver() {
  const received: { told: Told; at: number }[] = [];
  let gate: Promise<void> | undefined;
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      received.push({ told: JSON.parse(Buffer.concat(parts).toString()) as Told, at: performance.now() });
      if (gate) await gate;
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    hold(until: Promise<void> | undefined) {
      gate = until;
    },
    async waitFor(count: number) {
      while (received.length < count) await sleep(1);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function addEndpoint(origin: string, token: string, url: string): Promise<void> {
  const answer = await fetch(`${origin}/v1/webhooks/endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url, format: 'raw', events: ['customer.updated'] }),
  });
  if (answer.status !== 201) throw new Error(`The endpoint was refused: ${await answer.text()}`);
}

export type WebhookFigures = { perSecond: number; isOrdered: boolean; p99Milliseconds: number };

/**
 * How fast one endpoint is told of what has piled up, whether each object's events came in order, and how long one event
 * takes in an idle system, from the request that makes it to its receipt.
 */
export async function webhookFigures(
  origin: string,
  token: string,
  customers: number,
): Promise<WebhookFigures> {
  const receiver = await startReceiver();
  await addEndpoint(origin, token, receiver.url);
  let renamed = 0;
  const rename = () => {
    renamed++;
    const body = JSON.stringify({ name: `Renamed ${String(renamed).padStart(8, '0')}` });
    return { method: 'PATCH', path: `/v1/customers/${customerId(1 + (renamed % customers))}`, body };
  };

  let release = () => {};
  receiver.hold(new Promise((done) => (release = done)));
  const piled = 5_000;
  const made = await load(origin, token, 16, { requests: piled }, rename);
  if (made.failures > 0) throw new Error(`${made.failures} updates failed.`);
  receiver.hold(undefined);
  const releasedAt = performance.now();
  release();
  await receiver.waitFor(piled);
  const perSecond = piled / ((performance.now() - releasedAt) / 1000);

  const delays: number[] = [];
  for (let n = 0; n < 200; n++) {
    await sleep(20);
    const at = performance.now();
    await load(origin, token, 1, { requests: 1 }, rename);
    await receiver.waitFor(piled + n + 1);
    delays.push((receiver.received.at(-1)?.at ?? 0) - at);
  }
  receiver.close();
  delays.sort((a, b) => a - b);
  return {
    perSecond,
    isOrdered: isOrdered(receiver.received.map(({ told }) => told)),
    p99Milliseconds: delays[Math.floor(delays.length * 0.99) - 1] ?? 0,
  };
}

/** Names grow with every update, so that of one customer's none may come after a greater one. */
function isOrdered(told: readonly Told[]): boolean {
  const last = new Map<string, string>();
  return told.every(({ data: { id, name } }) => {
    const isLater = (last.get(id) ?? '') < name;
    last.set(id, name);
    return isLater;
  });
}
