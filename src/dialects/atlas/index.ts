import type { FastifyRequest } from 'fastify';
import type { Authenticator } from '../../billing/api-keys/index.ts';
import type { Dialect, Services } from '../../platform/http/dialect.ts';
import type { Answer } from '../../platform/http/route.ts';
import { newRequestId } from '../../platform/ids.ts';
import { type Access, createAccess } from './access.ts';
import { customerRoutes } from './customers.ts';
import { answerFault, ErrorSchema } from './errors.ts';
import { healthPath, healthRoutes } from './health.ts';
import { plainUrl, prefix } from './paths.ts';
import { testCardRoutes } from './test-cards.ts';
import { testWebhookRoutes } from './test-webhooks.ts';
import { webhookEndpointRoutes } from './webhook-endpoints.ts';

const commonRoutes = [...customerRoutes, ...webhookEndpointRoutes, ...testCardRoutes, ...healthRoutes];

/** Atlas's API at its own paths. */
export function atlasDialect(services: Services, authenticator: Authenticator): Dialect<Access> {
  return {
    name: 'atlas',
    prefix,
    routes: [...commonRoutes, ...testWebhookRoutes(services)],
    requestId: newRequestId,
    guard: answerPreflight,
    ...createAccess(services, authenticator),
    version: () => '2024-01-01',
    takesBody: (request, raw, route) =>
      route.body && !raw?.length
        ? answerFault({ kind: 'unparsable', reason: 'The request needs a body', offset: 0 }, request)
        : undefined,
    coerceBodies: false,
    mayHoldCardNumber: ([first, , third]) => first === 'tax_ids' && third === 'value',
    fault: answerFault,
    headers: (request) => ({
      'request-id': request.id,
      'x-request-id': request.id,
      'cache-control': 'no-store',
      ...(isOpenToBrowsers(request) ? { 'access-control-allow-origin': '*' } : {}),
    }),
    ignoresContentType: true,
    ignoresEmptyParameters: true,
    plainUrl,
    description: {
      title: 'Atlas API',
      version: '2024-01-01',
      description: 'What clients of Atlas call, below /functions/v1: JSON both ways, PATCH to update.',
      securitySchemes: {
        secretKey: { type: 'http', scheme: 'bearer', description: 'A secret key: sk_test_… or sk_live_…' },
      },
      security: ({ access }) => (access.kind === 'public' ? [] : ['secretKey']),
      error: ErrorSchema,
    },
  };
}

/** Atlas: what needs no secret key is for pages of any origin; the rest is for servers, and for no origin. */
function isOpenToBrowsers(request: FastifyRequest): boolean {
  return request.url.split('?')[0] === healthPath;
}

/** Atlas: a preflight is answered without a key. PATCH is among the methods, or no page could update anything. */
function answerPreflight(request: FastifyRequest): Answer | undefined {
  if (request.method !== 'OPTIONS') return undefined;
  return {
    status: 200,
    headers: {
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
      'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, X-Idempotency-Key',
      'access-control-max-age': '86400',
    },
  };
}
