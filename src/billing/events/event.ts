import type { Mode } from '../../platform/scope.ts';

/** One change, as the outbox keeps it. */
export type StoredEvent = {
  organizationId: string;
  mode: Mode;
  id: string;
  /** The order of events: of those of one object it is the order of its changes. */
  sequence: number;
  /** By the wall clock. */
  recordedAt: Date;
  /** By the clock of the organization's mode. */
  occurredAt: Date;
  /** In the core's own words: `customer.updated`, `invoice.paid`. */
  type: string;
  objectType: string;
  objectId: string;
  requestId: string;
  /**
   * The object's row as the change left it, its columns by name; secrets are left out. Of subscriptions and invoices also, as
   * `changes`, the members that changed: `{ before, after }` by name.
   */
  data: Record<string, unknown>;
};
