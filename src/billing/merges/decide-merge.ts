import type { Customer, CustomerCommand, Metadata } from '../customers/index.ts';

/** What the customer that stays takes over where it has nothing of its own. */
const filled = [
  'email',
  'name',
  'billingName',
  'externalId',
  'phone',
  'description',
  'billingAddress',
  'shippingAddress',
  'locale',
  'defaultPaymentMethodId',
  'paymentToken',
  'logoUrl',
  'iconUrl',
  'domain',
  'userId',
] as const satisfies readonly (keyof CustomerCommand)[];

export type FilledMember = (typeof filled)[number] | 'taxIds' | 'taxExempt' | 'metadata' | 'type';

/** Polar keeps as many. */
const mostMetadata = 50;

/**
 * What changes in the customer that stays: what it lacks it gets of the other; what it has it keeps. A team among them makes it a
 * team. Whether it is exempt from tax is its own matter, as its tax ids are, unless it has none.
 */
export function decideFills(
  into: Customer,
  from: Customer,
): CustomerCommand & Partial<Pick<Customer, FilledMember>> {
  const command: Record<string, unknown> = {};
  for (const member of filled) {
    if (into[member] === null && from[member] !== null) command[member] = from[member];
  }
  if (into.taxIds.length === 0 && from.taxIds.length > 0) {
    command.taxIds = from.taxIds;
    if (from.taxExempt && !into.taxExempt) command.taxExempt = true;
  }
  const metadata = mergedMetadata(into.metadata, from.metadata);
  if (Object.keys(metadata).length > Object.keys(into.metadata).length) command.metadata = metadata;
  if (from.type === 'team' && into.type === 'individual') command.type = 'team';
  return command;
}

function mergedMetadata(own: Metadata, other: Metadata): Metadata {
  const missing = Object.entries(other).filter(([key]) => !(key in own));
  const room = Math.max(0, mostMetadata - Object.keys(own).length);
  return { ...own, ...Object.fromEntries(missing.slice(0, room)) };
}
