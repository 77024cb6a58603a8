import type { Actor, Mode } from '../../platform/scope.ts';

/** A customer who is to be forgotten, or is. Times are by the wall clock. */
export type Erasure = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  customerId: string;
  /** Who asked for it. */
  actor: Actor;
  requestId: string;
  /** Whether the customer's own metadata stays. */
  keepsMetadata: boolean;
  /** Null while it is under way. */
  finishedAt: Date | null;
};
