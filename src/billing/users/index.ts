export {
  type AuthCondition,
  type AuthModel,
  type AuthRow,
  countAuthRows,
  isAuthModel,
  selectAuthRows,
} from './auth-rows.sql.ts';
export { changeMemberRole, makeOwnerOf, removeMember } from './change-team.ts';
export { findSignedIn, findUserScope } from './find-user.ts';
export { foundOrganization } from './found-organization.ts';
export { type Invitation, selectInvitations } from './invitations.sql.ts';
export { acceptInvitation, findInvitation, invite, revokeInvitation } from './invite.ts';
export { makeUser } from './make-user.ts';
export { keepSession, openSession, type Place } from './open-session.ts';
export { endSessions, renameUser } from './own-account.ts';
export { recordFailedSignIn } from './record-user.ts';
export { permissionsOf, type Role, roles } from './roles.ts';
export { forgetExpiredSignIns, type SignedIn, selectSessions } from './sessions.sql.ts';
export { createFirstLink, createLink, findLink, setUp } from './set-up.ts';
export { insertTeamMember, selectTeam, type TeamMember } from './team.sql.ts';
export { type Membership, sessionSeconds, type User, type UserSession } from './user.ts';
export { mailPasswordReset, mailSignInLink, resetMinutes, signInMinutes } from './user-mails.ts';
export { hasPassword, selectMemberships, selectUserByEmail } from './users.sql.ts';
export { addAuthRow, changeAuthRows, type Occasion, removeAuthRows } from './write-auth-rows.ts';
