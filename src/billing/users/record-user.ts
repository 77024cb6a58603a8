import type { Scope } from '../../platform/scope.ts';
import { type Changes, recordChange } from '../changes/index.ts';
import { selectMemberships, selectUserByEmail } from './users.sql.ts';

/** By what somebody signs in. */
export type SignInMethod = 'password' | 'mailed_link' | 'passkey' | 'one_time_link' | 'invitation';

/** What somebody did to their own account, and what changed by it: nothing that is secret. */
export type UserAct = {
  action:
    | 'updated'
    | 'signed_in'
    | 'signed_out'
    | 'sessions_ended'
    | 'password_set'
    | 'password_changed'
    | 'password_reset'
    | 'passkey_added'
    | 'passkey_renamed'
    | 'passkey_removed'
    | 'sign_in_failed';
  changes: Changes;
};

const nowIs = (after: unknown) => ({ before: null, after });

export const signedIn = (method: SignInMethod): UserAct => ({
  action: 'signed_in',
  changes: { method: nowIs(method) },
});

export const sessionsEnded = (count: number): UserAct => ({
  action: 'sessions_ended',
  changes: { count: nowIs(count) },
});

/**
 * Records what a person did to their own account, in the transaction that does it: in both logs of each organization that they
 * work for now.
 */
export async function recordUserAct(scope: Scope, userId: string, act: UserAct): Promise<void> {
  await recordInTeams({ ...scope, actor: { kind: 'user', id: userId } }, userId, act);
}

/**
 * Records that somebody tried to be the person with an address, by a wrong password: nobody knows who. Of an address that
 * nobody has nothing is recorded. How often it is called is bounded by its caller.
 *
 * @param scope of nobody
 */
export async function recordFailedSignIn(scope: Scope, email: string): Promise<void> {
  const user = await selectUserByEmail(scope.database, email);
  const changes = { method: nowIs('password') };
  if (user) await recordInTeams(scope, user.id, { action: 'sign_in_failed', changes });
}

async function recordInTeams(scope: Scope, userId: string, { action, changes }: UserAct): Promise<void> {
  const teams = await selectMemberships(scope.database, userId);
  const record = {
    type: `user.${action}`,
    objectType: 'user',
    objectId: userId,
    changes,
    data: { id: userId },
  };
  const logs = teams.flatMap(({ organizationId }) =>
    (['test', 'live'] as const).map((mode) => ({ ...scope, organizationId, mode })),
  );
  await Promise.all(logs.map((log) => recordChange(log, record)));
}
