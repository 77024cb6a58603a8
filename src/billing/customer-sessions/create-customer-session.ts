import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken, newToken } from '../../platform/tokens.ts';
import { recordChange } from '../changes/index.ts';
import { type CustomerSession, sessionMilliseconds } from './customer-session.ts';
import { insertCustomerSession } from './customer-sessions.sql.ts';

/** Makes a session for a customer that exists. The token is answered here and nowhere again. */
export async function createCustomerSession(
  scope: Scope,
  input: { customerId: string; returnUrl?: string | null },
): Promise<{ session: CustomerSession; token: string }> {
  const now = scope.clock.now();
  const token = newToken('polar_cst_');
  const session: CustomerSession = {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    customerId: input.customerId,
    returnUrl: input.returnUrl ?? null,
    expiresAt: new Date(now.getTime() + sessionMilliseconds),
  };
  await transaction(scope.database, async (database) => {
    await insertCustomerSession(database, session, hashToken(token));
    await recordChange(
      { ...scope, database },
      {
        type: 'customer_session.created',
        objectType: 'customer_session',
        objectId: session.id,
        changes: { customerId: { before: null, after: session.customerId } },
        data: { id: session.id, customer_id: session.customerId },
      },
    );
  });
  return { session, token };
}
