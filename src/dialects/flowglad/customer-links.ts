import { type Static, Type } from 'typebox';
import { check, type Issue } from '../../platform/schema.ts';
import { IndexedText, nullable } from './schemas.ts';

/**
 * What an update may say of a customer's links in the contract of the first clients. Today's ignores these members, and
 * does not so much as check them.
 */
const CustomerLinks = Type.Object({
  archived: Type.Optional(Type.Boolean()),
  externalId: Type.Optional(IndexedText),
  catalogId: Type.Optional(nullable(Type.String())),
  id: Type.Optional(Type.String()),
});

export type CustomerLinks = Static<typeof CustomerLinks>;

const note = (text: string) =>
  Type.Optional(Type.Unsafe<unknown>({ description: `${text} Contract 2025-06 only; ignored in others.` }));

/** The same members for the shape of a request that may be of either contract. */
export const customerLinkMembers = {
  archived: note('Whether the customer is put away.'),
  externalId: note('Links the customer anew.'),
  catalogId: note('Moves the customer to another pricing model.'),
  id: note("Must be the customer's own."),
};

export function readCustomerLinks(
  customer: unknown,
): { links: CustomerLinks } | { issues: readonly Issue[] } {
  const checked = check(CustomerLinks, customer);
  if (checked.ok) return { links: checked.value };
  return { issues: checked.issues.map((issue) => ({ ...issue, path: ['customer', ...issue.path] })) };
}
