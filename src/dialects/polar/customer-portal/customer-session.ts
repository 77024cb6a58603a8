import { type Static, Type } from 'typebox';
import {
  authenticateLogin,
  requestLogin,
  selectCustomerSession,
} from '../../../billing/customer-sessions/index.ts';
import { selectCustomer } from '../../../billing/customers/index.ts';
import { selectMember } from '../../../billing/members/index.ts';
import type { RateLimit } from '../../../platform/http/rate-limit.ts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Access, anonymous, portalCustomer, portalRead, refuseSubject } from '../access.ts';
import { timestamp } from '../customer-view.ts';
import { answerFailures, domainError, type FailureTable } from '../errors.ts';
import { EmailInput, nullable, Timestamp, Uuid, UuidInput } from '../schemas.ts';

/** Polar: 6 a minute and 12 an hour; whoever asks for more waits for a quarter of an hour. */
export const loginLimits: RateLimit[] = [
  { calls: 6, seconds: 60, blockedSeconds: 900 },
  { calls: 12, seconds: 3600, blockedSeconds: 900 },
];

const SessionSchema = Type.Object({ expires_at: Timestamp, return_url: nullable(Type.String()) });

const UserSchema = Type.Object({
  type: Type.String(),
  name: nullable(Type.String()),
  email: Type.String(),
  customer_id: Uuid,
  member_id: nullable(Uuid),
  role: nullable(Type.String()),
});

const LoginRequest = Type.Object({
  email: EmailInput,
  organization_id: UuidInput,
  customer_id: Type.Optional(nullable(UuidInput)),
});

const loginFailures: FailureTable = {
  organization_unknown: { type: 'value_error', loc: ['body', 'organization_id'] },
};

/** The member whose session it is, or else the customer. */
async function authenticatedUser(scope: Scope): Promise<Static<typeof UserSchema> | undefined> {
  const { id, memberId } = portalCustomer(scope);
  if (memberId === undefined) {
    const customer = await selectCustomer(scope, { id });
    if (!customer) return undefined;
    const { name, email } = customer;
    return { type: 'customer', name, email: email ?? '', customer_id: id, member_id: null, role: null };
  }
  const member = await selectMember(scope, id, { id: memberId });
  if (!member) return undefined;
  const { name, email, role } = member;
  return { type: 'member', name, email, customer_id: id, member_id: memberId, role };
}

export const portalSessionRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/customer-session/introspect',
    summary: 'Get the session that the token is of',
    access: portalRead,
    responses: { 200: SessionSchema },
    async handle(scope) {
      const session = await selectCustomerSession(scope, portalCustomer(scope).sessionId);
      if (!session) return refuseSubject();
      const body = { expires_at: timestamp(session.expiresAt), return_url: session.returnUrl };
      return { status: 200, body };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/customer-session/user',
    summary: 'Get who is logged in',
    access: portalRead,
    responses: { 200: UserSchema },
    async handle(scope) {
      const user = await authenticatedUser(scope);
      return user ? { status: 200, body: user } : refuseSubject();
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-portal/customer-session/request',
    summary: 'Ask for a login code by e-mail',
    access: anonymous(...loginLimits),
    body: LoginRequest,
    responses: { 202: Type.Null() },
    async handle(scope, { body }) {
      const { organization_id: organizationId, customer_id: customerId, email } = body;
      const result = await requestLogin(scope, { organizationId, customerId, email });
      if (result.ok) return { status: 202, body: null };
      const [failure] = result.failures;
      if (failure.code === 'customer_selection_required') {
        const { customers } = failure.detail ?? {};
        return { status: 409, body: { error: failure.code, detail: failure.message, customers } };
      }
      return answerFailures(result.failures, loginFailures, body);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-portal/customer-session/authenticate',
    summary: 'Exchange a login code for a session',
    access: anonymous(...loginLimits),
    body: Type.Object({ code: Type.String() }),
    responses: { 200: Type.Object({ token: Type.String() }) },
    async handle(scope, { body }, { clockOf }) {
      const result = await authenticateLogin(scope, clockOf, body.code.trim().toUpperCase());
      return result.ok
        ? { status: 200, body: { token: result.value.token } }
        : domainError(401, 'CustomerSessionCodeInvalidOrExpired', result.failures[0].message);
    },
  }),
];
