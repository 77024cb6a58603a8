import type { Database } from '../../platform/postgres/database.ts';
import type { Mode } from '../../platform/scope.ts';
import type { Role } from './roles.ts';
import type { User, UserSession } from './user.ts';

export async function insertSession(
  database: Database,
  session: UserSession & { userId: string },
  tokenHash: Buffer,
): Promise<void> {
  const s = session;
  await database`
    insert into user_sessions (id, created_at, updated_at, user_id, token_hash, expires_at, ip_address, user_agent)
    values (${s.id}, ${s.createdAt}, ${s.createdAt}, ${s.userId}, ${tokenHash}, ${s.expiresAt}, ${s.ipAddress},
      ${s.userAgent})`;
}

/** A person, and the session by which they are signed in. */
export type SignedIn = User & { sessionId: string; sessionExpiresAt: Date };

export async function selectSignedIn(
  database: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<SignedIn | undefined> {
  const [row] = await database<SignedIn[]>`
    select users.id, users.created_at, name, email, session.id as session_id,
      session.expires_at as session_expires_at
    from user_sessions session join users on users.id = session.user_id
    where session.token_hash = ${tokenHash} and session.expires_at > ${now}`;
  return row;
}

/** Whose session it is; as what, and with which pricing model, it is none of the organization's people: both null. */
export type SessionCaller = { userId: string; role: Role | null; pricingModelId: string | null };

export async function selectSessionCaller(
  database: Database,
  tokenHash: Buffer,
  { organizationId, mode, now }: { organizationId: string; mode: Mode; now: Date },
): Promise<SessionCaller | undefined> {
  const [row] = await database<SessionCaller[]>`
    select session.user_id, member.role, model.id as pricing_model_id
    from user_sessions session
    left join team_members member
      on member.organization_id = ${organizationId} and member.user_id = session.user_id
    left join pricing_models model
      on model.organization_id = member.organization_id and model.mode = ${mode} and model.is_default
    where session.token_hash = ${tokenHash} and session.expires_at > ${now}`;
  return row;
}

/** Newest first. */
export async function selectSessions(database: Database, userId: string, now: Date): Promise<UserSession[]> {
  return database<UserSession[]>`
    select id, created_at, expires_at, ip_address, user_agent from user_sessions
    where user_id = ${userId} and expires_at > ${now} order by id desc`;
}

export async function prolongSession(database: Database, id: string, until: Date): Promise<void> {
  await database`update user_sessions set expires_at = ${until}, updated_at = now() where id = ${id}`;
}

/** Ends one of a person's sessions, or all but one. Answers how many there were. */
export async function deleteSessions(
  database: Database,
  userId: string,
  { id, but }: { id?: string; but?: string },
): Promise<number> {
  const rows = await database`
    delete from user_sessions
    where user_id = ${userId} and (${id ?? null}::uuid is null or id = ${id ?? null}::uuid)
      and (${but ?? null}::uuid is null or id <> ${but ?? null}::uuid)
    returning id`;
  return rows.length;
}

/** Deletes what is past its time: sessions, links, challenges, invitations. */
export async function forgetExpiredSignIns(database: Database, now: Date): Promise<void> {
  await database`
    with sessions as (delete from user_sessions where expires_at <= ${now}),
    invitations as (delete from team_invitations where expires_at <= ${now})
    delete from user_verifications where expires_at <= ${now}`;
}
