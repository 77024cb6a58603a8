import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 100;
const RETRY_MS = 1_000;

/** Looks after a PostgreSQL that runs. */
export type Supervisor = {
  /** Looks after it no more, once a start that is under way is over. */
  end(): Promise<void>;
};

/**
 * Starts PostgreSQL again whenever it has ended, until that succeeds: killed for lack of memory, say, or out of space.
 *
 * @param start throws where PostgreSQL does not start
 */
export function supervise(
  isRunning: () => boolean,
  start: () => Promise<void>,
  log: (message: string) => void,
): Supervisor {
  const ending = new AbortController();
  const pause = (milliseconds: number) =>
    sleep(milliseconds, undefined, { ref: false, signal: ending.signal }).catch(() => {});
  let said = '';
  const look = async () => {
    while (!ending.signal.aborted) {
      await pause(LOOK_MS);
      if (ending.signal.aborted || isRunning()) continue;
      if (said === '') log('PostgreSQL has ended unexpectedly; starting it again');
      try {
        await start();
        log('PostgreSQL runs again');
        said = '';
      } catch (error) {
        const { message } = error as Error;
        // Once for each cause: it is tried until it succeeds. What PostgreSQL itself said, with the times, comes below that.
        const [cause = ''] = message.split('\n');
        if (cause !== said) log(message);
        said = cause;
        await pause(RETRY_MS);
      }
    }
  };
  const ended = look();
  return {
    async end() {
      ending.abort();
      await ended;
    },
  };
}
