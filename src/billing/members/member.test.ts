import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decideMemberUpdate, type Member, type MemberRole, memberRoles, removalFailure } from './member.ts';

const owner: Member = {
  organizationId: 'o',
  mode: 'test',
  id: 'm-1',
  createdAt: new Date(0),
  modifiedAt: null,
  customerId: 'c',
  email: 'Ada@example.com',
  name: 'Ada',
  externalId: null,
  role: 'owner',
};
const alone = { customerType: 'team', emailTaken: false, actor: undefined } as const;

function codes(outcome: ReturnType<typeof decideMemberUpdate>): string[] {
  return outcome.ok ? [] : outcome.failures.map(({ code }) => code);
}

test('an address that differs only in case stays as it was', () => {
  const outcome = decideMemberUpdate(owner, { email: 'ADA@example.com' }, { ...alone, emailTaken: true });
  assert.deepEqual(outcome, { ok: true, value: owner });
});

test('all that is wrong is told at once', () => {
  const change = { email: 'b@example.com', role: 'member' } as const;
  const outcome = decideMemberUpdate(owner, change, { ...alone, customerType: 'individual' });
  assert.deepEqual(codes(outcome), ['owner_email_fixed', 'owner_needed']);
});

test('no change leaves a customer without its owner, and only the owner or the merchant gives the office away', () => {
  const role = fc.constantFrom<MemberRole>(...memberRoles);
  const actor = fc.option(fc.record({ id: fc.constantFrom('m-1', 'm-2'), role }), { nil: undefined });
  fc.assert(
    fc.property(role, role, actor, (before, after, acting) => {
      const member = { ...owner, role: before };
      const outcome = decideMemberUpdate(member, { role: after }, { ...alone, actor: acting });
      if (!outcome.ok) return true;
      const { role: now } = outcome.value;
      if (acting?.id === member.id) return false;
      if (before === 'owner' && now !== 'owner') return false;
      return !(before !== 'owner' && now === 'owner' && acting && acting.role !== 'owner');
    }),
  );
});

test('neither the owner nor oneself is removed', () => {
  const member = { ...owner, role: 'member' } as const;
  assert.equal(removalFailure(owner, undefined)?.code, 'last_owner');
  assert.equal(removalFailure(member, { id: 'm-1', role: 'member' })?.code, 'self_removal');
  assert.equal(removalFailure(member, undefined), undefined);
});
