import type { Mode } from '../../platform/scope.ts';

/** A card that is to be kept for what is charged later, where nothing is charged now. */
export type SetUp = {
  organizationId: string;
  mode: Mode;
  /** Also the key that keeps the processor from doing it twice. */
  id: string;
  createdAt: Date;
  checkoutId: string;
  status: 'pending' | 'succeeded' | 'failed';
  processor: string;
  /** Stands for the buyer's card until it is kept. */
  confirmationToken: string | null;
  processorReference: string | null;
  clientSecret: string | null;
  /** Why it failed: a stable word, and a text for the buyer. */
  declineReason: string | null;
  declineMessage: string | null;
  settledAt: Date | null;
};
