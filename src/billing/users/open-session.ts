import type { Clock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken, newToken } from '../../platform/tokens.ts';
import { recordUserAct, type SignInMethod, signedIn } from './record-user.ts';
import { insertSession, prolongSession } from './sessions.sql.ts';
import { prolongAfterSeconds, sessionSeconds } from './user.ts';

/** From where somebody signs in, for their own list of sessions. */
export type Place = { ipAddress: string | null; userAgent: string | null };

/** Signs a person in. The token is answered here and nowhere again. */
export async function openSession(
  database: Database,
  clock: Clock,
  userId: string,
  place: Place,
): Promise<string> {
  const now = clock.now();
  const token = newToken('florin_us_');
  const expiresAt = new Date(now.getTime() + sessionSeconds * 1000);
  const session = { id: newId(now), createdAt: now, expiresAt, userId, ...place };
  await insertSession(database, session, hashToken(token));
  return token;
}

/** As `openSession`, recorded; in the caller's transaction. */
export async function signIn(
  scope: Scope,
  userId: string,
  place: Place,
  method: SignInMethod,
): Promise<string> {
  const token = await openSession(scope.database, scope.clock, userId, place);
  await recordUserAct(scope, userId, signedIn(method));
  return token;
}

/** Has a session that is in use last anew, once a day. Answers whether it was prolonged. */
export async function keepSession(
  database: Database,
  clock: Clock,
  session: { sessionId: string; sessionExpiresAt: Date },
): Promise<boolean> {
  const until = new Date(clock.now().getTime() + sessionSeconds * 1000);
  if (until.getTime() - session.sessionExpiresAt.getTime() < prolongAfterSeconds * 1000) return false;
  await prolongSession(database, session.sessionId, until);
  return true;
}
