import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Caller, RequestFault, Services } from '../../platform/http/dialect.ts';
import type { RateLimit } from '../../platform/http/rate-limit.ts';
import type { Answer, Route } from '../../platform/http/route.ts';
import { answerFault, refusal } from './errors.ts';

/** Who may call a route: the operator of the server, or whoever holds the secret of the checkout that it names. */
export type Access = { kind: 'operator' | 'checkout' };

export const operator: Access = { kind: 'operator' };
export const checkout: Access = { kind: 'checkout' };

/** Operator's calls work on no organization's own data: this stands for all of them. */
const everyOrganization = '00000000-0000-0000-0000-000000000000';

const strangerLimit: RateLimit = { calls: 60, seconds: 60 };
const checkoutLimit: RateLimit = { calls: 60, seconds: 60 };

export function createAccess(services: Services, operatorToken: string | undefined) {
  const { pool, clock, limiter, limited } = services;
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

  function refuseStranger(request: FastifyRequest): Answer {
    const verdict = limiter.take(`florin stranger ${request.ip}`, strangerLimit, clock.now().getTime());
    if (limited && !verdict.allowed) {
      return answerFault({ kind: 'rate_limited', retryAfter: verdict.retryAfter }, request);
    }
    return {
      ...refusal(request, 401, 'unauthorized', 'The operator token is missing or wrong.'),
      headers: { 'www-authenticate': 'Bearer realm="florin"' },
    };
  }

  return {
    /** Without a token nobody is the operator, and what only the operator may use is not there at all. */
    guard(request: FastifyRequest, route: Route<Access> | undefined): Answer | undefined {
      const isThere = expected !== undefined || route?.access.kind === 'checkout';
      return isThere ? undefined : answerFault({ kind: 'not_found' }, request);
    },

    async identify(
      request: FastifyRequest,
      route: Route<Access> | undefined,
    ): Promise<{ caller: Caller | undefined } | { refused: Answer }> {
      if (route?.access.kind === 'checkout') return { caller: undefined };
      const token = bearerToken(request);
      // Of equal length whatever was sent, so that the comparison tells nothing of the token.
      const isOperator =
        token !== undefined && expected !== undefined && timingSafeEqual(sha256(token), expected);
      return isOperator ? { caller: operatorCaller(request) } : { refused: refuseStranger(request) };
    },

    authorize: (): Answer | undefined => undefined,

    limit(
      _caller: Caller | undefined,
      route: Route<Access>,
      request: FastifyRequest,
    ): { refused?: RequestFault } {
      if (route.access.kind === 'operator') return {};
      const verdict = limiter.take(
        `florin ${route.path} ${request.ip}`,
        checkoutLimit,
        clock.now().getTime(),
      );
      return verdict.allowed ? {} : { refused: { kind: 'rate_limited', retryAfter: verdict.retryAfter } };
    },
  };
}

function bearerToken(request: FastifyRequest): string | undefined {
  return /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
