import type { ClockOf } from '../../platform/clock.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken } from '../../platform/tokens.ts';
import { type CustomerRules, updateCustomer } from '../customers/index.ts';
import { verification } from './authenticate-login.ts';
import { createCustomerSession } from './create-customer-session.ts';
import type { EmailChange } from './email-change.ts';
import { deleteEmailChange, selectEmailChange } from './email-changes.sql.ts';

/** What the link of a token asks for; undefined where it is unknown, used or over, or its customer is gone. */
export async function findEmailChange(
  { database }: Pick<Scope, 'database'>,
  clockOf: ClockOf,
  token: string,
): Promise<EmailChange | undefined> {
  const change = await selectEmailChange(database, hashToken(token));
  if (!change) return undefined;
  return change.expiresAt > clockOf(change.organizationId, change.mode).now() ? change : undefined;
}

/** Polar: one customer an address, whatever its case. */
const rules: CustomerRules = { ...verification, email: 'unique_ignoring_case' };

/**
 * Gives a customer the address whose link was followed, as one that is verified, and a new session.
 *
 * @returns the session's token; `link_invalid` where `findEmailChange` finds nothing, `email_taken` where somebody else has
 *   the address by now.
 */
export async function verifyEmailChange(
  stranger: Scope,
  clockOf: ClockOf,
  token: string,
): Promise<Result<{ token: string }>> {
  return transaction(stranger.database, async (database) => {
    const change = await findEmailChange({ database }, clockOf, token);
    if (!change) return refusal;
    const { organizationId, mode, customerId, email } = change;
    const clock = clockOf(organizationId, mode);
    const scope: Scope = { ...stranger, clock, database, organizationId, mode };
    const changed = await updateCustomer(scope, { id: customerId }, { email }, rules);
    if (!changed.ok) return changed;
    if (!(await deleteEmailChange(database, change))) return refusal;
    await updateCustomer(scope, { id: customerId }, { emailVerified: true }, verification);
    const { token: sessionToken } = await createCustomerSession(scope, { customerId });
    return ok({ token: sessionToken });
  });
}

const refusal = fail({
  code: 'link_invalid',
  message: 'This email change link is invalid or has expired.',
});
