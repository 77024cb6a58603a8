import { setTimeout as sleep } from 'node:timers/promises';
import { createPause } from '../../platform/pause.ts';
import type { Pool } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import type { StoredEvent } from './event.ts';
import { type EventFilter, selectEventsBetween, selectOwnersTold, selectReadThrough } from './events.sql.ts';
import { createSettledEvents } from './settled-events.ts';

/** Events for whoever looks on: in order, and none passed over, also where one was written before another and committed after it. */
export type EventFeed = {
  /** The number up to which events can be shown: none is missing below it any more. */
  settled(): Promise<number>;
  /**
   * The events of an organization's mode above a number, as they come, until the signal: some at a time, read when they are
   * asked for. An empty list says that nothing came for a while.
   */
  follow(following: Following): AsyncGenerator<StoredEvent[], void>;
};

export type Following = {
  scope: Scope;
  after: number;
  filter: EventFilter;
  signal: AbortSignal;
};

type Follower = { organizationId: string; mode: Mode; through: number; wake(): void };

const lookMilliseconds = 40;
/** After a failure: the database may be away. */
const failureMilliseconds = 1_000;
const eventsAtOnce = 100;
const quietMilliseconds = 15_000;

/** Looks at the outbox only while somebody follows or asks, once for all of them: a process needs no reader for it. */
export function createEventFeed(pool: Pool): EventFeed {
  const look = createLook(pool);
  const followers = new Set<Follower>();
  let isWatching = false;

  /** Wakes those whose organization has something new. */
  async function watch(): Promise<void> {
    if (isWatching) return;
    isWatching = true;
    let seen: number | undefined;
    while (followers.size > 0) {
      let waited = lookMilliseconds;
      try {
        const settled = await look();
        if (settled !== seen) await wake(seen ?? 0, settled);
        seen = settled;
      } catch {
        // Who asks for the next events is told so.
        waited = failureMilliseconds;
      }
      await sleep(waited, undefined, { ref: false });
    }
    isWatching = false;
  }

  async function wake(after: number, through: number): Promise<void> {
    const told = await selectOwnersTold(pool, [...followers], { after, through });
    const names = new Set(told.map(({ organizationId, mode }) => `${organizationId} ${mode}`));
    for (const follower of followers) {
      if (!names.has(`${follower.organizationId} ${follower.mode}`)) continue;
      follower.through = through;
      follower.wake();
    }
  }

  return {
    settled: look,
    async *follow({ scope, after, filter, signal }) {
      const pause = createPause(signal);
      const { organizationId, mode } = scope;
      const follower: Follower = { organizationId, mode, through: 0, wake: pause.end };
      followers.add(follower);
      void watch();
      let read = after;
      let shownAt = performance.now();
      try {
        // What is there already; from now on it is woken.
        let through = await look();
        while (!signal.aborted) {
          if (read < through) {
            const events = await selectEventsBetween(scope, { after: read, through }, filter, eventsAtOnce);
            read = events.length < eventsAtOnce ? through : (events.at(-1)?.sequence ?? through);
            if (events.length > 0) {
              yield events;
              shownAt = performance.now();
            }
          } else {
            const quiet = shownAt + quietMilliseconds - performance.now();
            if (follower.through <= read && quiet > 0) await pause.wait(quiet);
            through = Math.max(through, follower.through);
          }
          // Also where much happens, but nothing that the filter lets through.
          if (!signal.aborted && performance.now() - shownAt >= quietMilliseconds) {
            yield [];
            shownAt = performance.now();
          }
        }
      } finally {
        followers.delete(follower);
      }
    },
  };
}

/** Looks after it was called, and never twice at a time: who comes while one is under way shares the next. */
function createLook(pool: Pool): () => Promise<number> {
  const events = createSettledEvents(pool);
  let settled: number | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<number> | undefined;

  async function lookNow(): Promise<number> {
    // A process that has just begun knows less than those who have read before it.
    settled ??= await selectReadThrough(pool);
    settled = Math.max(settled, await events.look());
    return settled;
  }

  return () => {
    next ??= last.then(() => {
      next = undefined;
      const looking = lookNow();
      last = looking.catch(() => {});
      return looking;
    });
    return next;
  };
}
