import { type Static, Type } from 'typebox';
import {
  acceptInvitation,
  changeMemberRole,
  findInvitation,
  type Invitation,
  invite,
  removeMember,
  revokeInvitation,
  selectInvitations,
  selectTeam,
  sessionSeconds,
  type TeamMember,
} from '../../billing/users/index.ts';
import type { Services } from '../../platform/http/dialect.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, link, team } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { EmailInput, NameInput, optional, Timestamp, Uuid, UuidInput } from './schemas.ts';
import { PasswordInput, placeOf, RoleInput, TokenInput, UserSchema, userView } from './sign-in.ts';

const MemberSchema = Type.Object({
  user_id: Uuid,
  name: Type.String(),
  email: Type.String(),
  role: RoleInput,
  created_at: Timestamp,
});

function memberView(member: TeamMember): Static<typeof MemberSchema> {
  return {
    user_id: member.userId,
    name: member.name,
    email: member.email,
    role: member.role,
    created_at: member.createdAt.toISOString(),
  };
}

const InvitationSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  email: Type.String(),
  role: RoleInput,
  invited_by: { ...Uuid, description: 'A user.' },
  expires_at: Timestamp,
});

function invitationView(invitation: Invitation): Static<typeof InvitationSchema> {
  return {
    id: invitation.id,
    created_at: invitation.createdAt.toISOString(),
    email: invitation.email,
    role: invitation.role,
    invited_by: invitation.invitedBy,
    expires_at: invitation.expiresAt.toISOString(),
  };
}

/** A team is small: its lists are whole, in the form of all lists. */
const wholeListOf = <S extends typeof MemberSchema | typeof InvitationSchema>(item: S) =>
  Type.Object({ items: Type.Array(item), next_cursor: Type.Null() });

const MemberParams = Type.Object({ user_id: UuidInput });

/** Who works for an organization. Everybody of it sees that; owners and administrators change it. */
export const teamRoutes = ({ cookies }: Pick<Services, 'cookies'>): Route<Access>[] => [
  ...memberRoutes,
  ...invitationRoutes,
  defineRoute({
    method: 'GET',
    path: '/florin/v1/invitations',
    summary: 'Get what an invitation is for',
    access: link,
    query: Type.Object({ token: TokenInput }),
    responses: {
      200: Type.Object({
        organization_name: Type.String(),
        inviter_name: Type.String(),
        email: Type.String(),
        role: RoleInput,
        expires_at: Timestamp,
        has_user: Type.Boolean({ description: 'Whether its reader is to sign in before accepting it.' }),
      }),
    },
    async handle(scope, { query }) {
      const found = await findInvitation(scope, query.token);
      if (!found) return notFound(scope.requestId, 'invitation');
      const { organizationName, inviterName, email, role, expiresAt, isUser } = found;
      const body = { organization_name: organizationName, inviter_name: inviterName, email, role };
      return { status: 200, body: { ...body, expires_at: expiresAt.toISOString(), has_user: isUser } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/florin/v1/invitations/accept',
    summary: 'Accept an invitation: who is signed in joins, anybody else is made and signed in',
    access: link,
    body: Type.Object({
      token: TokenInput,
      name: Type.Optional(NameInput),
      password: optional(PasswordInput),
    }),
    responses: { 200: Type.Object({ user: UserSchema, organization_id: Uuid }) },
    async handle(scope, { body }, request) {
      const result = await acceptInvitation(scope, { ...body, place: placeOf(request) });
      if (!result.ok) return answerFailures(scope.requestId, result.failures);
      const { user, sessionToken, organizationId } = result.value;
      const cookie = sessionToken && (await cookies.write(sessionToken, sessionSeconds));
      return {
        status: 200,
        body: { user: userView(user), organization_id: organizationId },
        headers: cookie ? { 'set-cookie': cookie } : undefined,
      };
    },
  }),
];

const memberRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/team/members',
    summary: 'List the people of the organization, those who came first first',
    access: team,
    responses: { 200: wholeListOf(MemberSchema) },
    async handle({ database, organizationId }) {
      const members = await selectTeam(database, organizationId);
      return { status: 200, body: { items: members.map(memberView), next_cursor: null } };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/florin/v1/team/members/{user_id}',
    summary: 'Give somebody another role',
    access: team,
    params: MemberParams,
    body: Type.Object({ role: RoleInput }),
    responses: { 200: MemberSchema },
    async handle(scope, { params, body }) {
      const { database, organizationId, requestId } = scope;
      const result = await changeMemberRole(scope, params.user_id, body.role);
      if (!result.ok) return answerFailures(requestId, result.failures);
      const members = await selectTeam(database, organizationId);
      const member = members.find(({ userId }) => userId === params.user_id);
      return member ? { status: 200, body: memberView(member) } : notFound(requestId, 'member');
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/florin/v1/team/members/{user_id}',
    summary: 'Remove somebody, or leave',
    access: team,
    params: MemberParams,
    responses: { 204: null },
    async handle(scope, { params }) {
      const result = await removeMember(scope, params.user_id);
      return result.ok ? { status: 204 } : answerFailures(scope.requestId, result.failures);
    },
  }),
];

const invitationRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/florin/v1/team/invitations',
    summary: 'Invite somebody by mail, again where they were before',
    access: team,
    body: Type.Object({ email: EmailInput, role: RoleInput }),
    responses: { 201: InvitationSchema },
    async handle(scope, { body }, { publicUrl }) {
      const linkTo = (token: string) => `${publicUrl}/dashboard/invitation?token=${token}`;
      const result = await invite(scope, body, linkTo);
      return result.ok
        ? { status: 201, body: invitationView(result.value) }
        : answerFailures(scope.requestId, result.failures);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/team/invitations',
    summary: 'List the invitations that still work, newest first',
    access: team,
    responses: { 200: wholeListOf(InvitationSchema) },
    async handle({ database, organizationId, clock }) {
      const invitations = await selectInvitations(database, organizationId, clock.now());
      return { status: 200, body: { items: invitations.map(invitationView), next_cursor: null } };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/florin/v1/team/invitations/{id}',
    summary: 'Take an invitation back',
    access: team,
    params: Type.Object({ id: UuidInput }),
    responses: { 204: null },
    async handle(scope, { params }) {
      const result = await revokeInvitation(scope, params.id);
      return result.ok ? { status: 204 } : answerFailures(scope.requestId, result.failures);
    },
  }),
];
