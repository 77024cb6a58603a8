import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type Authenticator, keyScope } from '../../billing/api-keys/index.ts';
import { findCustomerSession } from '../../billing/customer-sessions/index.ts';
import type { Caller, RequestFault, Services } from '../../platform/http/dialect.ts';
import type { RateLimit } from '../../platform/http/rate-limit.ts';
import type { Answer, RequestFacts, Route } from '../../platform/http/route.ts';
import { answerFault, refusal } from './errors.ts';

/**
 * Who may call a route: the operator of the server; whoever holds the secret that it names, of a checkout or a challenge; a
 * customer in a session of the portal; a processor, who signs what it sends; or, beside the operator, a key of the
 * organization, or one of test mode only, with one of the scopes.
 */
export type Access =
  | { kind: 'operator' }
  | { kind: 'secret' }
  | { kind: 'customer' }
  | { kind: 'processor' }
  | { kind: 'key' | 'test_key'; scopes: readonly string[] };

export const operator: Access = { kind: 'operator' };
export const secret: Access = { kind: 'secret' };
export const customer: Access = { kind: 'customer' };
export const processor: Access = { kind: 'processor' };
export const keyWith = (...scopes: string[]): Access => ({ kind: 'key', scopes });
export const testKeyWith = (...scopes: string[]): Access => ({ kind: 'test_key', scopes });

/** Operator's calls work on no organization's own data: this stands for all of them. */
const everyOrganization = '00000000-0000-0000-0000-000000000000';

const strangerLimit: RateLimit = { calls: 60, seconds: 60 };
const buyerLimit: RateLimit = { calls: 60, seconds: 60 };

export function createAccess(
  services: Services,
  authenticator: Authenticator,
  operatorToken: string | undefined,
) {
  const { pool, clock, clockOf, limiter, limited } = services;
  const expected = operatorToken === undefined ? undefined : sha256(operatorToken);

  function operatorCaller(request: FastifyRequest): Caller {
    return {
      scope: {
        organizationId: everyOrganization,
        mode: 'live',
        pricingModelId: everyOrganization,
        actor: { kind: 'operator' },
        permissions: new Set(),
        clock,
        requestId: request.id,
        database: pool,
      },
      name: 'operator',
    };
  }

  async function customerCaller(request: FastifyRequest, token: string): Promise<Caller | undefined> {
    const session = await findCustomerSession(pool, clockOf, token);
    if (!session) return undefined;
    const { organizationId, mode, pricingModelId, id, customerId } = session;
    return {
      scope: {
        organizationId,
        mode,
        pricingModelId,
        actor: { kind: 'customer_session', id, customerId },
        permissions: new Set(),
        clock: clockOf(organizationId, mode),
        requestId: request.id,
        database: pool,
      },
      name: `session ${id}`,
    };
  }

  function refuseStranger(request: FastifyRequest): Answer {
    const verdict = limiter.take(`florin stranger ${request.ip}`, strangerLimit, clock.now().getTime());
    if (limited && !verdict.allowed) {
      return answerFault({ kind: 'rate_limited', retryAfter: verdict.retryAfter }, request);
    }
    return {
      ...refusal(request, 401, 'unauthorized', 'The token is missing or wrong.'),
      headers: { 'www-authenticate': 'Bearer realm="florin"' },
    };
  }

  return {
    /** Without a token nobody is the operator, and what only the operator may use is not there at all. */
    guard(request: FastifyRequest, route: Route<Access> | undefined): Answer | undefined {
      const isThere = expected !== undefined || (route && route.access.kind !== 'operator');
      return isThere ? undefined : answerFault({ kind: 'not_found' }, request);
    },

    async identify(
      request: FastifyRequest,
      route: Route<Access> | undefined,
    ): Promise<{ caller: Caller | undefined } | { refused: Answer }> {
      const kind = route?.access.kind;
      if (kind === 'secret' || kind === 'processor') return { caller: undefined };
      const token = bearerToken(request);
      if (kind === 'customer') {
        const caller = token === undefined ? undefined : await customerCaller(request, token);
        return caller ? { caller } : { refused: refuseStranger(request) };
      }
      // Of equal length whatever was sent, so that the comparison tells nothing of the token.
      const isOperator =
        token !== undefined && expected !== undefined && timingSafeEqual(sha256(token), expected);
      if (isOperator) return { caller: operatorCaller(request) };
      const mayHaveKey = token !== undefined && (kind === 'test_key' || kind === 'key');
      const key = mayHaveKey ? await authenticator.authenticate(token) : undefined;
      if (!key) return { refused: refuseStranger(request) };
      const scope = keyScope(key, { clockOf, requestId: request.id, database: pool });
      return { caller: { scope, name: `key ${key.id}` } };
    },

    authorize(
      caller: Caller | undefined,
      { access }: Route<Access>,
      request: FastifyRequest,
    ): Answer | undefined {
      if (!('scopes' in access) || caller?.scope.actor.kind !== 'api_key') return undefined;
      const { mode, permissions } = caller.scope;
      if (access.kind === 'test_key' && mode !== 'test') {
        return refusal(request, 403, 'test_mode_only', 'There is no such thing in live mode.');
      }
      if (access.scopes.some((name) => permissions.has(name))) return undefined;
      const wanted = access.scopes.join(' or ');
      return refusal(request, 403, 'insufficient_permissions', `This needs a key with the scope ${wanted}.`);
    },

    limit(
      _caller: Caller | undefined,
      route: Route<Access>,
      request: FastifyRequest,
    ): { refused?: RequestFault } {
      if (route.access.kind !== 'secret' && route.access.kind !== 'customer') return {};
      const verdict = limiter.take(`florin ${route.path} ${request.ip}`, buyerLimit, clock.now().getTime());
      return verdict.allowed ? {} : { refused: { kind: 'rate_limited', retryAfter: verdict.retryAfter } };
    },
  };
}

export function bearerToken({ headers }: Pick<RequestFacts, 'headers'>): string | undefined {
  return /^bearer +(\S+)$/i.exec(String(headers.authorization ?? ''))?.[1];
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
