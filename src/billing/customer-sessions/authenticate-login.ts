import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken } from '../../platform/tokens.ts';
import { type CustomerRules, selectCustomer, updateCustomer } from '../customers/index.ts';
import { createCustomerSession } from './create-customer-session.ts';
import { takeLoginCode } from './login-codes.sql.ts';

/** None of these decides anything here: only the verified mark is set. */
const verification: CustomerRules = {
  email: 'shared',
  emailCase: 'ignored',
  externalId: 'set_once',
  billingAddress: 'kept',
  taxIds: 'as_given',
};

/**
 * Exchanges a mailed code for a customer session, and marks the address as verified.
 *
 * @returns the session's token, or `login_code_invalid` where the code is unknown, used, over, or its customer is gone or
 *   has another address by now.
 */
export async function authenticateLogin(stranger: Scope, code: string): Promise<Result<{ token: string }>> {
  return transaction(stranger.database, async (database) => {
    const taken = await takeLoginCode(database, hashToken(code), stranger.clock.now());
    if (!taken) return refusal;
    const { organizationId, mode, customerId } = taken;
    const scope: Scope = { ...stranger, database, organizationId, mode };
    const customer = await selectCustomer(scope, { id: customerId });
    if (customer?.email?.toLowerCase() !== taken.email.toLowerCase()) return refusal;
    const { session, token } = await createCustomerSession(scope, { customerId });
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
