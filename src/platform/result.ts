/**
 * What an operation answers: a value, or what kept it from one. Expected failures are values, never exceptions;
 * an exception is a fault of ours and becomes a 5xx.
 */
export type Failure = {
  /** Stable, snake case: what a dialect's error table is keyed by. */
  code: string;
  message: string;
  /** The member of the input that is at fault, as the core names it. */
  field?: string;
  /** Values a dialect may want in its text or body. */
  detail?: Record<string, unknown>;
};

export type Result<T> = { ok: true; value: T } | { ok: false; failures: [Failure, ...Failure[]] };

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function fail(...failures: [Failure, ...Failure[]]): { ok: false; failures: [Failure, ...Failure[]] } {
  return { ok: false, failures };
}

/** The failures as a result, or nothing when there are none. */
export function failAll(
  failures: readonly Failure[],
): { ok: false; failures: [Failure, ...Failure[]] } | undefined {
  const [first, ...rest] = failures;
  return first ? fail(first, ...rest) : undefined;
}
