import type { FastifyRequest } from 'fastify';
import type { Authenticator } from '../../billing/api-keys/index.ts';
import type { ApiDescription, Dialect, Services } from '../../platform/http/dialect.ts';
import { parseJsonBody } from '../../platform/http/json-body.ts';
import type { Answer, Route } from '../../platform/http/route.ts';
import { randomHexDigits } from '../../platform/ids.ts';
import { type Access, createAccess } from './access.ts';
import { customerBillingRoutes } from './customer-billing.ts';
import { customerRoutes } from './customers.ts';
import { answerFault, ErrorSchema, unreadable, unsupportedType } from './errors.ts';
import { pricingModelRoutes } from './pricing-models.ts';
import { utilityRoutes } from './utils.ts';
import { contractOfClient } from './versions.ts';
import { webhookRoutes } from './webhooks.ts';

export type FlowgladSettings = { defaultContract: string };

export const flowgladRoutes = [
  ...customerRoutes,
  ...customerBillingRoutes,
  ...pricingModelRoutes,
  ...webhookRoutes,
  ...utilityRoutes,
];

const description = (settings: FlowgladSettings): ApiDescription<Access> => ({
  title: "Flowglad's API",
  version: settings.defaultContract,
  description:
    "Customers and what they are subscribed to as Flowglad's clients know them, answered by Florin.",
  securitySchemes: {
    ApiKeyAuth: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: "An API key, bare or as a bearer's token.",
    },
  },
  security: () => ['ApiKeyAuth'],
  error: ErrorSchema,
});

/** Flowglad's API at its own paths. It has no rate limits. */
export function flowgladDialect(
  services: Services,
  authenticator: Authenticator,
  settings: FlowgladSettings,
): Dialect<Access> {
  return {
    name: 'flowglad',
    prefix: '/api/v1',
    routes: flowgladRoutes,
    description: description(settings),
    requestId: randomHexDigits,
    guard: () => undefined,
    ...createAccess(services, authenticator),
    limit: () => ({}),
    version: (request) => contractOfClient(packageVersion(request)) ?? settings.defaultContract,
    takesBody: refuseBody,
    coerceBodies: false,
    mayHoldCardNumber: () => false,
    fault: answerFault,
    headers: (request) => ({ 'cache-control': 'private, no-store', 'x-request-id': request.id }),
  };
}

function packageVersion(request: FastifyRequest): string | undefined {
  const header = request.headers['x-stainless-package-version'];
  return typeof header === 'string' ? header : undefined;
}

/** Flowglad: what is not JSON is told first, then what is not called so. A call without input needs neither. */
function refuseBody(
  request: FastifyRequest,
  raw: Buffer | undefined,
  route: Route<Access>,
): Answer | undefined {
  if (!route.body) return undefined;
  if (!raw?.length) {
    return route.bodyOptional ? undefined : unreadable(request.id, 'Invalid JSON in request body');
  }
  const type = request.headers['content-type'];
  const isJson = /^\s*application\/json\s*(;|$)/i.test(type ?? '');
  return isJson || !parseJsonBody(raw).ok ? undefined : unsupportedType(request);
}
