import type { FollowUp } from '../../platform/follow-up.ts';
import type { Pool } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import type { TestClock } from '../test-clocks/index.ts';

/** The tables of whose rows something can fall due: their column `next_action_at` says when. */
export type DueTable =
  | 'subscriptions'
  | 'invoices'
  | 'payments'
  | 'refunds'
  | 'sandbox_charges'
  | 'checkouts'
  | 'payment_methods';

export type DueStep = {
  table: DueTable;
  /**
   * Does what is due of one row, in the transaction (`scope.database`) that has locked it. It must move `next_action_at`
   * past the scope's time, or clear it, unless more is due of the row at the same moment.
   */
  run(scope: Scope, id: string): Promise<FollowUp | undefined>;
};

/** A row of which something is due. */
export type DueRow = { table: DueTable; organizationId: string; mode: Mode; id: string; dueAt: Date };

export type EngineLog = {
  info(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
};

/** What the work that falls due is done with. */
export type Engine = {
  pool: Pool;
  /** In the order in which steps due at one instant are taken; at most one a table. */
  steps: readonly DueStep[];
  log: EngineLog;
  /** Ends all work at the next step. */
  signal: AbortSignal;
  /** Told of every test clock that this process has moved. */
  clockMoved(clock: TestClock): void;
};
