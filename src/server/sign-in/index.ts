import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Occasion, recordFailedSignIn } from '../../billing/users/index.ts';
import type { Services } from '../../platform/http/dialect.ts';
import { isFromElsewhere } from '../../platform/http/own-origin.ts';
import type { RateLimit } from '../../platform/http/rate-limit.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { addressHeader, basePath } from './addresses.ts';
import { nobodysScope, whileAsked } from './asking.ts';
import type { createLibrary } from './library.ts';

type Library = Awaited<ReturnType<typeof createLibrary>>;

/** Everything of the library that is there, and how often it may be asked by one address. */
const generalLimits: readonly RateLimit[] = [{ calls: 120, seconds: 60 }];
const attemptLimits: readonly RateLimit[] = [
  { calls: 10, seconds: 60 },
  { calls: 50, seconds: 3_600 },
];
/** Of one person's account, wherever they come from: who guesses may have many addresses. */
const accountLimits: readonly RateLimit[] = [
  { calls: 10, seconds: 300 },
  { calls: 60, seconds: 86_400 },
];

const paths: Readonly<Record<string, readonly RateLimit[]>> = {
  'POST /sign-in/email': attemptLimits,
  'POST /sign-in/magic-link': attemptLimits,
  'GET /magic-link/verify': attemptLimits,
  'POST /request-password-reset': attemptLimits,
  'POST /reset-password': attemptLimits,
  'POST /change-password': attemptLimits,
  'POST /passkey/verify-authentication': attemptLimits,
  'POST /sign-out': generalLimits,
  'GET /get-session': generalLimits,
  'GET /passkey/generate-register-options': generalLimits,
  'GET /passkey/generate-authenticate-options': generalLimits,
  'POST /passkey/verify-registration': generalLimits,
  'GET /passkey/list-user-passkeys': generalLimits,
  'POST /passkey/delete-passkey': generalLimits,
  'POST /passkey/update-passkey': generalLimits,
};

/** What a call is an occasion for, where the rows that it writes do not say it. */
const occasions: Readonly<Record<string, Occasion>> = {
  'POST /sign-in/email': { kind: 'sign_in', method: 'password' },
  'GET /magic-link/verify': { kind: 'sign_in', method: 'mailed_link' },
  'POST /passkey/verify-authentication': { kind: 'sign_in', method: 'passkey' },
  'POST /reset-password': { kind: 'password_reset' },
  'POST /change-password': { kind: 'password_change' },
  'POST /sign-out': { kind: 'sign_out' },
};

/** No password and no passkey is as long. */
const bodyLimit = 64 * 1024;

/** How people sign in to the dashboard. The library is loaded when the first one comes: it is large, and many servers have none. */
export function addSignIn(app: FastifyInstance, services: Services): void {
  let library: Promise<Library> | undefined;
  const load = () => {
    library ??= import('./library.ts').then(({ createLibrary }) => createLibrary(services, app.log));
    library.catch(() => {
      library = undefined;
    });
    return library;
  };
  const { limiter, limited, clock } = services;

  /** The verdict that refuses, by address and where an account is named by that. */
  async function refusedFor(request: FastifyRequest, name: string, limits: readonly RateLimit[]) {
    if (!limited) return undefined;
    const now = clock.now().getTime();
    const byAddress = await limiter.takeExactly(`sign-in ${name} ${request.ip}`, limits, now);
    if (byAddress && !byAddress.allowed) return byAddress;
    const email = limits === attemptLimits ? emailIn(request.body) : undefined;
    if (email === undefined) return undefined;
    const byAccount = await limiter.takeExactly(`sign-in ${name} account ${email}`, accountLimits, now);
    return byAccount && !byAccount.allowed ? byAccount : undefined;
  }

  /**
   * Records a wrong password. It comes after the answer, so that how long that took does not tell whether there is such a person;
   * and `accountLimits` bound how much a stranger can have written: where they do not hold, nothing is.
   */
  async function recordFailure(request: FastifyRequest): Promise<void> {
    const email = emailIn(request.body);
    if (!limited || email === undefined) return;
    try {
      await transaction(services.pool, (database) =>
        recordFailedSignIn({ ...nobodysScope(services, request.id), database }, email),
      );
    } catch (err) {
      request.log.error({ err }, 'a failed sign-in could not be recorded');
    }
  }

  app.route({
    method: ['GET', 'POST'],
    url: `${basePath}/*`,
    bodyLimit,
    async handler(request, reply) {
      reply.header('cache-control', 'private, no-store');
      const path = request.url.slice(basePath.length).split('?')[0] ?? '';
      const name = `${request.method} ${path}`;
      const limits = paths[name];
      if (!limits) return refuse(reply, 404, 'NOT_FOUND', 'There is nothing at this address.');
      if (isFromElsewhere(request.headers, services.publicUrl)) {
        return refuse(reply, 403, 'INVALID_ORIGIN', 'Only pages of this server may ask this.');
      }
      const refused = await refusedFor(request, name, limits);
      if (refused) {
        reply.header('retry-after', String(refused.retryAfter));
        return refuse(reply, 429, 'RATE_LIMITED', 'Too many attempts. Try again later.');
      }
      const { handler } = await load();
      const asking = { requestId: request.id, occasion: occasions[name] ?? { kind: 'other' as const } };
      const answer = await whileAsked(asking, () => handler(asked(request, services.publicUrl)));
      await send(reply, answer);
      if (name === 'POST /sign-in/email' && answer.status === 401) await recordFailure(request);
      return reply;
    },
  });
}

/** The address in a body, as an account has it. Not more of it than an address can be long. */
function emailIn(body: unknown): string | undefined {
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    const { email } = JSON.parse(body.toString('utf8')) as { email?: unknown };
    return typeof email === 'string' ? email.trim().toLowerCase().slice(0, 254) : undefined;
  } catch {
    return undefined;
  }
}

function asked(request: FastifyRequest, publicUrl: string): Request {
  const headers = new Headers();
  for (const name of ['content-type', 'cookie', 'origin', 'referer', 'host', 'user-agent']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  headers.set(addressHeader, request.ip);
  const body = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : undefined;
  return new Request(new URL(request.url, publicUrl), { method: request.method, headers, body });
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.status(response.status);
  for (const name of ['content-type', 'location']) {
    const value = response.headers.get(name);
    if (value !== null) reply.header(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.send(await response.text());
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.status(status).send({ code, message });
}
