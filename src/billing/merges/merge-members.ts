import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import type { Customer } from '../customers/index.ts';
import { type Member, settleOwner } from '../members/index.ts';
import { moveMember, moveSeats, selectMembersToMove } from './merges.sql.ts';

/**
 * Brings the people of one customer into another. Who is in both, by e-mail address, stays the other's and has the seats of both;
 * so does an individual, who is the owner of the other. The rest move; a second owner becomes a billing manager.
 *
 * @returns how many moved, and how many were in both already. These are left to be deleted with their customer.
 */
export async function mergeMembers(
  scope: Scope,
  into: Customer,
  from: Customer,
): Promise<{ moved: number; joined: number }> {
  const members = await selectMembersToMove(scope, from.id);
  if (members.length === 0) return { moved: 0, joined: 0 };
  const owner = await settleOwner(scope, into.id);
  const there = await selectMembersToMove(scope, into.id);
  let [moved, joined] = [0, 0];
  for (const member of members) {
    const same = twinOf(member, there) ?? (from.type === 'individual' ? owner : undefined);
    if (same) {
      await moveSeats(scope, member.id, same.id);
      joined++;
      continue;
    }
    const after = movedMember(scope, member, into.id, there);
    await moveMember(scope, after, {
      type: 'member.updated',
      objectType: 'member',
      objectId: member.id,
      changes: changesBetween<Member>(member, after, ['customerId', 'role', 'externalId']),
    });
    there.push(after);
    moved++;
  }
  return { moved, joined };
}

function twinOf(member: Member, there: readonly Member[]): Member | undefined {
  return there.find(({ email }) => email.toLowerCase() === member.email.toLowerCase());
}

function movedMember(scope: Scope, member: Member, customerId: string, there: readonly Member[]): Member {
  const hasOwner = there.some(({ role }) => role === 'owner');
  const isTaken = there.some(({ externalId }) => externalId !== null && externalId === member.externalId);
  return {
    ...member,
    customerId,
    modifiedAt: scope.clock.now(),
    role: member.role === 'owner' && hasOwner ? 'billing_manager' : member.role,
    externalId: isTaken ? null : member.externalId,
  };
}

/** The same as `mergeMembers` would do it, without doing it. */
export async function previewMembers(
  scope: Scope,
  into: Customer,
  from: Customer,
): Promise<{ moved: number; joined: number }> {
  const [members, there] = await Promise.all([
    selectMembersToMove(scope, from.id),
    selectMembersToMove(scope, into.id),
  ]);
  const isJoined = (member: Member) => from.type === 'individual' || twinOf(member, there) !== undefined;
  const joined = members.filter(isJoined).length;
  return { moved: members.length - joined, joined };
}
