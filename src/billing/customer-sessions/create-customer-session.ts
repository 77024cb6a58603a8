import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken, newToken } from '../../platform/tokens.ts';
import { changesBetween } from '../changes/index.ts';
import {
  type CustomerSession,
  customerPrefix,
  memberPrefix,
  sessionMilliseconds,
} from './customer-session.ts';
import { insertCustomerSession } from './customer-sessions.sql.ts';

/** Makes a session for a customer, or one of its members, that exists. The token is answered here and nowhere again. */
export async function createCustomerSession(
  scope: Scope,
  input: { customerId: string; memberId?: string | null; returnUrl?: string | null },
): Promise<{ session: CustomerSession; token: string }> {
  const now = scope.clock.now();
  const memberId = input.memberId ?? null;
  const token = newToken(memberId === null ? customerPrefix : memberPrefix);
  const session: CustomerSession = {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    customerId: input.customerId,
    memberId,
    returnUrl: input.returnUrl ?? null,
    expiresAt: new Date(now.getTime() + sessionMilliseconds),
  };
  await insertCustomerSession(scope, session, hashToken(token), {
    type: 'customer_session.created',
    objectType: 'customer_session',
    objectId: session.id,
    changes: changesBetween(null, session, ['customerId', 'memberId']),
  });
  return { session, token };
}
