import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type CustomerKey, selectCustomer } from '../customers/index.ts';
import { createMember, type Member, selectMember, settleOwner } from '../members/index.ts';
import { type SeatRecipient, seatFailures } from './seat.ts';

/**
 * The member of a customer who is to have a seat; somebody who is known by an address only becomes a member.
 *
 * @returns `customer_not_found`, `member_not_found`, `member_email_mismatch`.
 */
export async function findRecipient(
  scope: Scope,
  buyerId: string,
  recipient: SeatRecipient,
): Promise<Result<Member>> {
  if ('memberId' in recipient) return existing(await findMember(scope, buyerId, recipient.memberId));
  if ('externalMemberId' in recipient) return byExternalId(scope, buyerId, recipient);
  if ('email' in recipient) return byEmail(scope, buyerId, recipient.email, {});
  const key: CustomerKey =
    'customerId' in recipient ? { id: recipient.customerId } : { externalId: recipient.externalCustomerId };
  const customer = await selectCustomer(scope, key);
  if (customer?.id === buyerId) return existing(await settleOwner(scope, buyerId));
  if (!customer?.email) return fail(seatFailures.customerNotFound);
  return byEmail(scope, buyerId, customer.email, { name: customer.name });
}

function existing(member: Member | undefined): Result<Member> {
  return member ? ok(member) : fail(seatFailures.memberNotFound);
}

/** A seat refers to a member's row, which an owner may not have yet. */
async function findMember(scope: Scope, buyerId: string, id: string): Promise<Member | undefined> {
  await settleOwner(scope, buyerId);
  return selectMember(scope, buyerId, { id });
}

async function byExternalId(
  scope: Scope,
  buyerId: string,
  { externalMemberId: externalId, email }: { externalMemberId: string; email: string | null },
): Promise<Result<Member>> {
  await settleOwner(scope, buyerId);
  const found = await selectMember(scope, buyerId, { externalId });
  if (!found && email === null) return fail(seatFailures.memberNotFound);
  if (!found && email !== null) {
    const made = await byEmail(scope, buyerId, email, { externalId });
    // The address was there already, as somebody else's.
    return made.ok && made.value.externalId !== externalId ? mismatch : made;
  }
  const differs = email !== null && found?.email.toLowerCase() !== email.toLowerCase();
  return differs ? mismatch : existing(found);
}

const mismatch = fail({
  code: 'member_email_mismatch',
  message: 'The email address does not belong to the member with this external ID.',
});

async function byEmail(
  scope: Scope,
  buyerId: string,
  email: string,
  { name = null, externalId = null }: { name?: string | null; externalId?: string | null },
): Promise<Result<Member>> {
  const result = await createMember(scope, buyerId, { email, name, externalId, role: 'member' });
  if (result.ok) return result;
  return result.failures[0].code === 'not_found' ? fail(seatFailures.customerNotFound) : result;
}
