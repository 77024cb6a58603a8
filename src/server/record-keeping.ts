import { setTimeout } from 'node:timers/promises';
import { sealAuditLogs } from '../billing/audit/index.ts';
import { type ErasingSettings, runErasures } from '../billing/erasure/index.ts';

export type RecordKeeping = {
  start(): void;
  /** Begins nothing new, and waits at most so many milliseconds for what is under way. */
  stop(milliseconds: number): Promise<void>;
};

/** Seals what is on record and forgets who is to be forgotten, beside this process's requests. */
export function createRecordKeeping(settings: Omit<ErasingSettings, 'signal'>): RecordKeeping {
  const ending = new AbortController();
  const { signal } = ending;
  let ended: Promise<unknown> | undefined;
  return {
    start() {
      ended = Promise.all([sealAuditLogs({ ...settings, signal }), runErasures({ ...settings, signal })]);
    },
    async stop(milliseconds) {
      ending.abort();
      await Promise.race([ended, setTimeout(milliseconds, undefined, { ref: false })]);
    },
  };
}
