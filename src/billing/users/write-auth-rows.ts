import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  type AuthCondition,
  type AuthModel,
  type AuthRow,
  deleteAuthRows,
  insertAuthRow,
  selectAuthRows,
  updateAuthRows,
} from './auth-rows.sql.ts';
import { recordUserAct, type SignInMethod, sessionsEnded, signedIn, type UserAct } from './record-user.ts';

/** What the library was asked for when it writes a row: the rows themselves do not say it. */
export type Occasion =
  | { kind: 'sign_in'; method: SignInMethod }
  | { kind: 'sign_out' }
  | { kind: 'password_change' }
  | { kind: 'password_reset' }
  | { kind: 'other' };

/** Rows whose writing is an act of the person whose they are. */
type RowsOfPeople = 'session' | 'account' | 'passkey';

function areOfPeople(model: AuthModel): model is RowsOfPeople {
  return model === 'session' || model === 'account' || model === 'passkey';
}

/** As `insertAuthRow`, recorded. */
export async function addAuthRow(
  scope: Scope,
  model: AuthModel,
  row: AuthRow,
  occasion: Occasion,
): Promise<AuthRow> {
  if (!areOfPeople(model)) return insertAuthRow(scope.database, model, row);
  return transaction(scope.database, async (database) => {
    const added = await insertAuthRow(database, model, row);
    await record({ ...scope, database }, added, actOfAdding(model, added, occasion));
    return added;
  });
}

function actOfAdding(model: RowsOfPeople, row: AuthRow, occasion: Occasion): UserAct | undefined {
  if (model === 'account') return { action: 'password_set', changes: {} };
  if (model === 'passkey') {
    return { action: 'passkey_added', changes: { passkey: { before: null, after: passkeyIn(row) } } };
  }
  // With another password somebody's own session is replaced: they were signed in before.
  return occasion.kind === 'sign_in' ? signedIn(occasion.method) : undefined;
}

/** As `updateAuthRows`, recorded. */
export async function changeAuthRows(
  scope: Scope,
  model: AuthModel,
  conditions: readonly AuthCondition[],
  changes: AuthRow,
  occasion: Occasion,
): Promise<AuthRow[]> {
  // A passkey's counter goes up with each use, and a session lasts longer: neither is an act.
  const isAct = (model === 'account' && 'password' in changes) || (model === 'passkey' && 'name' in changes);
  if (!isAct) return updateAuthRows(scope.database, model, conditions, changes);
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const before = await selectAuthRows(database, model, conditions);
    const changed = await updateAuthRows(database, model, conditions, changes);
    for (const row of changed) {
      const former = before.find(({ id }) => id === row.id) ?? {};
      await record(inside, row, model === 'account' ? passwordAct(occasion) : renamed(former, row));
    }
    return changed;
  });
}

function passwordAct({ kind }: Occasion): UserAct {
  return { action: kind === 'password_reset' ? 'password_reset' : 'password_changed', changes: {} };
}

function renamed(before: AuthRow, after: AuthRow): UserAct {
  const changes = { passkey: { before: passkeyIn(before), after: passkeyIn(after) } };
  return { action: 'passkey_renamed', changes };
}

/** As `deleteAuthRows`, recorded. */
export async function removeAuthRows(
  scope: Scope,
  model: AuthModel,
  conditions: readonly AuthCondition[],
  occasion: Occasion,
): Promise<AuthRow[]> {
  if (!areOfPeople(model)) return deleteAuthRows(scope.database, model, conditions);
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const removed = await deleteAuthRows(database, model, conditions);
    if (model === 'passkey') {
      for (const row of removed) await record(inside, row, actOfRemoving(row));
    } else if (model === 'session') {
      await recordEnded(inside, removed, occasion);
    }
    return removed;
  });
}

function actOfRemoving(row: AuthRow): UserAct {
  return { action: 'passkey_removed', changes: { passkey: { before: passkeyIn(row), after: null } } };
}

/** Sessions of one person. Of those that were over already nobody was signed out. */
async function recordEnded(scope: Scope, sessions: readonly AuthRow[], { kind }: Occasion): Promise<void> {
  const now = scope.clock.now();
  const live = sessions.filter(({ expiresAt }) => expiresAt instanceof Date && expiresAt > now);
  const [one] = live;
  if (!one) return;
  if (kind === 'sign_out') return record(scope, one, { action: 'signed_out', changes: {} });
  // With another password the own one is replaced.
  const ended = kind === 'password_change' ? live.length - 1 : live.length;
  if (ended > 0) await record(scope, one, sessionsEnded(ended));
}

/** What of a passkey may be told. */
function passkeyIn({ id, name }: AuthRow) {
  return { id, name: name ?? null };
}

async function record(scope: Scope, { userId }: AuthRow, act: UserAct | undefined): Promise<void> {
  if (act && typeof userId === 'string') await recordUserAct(scope, userId, act);
}
