import type { ClockOf } from '../../platform/clock.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken } from '../../platform/tokens.ts';
import { type CustomerRules, selectCustomer, updateCustomer } from '../customers/index.ts';
import { selectMember } from '../members/index.ts';
import { createCustomerSession } from './create-customer-session.ts';
import { takeLoginCode } from './login-codes.sql.ts';

/** None of these decides anything where only the verified mark is set. */
export const verification: CustomerRules = {
  email: 'shared',
  emailCase: 'ignored',
  externalId: 'set_once',
  billingAddress: 'kept',
  taxIds: 'as_given',
};

/**
 * Exchanges a mailed code for a session, and marks the address as verified where it is the customer's.
 *
 * @returns the session's token, or `login_code_invalid` where the code is unknown, used, over, or its customer or member
 *   is gone or has another address by now.
 */
export async function authenticateLogin(
  stranger: Scope,
  clockOf: ClockOf,
  code: string,
): Promise<Result<{ token: string }>> {
  return transaction(stranger.database, async (database) => {
    const taken = await takeLoginCode(database, hashToken(code), stranger.clock.now());
    if (!taken) return refusal;
    const { organizationId, mode, customerId, memberId } = taken;
    const clock = clockOf(organizationId, mode);
    const scope: Scope = { ...stranger, clock, database, organizationId, mode };
    const reader =
      memberId === null
        ? await selectCustomer(scope, { id: customerId })
        : await selectMember(scope, customerId, { id: memberId });
    if (reader?.email?.toLowerCase() !== taken.email.toLowerCase()) return refusal;
    const { session, token } = await createCustomerSession(scope, { customerId, memberId });
    // A member's address says nothing of the team's.
    if (memberId !== null) return ok({ token });
    const actor = { kind: 'customer_session' as const, id: session.id, customerId };
    const verified = await updateCustomer(
      { ...scope, actor },
      { id: customerId },
      { emailVerified: true },
      verification,
    );
    return verified.ok ? ok({ token }) : refusal;
  });
}

const refusal = fail({
  code: 'login_code_invalid',
  message: 'This customer session code is invalid or has expired.',
});
