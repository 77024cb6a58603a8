import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type Authenticator, keyScope } from '../../billing/api-keys/index.ts';
import { findCustomerSession } from '../../billing/customer-sessions/index.ts';
import { managesBilling } from '../../billing/members/index.ts';
import { findSignedIn, findUserScope } from '../../billing/users/index.ts';
import type { Caller, RequestFault, Services } from '../../platform/http/dialect.ts';
import { isFromElsewhere } from '../../platform/http/own-origin.ts';
import type { RateLimit } from '../../platform/http/rate-limit.ts';
import type { Answer, RequestFacts, Route } from '../../platform/http/route.ts';
import { parseUuid } from '../../platform/ids.ts';
import type { Actor, Scope } from '../../platform/scope.ts';
import { answerFault, notFound, refusal } from './errors.ts';

/**
 * Who may call a route: the operator of the server; whoever holds the secret that it names, of a checkout or a challenge; a
 * customer in a session of the portal; a processor, who signs what it sends; or, beside the operator, a key of the
 * organization, or one of test mode only, with one of the scopes, or a person of the dashboard whose role has one. Of people:
 * `organization`: the operator, or one of that organization whose role has one of the scopes; `team`: anybody of the
 * organization; `user`: anybody who is signed in, and the operator where it is said so; `link`: whoever holds a link, signed in
 * or not.
 */
export type Access =
  | { kind: 'operator' }
  | { kind: 'secret' }
  | { kind: 'customer'; billing?: boolean }
  | { kind: 'public' }
  | { kind: 'processor' }
  | { kind: 'key' | 'test_key' | 'organization'; scopes: readonly string[] }
  | { kind: 'team' }
  | { kind: 'user'; orOperator?: boolean }
  | { kind: 'link' };

export const operator: Access = { kind: 'operator' };
export const secret: Access = { kind: 'secret' };
export const customer: Access = { kind: 'customer' };
/** Of a customer's members only its owner and its billing managers. */
export const customerBilling: Access = { kind: 'customer', billing: true };
export const anybody: Access = { kind: 'public' };
export const processor: Access = { kind: 'processor' };
export const keyWith = (...scopes: string[]): Access => ({ kind: 'key', scopes });
export const testKeyWith = (...scopes: string[]): Access => ({ kind: 'test_key', scopes });
export const organizationWith = (...scopes: string[]): Access => ({ kind: 'organization', scopes });
export const team: Access = { kind: 'team' };
export const user: Access = { kind: 'user' };
export const userOrOperator: Access = { kind: 'user', orOperator: true };
export const link: Access = { kind: 'link' };

/** Operator's calls work on no organization's own data: this stands for all of them. */
const everyOrganization = '00000000-0000-0000-0000-000000000000';

const strangerLimit: RateLimit = { calls: 60, seconds: 60 };
const buyerLimit: RateLimit = { calls: 60, seconds: 60 };
const userLimit: RateLimit = { calls: 1_200, seconds: 60 };

