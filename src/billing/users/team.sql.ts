import type { Database } from '../../platform/postgres/database.ts';
import type { Role } from './roles.ts';

/** A person in an organization's team. */
export type TeamMember = { userId: string; name: string; email: string; role: Role; createdAt: Date };

export async function insertTeamMember(
  database: Database,
  member: { organizationId: string; userId: string; role: Role; createdAt: Date },
): Promise<void> {
  const m = member;
  await database`
    insert into team_members (organization_id, user_id, created_at, role)
    values (${m.organizationId}, ${m.userId}, ${m.createdAt}, ${m.role})`;
}

/** Those who came first, first. */
export async function selectTeam(database: Database, organizationId: string): Promise<TeamMember[]> {
  return database<TeamMember[]>`
    select member.user_id, users.name, users.email, member.role, member.created_at
    from team_members member join users on users.id = member.user_id
    where member.organization_id = ${organizationId} order by member.created_at, member.user_id`;
}

/** The whole team, held until the transaction ends: who decides about it decides on what stays so. */
export async function holdTeam(
  database: Database,
  organizationId: string,
): Promise<{ userId: string; role: Role }[]> {
  return database<{ userId: string; role: Role }[]>`
    select user_id, role from team_members where organization_id = ${organizationId}
    order by user_id for update`;
}

export async function updateTeamMemberRole(
  database: Database,
  organizationId: string,
  userId: string,
  role: Role,
): Promise<void> {
  await database`
    update team_members set role = ${role}, modified_at = now()
    where organization_id = ${organizationId} and user_id = ${userId}`;
}

export async function deleteTeamMember(
  database: Database,
  organizationId: string,
  userId: string,
): Promise<void> {
  await database`
    delete from team_members where organization_id = ${organizationId} and user_id = ${userId}`;
}

/** The organizations that a new owner gets: those without one, or all. */
export async function selectOwnable(
  database: Database,
  { withoutOwner }: { withoutOwner: boolean },
): Promise<string[]> {
  const rows = await database<{ id: string }[]>`
    select id from organizations
    where not ${withoutOwner} or not exists (
      select from team_members where organization_id = organizations.id and role = 'owner')
    order by id`;
  return rows.map(({ id }) => id);
}
