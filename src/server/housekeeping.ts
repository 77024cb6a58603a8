import { forgetExpiredLogins } from '../billing/customer-sessions/index.ts';
import { forgetExpiredSignIns } from '../billing/users/index.ts';
import type { Clock } from '../platform/clock.ts';
import { forgetExpiredKeys } from '../platform/http/idempotency.ts';
import type { Pool } from '../platform/postgres/database.ts';
import { createComingParts, dropPastParts, type PartsLog } from '../platform/postgres/parts.ts';
import type { Config } from './config.ts';

export type Housekeeping = { start(): void; stop(): void };

export type HousekeepingSettings = Pick<Config, 'keepEventsDays' | 'keepDeliveriesDays'> & {
  pool: Pool;
  clock: Clock;
  log: PartsLog;
};

const hourMilliseconds = 3_600_000;

/** Throws away what is past its time and makes room for what comes, at once and every hour. Any number of processes may do so. */
export function createHousekeeping(settings: HousekeepingSettings): Housekeeping {
  const { pool, clock, keepEventsDays, keepDeliveriesDays, log } = settings;
  // What is in parts and not named here is kept for ever: the audit log.
  const keptDays = {
    events: keepEventsDays,
    webhook_messages: keepDeliveriesDays,
    webhook_deliveries: keepDeliveriesDays,
    mails: keepDeliveriesDays,
  };
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function keepHouse(): void {
    Promise.all([
      forgetExpiredKeys({ database: pool }),
      forgetExpiredLogins(pool, clock.now()),
      forgetExpiredSignIns(pool, clock.now()),
      createComingParts(pool).then(() => dropPastParts(pool, keptDays, log)),
    ]).catch((err) => {
      // What is broken off by the end of the process is done by the next.
      if (!isStopped) log.error({ err }, 'housekeeping failed');
    });
  }

  return {
    start() {
      keepHouse();
      timer = setInterval(keepHouse, hourMilliseconds);
      timer.unref();
    },
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
