export { createMember, createOwner } from './create-member.ts';
export { deleteMember, deleteMembersOf } from './delete-member.ts';
export {
  type Member,
  type MemberKey,
  type MemberRole,
  managesBilling,
  memberRoles,
} from './member.ts';
export {
  type ImpliedOwner,
  listMembers,
  type MemberFilter,
  selectImpliedOwners,
  selectMember,
  selectMembers,
  selectTeamMembersByEmail,
} from './members.sql.ts';
export { settleOwner } from './settle-owner.ts';
export { updateMember } from './update-member.ts';
