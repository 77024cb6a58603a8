import type { Clock } from './clock.ts';
import type { Database } from './postgres/database.ts';

export type Mode = 'test' | 'live';

/** Who acts: written into every audit row. */
export type Actor =
  | { kind: 'api_key'; id: string }
  /** A person who is signed in to the dashboard. */
  | { kind: 'user'; id: string }
  | {
      kind: 'customer_session';
      id: string;
      customerId: string;
      /** The person of the customer whose session it is, where it is one person's. */
      member?: { id: string; role: 'owner' | 'billing_manager' | 'member' };
    }
  | { kind: 'operator' }
  | { kind: 'checkout'; id: string }
  | { kind: 'system' };

/**
 * Whose data a call works on, who calls, and when it is. The first argument of every operation; there is no query
 * without it: every statement filters by `organizationId` and `mode`.
 */
export type Scope = {
  organizationId: string;
  mode: Mode;
  /** The pricing model that the key is bound to, or the organization's default one. */
  pricingModelId: string;
  actor: Actor;
  permissions: ReadonlySet<string>;
  clock: Clock;
  requestId: string;
  /** The pool, or the transaction that the request runs in. */
  database: Database;
};
