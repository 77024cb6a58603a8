import type { FastifyRequest } from 'fastify';
import { type Authenticator, keyScope } from '../../billing/api-keys/index.ts';
import { findCheckoutScope } from '../../billing/checkouts/index.ts';
import { findCustomerSession, isSessionToken } from '../../billing/customer-sessions/index.ts';
import { managesBilling } from '../../billing/members/index.ts';
import { findUserScope } from '../../billing/users/index.ts';
import type { Caller, RequestFault, Services } from '../../platform/http/dialect.ts';
import type { RateLimit } from '../../platform/http/rate-limit.ts';
import type { Answer, Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { answerFault, known, notFound } from './errors.ts';

/** Who may call a route; of `scopes`, holding any one is enough. */
export type Access = {
  /**
   * `member`: a person of a customer, not the customer as a whole; `checkout`: whoever has the client secret in the path; `nobody`: only people signed in on the vendor's own site, which no credential of ours is.
   */
  subject: 'merchant' | 'customer' | 'member' | 'anonymous' | 'checkout' | 'nobody';
  scopes: readonly string[];
  /** Whether of a customer's members only its owner and its billing managers may. */
  billing?: boolean;
  /** What a route allows beyond the general limits, by address of the caller: counted exactly, whatever process answers. */
  limits?: readonly RateLimit[];
};

export const merchant = (...scopes: string[]): Access => ({ subject: 'merchant', scopes });
export const customer = (...scopes: string[]): Access => ({ subject: 'customer', scopes });
export const anonymous = (...limits: RateLimit[]): Access => ({ subject: 'anonymous', scopes: [], limits });
export const buyer = (...limits: RateLimit[]): Access => ({ subject: 'checkout', scopes: [], limits });
export const nobody: Access = { subject: 'nobody', scopes: [] };

export const portalRead = customer('customer_portal:read', 'customer_portal:write');
export const portalWrite = customer('customer_portal:write');
export const portalBillingRead: Access = { ...portalRead, billing: true };
export const portalBillingWrite: Access = { ...portalWrite, billing: true };
/** For managing a team: a person must be answerable for it. */
export const portalTeam: Access = { ...portalBillingWrite, subject: 'member' };

/** Whose portal a call of a customer session is made in. */
export function portalCustomer(scope: Scope): {
  id: string;
  sessionId: string;
  memberId: string | undefined;
} {
  if (scope.actor.kind !== 'customer_session')
    throw new Error('A portal route was reached without a session.');
  return { id: scope.actor.customerId, sessionId: scope.actor.id, memberId: scope.actor.member?.id };
}

/** The checkout that a buyer's call is about. */
export function buyerCheckout(scope: Scope): { id: string } {
  if (scope.actor.kind !== 'checkout') throw new Error("A buyer's route was reached without a checkout.");
  return { id: scope.actor.id };
}

const portalPermissions: ReadonlySet<string> = new Set(['customer_portal:read', 'customer_portal:write']);

/** Polar: production 500 a minute, sandbox 100. */
const callerLimits = {
  live: { calls: 500, seconds: 60 },
  test: { calls: 100, seconds: 60 },
} as const;

/** Of a person in the dashboard, which asks for more at once than a program does. */
const userLimit: RateLimit = { calls: 1_200, seconds: 60 };

const unknownTokenLimit: RateLimit = { calls: 60, seconds: 60 };

/** The bearer's token; nothing for another scheme or a header that is not ASCII, as if there were none. */
export function bearerToken(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined || !/^[\x20-\x7e]*$/.test(header)) return undefined;
  return /^bearer +(.*)$/i.exec(header)?.[1]?.trim();
}

const invalidToken =
  'The access token provided is expired, revoked, malformed, or invalid for other reasons.';
const notBilling = 'Only owners and billing managers can access billing features.';
const insufficientScope = 'The request requires higher privileges than provided by the access token.';

function refuseToken(): Answer {
  return {
    status: 401,
    body: { error: 'invalid_token', error_description: invalidToken },
    headers: {
      'www-authenticate': `Bearer realm="polar", error="invalid_token", error_description="${invalidToken}"`,
      'cache-control': 'no-store',
      pragma: 'no-cache',
    },
  };
}

function refuseScope(scopes: readonly string[]): Answer {
  return {
    status: 403,
    body: { error: 'insufficient_scope', error_description: insufficientScope },
    headers: {
      'www-authenticate': `Bearer realm="polar", error="insufficient_scope", error_description="${insufficientScope}", scope="${scopes.join(' ')}"`,
    },
  };
}

/** For who is not of the kind that a route is for. */
export function refuseSubject(): Answer {
  return {
    ...known('Unauthorized', 'Unauthorized'),
    headers: { 'www-authenticate': 'Bearer realm="polar"' },
  };
}

/** Merchants' calls are counted together; a customer's or buyer's do not use up the merchant's. */
function countedAs({ actor, organizationId, mode }: Scope): string {
  if (actor.kind === 'customer_session') return actor.customerId;
  if (actor.kind === 'user') return `user ${actor.id}`;
  return actor.kind === 'checkout' ? actor.id : `${organizationId} ${mode}`;
}

