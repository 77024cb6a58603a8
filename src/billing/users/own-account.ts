import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { recordUserAct, sessionsEnded } from './record-user.ts';
import { deleteSessions } from './sessions.sql.ts';
import type { User } from './user.ts';
import { holdUser, updateUserName } from './users.sql.ts';

/** Gives a person another name; undefined where there is no such person. */
export async function renameUser(scope: Scope, id: string, name: string): Promise<User | undefined> {
  return transaction(scope.database, async (database) => {
    const before = await holdUser(database, id);
    if (!before || before.name === name) return before;
    const after = { ...before, name };
    await updateUserName(database, id, name);
    const changes = changesBetween(before, after, ['name']);
    await recordUserAct({ ...scope, database }, id, { action: 'updated', changes });
    return after;
  });
}

/** Ends one of a person's sessions, or all but one. Answers how many there were. */
export async function endSessions(
  scope: Scope,
  userId: string,
  which: { id: string } | { but: string },
): Promise<number> {
  return transaction(scope.database, async (database) => {
    const count = await deleteSessions(database, userId, which);
    if (count > 0) await recordUserAct({ ...scope, database }, userId, sessionsEnded(count));
    return count;
  });
}
