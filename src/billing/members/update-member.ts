import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { decideMemberUpdate, type Member, type MemberChange, type MemberKey } from './member.ts';
import { lockCustomer, selectMember, updateMemberRow } from './members.sql.ts';
import { settleOwner } from './settle-owner.ts';

export const memberNotFound = { code: 'not_found', message: 'Member not found' };

/** The member that acts, where the caller is one. */
export function actingMember({ actor }: Scope) {
  return actor.kind === 'customer_session' ? actor.member : undefined;
}

/**
 * Changes a member of a customer. One that becomes the owner takes the place of the owner so far.
 *
 * @returns `not_found`, or every broken rule of `decideMemberUpdate`.
 */
export async function updateMember(
  scope: Scope,
  customerId: string,
  key: MemberKey,
  change: MemberChange,
): Promise<Result<Member>> {
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const customerType = await lockCustomer(inside, customerId);
    if (!customerType) return fail(memberNotFound);
    const owner = await settleOwner(inside, customerId);
    const before = await selectMember(inside, customerId, key);
    if (!before) return fail(memberNotFound);
    const holder =
      change.email === undefined
        ? undefined
        : await selectMember(inside, customerId, { email: change.email });
    const decided = decideMemberUpdate(before, change, {
      customerType,
      emailTaken: holder !== undefined && holder.id !== before.id,
      actor: actingMember(scope),
    });
    if (!decided.ok) return decided;
    const after = decided.value;
    if (owner && after.role === 'owner' && owner.id !== after.id) {
      await write(inside, owner, { ...owner, role: 'billing_manager' });
    }
    return ok(await write(inside, before, after));
  });
}

async function write(scope: Scope, before: Member, after: Member): Promise<Member> {
  const changes = changesBetween<Member>(before, after, ['email', 'name', 'role']);
  if (Object.keys(changes).length === 0) return before;
  const written = await updateMemberRow(
    scope,
    { ...after, modifiedAt: scope.clock.now() },
    { type: 'member.updated', objectType: 'member', objectId: after.id, changes },
  );
  if (!written) throw new Error('A member was lost under the lock of its customer.');
  return written;
}