/** Finds out who calls: an API key, a customer session, a person in the dashboard, or a checkout's client secret. */
export function createAccess(services: Services, authenticator: Authenticator) {
  const { pool, clock, clockOf, cookies, limiter, limited } = services;
  /** Requests of test mode, which the vendor serves from a sandbox of its own. */
  const sandboxed = new WeakSet<FastifyRequest>();

  async function find(request: FastifyRequest, token: string): Promise<Caller | undefined> {
    const common = { requestId: request.id, database: pool };
    if (isSessionToken(token)) {
      const session = await findCustomerSession(pool, clockOf, token);
      if (!session) return undefined;
      const { organizationId, mode, pricingModelId, id, customerId, memberId, role } = session;
      const member = memberId !== null && role !== null ? { member: { id: memberId, role } } : {};
      const scope: Scope = {
        ...common,
        organizationId,
        mode,
        pricingModelId,
        actor: { kind: 'customer_session', id, customerId, ...member },
        permissions: portalPermissions,
        clock: clockOf(organizationId, mode),
      };
      return { scope, name: `session ${id}` };
    }
    const key = await authenticator.authenticate(token);
    if (!key) return undefined;
    return { scope: keyScope(key, { ...common, clockOf }), name: `key ${key.id}` };
  }

  /** Whoever knows a checkout's secret acts for the checkout. */
  async function findBuyer(request: FastifyRequest): Promise<Caller | undefined> {
    const { client_secret: secret = '' } = request.params as { client_secret?: string };
    const scope = await findCheckoutScope({ clockOf, requestId: request.id, database: pool }, secret);
    return scope && { scope, name: `checkout ${buyerCheckout(scope).id}` };
  }

  /** Whoever is signed in to the dashboard, for the organization that the page names. */
  async function findUser(request: FastifyRequest): Promise<Identified> {
    const call = await cookies.readCall(request.headers);
    if (!call) return { caller: undefined };
    const found = await findUserScope({ ...call, requestId: request.id, database: pool, clock, clockOf });
    if (found.ok) return { caller: found.value };
    const [{ code, message }] = found.failures;
    return code === 'not_a_member' ? { refused: known('NotPermitted', message) } : { caller: undefined };
  }

  type Identified = { caller: Caller | undefined } | { refused: Answer };

  async function findCaller(request: FastifyRequest, route: Route<Access> | undefined): Promise<Identified> {
    const token = bearerToken(request);
    const isBuyer = route?.access.subject === 'checkout';
    if (token === undefined && isBuyer) return { caller: await findBuyer(request) };
    if (route === undefined) return { caller: undefined };
    if (token === undefined) return findUser(request);
    const caller = await find(request, token);
    if (caller) return { caller: isBuyer ? await findBuyer(request) : caller };
    const verdict = limiter.take(`polar stranger ${request.ip}`, unknownTokenLimit, clock.now().getTime());
    if (limited && !verdict.allowed) {
      return { refused: answerFault({ kind: 'rate_limited', retryAfter: verdict.retryAfter }, request) };
    }
    return { refused: refuseToken() };
  }

  return {
    async identify(request: FastifyRequest, route: Route<Access> | undefined): Promise<Identified> {
      const identified = await findCaller(request, route);
      if ('caller' in identified && identified.caller?.scope.mode === 'test') sandboxed.add(request);
      return identified;
    },

    closingHeaders: (request: FastifyRequest): Record<string, string> =>
      sandboxed.has(request) ? { 'x-polar-sandbox': '1' } : {},

    authorize(caller: Caller | undefined, route: Route<Access>): Answer | undefined {
      const { subject, scopes, billing } = route.access;
      if (subject === 'anonymous') return undefined;
      if (subject === 'checkout') return caller ? undefined : notFound();
      if (!caller || subject === 'nobody') return refuseSubject();
      const { actor, permissions } = caller.scope;
      const isCustomer = actor.kind === 'customer_session';
      if (isCustomer !== (subject === 'customer' || subject === 'member')) return refuseSubject();
      const member = isCustomer ? actor.member : undefined;
      if (subject === 'member' && !member) return refuseSubject();
      if (!scopes.some((name) => permissions.has(name))) return refuseScope(scopes);
      return billing && member && !managesBilling(member.role)
        ? known('NotPermitted', notBilling)
        : undefined;
    },

    async limit(
      caller: Caller | undefined,
      route: Route<Access>,
      request: FastifyRequest,
    ): Promise<{ refused?: RequestFault }> {
      const now = clock.now().getTime();
      if (route.access.limits?.length) {
        const name = `polar ${route.path} ${request.ip}`;
        const verdict = await limiter.takeExactly(name, route.access.limits, now);
        if (verdict && !verdict.allowed) {
          return { refused: { kind: 'rate_limited', retryAfter: verdict.retryAfter } };
        }
      }
      if (!caller) return {};
      const { scope } = caller;
      const name = countedAs(scope);
      const limit = scope.actor.kind === 'user' ? userLimit : callerLimits[scope.mode];
      const verdict = limiter.take(`polar ${name}`, limit, now);
      return verdict.allowed ? {} : { refused: { kind: 'rate_limited', retryAfter: verdict.retryAfter } };
    },
  };
}
