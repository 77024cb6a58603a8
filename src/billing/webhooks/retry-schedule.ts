/** How far a pause may be from the plan, either way: many that failed together are not tried together. */
const jitter = 0.1;

/**
 * How long to wait, in milliseconds, before a message whose attempt failed is sent again.
 *
 * @param retrySeconds the pauses between attempts
 * @param attempts how many there were, at least one
 * @param chance from 0 up to, not including, 1
 * @returns null where it is given up on
 */
export function pauseBeforeRetry(
  retrySeconds: readonly number[],
  attempts: number,
  chance: number = Math.random(),
): number | null {
  const seconds = retrySeconds[attempts - 1];
  if (seconds === undefined) return null;
  return Math.round(seconds * 1000 * (1 + jitter * (2 * chance - 1)));
}
