import type { Mode } from '../../platform/scope.ts';

/** What is known of a card: enough for its owner to tell it from others, nothing to pay with. */
export type CardMetadata = { brand: string; last4: string; exp_month: number; exp_year: number };

/** A means of payment that a customer left with the processor for later. */
export type PaymentMethod = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  customerId: string;
  processor: string;
  /** What the processor knows the method by. */
  processorReference: string;
  /** `card` has `CardMetadata`. */
  type: string;
  methodMetadata: Record<string, unknown>;
};
