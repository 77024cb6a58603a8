import { Type } from 'typebox';
import { type Member, type MemberRole, memberRoles } from '../../billing/members/index.ts';
import { timestamp, timestampOrNull } from './customer-view.ts';
import { nullable, Timestamp, Uuid } from './schemas.ts';

export const RoleSchema = Type.Unsafe<MemberRole>({ type: 'string', enum: [...memberRoles] });

export const MemberSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  customer_id: Uuid,
  email: Type.String(),
  name: nullable(Type.String()),
  external_id: nullable(Type.String()),
  role: RoleSchema,
});

/** A member as the customer's own people see it. */
export const PortalMemberSchema = Type.Omit(MemberSchema, ['customer_id', 'external_id']);

export function memberView(member: Member) {
  return { ...portalMemberView(member), customer_id: member.customerId, external_id: member.externalId };
}

export function portalMemberView({ id, createdAt, modifiedAt, email, name, role }: Member) {
  return {
    id,
    created_at: timestamp(createdAt),
    modified_at: timestampOrNull(modifiedAt),
    email,
    name,
    role,
  };
}
