import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { hashToken } from '../../platform/tokens.ts';
import { type FoundSession, selectSessionByHash } from './customer-sessions.sql.ts';

/** The session of a token, or undefined where it is unknown, over, or its customer is gone. */
export async function findCustomerSession(
  database: Database,
  clock: Clock,
  token: string,
): Promise<FoundSession | undefined> {
  const session = await selectSessionByHash(database, hashToken(token));
  return session && session.expiresAt > clock.now() ? session : undefined;
}
