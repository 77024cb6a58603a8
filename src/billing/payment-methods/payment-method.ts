import type { Mode } from '../../platform/scope.ts';
import type { CardMetadata } from '../payments/index.ts';

/** A means of payment that a customer left with the processor for later. */
export type PaymentMethod = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  /** Such a method is kept for the payments that were made with it, and found by nobody else. */
  deletedAt: Date | null;
  customerId: string;
  processor: string;
  /** What the processor knows the method by. */
  processorReference: string;
  /** What the processor knows its owner by; null where that is not known. */
  processorCustomerReference: string | null;
  /** The same for the same card whoever uses it; null where the processor does not tell. */
  fingerprint: string | null;
  /** `card`, or another kind of method, of which nothing more is known. */
  type: string;
  methodMetadata: CardMetadata | Record<string, never>;
  /** When its owner is told that it expires. */
  nextActionAt: Date | null;
};

/** A card's last month begins: it is good until that is over. Null where that is not known, or was before it was left. */
export function expiryNoticeAt(metadata: PaymentMethod['methodMetadata'], now: Date): Date | null {
  if (!('exp_month' in metadata)) return null;
  const { exp_month: month, exp_year: year } = metadata;
  const lastMonth = new Date(Date.UTC(year, month - 1, 1));
  return lastMonth > now ? lastMonth : null;
}
