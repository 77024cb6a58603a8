import { setTimeout } from 'node:timers/promises';
import { sealAuditLogs } from '../billing/audit/index.ts';
import { type ErasingSettings, runErasures } from '../billing/erasure/index.ts';
import { followMerges } from '../billing/merges/index.ts';

export type RecordKeeping = {
  start(): void;
  /** Begins nothing new, and waits at most so many milliseconds for what is under way. */
  stop(milliseconds: number): Promise<void>;
};

/** Seals what is on record, forgets who is to be forgotten and goes after who was merged, beside this process's requests. */
export function createRecordKeeping(settings: Omit<ErasingSettings, 'signal'>): RecordKeeping {
  const ending = new AbortController();
  const { signal } = ending;
  let ended: Promise<unknown> | undefined;
  return {
    start() {
      const kept = { ...settings, signal };
      ended = Promise.all([sealAuditLogs(kept), runErasures(kept), followMerges(kept)]);
    },
    async stop(milliseconds) {
      ending.abort();
      await Promise.race([ended, setTimeout(milliseconds, undefined, { ref: false })]);
    },
  };
}
