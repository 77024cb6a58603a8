import { type Failure, failAll, ok, type Result } from '../../platform/result.ts';
import type { Mode } from '../../platform/scope.ts';
import type { CustomerType } from '../customers/index.ts';

/** What a member may do with the customer that it is of: all, what concerns billing, or only use what it was given. */
export const memberRoles = ['owner', 'billing_manager', 'member'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** A person of a customer. Every customer has one owner; only teams have others. */
export type Member = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  customerId: string;
  /** Unique within the customer, ignoring case. An individual's owner has the customer's. */
  email: string;
  name: string | null;
  /** The merchant's own id of the member, unique within the customer. */
  externalId: string | null;
  role: MemberRole;
};

/** How a caller names a member of a customer. */
export type MemberKey = { id: string } | { externalId: string };

/** Members absent are left alone; a null name clears. */
export type MemberChange = { email?: string; name?: string | null; role?: MemberRole };

/** Polar: owners and billing managers see and change what concerns billing. */
export function managesBilling(role: MemberRole): boolean {
  return role !== 'member';
}

export type MemberSituation = {
  customerType: CustomerType;
  /** Whether another member of the customer has the address that is asked for. */
  emailTaken: boolean;
  /** The member that asks, where it is one and not the merchant. */
  actor: { id: string; role: MemberRole } | undefined;
};

/**
 * What a member becomes under a change, or every rule of Polar's that the change breaks: `own_role_fixed` alone, else
 * `owner_email_fixed` or `member_email_taken`, and `transfer_by_owner_only` or `owner_needed`. Where the role becomes
 * `owner`, the owner so far becomes a billing manager.
 */
export function decideMemberUpdate(
  before: Member,
  change: MemberChange,
  situation: MemberSituation,
): Result<Member> {
  const { actor } = situation;
  if (actor?.id === before.id && change.role !== undefined) {
    return {
      ok: false,
      failures: [{ code: 'own_role_fixed', field: 'id', message: 'You cannot modify your own role.' }],
    };
  }
  const after = {
    ...before,
    email: differsInMoreThanCase(change.email, before.email) ? change.email : before.email,
    name: change.name === undefined ? before.name : change.name,
    role: change.role ?? before.role,
  };
  const failures = [emailFailure(before, after, situation), roleFailure(before, after, actor)];
  return failAll(failures.filter((failure) => failure !== undefined)) ?? ok(after);
}

function differsInMoreThanCase(wanted: string | undefined, stored: string): wanted is string {
  return wanted !== undefined && wanted.toLowerCase() !== stored.toLowerCase();
}

function emailFailure(before: Member, after: Member, situation: MemberSituation): Failure | undefined {
  if (after.email === before.email) return undefined;
  if (before.role === 'owner' && situation.customerType === 'individual') {
    return {
      code: 'owner_email_fixed',
      field: 'email',
      message:
        "Cannot change the email of an individual customer's owner. Update the customer's email instead.",
    };
  }
  return situation.emailTaken ? memberEmailTaken : undefined;
}

const memberEmailTaken: Failure = {
  code: 'member_email_taken',
  field: 'email',
  message: 'A member with this email already exists for this customer.',
};

function roleFailure(before: Member, after: Member, actor: MemberSituation['actor']): Failure | undefined {
  if (after.role === before.role) return undefined;
  if (after.role === 'owner' && actor && actor.role !== 'owner') {
    return {
      code: 'transfer_by_owner_only',
      field: 'role',
      message: 'Only the owner can transfer ownership.',
    };
  }
  if (before.role !== 'owner') return undefined;
  return {
    code: 'owner_needed',
    field: 'role',
    message: 'Cannot change role. Customer must have exactly one owner.',
  };
}

/** What keeps a member from being removed: `self_removal`, `last_owner`. */
export function removalFailure(member: Member, actor: MemberSituation['actor']): Failure | undefined {
  if (actor?.id === member.id) {
    return { code: 'self_removal', field: 'id', message: 'You cannot remove yourself from the team.' };
  }
  if (member.role !== 'owner') return undefined;
  return { code: 'last_owner', message: 'Cannot delete the only owner. Transfer ownership first.' };
}