export function createAccess(
  services: Services,
  authenticator: Authenticator,
  operatorToken: string | undefined,
) {
  const { pool, clock, clockOf, cookies, limiter, limited } = services;
  const expected = operatorToken === undefined ? undefined : sha256(operatorToken);

  function callerOfNone(request: FastifyRequest, actor: Actor, name: string): Caller {
    return {
      scope: {
        organizationId: everyOrganization,
        mode: 'live',
        pricingModelId: everyOrganization,
        actor,
        permissions: new Set(),
        clock,
        requestId: request.id,
        database: pool,
      },
      name,
    };
  }

  /** Whoever is signed in, whatever the organization. */
  async function personCaller(request: FastifyRequest): Promise<Caller | undefined> {
    const token = await cookies.read(request.headers);
    const person = token === undefined ? undefined : await findSignedIn(pool, clock, token);
    return person && callerOfNone(request, { kind: 'user', id: person.id }, `user ${person.id}`);
  }

  type Identified = { caller: Caller | undefined } | { refused: Answer };

  async function cookieCaller(request: FastifyRequest, access: Access): Promise<Identified> {
    if (access.kind !== 'user' && access.kind !== 'operator') return userCaller(request, access);
    const caller = access.kind === 'user' ? await personCaller(request) : undefined;
    return caller ? { caller } : { refused: refuseStranger(request) };
  }

  /** Whoever is signed in, for the organization that the page names. */
  async function userCaller(request: FastifyRequest, access: Access): Promise<Identified> {
    const call = await cookies.readCall(request.headers);
    if (!call) return { refused: refuseStranger(request) };
    const found = await findUserScope({ ...call, requestId: request.id, database: pool, clock, clockOf });
    if (!found.ok) {
      const [{ code }] = found.failures;
      return {
        refused: code === 'not_a_member' ? notFound(request.id, 'organization') : refuseStranger(request),
      };
    }
    const { scope, name } = found.value;
    // What is of the organization itself is of both modes: no test clock stands still for it.
    const isOfBothModes = access.kind === 'organization' || access.kind === 'team';
    return { caller: { name, scope: isOfBothModes ? { ...scope, clock } : scope } };
  }

  async function customerCaller(request: FastifyRequest, token: string): Promise<Caller | undefined> {
    const session = await findCustomerSession(pool, clockOf, token);
    if (!session) return undefined;
    const { organizationId, mode, pricingModelId, id, customerId, memberId, role } = session;
    const member = memberId !== null && role !== null ? { member: { id: memberId, role } } : {};
    return {
      scope: {
        organizationId,
        mode,
        pricingModelId,
        actor: { kind: 'customer_session', id, customerId, ...member },
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
    /** Without a token nobody is the operator, and what only the operator may use, but for people who are signed in, is not there. */
    guard(request: FastifyRequest, route: Route<Access> | undefined): Answer | undefined {
      if (expected !== undefined) return undefined;
      const isThere = route && (!isForOperator(route.access) || request.headers.cookie !== undefined);
      return isThere ? undefined : answerFault({ kind: 'not_found' }, request);
    },

    async identify(request: FastifyRequest, route: Route<Access> | undefined): Promise<Identified> {
      const kind = route?.access.kind;
      if (kind === 'secret' || kind === 'processor' || kind === 'public') return { caller: undefined };
      if (kind === 'link') return { caller: await personCaller(request) };
      const token = bearerToken(request);
      if (kind === 'customer') {
        const caller = token === undefined ? undefined : await customerCaller(request, token);
        return caller ? { caller } : { refused: refuseStranger(request) };
      }
      // Of equal length whatever was sent, so that the comparison tells nothing of the token.
      const isOperator =
        token !== undefined && expected !== undefined && timingSafeEqual(sha256(token), expected);
      if (isOperator && !(route && isForPeopleOnly(route.access))) {
        return { caller: callerOfNone(request, { kind: 'operator' }, 'operator') };
      }
      if (token === undefined && route) return cookieCaller(request, route.access);
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
      const actor = caller?.scope.actor;
      const isByCookie = access.kind === 'link' || (access.kind === 'user' && actor?.kind === 'user');
      if (isByCookie && isFromElsewhere(request.headers, services.publicUrl)) {
        return refusal(request, 403, 'foreign_origin', 'Only pages of this server may ask this.');
      }
      if (access.kind === 'customer' && access.billing && actor?.kind === 'customer_session') {
        return actor.member && !managesBilling(actor.member.role)
          ? refusal(request, 403, 'not_permitted', 'Only owners and billing managers may do this.')
          : undefined;
      }
      return caller && refuseForScopes(caller.scope, access, request);
    },

    limit(
      caller: Caller | undefined,
      route: Route<Access>,
      request: FastifyRequest,
    ): { refused?: RequestFault } {
      const { kind } = route.access;
      const isUser = caller?.scope.actor.kind === 'user';
      if (!isUser && kind !== 'secret' && kind !== 'customer' && kind !== 'link' && kind !== 'public')
        return {};
      const now = clock.now().getTime();
      const verdict = isUser
        ? limiter.take(`florin ${caller.name}`, userLimit, now)
        : limiter.take(`florin ${route.path} ${request.ip}`, buyerLimit, now);
      return verdict.allowed ? {} : { refused: { kind: 'rate_limited', retryAfter: verdict.retryAfter } };
    },
  };
}

/** Refuses keys without the scope, and people whose role has no such permission; the operator may everything. */
function refuseForScopes(
  { actor, organizationId, mode, permissions }: Scope,
  access: Access,
  request: FastifyRequest,
): Answer | undefined {
  if (actor.kind !== 'api_key' && actor.kind !== 'user') return undefined;
  if (actor.kind === 'user' && !isOwnAddress(request, organizationId)) {
    return notFound(request.id, 'organization');
  }
  if (!('scopes' in access)) return undefined;
  if (access.kind === 'test_key' && mode !== 'test') {
    return refusal(request, 403, 'test_mode_only', 'There is no such thing in live mode.');
  }
  if (access.scopes.some((name) => permissions.has(name))) return undefined;
  const needed = actor.kind === 'user' ? 'a role with the permission' : 'a key with the scope';
  const message = `This needs ${needed} ${access.scopes.join(' or ')}.`;
  return refusal(request, 403, 'insufficient_permissions', message);
}

/** Whether it is there for the operator, and for people, but for no key. */
function isForOperator(access: Access): boolean {
  const { kind } = access;
  return kind === 'operator' || kind === 'organization' || (kind === 'user' && access.orOperator === true);
}

function isForPeopleOnly(access: Access): boolean {
  return access.kind === 'team' || (access.kind === 'user' && !access.orOperator);
}

/** Whether an address that names an organization names this one, so that no route has to look. */
function isOwnAddress(request: FastifyRequest, organizationId: string): boolean {
  if (!request.routeOptions.url?.startsWith('/florin/v1/organizations/:id')) return true;
  const named = parseUuid((request.params as { id: string }).id);
  return 'uuid' in named && named.uuid === organizationId;
}

export function bearerToken({ headers }: Pick<RequestFacts, 'headers'>): string | undefined {
  return /^bearer +(\S+)$/i.exec(String(headers.authorization ?? ''))?.[1];
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
