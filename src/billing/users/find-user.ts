import type { Clock, ClockOf } from '../../platform/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { hashToken } from '../../platform/tokens.ts';
import { permissionsOf } from './roles.ts';
import { type SignedIn, selectSessionCaller, selectSignedIn } from './sessions.sql.ts';

/** The person of a session; undefined where it is over. */
export async function findSignedIn(
  database: Database,
  clock: Clock,
  token: string,
): Promise<SignedIn | undefined> {
  return selectSignedIn(database, hashToken(token), clock.now());
}

export type UserRequest = {
  token: string;
  organizationId: string;
  mode: Mode;
  requestId: string;
  database: Database;
  /** The wall clock, by which sessions end. */
  clock: Clock;
  clockOf: ClockOf;
};

/**
 * The scope in which a signed-in person's request to an organization runs, and the name by which it is counted. It is one statement, and read anew each time: who
 * has signed out, or was removed, is so at once.
 *
 * @returns `signed_out`, or `not_a_member` of the organization, be there one or not.
 */
export async function findUserScope(request: UserRequest): Promise<Result<{ scope: Scope; name: string }>> {
  const { token, organizationId, mode, requestId, database, clock, clockOf } = request;
  const asked = { organizationId, mode, now: clock.now() };
  const found = await selectSessionCaller(database, hashToken(token), asked);
  if (!found) return fail({ code: 'signed_out', message: 'Nobody is signed in.' });
  const { userId, role, pricingModelId } = found;
  if (role === null || pricingModelId === null) {
    return fail({ code: 'not_a_member', message: 'You are not a member of this organization.' });
  }
  const scope: Scope = {
    organizationId,
    mode,
    pricingModelId,
    actor: { kind: 'user', id: userId },
    permissions: permissionsOf(role),
    clock: clockOf(organizationId, mode),
    requestId,
    database,
  };
  return ok({ scope, name: `user ${userId}` });
}
