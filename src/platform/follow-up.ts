import type { Scope } from './scope.ts';

/** Runs once a transaction has committed, in a scope on the pool: what asks others, and must not be undone with it. */
export type FollowUp = (scope: Scope) => Promise<void>;
