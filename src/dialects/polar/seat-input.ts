import { type Static, Type } from 'typebox';
import type { SeatRecipient, SeatSource } from '../../billing/seats/index.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { EmailInput, ExternalIdInput, nullable, UuidInput, valueError } from './schemas.ts';

const mostMetadataKeys = 10;
const mostMetadataBytes = 1024;

const SeatMetadata = parsed(
  Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: {} }),
  (metadata): ParseOutcome<Record<string, unknown>> => {
    if (Object.keys(metadata).length > mostMetadataKeys) {
      return valueError(`Metadata may have at most ${mostMetadataKeys} keys`);
    }
    return Buffer.byteLength(JSON.stringify(metadata)) > mostMetadataBytes
      ? valueError('Metadata may take at most 1 KiB')
      : { value: metadata };
  },
);

const sources = {
  subscription_id: Type.Optional(nullable(UuidInput)),
  order_id: Type.Optional(nullable(UuidInput)),
};

/** Which purchase's seats a list is of. */
export const sourceQuery = Type.Object(sources);

const members = {
  ...sources,
  email: Type.Optional(nullable(EmailInput)),
  external_customer_id: Type.Optional(nullable(Type.String())),
  customer_id: Type.Optional(nullable(UuidInput)),
  external_member_id: Type.Optional(nullable(ExternalIdInput)),
  member_id: Type.Optional(nullable(UuidInput)),
  metadata: Type.Optional(nullable(SeatMetadata)),
  immediate_claim: Type.Boolean({ default: false }),
};

const SeatMembers = Type.Object(members);
const PortalSeatMembers = Type.Object({ ...members, checkout_id: Type.Optional(nullable(UuidInput)) });

export type SeatBody = Static<typeof PortalSeatMembers>;

export const SeatAssign = parsed(SeatMembers, (body) => checked(body, ['subscription_id', 'order_id']));
export const PortalSeatAssign = parsed(PortalSeatMembers, (body) =>
  checked(body, ['subscription_id', 'order_id', 'checkout_id']),
);

/** One purchase, and one way of naming who is to have the seat; an address may go with a member's external id. */
function checked(body: SeatBody, purchases: readonly (keyof SeatBody)[]): ParseOutcome<SeatBody> {
  const given = (names: readonly (keyof SeatBody)[]) => names.filter((name) => body[name] != null);
  if (given(purchases).length !== 1) {
    return valueError(`Exactly one of ${purchases.join(', ')} must be provided`);
  }
  const named = given(['email', 'external_customer_id', 'customer_id', 'external_member_id', 'member_id']);
  const isOne = named.length === 1 || named.join() === 'email,external_member_id';
  return isOne
    ? { value: body }
    : valueError(
        'Exactly one of email, customer_id, external_customer_id, member_id or external_member_id must be provided; only external_member_id may come with an email',
      );
}

/** The purchase that is named by its own id; none where neither is given. */
export function sourceNamed(body: Static<typeof sourceQuery>): SeatSource | undefined {
  if (body.subscription_id != null) return { subscriptionId: body.subscription_id };
  return body.order_id == null ? undefined : { invoiceId: body.order_id };
}

/** Who is to have the seat, of a body that was checked. */
export function recipientNamed(body: SeatBody): SeatRecipient {
  const { email = null } = body;
  if (body.external_member_id != null) return { externalMemberId: body.external_member_id, email };
  if (body.member_id != null) return { memberId: body.member_id };
  if (body.customer_id != null) return { customerId: body.customer_id };
  if (body.external_customer_id != null) return { externalCustomerId: body.external_customer_id };
  if (email === null) throw new Error('A seat is for nobody.');
  return { email };
}
