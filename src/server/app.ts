import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Dialect, RequestFault, Services } from '../platform/http/dialect.ts';
import { parseQuery } from '../platform/http/query.ts';
import { sendFault, serveDialect } from '../platform/http/serve.ts';
import type { Config } from './config.ts';
import { addDrain, type Drain } from './drain.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is, once that is known: for the log. */
    organizationId?: string;
  }
}

/** The largest body that any contract takes. */
const bodyLimit = 10 * 1024 * 1024;

/** Of every answer: none is a page, but those that say so. */
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

export type App = { app: FastifyInstance; drain: Drain };

/** A server with the dialects on it, not yet listening. */
export function createApp(
  config: Pick<Config, 'logLevel'>,
  dialects: readonly Dialect<never>[],
  services: Services,
): App {
  const app = Fastify({
    bodyLimit,
    logger: { level: config.logLevel },
    // Log lines name their request themselves: a logger of its own for each would only cost.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    exposeHeadRoutes: false,
    genReqId: (request) => {
      const now = services.clock.now();
      return dialectOf(request.url ?? '', dialects)?.requestId(now) ?? crypto.randomUUID();
    },
    rewriteUrl: ({ url = '/' }) => {
      for (const { plainUrl } of dialects) {
        const plain = plainUrl?.(url);
        if (plain !== undefined) return plain;
      }
      return url;
    },
    routerOptions: { maxParamLength: 8192, querystringParser: parseQuery as never },
    // What is in flight is waited for before the server closes; what still hangs then is cut off.
    forceCloseConnections: true,
    requestTimeout: 60_000,
    // An address that cannot be read leads nowhere.
    frameworkErrors: (_error, request, reply) => {
      refuse({ kind: 'not_found' }, request, reply.headers(securityHeaders), dialects);
    },
  });
  // Hooks that everything goes through call back rather than answer a promise, which costs a turn of its queue each.
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(securityHeaders);
    done();
  });
  const drain = addDrain(app, (request, reply) => refuse({ kind: 'unavailable' }, request, reply, dialects));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onResponse', (request, reply, done) => {
    // The route, not the address: addresses may hold client secrets and tokens.
    request.log.info({
      request_id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      organization: request.organizationId,
    });
    done();
  });
  app.setNotFoundHandler((_request, reply) => reply.status(404).send({ error: 'Not Found' }));
  for (const dialect of dialects) {
    app.register(async (instance) => serveDialect(instance, dialect, services), { prefix: dialect.prefix });
  }
  return { app, drain };
}

function dialectOf(url: string, dialects: readonly Dialect<never>[]): Dialect<never> | undefined {
  return dialects.find(({ prefix }) => url.startsWith(`${prefix}/`));
}

/** Answers in the words of the API that was asked. */
function refuse(
  fault: RequestFault & { kind: 'not_found' | 'unavailable' },
  request: FastifyRequest,
  reply: FastifyReply,
  dialects: readonly Dialect<never>[],
): FastifyReply {
  const dialect = dialectOf(request.url, dialects);
  if (dialect) return sendFault(request, reply, fault, dialect);
  return fault.kind === 'not_found'
    ? reply.status(404).send({ error: 'Not Found' })
    : reply.status(503).send({ error: 'Service Unavailable' });
}
