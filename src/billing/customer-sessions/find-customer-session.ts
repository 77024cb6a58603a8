import type { ClockOf } from '../../platform/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { hashToken } from '../../platform/tokens.ts';
import { type FoundSession, selectSessionByHash } from './customer-sessions.sql.ts';

/** The session of a token, or undefined where it is unknown, over, or its customer is gone. */
export async function findCustomerSession(
  database: Database,
  clockOf: ClockOf,
  token: string,
): Promise<FoundSession | undefined> {
  const session = await selectSessionByHash(database, hashToken(token));
  if (!session) return undefined;
  const now = clockOf(session.organizationId, session.mode).now();
  return session.expiresAt > now ? session : undefined;
}
