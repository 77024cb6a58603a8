import { newId } from '../../platform/ids.ts';
import { type Database, transaction } from '../../platform/postgres/database.ts';
import { fail, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import type { User } from './user.ts';
import { insertPassword, insertUser } from './users.sql.ts';

export type NewUser = {
  name: string;
  email: string;
  /** As it is kept; null for none. */
  password: string | null;
};

export const emailTaken = fail({
  code: 'email_taken',
  field: 'email',
  message: 'Somebody with this address is there already: sign in first.',
});

/** Makes a user, whose address is shown to be theirs; undefined where somebody has it. */
export async function makeUser(scope: Scope, { name, email, password }: NewUser): Promise<User | undefined> {
  const { database, clock } = scope;
  const now = clock.now();
  const user: User = { id: newId(now), createdAt: now, name, email: email.toLowerCase() };
  if (!(await insertUser(database, user))) return undefined;
  if (password !== null) {
    await insertPassword(database, { id: newId(now), userId: user.id, createdAt: now, password });
  }
  return user;
}

class Undone extends Error {
  readonly result: Result<never>;
  constructor(result: Result<never>) {
    super('A failure undoes the transaction.');
    this.result = result;
  }
}

/** Runs work in a transaction that a failure undoes as an exception does: what was used up for it is not. */
export async function undoFailed<T>(
  database: Database,
  work: (database: Database) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await transaction(database, async (inside) => {
      const result = await work(inside);
      if (!result.ok) throw new Undone(result);
      return result;
    });
  } catch (error) {
    if (error instanceof Undone) return error.result;
    throw error;
  }
}
