import assert from 'node:assert/strict';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { selectDeliveries, type WebhookDelivery } from '../../src/billing/webhooks/index.ts';
import type { Scope } from '../../src/platform/scope.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { eventually } from '../support/process.ts';
import { startReceiver } from '../support/receiver.ts';
import { makeEndpoint } from './hearing.ts';
import { selfSigned } from './self-signed.ts';
import { startTcpProxy } from './tcp-proxy.ts';

let florin: TestFlorin;
let scope: Scope;
before(async () => {
  florin = await startTestFlorin({ FLORIN_WEBHOOK_LOOPBACK: 'on', LOG_LEVEL: 'fatal' });
  scope = await florin.scope(florin.organization, 'test');
});
after(() => florin.stop());

/** A receiver that does with the connection what it likes, once the request is there. Answers its address. */
async function startRaw(
  context: TestContext,
  behave: (socket: net.Socket) => void | Promise<void>,
): Promise<string> {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    socket.on('data', (chunk) => {
      // The head comes with the first piece, and these bodies are small.
      if (chunk.includes('POST ')) void behave(socket);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  context.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

async function startEncrypted(context: TestContext): Promise<string> {
  const server = https.createServer(selfSigned, (_request, response) => response.end('ok'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://localhost:${(server.address() as AddressInfo).port}/hook`;
}

let customers = 0;
async function change(): Promise<void> {
  const body = { email: `receiver-${++customers}@example.com` };
  const { status } = await call('POST', `${florin.url}/v1/customers/`, { token: florin.testKey, body });
  assert.equal(status, 201);
}

const heard = ['customer.created'];
const chunk = Buffer.alloc(64 * 1024, 'x');

/** Writes without an end, as fast as it is taken. */
async function pour(socket: net.Socket, head: string): Promise<void> {
  socket.write(head);
  while (!socket.destroyed && socket.writable) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
  }
}

const once = (socket: net.Socket, event: string) => new Promise((done) => socket.once(event, done));

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

type Bad = {
  name: string;
  behave(socket: net.Socket): void | Promise<void>;
  /** What the log says of it. */
  succeeded: boolean;
  httpCode: number | null;
  says: RegExp;
};

const bad: readonly Bad[] = [
  {
    name: 'never answers',
    behave: () => {},
    succeeded: false,
    httpCode: null,
    says: /^No answer within 10 seconds\.$/,
  },
  {
    name: 'answers a byte a second',
    async behave(socket) {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      for (let count = 0; count < 60 && !socket.destroyed; count++) {
        socket.write('x');
        await wait(1_000);
      }
    },
    succeeded: false,
    httpCode: null,
    says: /^No answer within 10 seconds\.$/,
  },
  {
    name: 'fails',
    behave: (socket) =>
      void socket.end('HTTP/1.1 500 Oops\r\ncontent-length: 7\r\nconnection: close\r\n\r\nno luck'),
    succeeded: false,
    httpCode: 500,
    says: /^no luck$/,
  },
  {
    name: 'redirects',
    behave: (socket) =>
      void socket.end(
        'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
      ),
    succeeded: false,
    httpCode: 302,
    says: /^$/,
  },
  {
    name: 'speaks something else',
    behave: (socket) => void socket.end('220 mail.example.com ESMTP ready\r\n'),
    succeeded: false,
    httpCode: null,
    says: /^The answer was not HTTP\.$/,
  },
  {
    name: 'never ends its answer',
    behave: (socket) => pour(socket, 'HTTP/1.1 200 OK\r\n\r\n'),
    succeeded: true,
    httpCode: 200,
    says: /^x{2048}$/,
  },
  {
    name: 'never ends its head',
    behave: (socket) => pour(socket, 'HTTP/1.1 200 OK\r\nx-long: '),
    succeeded: false,
    httpCode: null,
    says: /^The answer was not HTTP\.$/,
  },
  {
    name: 'closes before its answer is whole',
    behave: (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
    succeeded: false,
    httpCode: null,
    says: /^The connection was closed before an answer came\.$/,
  },
  {
    name: 'closes at once',
    behave: (socket) => void socket.destroy(),
    succeeded: false,
    httpCode: null,
    says: /^The connection was closed before an answer came\.$/,
  },
  {
    name: 'answers twice',
    behave: (socket) => void socket.write(ok + ok),
    succeeded: true,
    httpCode: 200,
    says: /^ok$/,
  },
];

test('receivers of every bad kind: a good one is told within a second meanwhile, and the log says what happened', {
  timeout: 120_000,
}, async (context) => {
  const good = await startReceiver();
  context.after(() => good.close());
  await makeEndpoint(scope, 'polar', good.url, heard);
  const endpoints = new Map<string, Bad>();
  for (const one of bad) {
    const url = await startRaw(context, one.behave);
    endpoints.set(await makeEndpoint(scope, 'polar', url, heard), one);
  }
  const untrusted = await makeEndpoint(scope, 'polar', await startEncrypted(context), heard);
  endpoints.set(untrusted, {
    name: 'is vouched for by nobody',
    behave: () => {},
    succeeded: false,
    httpCode: null,
    says: /^The TLS connection could not be established\.$/,
  });
  await change();
  await good.waitFor(1);
  global.gc?.();
  const before = process.memoryUsage.rss();
  const delays: number[] = [];
  for (let count = 2; count <= 9; count++) {
    const changedAt = Date.now();
    await change();
    await good.waitFor(count);
    delays.push((good.received[count - 1]?.at ?? 0) - changedAt);
    await wait(100);
  }
  // One may fall into a busy moment of the machine.
  const middle = delays.toSorted((a, b) => a - b)[4] ?? 0;
  assert.ok(middle < 1_000, `told after ${delays.join(', ')} ms`);

  for (const [id, { name, succeeded, httpCode, says }] of endpoints) {
    let first: WebhookDelivery | undefined;
    await eventually(`the log tells of the one that ${name}`, 30_000, async () => {
      first = (await selectDeliveries(scope, { endpointIds: [id] }, { limit: 100 })).at(-1);
      return first !== undefined;
    });
    assert.deepEqual(
      [first?.succeeded, first?.httpCode],
      [succeeded, httpCode],
      `${name}: ${first?.response}`,
    );
    assert.match(first?.response ?? '', says, name);
    assert.ok((first?.milliseconds ?? 0) < 12_000, name);
  }
  const grown = (process.memoryUsage.rss() - before) / 1024 / 1024;
  assert.ok(grown < 200, `${Math.round(grown)} MiB more`);
  assert.equal((await call('GET', `${florin.url}/healthz`)).status, 200);
});

test('a way to a receiver that is late, cut and swallowed: in order, others not kept waiting, and on again after', {
  timeout: 120_000,
}, async (context) => {
  const [near, far] = [await startReceiver(), await startReceiver()];
  const target = new URL(far.url);
  const proxy = await startTcpProxy({ host: target.hostname, port: Number(target.port) });
  context.after(() => Promise.all([near.close(), far.close(), proxy.close()]));
  await makeEndpoint(scope, 'polar', near.url, heard);
  const id = await makeEndpoint(scope, 'polar', `http://127.0.0.1:${proxy.port}/hook`, heard);
  let told = 0;
  const tell = async (count: number) => {
    for (let index = 0; index < count; index++) await change();
    told += count;
    await near.waitFor(told);
  };
  proxy.delay(100);
  await tell(3);
  await far.waitFor(3, 20_000);
  proxy.cut();
  proxy.refuse();
  await tell(3);
  proxy.heal();
  await far.waitFor(6, 30_000);
  proxy.swallow();
  await tell(3);
  await eventually('it is given up for now', 30_000, async () => {
    const [last] = await selectDeliveries(scope, { endpointIds: [id] }, { limit: 1 });
    return last?.response === 'No answer within 10 seconds.';
  });
  proxy.heal();
  await eventually('all have come', 30_000, async () => namesOf(far.received).length === told);
  assert.deepEqual(namesOf(far.received), namesOf(near.received));
});

/** Whom messages tell of, in the order in which they first came. */
function namesOf(received: readonly { body: string }[]): string[] {
  const emails = received.map(({ body }) => (JSON.parse(body) as { data: { email: string } }).data.email);
  return [...new Set(emails)];
}
