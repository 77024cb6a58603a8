import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { memberAdded, recordTeamChange } from './record-team.ts';
import { managesTeam, type Role } from './roles.ts';
import { deleteTeamMember, holdTeam, insertTeamMember, updateTeamMemberRole } from './team.sql.ts';

type Member = { userId: string; role: Role };

const notFound = fail({ code: 'not_found', message: 'There is no such member.' });
const forbidden = fail({
  code: 'role_insufficient',
  message: 'Only owners and administrators manage the team.',
});
const ownersOnly = fail({
  code: 'role_insufficient',
  field: 'role',
  message: 'Only owners make and unmake owners.',
});
const lastOwner = fail({
  code: 'last_owner',
  message: 'An organization has at least one owner. Make somebody else an owner first.',
});

/** The role of whoever acts, as it stands in the team. */
export function actingRole({ actor }: Scope, team: readonly Member[]): Role | undefined {
  return actor.kind === 'user' ? team.find(({ userId }) => userId === actor.id)?.role : undefined;
}

/** What keeps somebody from giving a role; undefined where nothing does. */
export function refusalToGive(acting: Role | undefined, role: Role): Result<never> | undefined {
  if (acting === undefined || !managesTeam(acting)) return forbidden;
  return role === 'owner' && acting !== 'owner' ? ownersOnly : undefined;
}

function isLastOwner(member: Member, team: readonly Member[]): boolean {
  return member.role === 'owner' && team.filter(({ role }) => role === 'owner').length === 1;
}

/**
 * Gives a member of the scope's team another role. Counts from their next request on.
 *
 * @returns `not_found`, `role_insufficient`, `last_owner`
 */
export async function changeMemberRole(scope: Scope, userId: string, role: Role): Promise<Result<Member>> {
  return transaction(scope.database, async (database) => {
    const team = await holdTeam(database, scope.organizationId);
    const acting = actingRole(scope, team);
    const refused = refusalToGive(acting, role);
    if (refused) return refused;
    const member = team.find((each) => each.userId === userId);
    if (!member) return notFound;
    if (member.role === role) return ok(member);
    if (member.role === 'owner' && acting !== 'owner') return ownersOnly;
    if (isLastOwner(member, team)) return lastOwner;
    await updateTeamMemberRole(database, scope.organizationId, userId, role);
    await recordTeamChange({ ...scope, database }, memberUpdated(member, role));
    return ok({ userId, role });
  });
}

function memberUpdated({ userId, role: before }: Member, role: Role) {
  return {
    type: 'team_member.updated',
    objectType: 'team_member',
    objectId: userId,
    changes: { role: { before, after: role } },
    data: { id: userId, role },
  };
}

/**
 * Takes somebody out of the scope's team; everybody may leave.
 *
 * @returns `not_found`, `role_insufficient`, `last_owner`
 */
export async function removeMember(scope: Scope, userId: string): Promise<Result<void>> {
  return transaction(scope.database, async (database) => {
    const team = await holdTeam(database, scope.organizationId);
    const member = team.find((each) => each.userId === userId);
    const acting = actingRole(scope, team);
    const leaves = scope.actor.kind === 'user' && scope.actor.id === userId;
    if (!leaves && (acting === undefined || !managesTeam(acting))) return forbidden;
    if (!member) return notFound;
    if (!leaves && member.role === 'owner' && acting !== 'owner') return ownersOnly;
    if (isLastOwner(member, team)) return lastOwner;
    await deleteTeamMember(database, scope.organizationId, userId);
    await recordTeamChange(
      { ...scope, database },
      {
        type: 'team_member.removed',
        objectType: 'team_member',
        objectId: userId,
        changes: { role: { before: member.role, after: null } },
        data: { id: userId, role: member.role },
      },
    );
    return ok(undefined);
  });
}

/** Makes somebody an owner of the scope's organization, whatever they were in it: for the operator. */
export async function makeOwnerOf(scope: Scope, userId: string): Promise<void> {
  await transaction(scope.database, async (database) => {
    const { organizationId, clock } = scope;
    const team = await holdTeam(database, organizationId);
    const before = team.find((each) => each.userId === userId)?.role;
    if (before === 'owner') return;
    const inside = { ...scope, database };
    if (before === undefined) {
      await insertTeamMember(database, { organizationId, userId, role: 'owner', createdAt: clock.now() });
      await recordTeamChange(inside, memberAdded(userId, 'owner'));
    } else {
      await updateTeamMemberRole(database, organizationId, userId, 'owner');
      await recordTeamChange(inside, memberUpdated({ userId, role: before }, 'owner'));
    }
  });
}
