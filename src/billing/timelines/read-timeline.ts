import type { Scope } from '../../platform/scope.ts';
import { selectCustomerEvents, selectCustomerMails, type TimelineEntry } from './timeline.sql.ts';

/** How far a timeline was read: the last event and the last mail of the page before. */
export type TimelinePlace = { event?: string; mail?: string };

/**
 * What happened to a customer and to all that is theirs, those that were merged into it too, the latest first: subscriptions,
 * orders, payments, refunds, checkouts, members, sessions, and the mails that were sent. From events, and so for as long as
 * these are kept; who did it is from the audit log.
 */
export async function readTimeline(
  scope: Scope,
  customerId: string,
  page: { limit: number; after?: TimelinePlace },
): Promise<{ items: TimelineEntry[]; next: TimelinePlace | null }> {
  const { limit, after = {} } = page;
  const [events, mails] = await Promise.all([
    selectCustomerEvents(scope, customerId, after.event, limit + 1),
    selectCustomerMails(scope, customerId, after.mail, limit + 1),
  ]);
  // Each is in order by itself. A mail follows the event that it tells of, so it stands above it.
  const items: TimelineEntry[] = [];
  const place: TimelinePlace = { ...after };
  for (let event = 0, mail = 0; items.length < limit; ) {
    const [nextEvent, nextMail] = [events[event], mails[mail]];
    if (nextMail && (!nextEvent || nextMail.recordedAt >= nextEvent.recordedAt)) {
      items.push(nextMail);
      place.mail = nextMail.id;
      mail++;
    } else if (nextEvent) {
      items.push(nextEvent);
      place.event = nextEvent.id;
      event++;
    } else break;
  }
  return { items, next: events.length + mails.length > items.length ? place : null };
}
