import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import type { Member, MemberRole } from './member.ts';
import { insertMember, lockCustomer, selectMember } from './members.sql.ts';
import { settleOwner } from './settle-owner.ts';

export type MemberInput = {
  email: string;
  name: string | null;
  externalId: string | null;
  role: Exclude<MemberRole, 'owner'>;
};

/**
 * Adds a member to a customer. Whoever has the address is there already, and is answered as it is.
 *
 * @returns `not_found`, `members_disabled`, `individual_has_owner`, `member_external_id_taken`.
 */
export async function createMember(
  scope: Scope,
  customerId: string,
  input: MemberInput,
): Promise<Result<Member>> {
  const organization = await selectOrganization(scope.database, scope.organizationId);
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const customerType = await lockCustomer(inside, customerId);
    if (!customerType) return fail({ code: 'not_found', message: 'Customer not found' });
    if (!organization?.settings.feature.member_model_enabled) {
      return fail({
        code: 'members_disabled',
        message: 'Member management is not enabled for this organization',
      });
    }
    const owner = await settleOwner(inside, customerId);
    const existing = await selectMember(inside, customerId, { email: input.email });
    if (existing) return ok(existing);
    if (owner && customerType === 'individual') {
      return fail({
        code: 'individual_has_owner',
        message:
          'Individual customers can only have one member (the owner). Upgrade to a team customer to add more members.',
      });
    }
    const member = await addMember(inside, customerId, input);
    return member ? ok(member) : fail(externalIdTaken);
  });
}

const externalIdTaken = {
  code: 'member_external_id_taken',
  field: 'externalId',
  message: 'A member with this external ID already exists for this customer.',
};

/**
 * Makes the owner that a customer gets with its creation.
 *
 * @returns undefined where the organization has no members, or the customer an owner already.
 */
export async function createOwner(
  scope: Scope,
  customerId: string,
  owner: { email: string; name: string | null; externalId: string | null },
): Promise<Member | undefined> {
  const organization = await selectOrganization(scope.database, scope.organizationId);
  if (!organization?.settings.feature.member_model_enabled) return undefined;
  return addMember(scope, customerId, { ...owner, role: 'owner' });
}

async function addMember(
  scope: Scope,
  customerId: string,
  input: Omit<MemberInput, 'role'> & { role: MemberRole },
): Promise<Member | undefined> {
  const now = scope.clock.now();
  const { organizationId, mode } = scope;
  const id = newId(now);
  const member: Member = {
    ...input,
    organizationId,
    mode,
    id,
    createdAt: now,
    modifiedAt: null,
    customerId,
  };
  return insertMember(scope, member, {
    type: 'member.created',
    objectType: 'member',
    objectId: id,
    changes: changesBetween<Member>(null, member, ['customerId', 'email', 'name', 'externalId', 'role']),
  });
}
