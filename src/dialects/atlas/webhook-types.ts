import type { StoredEvent } from '../../billing/events/index.ts';
import {
  checkoutSessions,
  coupons,
  customers,
  disputes,
  invoices,
  type LoadObjects,
  payments,
  prices,
  products,
  refundedPayments,
  refunds,
  subscriptions,
} from './webhook-objects.ts';

/** One of Atlas's names for an event of the core: what it shows, and when it is told; always where that is left out. */
type Word = { name: string; of: LoadObjects; when?: (event: StoredEvent) => boolean };

const word = (name: string, of: LoadObjects, when?: Word['when']): Word => ({ name, of, when });

const isStatus =
  (...statuses: string[]) =>
  ({ data }: StoredEvent) =>
    statuses.includes(data.status as string);

type Change = { before: unknown; after: unknown };

/** What an update did to a member. */
function changeOf({ data }: StoredEvent, member: string): Change | undefined {
  return (data.changes as Record<string, Change> | undefined)?.[member];
}

const became = (status: string) => (event: StoredEvent) => changeOf(event, 'status')?.after === status;

const attemptFailed = (event: StoredEvent) =>
  changeOf(event, 'paymentAttempts') !== undefined || changeOf(event, 'manualAttempts') !== undefined;

/** Those that go on: a subscription is told as updated when it begins too. */
const isLater = ({ data }: StoredEvent) => Number(data.version) > 1;

/**
 * The words in which Atlas tells of what the core calls otherwise, in the order in which they are told. A subscription is
 * canceled once it has ended; that it is going to end is an update.
 */
const words: Record<string, readonly Word[]> = {
  'customer.created': [word('customer.created', customers)],
  'customer.updated': [word('customer.updated', customers)],
  'customer.deleted': [word('customer.deleted', customers)],
  'product.created': [word('product.created', products)],
  'product.updated': [word('product.updated', products)],
  'product.deleted': [word('product.deleted', products)],
  'price.created': [word('price.created', prices)],
  'price.updated': [word('price.updated', prices)],
  'discount.created': [word('coupon.created', coupons)],
  'discount.updated': [word('coupon.updated', coupons)],
  'discount.deleted': [word('coupon.deleted', coupons)],
  'subscription.created': [word('subscription.created', subscriptions)],
  'subscription.updated': [word('subscription.updated', subscriptions, isLater)],
  'subscription.trial_will_end': [word('subscription.trial_will_end', subscriptions)],
  'subscription.paused': [word('subscription.paused', subscriptions)],
  'subscription.resumed': [word('subscription.resumed', subscriptions)],
  'subscription.revoked': [word('subscription.canceled', subscriptions)],
  'invoice.created': [
    word('invoice.created', invoices),
    word('invoice.finalized', invoices, isStatus('pending', 'paid')),
  ],
  'invoice.updated': [
    word('invoice.finalized', invoices, became('pending')),
    word('invoice.payment_failed', invoices, attemptFailed),
    word('invoice.past_due', invoices, (event) => changeOf(event, 'paymentAttempts')?.before === 0),
    word('invoice.voided', invoices, became('void')),
    word('invoice.marked_uncollectible', invoices, became('uncollectible')),
  ],
  'invoice.paid': [word('invoice.paid', invoices)],
  'checkout.updated': [word('checkout.session.completed', checkoutSessions, isStatus('succeeded'))],
  'checkout.expired': [word('checkout.session.expired', checkoutSessions)],
  'payment.requires_action': [word('payment.requires_action', payments)],
  'payment.succeeded': [word('payment.captured', payments)],
  'payment.failed': [word('payment.failed', payments)],
  'refund.updated': [
    word('payment.refunded', refundedPayments, isStatus('succeeded')),
    word('refund.succeeded', refunds, isStatus('succeeded')),
    word('refund.failed', refunds, isStatus('failed', 'canceled')),
  ],
  'dispute.created': [word('dispute.created', disputes), ...disputeEndings()],
  'dispute.updated': [word('dispute.updated', disputes), ...disputeEndings()],
};

/** Atlas has two names for the end of a dispute: the documents' one, and those that say for whom it ended. */
function disputeEndings(): Word[] {
  return [
    word('dispute.closed', disputes, isStatus('won', 'lost', 'prevented')),
    word('dispute.resolved', disputes, isStatus('won', 'prevented')),
    word('dispute.lost', disputes, isStatus('lost')),
  ];
}

function wordsFor(event: StoredEvent): Word[] {
  return (words[event.type] ?? []).filter(({ when }) => when?.(event) ?? true);
}

export function typesOf(event: StoredEvent): string[] {
  return wordsFor(event).map(({ name }) => name);
}

/** How what an event tells of under a name is loaded. */
export function loaderOf(event: StoredEvent, type: string): LoadObjects | undefined {
  return words[event.type]?.find(({ name }) => name === type)?.of;
}

export const toldEventTypes: readonly string[] = [
  ...new Set(
    Object.values(words)
      .flat()
      .map(({ name }) => name),
  ),
];

/** Names that Atlas has and that nothing here leads to: endpoints may ask for them all the same. */
const untoldEventTypes = [
  'payment.authorized',
  'payment.canceled',
  'payment.pending',
  'payment.succeeded',
  'refund.created',
  'refund.pending',
  'refund.updated',
  'session.expired',
  'session.canceled',
  'bank_transfer.initiated',
  'bank_transfer.pending',
  'bank_transfer.succeeded',
  'bank_transfer.failed',
  'bank_transfer.returned',
];

export const knownEventTypes: readonly string[] = [...toldEventTypes, ...untoldEventTypes];
