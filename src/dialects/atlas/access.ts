import type { FastifyRequest } from 'fastify';
import { type ApiKey, type Authenticator, keyScope } from '../../billing/api-keys/index.ts';
import type { Caller, Services } from '../../platform/http/dialect.ts';
import type { Answer, Route } from '../../platform/http/route.ts';
import { errorAnswer } from './errors.ts';
import { createMeter } from './meter.ts';

/** Who may call a route: anybody, or a key that has one of the scopes. */
export type Access = { kind: 'public' } | { kind: 'key'; scopes: readonly string[]; testOnly?: boolean };

export const anybody: Access = { kind: 'public' };

export const withScopes = (...scopes: string[]): Access => ({ kind: 'key', scopes });

/** Atlas: what only a test key may ask for. */
export const testKeyOnly: Access = { kind: 'key', scopes: [], testOnly: true };

const scheme = 'Bearer ';

/** Atlas: the scheme in exactly this case, one space, and the key. */
function bearerToken(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  return header?.startsWith(scheme) ? header.slice(scheme.length) : undefined;
}

/** Atlas: a key that is missing, malformed, unknown, expired or revoked is one and the same error. */
function refuseKey(request: FastifyRequest): Answer {
  return errorAnswer(request.id, {
    status: 401,
    type: 'authentication_error',
    code: 'unauthorized',
    message: 'The API key is missing or not valid. Send it as `Authorization: Bearer sk_…`.',
  });
}

function callerOf(key: ApiKey, request: FastifyRequest, { clockOf, pool }: Services): Caller {
  return {
    scope: keyScope(key, { clockOf, requestId: request.id, database: pool }),
    // An idempotency key stands for one request of the account, whichever of its keys sends it.
    name: 'account',
  };
}

/** Finds out who calls, and counts the call: the key comes before everything else, for paths that lead nowhere too. */
export function createAccess(services: Services, authenticator: Authenticator) {
  const meter = createMeter(services);

  return {
    async identify(
      request: FastifyRequest,
      route: Route<Access> | undefined,
    ): Promise<{ caller: Caller | undefined } | { refused: Answer }> {
      const isPublic = route?.access.kind === 'public';
      const token = isPublic ? undefined : bearerToken(request);
      const key = token === undefined ? undefined : await authenticator.authenticate(token);
      const refused = meter.admit(request, key && `${key.organizationId} ${key.mode}`);
      if (refused) return { refused };
      if (isPublic) return { caller: undefined };
      return key ? { caller: callerOf(key, request, services) } : { refused: refuseKey(request) };
    },

    authorize(
      caller: Caller | undefined,
      { access }: Route<Access>,
      request: FastifyRequest,
    ): Answer | undefined {
      if (access.kind === 'public' || !caller) return undefined;
      const { mode, permissions } = caller.scope;
      if (access.testOnly && mode !== 'test') {
        return refuse(request, 'test_mode_only', 'This is only there for test keys.');
      }
      const isAllowed = access.scopes.length === 0 || access.scopes.some((name) => permissions.has(name));
      return isAllowed
        ? undefined
        : refuse(request, 'insufficient_permissions', 'The API key does not have the scope that this needs.');
    },

    // Counted above, where the caller is known and before anything else is answered.
    limit: () => ({}),
    closingHeaders: meter.headers,
    ended: meter.ended,
  };
}

function refuse(request: FastifyRequest, code: string, message: string): Answer {
  return errorAnswer(request.id, { status: 403, type: 'authentication_error', code, message });
}
