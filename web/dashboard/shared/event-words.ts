import type { Tone } from '../../ui/badge.tsx';
import { humanize, money } from './format.ts';
import type { TimelineEntry } from './objects.ts';

/** As much of an event as its words need. */
type Told = { at: string; type: string; object_id: string };

/** Where an event's own name does not say it. */
const words: Record<string, string> = {
  'subscription.created': 'Subscribed',
  'subscription.active': 'Subscription began',
  'subscription.cycled': 'Subscription renewed',
  'subscription.uncanceled': 'Cancellation taken back',
  'subscription.revoked': 'Subscription ended',
  'invoice.created': 'Invoice issued',
  'invoice.updated': 'Invoice changed',
  'payment.succeeded': 'Payment received',
  'mail.kept': 'Email kept',
  'mail.sent': 'Email sent',
  'customer_session.created': 'Portal opened',
  'customer.merged': 'Another customer merged in',
};

export const eventName = ({ type }: Pick<Told, 'type'>) => words[type] ?? humanize(type);

/** What an entry is about, in colour: the name tells it, the colour only helps. */
export function toneOf({ type }: Pick<Told, 'type'>): Tone {
  if (/\.(paid|succeeded|claimed)$/.test(type)) return 'good';
  if (/\.(failed|past_due|disputed|declined)$|dispute\./.test(type)) return 'bad';
  if (/\.(canceled|revoked|archived|deleted|voided|refunded)$/.test(type)) return 'warn';
  return 'neutral';
}

/** What is told of the object as it was then. */
export function detailOf({ data }: Pick<TimelineEntry, 'data'>): string {
  const { total_amount, amount, currency, reason, decline_reason, cancellation_reason } = data;
  const sum = typeof total_amount === 'number' ? total_amount : amount;
  const parts = [
    typeof sum === 'number' && typeof currency === 'string' ? money(sum, currency) : undefined,
    ...[decline_reason, cancellation_reason, reason].map((one) =>
      typeof one === 'string' ? humanize(one).toLowerCase() : undefined,
    ),
  ];
  return [...new Set(parts.filter(Boolean))].join(', ');
}

/** Of the entries of one thing at one moment the one that says most: "paid" rather than "updated" or "created". */
export function tellingOnes<Entry extends Told>(entries: readonly Entry[]): Entry[] {
  const best = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.at} ${entry.object_id}`;
    const rival = best.get(key);
    if (!rival || rankOf(entry) > rankOf(rival)) best.set(key, entry);
  }
  const chosen = new Set(best.values());
  return entries.filter((entry) => chosen.has(entry));
}

function rankOf({ type }: Told): number {
  if (type.endsWith('.updated')) return 0;
  return type.endsWith('.created') ? 1 : 2;
}
