import { addInterval, type Interval } from '../../platform/calendar.ts';
import type { Subscription } from './subscription.ts';

export type Period = { start: Date; end: Date };

/** Every so many intervals, counted so that months begin on the anchor day where they have it. */
export type Rhythm = { interval: Interval; count: number; anchorDay: number };

/** A period that begins at a moment, and anchors those that follow. */
export function periodFrom(start: Date, interval: Interval, count: number): Period & { anchorDay: number } {
  return { start, end: addInterval(start, interval, count), anchorDay: start.getUTCDate() };
}

/** The period that begins where another ended. Polar: months and years keep their anchor day. */
export function periodAfter(end: Date, rhythm: Rhythm): Period {
  return { start: end, end: addInterval(end, rhythm.interval, rhythm.count, rhythm.anchorDay) };
}

/** The rhythm of a subscription that has periods. */
export function rhythmOf(subscription: Subscription): Rhythm {
  const { recurringInterval, recurringIntervalCount, anchorDay } = subscription;
  if (recurringInterval === null || recurringIntervalCount === null) {
    throw new Error(`Subscription ${subscription.id} has no periods.`);
  }
  return { interval: recurringInterval, count: recurringIntervalCount, anchorDay: anchorDay ?? 1 };
}

/** The period that a subscription is in. */
export function currentPeriod(subscription: Subscription): Period {
  const { currentPeriodStart, currentPeriodEnd } = subscription;
  if (!currentPeriodStart || !currentPeriodEnd) {
    throw new Error(`Subscription ${subscription.id} has no periods.`);
  }
  return { start: currentPeriodStart, end: currentPeriodEnd };
}
