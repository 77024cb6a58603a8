import type { Mode } from '../../platform/scope.ts';

/** A customer's leave to see and change what is their own, for an hour. */
export type CustomerSession = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  customerId: string;
  returnUrl: string | null;
  expiresAt: Date;
};

/** Polar: one hour, not extendable. */
export const sessionMilliseconds = 3_600_000;
