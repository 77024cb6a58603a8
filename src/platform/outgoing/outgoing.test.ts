import assert from 'node:assert/strict';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createOutgoing, type OutgoingAnswer, type Resolve } from './outgoing.ts';

let server: http.Server;
let port: number;
let requests: string[] = [];
let behave: (request: http.IncomingMessage, response: http.ServerResponse) => void;

before(async () => {
  server = http.createServer((request, response) => {
    requests.push(request.url ?? '');
    behave(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

type Options = { resolve?: Resolve; allowLoopback?: boolean; url?: string; timeoutMilliseconds?: number };

async function post({ resolve, url, ...options }: Options = {}): Promise<OutgoingAnswer> {
  requests = [];
  const outgoing = createOutgoing(resolve ? { resolve } : {});
  try {
    return await outgoing.post({
      url: url ?? `http://127.0.0.1:${port}/hook`,
      headers: { 'content-type': 'application/json' },
      body: '{"ü":1}',
      allowLoopback: true,
      timeoutMilliseconds: 2_000,
      ...options,
    });
  } finally {
    outgoing.close();
  }
}

const answers =
  (...addresses: string[]): Resolve =>
  (_host, answer) =>
    answer(
      null,
      addresses.map((address) => ({ address, family: net.isIP(address) })),
    );

test('an answer comes back with its status and its beginning', async () => {
  behave = (_request, response) => response.writeHead(418).end('x'.repeat(5_000));
  const answer = await post();
  assert.ok(answer.kind === 'answered');
  assert.equal(answer.status, 418);
  assert.equal(answer.text, 'x'.repeat(2_048));
});

test('a redirect is an answer like any other', async () => {
  behave = (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end();
  const answer = await post();
  assert.ok(answer.kind === 'answered' && answer.status === 307);
  assert.deepEqual(requests, ['/hook']);
});

test('this machine is not reached where that is not allowed, by whatever name', async () => {
  behave = (_request, response) => response.writeHead(200).end();
  const hosts = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433', '0.0.0.0'];
  for (const host of hosts) {
    const answer = await post({ allowLoopback: false, url: `http://${host}:${port}/hook` });
    assert.ok(answer.kind === 'failed', host);
    assert.match(answer.reason, /public internet/, host);
  }
  assert.deepEqual(requests, []);
});

test('where this machine is allowed, others that are not public still are not', async () => {
  for (const host of ['10.0.0.1', '169.254.169.254', '[fe80::1]', '192.168.0.1']) {
    const answer = await post({ url: `http://${host}:${port}/hook` });
    assert.ok(answer.kind === 'failed' && /public internet/.test(answer.reason), host);
  }
});

test('a name one of whose addresses is not public leads nowhere', async () => {
  behave = (_request, response) => response.writeHead(200).end();
  const url = `http://receiver.example:${port}/hook`;
  for (const addresses of [['127.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['::ffff:127.0.0.1'], []]) {
    const answer = await post({ allowLoopback: false, url, resolve: answers(...addresses) });
    assert.ok(answer.kind === 'failed' && /public internet/.test(answer.reason));
  }
  assert.deepEqual(requests, []);
});

test('a name that is another a moment later does not lead where it was not checked', async () => {
  behave = (_request, response) => response.writeHead(200).end();
  let looks = 0;
  // Public when it is checked; this machine ever after.
  const resolve: Resolve = (host, answer) =>
    answers(looks++ === 0 ? '93.184.215.14' : '127.0.0.1')(host, answer);
  const url = `http://rebinding.example:${port}/hook`;
  const answer = await post({ allowLoopback: false, url, resolve, timeoutMilliseconds: 500 });
  assert.equal(answer.kind, 'failed');
  assert.equal(looks, 1);
  assert.deepEqual(requests, []);
});

test('nobody is waited for longer than the time given', async () => {
  behave = (_request, response) => {
    response.writeHead(200);
    response.write('beginning');
  };
  const answer = await post({ timeoutMilliseconds: 300 });
  assert.ok(answer.kind === 'failed');
  assert.match(answer.reason, /No answer within 0.3 seconds/);
  assert.ok(answer.milliseconds < 2_000);
});

test('of a body without end no more is read than is worth knowing', async () => {
  let written = 0;
  behave = (_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write('y'.repeat(16_384))) written += 16_384;
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  const answer = await post();
  assert.ok(answer.kind === 'answered' && answer.status === 200);
  assert.ok(written < 16 * 1024 * 1024);
});

test('what is no HTTP, and a connection that closes early, are told apart', async () => {
  const rude = net.createServer((socket) => socket.once('data', () => socket.end('hello there\r\n\r\n')));
  await new Promise<void>((done) => rude.listen(0, '127.0.0.1', done));
  const garbage = await post({ url: `http://127.0.0.1:${(rude.address() as AddressInfo).port}/` });
  assert.ok(garbage.kind === 'failed');
  assert.equal(garbage.reason, 'The answer was not HTTP.');
  rude.close();
  behave = (request) => request.socket.destroy();
  const early = await post();
  assert.ok(early.kind === 'failed');
  assert.equal(early.reason, 'The connection was closed before an answer came.');
});

test('a kept connection that the receiver closed is not held against it', async () => {
  behave = (_request, response) => response.writeHead(200).end('ok');
  const outgoing = createOutgoing();
  const request = {
    url: `http://127.0.0.1:${port}/hook`,
    headers: {},
    body: '{}',
    allowLoopback: true,
    timeoutMilliseconds: 2_000,
  };
  for (let times = 0; times < 5; times++) {
    const answer = await outgoing.post(request);
    assert.ok(answer.kind === 'answered' && answer.status === 200);
    server.closeAllConnections();
  }
  outgoing.close();
});
