import type { StoredEvent } from '../../billing/events/index.ts';

/** Every event that an endpoint may ask for. */
export const webhookEventTypes = [
  'checkout.created',
  'checkout.updated',
  'checkout.expired',
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'customer.state_changed',
  'customer_seat.assigned',
  'customer_seat.claimed',
  'customer_seat.revoked',
  'member.created',
  'member.updated',
  'member.deleted',
  'order.created',
  'order.updated',
  'order.paid',
  'order.refunded',
  'subscription.created',
  'subscription.updated',
  'subscription.active',
  'subscription.canceled',
  'subscription.uncanceled',
  'subscription.cycled',
  'subscription.revoked',
  'subscription.past_due',
  'subscription.paused',
  'subscription.resumed',
  'refund.created',
  'refund.updated',
  'product.created',
  'product.updated',
  'discount.created',
  'discount.updated',
  'discount.deleted',
  'benefit.created',
  'benefit.updated',
  'benefit_grant.created',
  'benefit_grant.cycled',
  'benefit_grant.updated',
  'benefit_grant.revoked',
  'organization.updated',
] as const;

export type WebhookEventType = (typeof webhookEventTypes)[number];

/**
 * What Polar tells of an event that the core calls otherwise, in Polar's order. A customer is its own owner until the owner
 * gets a row of its own: what happens to such an owner is in the customer's events.
 */
const others: Record<string, readonly WebhookEventType[]> = {
  'customer.created': ['member.created', 'customer.created', 'customer.state_changed'],
  'customer.updated': ['customer.updated', 'customer.state_changed'],
  'customer.deleted': ['customer.deleted', 'customer.state_changed', 'member.deleted'],
  // Archived with its deletion, which Polar has no word for.
  'product.deleted': ['product.updated'],
  'invoice.created': ['order.created'],
  'invoice.updated': ['order.updated'],
  'invoice.paid': ['order.paid'],
  'invoice.refunded': ['order.refunded'],
};

/** What is called alike here and there. */
const alike: ReadonlySet<string> = new Set(
  webhookEventTypes.filter((type) => !/^(benefit|benefit_grant|order)\./.test(type)),
);

export const toldEventTypes: readonly string[] = [...new Set([...alike, ...Object.values(others).flat()])];

export function typesOf({ type }: Pick<StoredEvent, 'type'>): readonly string[] {
  return others[type] ?? (alike.has(type) ? [type] : []);
}
