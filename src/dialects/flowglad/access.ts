import type { FastifyRequest } from 'fastify';
import { type Authenticator, keyScope } from '../../billing/api-keys/index.ts';
import type { Caller, Services } from '../../platform/http/dialect.ts';
import type { RawQuery } from '../../platform/http/query.ts';
import type { Answer, Route } from '../../platform/http/route.ts';
import { nowhere, plainText, problem, unreadable } from './errors.ts';

/**
 * Who may call a route. Flowglad's own keys may do everything; of a key that was made with fewer scopes, holding any one
 * of `scopes` is enough. None asks for a key only.
 */
export type Access = { scopes: readonly string[] };

export const anyKey: Access = { scopes: [] };
export const keyWith = (...scopes: string[]): Access => ({ scopes });

const headerMissing = 'Unauthorized. An Authorization header that holds an api key is required.';
const keyMalformed = 'Unauthorized. The api key is missing or in an invalid format.';
const keyInvalid = 'API key invalid. Check the value of FLOWGLAD_SECRET_KEY.';

/** The key of the header: the bare key, or as a bearer's token. */
function keyOf(header: string): string | undefined {
  return /^(?:bearer +)?([\x21-\x7e]+)$/i.exec(header.trim())?.[1];
}

/** Finds out who calls. The key comes first: without one, a path that leads nowhere is a 401 too. */
export function createAccess(services: Services, authenticator: Authenticator) {
  const { pool, clockOf } = services;
  return {
    async identify(request: FastifyRequest): Promise<{ caller: Caller } | { refused: Answer }> {
      const header = request.headers.authorization;
      if (header === undefined) return { refused: plainText(401, headerMissing) };
      const token = keyOf(header);
      if (token === undefined) return { refused: plainText(401, keyMalformed) };
      const key = await authenticator.authenticate(token);
      if (!key) return { refused: plainText(401, keyInvalid) };
      const scope = keyScope(key, { clockOf, requestId: request.id, database: pool });
      return { caller: { scope, name: `key ${key.id}` } };
    },

    authorize(caller: Caller | undefined, route: Route<Access>, request: FastifyRequest): Answer | undefined {
      const { scopes } = route.access;
      if (scopes.length > 0 && !scopes.some((name) => caller?.scope.permissions.has(name))) {
        return problem(request.id, 'FORBIDDEN', 'This API key may not do this');
      }
      return refuseEmptyPart(request) ?? refuseRepeated(request, route);
    },
  };
}

/** `/customers/` is another path than `/customers`, not the customer whose id is empty. */
function refuseEmptyPart(request: FastifyRequest): Answer | undefined {
  const parts = Object.values(request.params as Record<string, string>);
  return parts.includes('') ? nowhere(request) : undefined;
}

/** Elsewhere the last of several values counts; here none does. */
function refuseRepeated(request: FastifyRequest, route: Route<Access>): Answer | undefined {
  const query = request.query as RawQuery;
  const name = Object.keys(route.query?.properties ?? {}).find((key) => (query.get(key)?.length ?? 0) > 1);
  return name === undefined ? undefined : unreadable(request.id, `Multiple '${name}' values are not allowed`);
}
