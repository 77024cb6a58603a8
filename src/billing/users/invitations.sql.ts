import type { Database } from '../../platform/postgres/database.ts';
import type { Role } from './roles.ts';

/** Somebody who is to become a member, once they follow the link in their mail. */
export type Invitation = {
  organizationId: string;
  id: string;
  createdAt: Date;
  /** In small letters. */
  email: string;
  role: Role;
  invitedBy: string;
  expiresAt: Date;
};

const columns = (database: Database) =>
  database`organization_id, id, created_at, email, role, invited_by, expires_at`;

/** Takes the place of an earlier invitation of the same address, whose link then works no more. */
export async function replaceInvitation(
  database: Database,
  invitation: Invitation,
  tokenHash: Buffer,
): Promise<void> {
  const i = invitation;
  await database`
    insert into team_invitations (organization_id, id, created_at, email, role, invited_by, token_hash, expires_at)
    values (${i.organizationId}, ${i.id}, ${i.createdAt}, ${i.email}, ${i.role}, ${i.invitedBy}, ${tokenHash},
      ${i.expiresAt})
    on conflict (organization_id, email) do update set id = excluded.id, created_at = excluded.created_at,
      role = excluded.role, invited_by = excluded.invited_by, token_hash = excluded.token_hash,
      expires_at = excluded.expires_at`;
}

/** Newest first, of those that still work. */
export async function selectInvitations(
  database: Database,
  organizationId: string,
  now: Date,
): Promise<Invitation[]> {
  return database<Invitation[]>`
    select ${columns(database)} from team_invitations
    where organization_id = ${organizationId} and expires_at > ${now} order by id desc`;
}

type ShownInvitation = Invitation & { organizationName: string; inviterName: string };

/** Whose invitation it is, and to what, by the token that its mail has. */
export async function selectInvitationByToken(
  database: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<ShownInvitation | undefined> {
  const [row] = await database<ShownInvitation[]>`
    select invitation.organization_id, invitation.id, invitation.created_at, invitation.email, invitation.role,
      invitation.invited_by, invitation.expires_at, organization.name as organization_name,
      inviter.name as inviter_name
    from team_invitations invitation
    join organizations organization on organization.id = invitation.organization_id
    join users inviter on inviter.id = invitation.invited_by
    where invitation.token_hash = ${tokenHash} and invitation.expires_at > ${now}`;
  return row;
}

/** Uses an invitation up, or takes it back: of several at once, one gets it. */
export async function deleteInvitation(
  database: Database,
  organizationId: string,
  id: string,
): Promise<Invitation | undefined> {
  const [row] = await database<Invitation[]>`
    delete from team_invitations where organization_id = ${organizationId} and id = ${id}
    returning ${columns(database)}`;
  return row;
}
