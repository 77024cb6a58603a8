import type { Mode } from '../../platform/scope.ts';

/** A customer's leave to see and change what is their own, for an hour. */
export type CustomerSession = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  customerId: string;
  /** The person whose session it is; null where it is the customer's as a whole. */
  memberId: string | null;
  returnUrl: string | null;
  expiresAt: Date;
};

/** Polar: one hour, not extendable. */
export const sessionMilliseconds = 3_600_000;

/** What a token begins with: of a customer as a whole, and of one member. */
export const customerPrefix = 'polar_cst_';
export const memberPrefix = 'polar_mst_';

export function isSessionToken(token: string): boolean {
  return token.startsWith(customerPrefix) || token.startsWith(memberPrefix);
}
