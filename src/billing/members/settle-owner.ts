import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { Member } from './member.ts';
import { insertMember, selectOwnerAsStored, updateMemberRow } from './members.sql.ts';

/**
 * Gives a customer's owner a row of its own, as it stands. Until somebody changes an owner, or adds others to it, the
 * customer is its own owner: what happens to it is told by the customer's events.
 *
 * @returns the owner; undefined where the organization has no members, or the customer no address.
 */
export async function settleOwner(scope: Scope, customerId: string): Promise<Member | undefined> {
  const found = await selectOwnerAsStored(scope, customerId);
  if (!found) return undefined;
  const { storedEmail, ...owner } = found;
  if (storedEmail === null) {
    await insertMember(scope, owner, {
      type: 'member.created',
      objectType: 'member',
      objectId: owner.id,
      changes: changesBetween<Member>(null, owner, ['customerId', 'email', 'name', 'externalId', 'role']),
    });
  } else if (storedEmail !== owner.email) {
    const modifiedAt = scope.clock.now();
    await updateMemberRow(
      scope,
      { ...owner, modifiedAt },
      {
        type: 'member.updated',
        objectType: 'member',
        objectId: owner.id,
        changes: { email: { before: storedEmail, after: owner.email } },
      },
    );
  }
  return owner;
}
