import { setTimeout } from 'node:timers/promises';
import { Counter, Gauge, type Registry } from 'prom-client';
import { dueSteps, type Engine, type EngineLog, runDueWork } from '../billing/due-work/index.ts';
import type { TestClocks } from '../billing/test-clocks/index.ts';
import type { Pool } from '../platform/postgres/database.ts';

export type DueWork = {
  engine: Engine;
  start(metrics: Registry): void;
  /** Begins no new step, and waits at most so many milliseconds for those that are under way. */
  stop(milliseconds: number): Promise<void>;
};

/** What falls due, done by this process beside its requests. */
export function createDueWork(pool: Pool, testClocks: TestClocks, log: EngineLog): DueWork {
  const ending = new AbortController();
  const engine: Engine = {
    pool,
    steps: dueSteps,
    log,
    signal: ending.signal,
    clockMoved: testClocks.accept,
  };
  let ended: Promise<void> | undefined;
  return {
    engine,
    start(metrics) {
      ended = runDueWork(engine, observers(metrics));
    },
    async stop(milliseconds) {
      ending.abort();
      await Promise.race([ended, setTimeout(milliseconds, undefined, { ref: false })]);
    },
  };
}

function observers(metrics: Registry): Parameters<typeof runDueWork>[1] {
  const registers = [metrics];
  const steps = new Counter({
    name: 'florin_due_steps_total',
    help: 'Steps of due work in wall time, by table and outcome.',
    labelNames: ['table', 'outcome'],
    registers,
  });
  const lag = new Gauge({
    name: 'florin_due_work_lag_seconds',
    help: 'How long the oldest due work has waited.',
    registers,
  });
  return {
    onStep: (table, outcome) => steps.inc({ table, outcome }),
    onLag: (milliseconds) => lag.set(milliseconds / 1000),
  };
}
