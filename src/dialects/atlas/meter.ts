import type { FastifyRequest } from 'fastify';
import { ConcurrencyLimiter } from '../../platform/http/concurrency-limit.ts';
import type { Services } from '../../platform/http/dialect.ts';
import type { RateLimit, RateVerdict } from '../../platform/http/rate-limit.ts';
import type { Answer } from '../../platform/http/route.ts';
import { answerFault } from './errors.ts';

/** Atlas: so many calls a minute and a day. */
const limits: readonly RateLimit[] = [
  { calls: 1_000, seconds: 60 },
  { calls: 100_000, seconds: 86_400 },
];

/** Atlas: so many at the same time. */
const concurrent = 50;

/**
 * Counts calls by account and mode, and those without a key by the address that they come from. Every answer tells how
 * many are left; who has none left is refused where limits are on.
 */
export function createMeter({ limiter, clock, limited }: Services) {
  const places = new ConcurrencyLimiter();
  const verdicts = new WeakMap<FastifyRequest, RateVerdict>();
  const entered = new WeakMap<FastifyRequest, string>();

  function count(request: FastifyRequest, name: string): RateVerdict {
    const verdict = limiter.takeAll(name, limits, clock.now().getTime());
    if (!verdict) throw new Error('There are no limits to count by.');
    verdicts.set(request, verdict);
    return verdict;
  }

  return {
    /** Counts a call, by an account where one is known. An answer refuses it. */
    admit(request: FastifyRequest, account: string | undefined): Answer | undefined {
      const name = nameOf(request, account);
      const verdict = count(request, name);
      if (!limited) return undefined;
      if (!verdict.allowed) {
        return answerFault({ kind: 'rate_limited', retryAfter: verdict.retryAfter }, request);
      }
      if (!places.enter(name, concurrent)) {
        return answerFault({ kind: 'rate_limited', retryAfter: 1 }, request);
      }
      entered.set(request, name);
      return undefined;
    },

    headers(request: FastifyRequest): Record<string, string> {
      // What is answered before anybody is asked for a key, as preflights are, counts as well.
      const { limit, remaining, resetAt } = verdicts.get(request) ?? count(request, nameOf(request));
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
      };
    },

    ended(request: FastifyRequest): void {
      const name = entered.get(request);
      if (name === undefined) return;
      entered.delete(request);
      places.leave(name);
    },
  };
}

function nameOf(request: FastifyRequest, account?: string): string {
  return account === undefined ? `atlas stranger ${request.ip}` : `atlas ${account}`;
}
