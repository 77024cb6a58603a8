import type { Database } from '../../platform/postgres/database.ts';

/** What a link that works once is for. */
export type Link = {
  /** `first_user`: whoever comes first, while nobody is there. `new_owner`: somebody more. `sign_in`: the person named. */
  purpose: 'first_user' | 'new_owner' | 'sign_in';
  userId: string | null;
};

export async function insertLink(
  database: Database,
  link: { id: string; createdAt: Date; expiresAt: Date; value: string },
  tokenHash: Buffer,
): Promise<void> {
  const l = link;
  await database`
    insert into user_verifications (id, created_at, updated_at, identifier_hash, value, expires_at)
    values (${l.id}, ${l.createdAt}, ${l.createdAt}, ${tokenHash}, ${l.value}, ${l.expiresAt})`;
}

type StoredLink = { value: string; expiresAt: Date };

export async function selectLink(
  database: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<StoredLink | undefined> {
  const [row] = await database<StoredLink[]>`
    select value, expires_at from user_verifications where identifier_hash = ${tokenHash} and expires_at > ${now}`;
  return row;
}

/** Uses a link up: of several at once with the same, one gets it. */
export async function takeLink(
  database: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<StoredLink | undefined> {
  const [row] = await database<StoredLink[]>`
    delete from user_verifications where identifier_hash = ${tokenHash} and expires_at > ${now}
    returning value, expires_at`;
  return row;
}
