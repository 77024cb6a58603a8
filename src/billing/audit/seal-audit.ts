import { createPause } from '../../platform/pause.ts';
import type { Database, Pool } from '../../platform/postgres/database.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { createSettledEvents, type ReadingLog, selectLastNumber } from '../events/index.ts';
import {
  holdChain,
  insertChain,
  insertSeal,
  selectChangedChains,
  selectHashedRows,
  selectUnsealedChains,
} from './audit.sql.ts';
import { type Chain, emptyHash, fold } from './audit-entry.ts';

export type SealingSettings = { pool: Pool; log: ReadingLog; signal: AbortSignal };

const lookMilliseconds = 700;
/** Whoever sealed last may have died with what it had noticed. */
const sweepMilliseconds = 60_000;
const rowsAtOnce = 5_000;

/**
 * Seals what is written to the audit logs, until the signal, about a second after it was written: a change does not wait for
 * the hash of the one before it. Any number of processes may do so: of each chain one at a time is at work.
 */
export async function sealAuditLogs({ pool, log, signal }: SealingSettings): Promise<void> {
  const changes = createSettledEvents(pool);
  const rows = createSettledEvents(pool, 'audit_log');
  /** Chains to seal, with the number that they are to be sealed up to. */
  const waiting = new Map<string, { chain: Chain; number: number }>();
  let seen: number | undefined;
  let sweptAt = Number.NEGATIVE_INFINITY;

  async function notice(): Promise<void> {
    const through = await changes.look();
    // Asked after the events: their rows have numbers by now.
    const number = await selectLastNumber(pool, 'audit_log');
    const isTimeToSweep = performance.now() - sweptAt > sweepMilliseconds;
    const changed = isTimeToSweep
      ? await selectUnsealedChains(pool)
      : through > (seen ?? through)
        ? await selectChangedChains(pool, { after: seen ?? through, through })
        : [];
    for (const chain of changed) waiting.set(`${chain.organizationId} ${chain.mode}`, { chain, number });
    if (isTimeToSweep) sweptAt = performance.now();
    seen = through;
  }

  async function sealWaiting(): Promise<void> {
    const through = await rows.look();
    for (const [name, { chain, number }] of waiting) {
      if (signal.aborted) return;
      try {
        const isSealed = await sealChain(pool, chain, through);
        if (isSealed && through >= number) waiting.delete(name);
      } catch (err) {
        log.error({ err, ...chain }, 'an audit log could not be sealed');
      }
    }
  }

  const pause = createPause(signal);
  while (!signal.aborted) {
    try {
      await notice();
      if (waiting.size > 0) await sealWaiting();
    } catch (err) {
      log.error({ err }, 'audit logs could not be looked up');
    }
    await pause.wait(lookMilliseconds);
  }
}

/** Seals a chain's rows up to a number. Answers whether they are: not where somebody else is at it. */
async function sealChain(pool: Pool, chain: Chain, through: number): Promise<boolean> {
  for (;;) {
    const sealed = await transaction(pool, (database) => sealNextRows(database, chain, through));
    if (sealed === undefined) return false;
    if (sealed < rowsAtOnce) return true;
  }
}

/** @returns how many rows; undefined where somebody else has the chain. */
async function sealNextRows(database: Database, chain: Chain, through: number): Promise<number | undefined> {
  let state = await holdChain(database, chain);
  if (!state) {
    await insertChain(database, chain, emptyHash);
    state = await holdChain(database, chain);
  }
  if (!state) return undefined;
  const rows = await selectHashedRows(database, chain, {
    above: state.sealedThrough,
    through,
    limit: rowsAtOnce,
  });
  const last = rows.at(-1);
  if (!last) return 0;
  await insertSeal(database, {
    ...chain,
    number: state.seals + 1,
    rows: rows.length,
    rowIds: Buffer.from(rows.map(({ id }) => id.replaceAll('-', '')).join(''), 'hex'),
    rowHashes: Buffer.concat(rows.map(({ hash }) => hash)),
    previousHash: state.head,
    hash: rows.reduce((head, { hash }) => fold(head, hash), state.head),
    sealedThrough: last.sequence,
  });
  return rows.length;
}
