import type { Subscription } from '../subscriptions/index.ts';
import { planFacts } from './invoice-notices.ts';
import { type Notice, portalButton, type Reader } from './notice.ts';

/** Ends that nobody needs to be told of: what was free was replaced, or its owner is gone. */
const silentEnds: ReadonlySet<Subscription['cancellationReason']> = new Set([
  'customer_archived',
  'customer_deleted',
  'upgraded_to_paid',
]);

type Tell = (subscription: Subscription, reader: Reader) => Notice | undefined;

/** What is said of what happened to a subscription, by the event. */
export const subscriptionNotices: Readonly<Record<string, Tell>> = {
  'subscription.updated': (subscription, reader) =>
    notice(subscription, reader, 'subscription_updated', 'updated', [reader.words.say('updatedText')]),

  // What is canceled at once has ended, which is told instead.
  'subscription.canceled'(subscription, reader) {
    const { endsAt, endedAt, name: product } = subscription;
    if (endedAt !== null || endsAt === null) return undefined;
    const text = reader.words.say('canceledText', { product, date: reader.words.date(endsAt) });
    return notice(subscription, reader, 'subscription_cancellation', 'canceled', [text]);
  },

  'subscription.uncanceled'(subscription, reader) {
    const text = reader.words.say('continuedText', { product: subscription.name });
    const paragraphs = [text, ...renewal(subscription, reader)];
    return notice(subscription, reader, 'subscription_uncanceled', 'continued', paragraphs);
  },

  'subscription.revoked'(subscription, reader) {
    const { endedAt, cancellationReason, name: product } = subscription;
    if (endedAt === null || silentEnds.has(cancellationReason)) return undefined;
    const { words } = reader;
    const paragraphs = [
      words.say('endedText', { product, date: words.date(endedAt) }),
      ...(cancellationReason === 'payment_failed' ? [words.say('endedUnpaid')] : []),
    ];
    return notice(subscription, reader, 'subscription_revoked', 'ended', paragraphs);
  },

  'subscription.paused'(subscription, reader) {
    const { resumesAt, name: product } = subscription;
    const { words } = reader;
    const paragraphs = [
      words.say('pausedText', { product }),
      ...(resumesAt ? [words.say('resumesOn', { date: words.date(resumesAt) })] : []),
    ];
    return notice(subscription, reader, 'subscription_paused', 'paused', paragraphs);
  },

  'subscription.resumed'(subscription, reader) {
    const text = reader.words.say('resumedText', { product: subscription.name });
    const paragraphs = [text, ...renewal(subscription, reader)];
    return notice(subscription, reader, 'subscription_resumed', 'resumed', paragraphs);
  },
};

/**
 * What is said ahead of the end of a trial, or of a long period.
 *
 * @param dueAmount what will be charged then, tax included
 */
export function reminderNotice(
  subscription: Subscription,
  dueAmount: number,
  reader: Reader,
): Notice | undefined {
  const { currentPeriodEnd, name: product, currency, trialEnd } = subscription;
  if (!currentPeriodEnd || dueAmount === 0) return undefined;
  const { words } = reader;
  const said = { product, date: words.date(currentPeriodEnd) };
  const isTrial = trialEnd?.getTime() === currentPeriodEnd.getTime();
  const name = isTrial ? 'trialEnding' : 'renewing';
  return {
    kind: isTrial ? 'subscription_trial_conversion_reminder' : 'subscription_renewal_reminder',
    content: {
      subject: words.say(`${name}Subject`, said),
      title: words.say(`${name}Title`),
      paragraphs: [words.say(`${name}Text`, { ...said, amount: words.money(dueAmount, currency) })],
      facts: planFacts(reader, subscription),
      button: portalButton(reader),
    },
  };
}

function renewal({ currentPeriodEnd }: Subscription, { words }: Reader): string[] {
  return currentPeriodEnd ? [words.say('renewsOn', { date: words.date(currentPeriodEnd) })] : [];
}

/** What has no periods is the plan of those who bought nothing: they never asked for it. */
function notice(
  subscription: Subscription,
  reader: Reader,
  kind: Notice['kind'],
  name: 'updated' | 'canceled' | 'continued' | 'ended' | 'paused' | 'resumed',
  paragraphs: readonly string[],
): Notice | undefined {
  if (!subscription.renews) return undefined;
  const { words } = reader;
  return {
    kind,
    content: {
      subject: words.say(`${name}Subject`, { product: subscription.name }),
      title: words.say(`${name}Title`),
      paragraphs,
      facts: name === 'updated' ? planFacts(reader, subscription) : [],
      button: portalButton(reader),
    },
  };
}
