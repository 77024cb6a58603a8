/**
 * A server that speaks the calls of Stripe's API that Florin makes, written from the public shapes of that API. It keeps
 * what it is told in memory, honours idempotency keys, and can be told to fail in the ways that a processor fails.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerStripe, newAccount, type StripeAccountState, StripeRefusal } from './stripe-api.ts';

/** What befalls a request: before anything is done for it, after all is done, or neither but late. Held: it is never read. */
export type Trouble =
  | { kind: 'dropped_before' | 'dropped_after' | 'held' }
  | { kind: 'late'; milliseconds: number }
  | { kind: 'status'; status: number };

export type SeenCall = { method: string; path: string; idempotencyKey: string | undefined };

export type StripeServer = {
  url: string;
  secretKey: string;
  webhookSecret: string;
  account: StripeAccountState;
  calls: SeenCall[];
  /** What befalls the next requests of a method and the beginning of a path, one each. */
  trouble(method: string, path: string, ...troubles: Trouble[]): void;
  /** Forgets all keys, as Stripe does after a day. */
  forgetKeys(): void;
  /** An event as Stripe sends it, signed now or at another second. */
  event(type: string, object: object, at?: Date): { body: string; headers: Record<string, string> };
  stop(): Promise<void>;
};

type Kept = { request: string; answer: Promise<Reply> };
type Reply = { status: number; body: object };

export async function startStripeServer(): Promise<StripeServer> {
  const secretKey = 'sk_test_51fixture0123456789abcdef';
  const webhookSecret = 'whsec_fixture0123456789abcdef';
  const account = newAccount();
  const calls: SeenCall[] = [];
  const troubles: { method: string; path: string; trouble: Trouble }[] = [];
  const keys = new Map<string, Kept>();

  async function replyTo(request: IncomingMessage, path: string, body: string): Promise<Reply> {
    if (request.headers.authorization !== `Bearer ${secretKey}`) {
      return { status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API Key.' } } };
    }
    const work = async (): Promise<Reply> => {
      try {
        return { status: 200, body: answerStripe(account, request.method ?? '', path, body) };
      } catch (error) {
        if (error instanceof StripeRefusal) return { status: error.status, body: { error: error.error } };
        throw error;
      }
    };
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || typeof key !== 'string') return work();
    return once(keys, key, `${path} ${body}`, work);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '/' } = request;
    const key = request.headers['idempotency-key'];
    calls.push({ method, path: url, idempotencyKey: typeof key === 'string' ? key : undefined });
    const next = troubles.findIndex((one) => one.method === method && url.startsWith(one.path));
    const trouble = next === -1 ? undefined : troubles.splice(next, 1)[0]?.trouble;
    if (trouble?.kind === 'dropped_before') return void request.socket.destroy();
    if (trouble?.kind === 'held') return;
    if (trouble?.kind === 'status') {
      return send(response, {
        status: trouble.status,
        body: { error: { type: 'api_error', message: 'Oops.' } },
      });
    }
    const reply = await replyTo(request, url, Buffer.concat(chunks).toString());
    if (trouble?.kind === 'dropped_after') return void request.socket.destroy();
    if (trouble?.kind === 'late') await new Promise((done) => setTimeout(done, trouble.milliseconds).unref());
    send(response, reply);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      request.socket.destroy();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    secretKey,
    webhookSecret,
    account,
    calls,
    trouble: (method, path, ...given) =>
      void troubles.push(...given.map((trouble) => ({ method, path, trouble }))),
    forgetKeys: () => keys.clear(),
    event: (type, object, at = new Date()) => signedEvent(webhookSecret, type, object, at),
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_fixture' });
  response.end(JSON.stringify(body));
}

/** Stripe: a key answers with what the first request came to, declines too; a request that was refused unread keeps none. */
async function once(
  keys: Map<string, Kept>,
  key: string,
  request: string,
  work: () => Promise<Reply>,
): Promise<Reply> {
  const kept = keys.get(key);
  if (kept && kept.request !== request) {
    const message = 'Keys can only be used with the parameters that they were first used with.';
    return { status: 400, body: { error: { type: 'idempotency_error', message } } };
  }
  if (kept) return kept.answer;
  const answer = work();
  keys.set(key, { request, answer });
  const { status } = await answer;
  if (status === 400 || status === 404) keys.delete(key);
  return answer;
}

function signedEvent(secret: string, type: string, object: object, at: Date) {
  const created = Math.floor(at.getTime() / 1000);
  const body = JSON.stringify({
    id: `evt_${created}`,
    object: 'event',
    api_version: '2020-08-27',
    created,
    type,
    data: { object },
  });
  const signature = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex');
  return { body, headers: { 'stripe-signature': `t=${created},v1=${signature}` } };
}
