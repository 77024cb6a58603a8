import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Member, type MemberKey, removalFailure } from './member.ts';
import { deleteMemberRows, lockCustomer, selectMember, selectMemberRows } from './members.sql.ts';
import { actingMember, memberNotFound } from './update-member.ts';

/**
 * Removes a member from a customer; its sessions end.
 *
 * @returns `not_found`, `self_removal`, `last_owner`.
 */
export async function deleteMember(
  scope: Scope,
  customerId: string,
  key: MemberKey,
): Promise<Result<Member>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const customerType = await lockCustomer(inside, customerId);
    const member = customerType && (await selectMember(inside, customerId, key));
    if (!member) return fail(memberNotFound);
    const failure = removalFailure(member, actingMember(scope));
    if (failure) return fail(failure);
    await deleteMemberRows(inside, [member], scope.clock.now());
    return ok(member);
  });
}

/** Removes all members of a customer that is being deleted, in the transaction that deletes it. */
export async function deleteMembersOf(scope: Scope, customerId: string): Promise<void> {
  await deleteMemberRows(scope, await selectMemberRows(scope, customerId), scope.clock.now());
}
