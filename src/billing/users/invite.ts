import { newId } from '../../platform/ids.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken, newToken } from '../../platform/tokens.ts';
import { selectOrganization } from '../organizations/index.ts';
import { actingRole, refusalToGive } from './change-team.ts';
import {
  deleteInvitation,
  type Invitation,
  replaceInvitation,
  selectInvitationByToken,
} from './invitations.sql.ts';
import { emailTaken, makeUser, undoFailed } from './make-user.ts';
import { type Place, signIn } from './open-session.ts';
import { invitationRecord, memberAdded, recordTeamChange } from './record-team.ts';
import type { Role } from './roles.ts';
import { holdTeam, insertTeamMember, selectTeam } from './team.sql.ts';
import type { User } from './user.ts';
import { invitationDays, mailInvitation } from './user-mails.ts';
import { selectUser, selectUserByEmail } from './users.sql.ts';

const notFound = fail({ code: 'not_found', message: 'There is no such invitation.' });
const invitationOver = fail({
  code: 'link_over',
  field: 'token',
  message: 'This invitation has been used or taken back, or is more than a week old. Ask for a new one.',
});

/**
 * Invites somebody to the scope's team by mail. Who was invited already gets another link, and the first works no more.
 *
 * @param linkTo the address of the page that takes a token
 * @returns `role_insufficient`, `already_member`
 */
export async function invite(
  scope: Scope,
  { email, role }: { email: string; role: Role },
  linkTo: (token: string) => string,
): Promise<Result<Invitation>> {
  const now = scope.clock.now();
  const token = newToken('florin_invite_');
  return transaction(scope.database, async (database) => {
    const held = await holdTeam(database, scope.organizationId);
    const refused = refusalToGive(actingRole(scope, held), role);
    if (refused) return refused;
    const [organization, team] = await Promise.all([
      selectOrganization(database, scope.organizationId),
      selectTeam(database, scope.organizationId),
    ]);
    const inviter = scope.actor.kind === 'user' ? await selectUser(database, scope.actor.id) : undefined;
    if (!organization || !inviter) return notFound;
    const invitation: Invitation = {
      organizationId: scope.organizationId,
      id: newId(now),
      createdAt: now,
      email: email.toLowerCase(),
      role,
      invitedBy: inviter.id,
      expiresAt: new Date(now.getTime() + invitationDays * 86_400_000),
    };
    if (team.some((member) => member.email === invitation.email)) {
      return fail({ code: 'already_member', field: 'email', message: 'They are a member already.' });
    }
    await replaceInvitation(database, invitation, hashToken(token));
    const inside = { ...scope, database };
    const invited = { organization, email: invitation.email, role, inviter: inviter.name };
    await mailInvitation(inside, invited, linkTo(token));
    await recordTeamChange(inside, invitationRecord('team_invitation.created', invitation));
    return ok(invitation);
  });
}

/** Takes an invitation back. @returns `role_insufficient`, `not_found` */
export async function revokeInvitation(scope: Scope, id: string): Promise<Result<void>> {
  return undoFailed(scope.database, async (database) => {
    const acting = actingRole(scope, await holdTeam(database, scope.organizationId));
    const invitation = await deleteInvitation(database, scope.organizationId, id);
    const refused = refusalToGive(acting, invitation?.role ?? 'read_only');
    if (refused) return refused;
    if (!invitation) return notFound;
    await recordTeamChange({ ...scope, database }, invitationRecord('team_invitation.deleted', invitation));
    return ok(undefined);
  });
}

export type FoundInvitation = {
  organizationName: string;
  inviterName: string;
  email: string;
  role: Role;
  expiresAt: Date;
  /** Whether its reader has to sign in rather than to be made. */
  isUser: boolean;
};

/** What an invitation is for; undefined where it works no more. */
export async function findInvitation(scope: Scope, token: string): Promise<FoundInvitation | undefined> {
  const { database, clock } = scope;
  const found = await selectInvitationByToken(database, hashToken(token), clock.now());
  return found && { ...found, isUser: (await selectUserByEmail(database, found.email)) !== undefined };
}

export type Acceptance = {
  token: string;
  /** Of whoever is made. */
  name?: string;
  password?: string | null;
  place: Place;
};

/**
 * Makes whoever holds an invitation a member: the person who is signed in, or else a new one with the address that it was sent to,
 * who is signed in from then on.
 *
 * @param scope of nobody, or of the person who is signed in
 * @returns `link_over`, `already_member`; `name_missing` where somebody is to be made, `email_taken` where they must sign in first
 */
export async function acceptInvitation(
  scope: Scope,
  { token, name, password, place }: Acceptance,
): Promise<Result<{ user: User; sessionToken: string | undefined; organizationId: string }>> {
  const found = await selectInvitationByToken(scope.database, hashToken(token), scope.clock.now());
  if (!found) return invitationOver;
  const signedIn = scope.actor.kind === 'user' ? scope.actor.id : undefined;
  if (signedIn === undefined && name === undefined) {
    return fail({ code: 'name_missing', field: 'name', message: 'Required.' });
  }
  const kept = password ? await hashPassword(password) : null;
  const { organizationId, role, email } = found;
  return undoFailed(scope.database, async (database) => {
    const inside = { ...scope, database };
    const invitation = await deleteInvitation(database, organizationId, found.id);
    if (!invitation) return invitationOver;
    const user = signedIn
      ? await selectUser(database, signedIn)
      : await makeUser(inside, { name: name ?? '', email, password: kept });
    if (!user) return emailTaken;
    const team = await holdTeam(database, organizationId);
    if (team.some(({ userId }) => userId === user.id)) {
      return fail({ code: 'already_member', message: 'You are a member already.' });
    }
    await insertTeamMember(database, { organizationId, userId: user.id, role, createdAt: scope.clock.now() });
    const own: Scope = { ...inside, organizationId, actor: { kind: 'user', id: user.id } };
    await recordTeamChange(own, invitationRecord('team_invitation.accepted', invitation));
    await recordTeamChange(own, memberAdded(user.id, role));
    const sessionToken = signedIn ? undefined : await signIn(inside, user.id, place, 'invitation');
    return ok({ user, sessionToken, organizationId });
  });
}
