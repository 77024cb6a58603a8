/** So many calls within so many seconds; then, where given, none for a while. */
export type RateLimit = { calls: number; seconds: number; blockedSeconds?: number };

export type RateVerdict = {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetAt: number;
  retryAfter: number;
};

type Window = { startedAt: number; used: number; blockedUntil: number };

/** A caller who went too far starts anew when the block is over, whatever was left of the window. */
function endOf(window: Window, length: number): number {
  return window.blockedUntil || window.startedAt + length;
}

const sweepMilliseconds = 60_000;

/** Counts calls by name in fixed windows, in this process's memory. */
export class RateLimiter {
  readonly #windows = new Map<string, Window>();
  #sweptAt = 0;

  /** Takes one call from a window. Times are milliseconds; `retryAfter` is whole seconds, at least one when refused. */
  take(name: string, limit: RateLimit, now: number): RateVerdict {
    this.#sweep(now);
    const length = limit.seconds * 1000;
    const key = `${name}\u0000${limit.calls}/${limit.seconds}`;
    let window = this.#windows.get(key);
    if (!window || now >= endOf(window, length)) {
      window = { startedAt: now, used: 0, blockedUntil: 0 };
      this.#windows.set(key, window);
    }
    window.used++;
    const allowed = window.used <= limit.calls;
    if (!allowed && limit.blockedSeconds && window.blockedUntil === 0) {
      window.blockedUntil = now + limit.blockedSeconds * 1000;
    }
    const resetAt = endOf(window, length);
    return {
      allowed,
      limit: limit.calls,
      remaining: Math.max(0, limit.calls - window.used),
      resetAt,
      retryAfter: allowed ? 0 : Math.max(1, Math.ceil((resetAt - now) / 1000)),
    };
  }

  /** The strictest verdict of several limits on one name. */
  takeAll(name: string, limits: readonly RateLimit[], now: number): RateVerdict | undefined {
    const verdicts = limits.map((limit) => this.take(name, limit, now));
    return verdicts.find((verdict) => !verdict.allowed) ?? verdicts[0];
  }

  /** Forgets windows that are over, so that names of long ago take no memory. */
  #sweep(now: number): void {
    if (now - this.#sweptAt < sweepMilliseconds) return;
    this.#sweptAt = now;
    for (const [key, window] of this.#windows) {
      const seconds = Number(key.slice(key.lastIndexOf('/') + 1));
      if (now >= endOf(window, seconds * 1000)) this.#windows.delete(key);
    }
  }
}
