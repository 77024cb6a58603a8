import Fastify, { type FastifyInstance } from 'fastify';
import type { Dialect, Services } from '../platform/http/dialect.ts';
import { parseQuery } from '../platform/http/query.ts';
import { serveDialect } from '../platform/http/serve.ts';
import type { Config } from './config.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is, once that is known: for the log. */
    organizationId?: string;
  }
}

/** The largest body that any contract takes. */
const bodyLimit = 10 * 1024 * 1024;

/** A server with the dialects on it, not yet listening. */
export function createApp(
  config: Pick<Config, 'logLevel'>,
  dialects: readonly Dialect<never>[],
  services: Services,
): FastifyInstance {
  const app = Fastify({
    bodyLimit,
    logger: { level: config.logLevel, redact: [] },
    disableRequestLogging: true,
    exposeHeadRoutes: false,
    genReqId: (request) => requestId(request.url ?? '', dialects, services),
    routerOptions: { maxParamLength: 8192, querystringParser: parseQuery as never },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    requestTimeout: 60_000,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route, not the address: addresses may hold client secrets and tokens.
    request.log.info({
      request_id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      organization: request.organizationId,
    });
  });
  for (const dialect of dialects) {
    app.register(async (instance) => serveDialect(instance, dialect, services), { prefix: '' });
  }
  return app;
}

function requestId(url: string, dialects: readonly Dialect<never>[], services: Services): string {
  const dialect = dialects.find((candidate) => url.startsWith(candidate.prefix));
  const now = services.clock.now();
  return dialect ? dialect.requestId(now) : crypto.randomUUID();
}
