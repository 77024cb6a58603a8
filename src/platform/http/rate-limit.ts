/** So many calls within so many seconds; then, where given, none for a while. */
export type RateLimit = { calls: number; seconds: number; blockedSeconds?: number };

export type RateVerdict = {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetAt: number;
  retryAfter: number;
};

/** A window in which calls by one name are counted: how many there were, and when it ends. Times are milliseconds. */
export type CountedWindow = { name: string; limit: RateLimit; used: number; endsAt: number };

/** `untold`: how many of the calls others have not been told of. */
type Window = CountedWindow & { isBlocked: boolean; untold: number };

const sweepMilliseconds = 60_000;

/** Counts calls by name in fixed windows, in this process's memory. */
export class RateLimiter {
  readonly #windows = new Map<string, Window>();
  readonly #untold = new Map<string, Window>();
  #sweptAt = 0;

  /** Takes one call from a window. Times are milliseconds; `retryAfter` is whole seconds, at least one when refused. */
  take(name: string, limit: RateLimit, now: number): RateVerdict {
    this.#sweep(now);
    const key = keyOf(name, limit);
    let window = this.#windows.get(key);
    // A caller who went too far starts anew when the block is over, whatever was left of the window.
    if (!window || now >= window.endsAt) {
      window = { name, limit, used: 0, endsAt: now + limit.seconds * 1000, isBlocked: false, untold: 0 };
      this.#windows.set(key, window);
    }
    window.used++;
    window.untold++;
    this.#untold.set(key, window);
    if (window.used > limit.calls && limit.blockedSeconds && !window.isBlocked) {
      window.isBlocked = true;
      window.endsAt = now + limit.blockedSeconds * 1000;
    }
    return verdictOf(window, now);
  }

  /** The strictest verdict of several limits on one name. */
  takeAll(name: string, limits: readonly RateLimit[], now: number): RateVerdict | undefined {
    return strictest(limits.map((limit) => this.take(name, limit, now)));
  }

  /** The calls that others have not been told of, at most so many windows; they count as told from now on. */
  tell(now: number, atMost: number): CountedWindow[] {
    const told: CountedWindow[] = [];
    for (const [key, window] of this.#untold) {
      if (told.length === atMost) break;
      this.#untold.delete(key);
      if (now < window.endsAt) told.push({ ...window, used: window.untold });
      window.untold = 0;
    }
    return told;
  }

  /** Takes over what is known of a window with the calls that others have counted. */
  learn({ name, limit, used, endsAt }: CountedWindow): void {
    const window = this.#windows.get(keyOf(name, limit));
    if (!window) return;
    window.used = used + window.untold;
    window.endsAt = endsAt;
  }

  /** Takes back calls that others could not be told of. */
  untell({ name, limit, used }: CountedWindow): void {
    const key = keyOf(name, limit);
    const window = this.#windows.get(key);
    if (!window) return;
    window.untold += used;
    this.#untold.set(key, window);
  }

  /** Forgets windows that are over, so that names of long ago take no memory. */
  #sweep(now: number): void {
    if (now - this.#sweptAt < sweepMilliseconds) return;
    this.#sweptAt = now;
    for (const windows of [this.#windows, this.#untold]) {
      for (const [key, window] of windows) if (now >= window.endsAt) windows.delete(key);
    }
  }
}

function keyOf(name: string, { calls, seconds }: RateLimit): string {
  return `${name}\u0000${calls}/${seconds}`;
}

/** What the call that was counted last is answered. */
export function verdictOf({ limit, used, endsAt }: CountedWindow, now: number): RateVerdict {
  const allowed = used <= limit.calls;
  return {
    allowed,
    limit: limit.calls,
    remaining: Math.max(0, limit.calls - used),
    resetAt: endsAt,
    retryAfter: allowed ? 0 : Math.max(1, Math.ceil((endsAt - now) / 1000)),
  };
}

/** The verdict that refuses, where there is one. */
export function strictest(verdicts: readonly RateVerdict[]): RateVerdict | undefined {
  return verdicts.find((verdict) => !verdict.allowed) ?? verdicts[0];
}
