import { Type } from 'typebox';
import {
  findEmailChange,
  requestEmailChange,
  verifyEmailChange,
} from '../../../billing/customer-sessions/index.ts';
import { type Answer, defineRoute, type Route } from '../../../platform/http/route.ts';
import { type Access, anonymous, portalCustomer, portalWrite, refuseSubject } from '../access.ts';
import { answerFailures, domainError, type FailureTable, invalid, known } from '../errors.ts';
import { EmailInput } from '../schemas.ts';
import { loginLimits } from './customer-session.ts';

const requestFailures: FailureTable = {
  team_email: { type: 'value_error', loc: ['body', 'email'] },
  same_email: { type: 'value_error', loc: ['body', 'email'] },
};

function refuseLink(): Answer {
  return domainError(401, 'InvalidEmailUpdate', 'This email change link is invalid or has expired.');
}

export const emailUpdateRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/v1/customer-portal/customers/me/email-update/request',
    summary: 'Ask for another e-mail address of the customer that is logged in',
    access: { ...portalWrite, limits: loginLimits },
    body: Type.Object({ email: EmailInput }),
    responses: { 202: Type.Null() },
    async handle(scope, { body }, request) {
      const linkTo = (slug: string, token: string) =>
        `${request.publicUrl}/${slug}/portal/verify-email?token=${token}`;
      const result = await requestEmailChange(scope, portalCustomer(scope).id, body.email, linkTo);
      if (result.ok) return { status: 202, body: null };
      const [{ code, message }] = result.failures;
      if (code === 'not_found') return refuseSubject();
      if (code === 'email_change_disabled') return known('NotPermitted', message);
      return answerFailures(result.failures, requestFailures, body);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/customers/me/email-update/check',
    summary: 'Check the link to another e-mail address',
    access: anonymous(...loginLimits),
    query: Type.Object({ token: Type.String() }),
    responses: { 204: null },
    async handle(scope, { query }, { clockOf }) {
      return (await findEmailChange(scope, clockOf, query.token)) ? { status: 204 } : refuseLink();
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-portal/customers/me/email-update/verify',
    summary: 'Change the e-mail address whose link was followed',
    access: anonymous(...loginLimits),
    body: Type.Object({ token: Type.String() }),
    responses: { 200: Type.Object({ token: Type.String() }) },
    async handle(scope, { body }, { clockOf }) {
      const result = await verifyEmailChange(scope, clockOf, body.token);
      if (result.ok) return { status: 200, body: { token: result.value.token } };
      if (result.failures[0].code !== 'email_taken') return refuseLink();
      const msg = 'This email address is already in use.';
      return invalid([{ type: 'value_error', loc: ['body', 'token'], msg, input: body.token }]);
    },
  }),
];
