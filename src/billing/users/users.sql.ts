import { type Database, guarded, violatedUniqueIndex } from '../../platform/postgres/database.ts';
import type { Membership, User } from './user.ts';

const columns = (database: Database) => database`id, created_at, name, email`;

/** Answers false where somebody has the address. */
export async function insertUser(database: Database, user: User): Promise<boolean> {
  const u = user;
  try {
    await guarded(
      database,
      (guard) => guard`
        insert into users (id, created_at, updated_at, name, email, email_verified)
        values (${u.id}, ${u.createdAt}, ${u.createdAt}, ${u.name}, ${u.email}, true)`,
    );
    return true;
  } catch (error) {
    if (violatedUniqueIndex(error) === 'users_email_key') return false;
    throw error;
  }
}

export async function insertPassword(
  database: Database,
  account: { id: string; userId: string; createdAt: Date; password: string },
): Promise<void> {
  const a = account;
  await database`
    insert into user_accounts (id, created_at, updated_at, user_id, account_id, provider_id, password)
    values (${a.id}, ${a.createdAt}, ${a.createdAt}, ${a.userId}, ${a.userId}, 'credential', ${a.password})`;
}

export async function selectUser(database: Database, id: string): Promise<User | undefined> {
  const [row] = await database<User[]>`select ${columns(database)} from users where id = ${id}`;
  return row;
}

/** As `selectUser`; nobody else changes them until the transaction ends. */
export async function holdUser(database: Database, id: string): Promise<User | undefined> {
  const [row] = await database<User[]>`
    select ${columns(database)} from users where id = ${id} for no key update`;
  return row;
}

/** By an address in whichever letters. */
export async function selectUserByEmail(database: Database, email: string): Promise<User | undefined> {
  const [row] = await database<User[]>`
    select ${columns(database)} from users where email = ${email.toLowerCase()}`;
  return row;
}

export async function isAnybodyThere(database: Database): Promise<boolean> {
  const rows = await database`select from users limit 1`;
  return rows.length > 0;
}

/** As `isAnybodyThere`; until the transaction ends nobody else asks so. */
export async function isAnybodyThereForSure(database: Database): Promise<boolean> {
  await database`select pg_advisory_xact_lock(hashtextextended('florin first user', 0))`;
  return isAnybodyThere(database);
}

export async function updateUserName(database: Database, id: string, name: string): Promise<void> {
  await database`update users set name = ${name}, updated_at = now() where id = ${id}`;
}

/** Whether a person has a password: who has none signs in by mail or passkey. */
export async function hasPassword(database: Database, userId: string): Promise<boolean> {
  const rows = await database`
    select from user_accounts where user_id = ${userId} and password is not null`;
  return rows.length > 0;
}

/** The organizations that a person works for, by name. */
export async function selectMemberships(database: Database, userId: string): Promise<Membership[]> {
  return database<Membership[]>`
    select organization.id as organization_id, organization.name, organization.slug, organization.avatar_url,
      member.role
    from team_members member join organizations organization on organization.id = member.organization_id
    where member.user_id = ${userId} order by organization.name, organization.id`;
}
