import { Type } from 'typebox';
import { amountOf, type Price, quantityOf } from '../../billing/catalog/index.ts';
import { type Checkout, type CheckoutStatus, statusOf } from '../../billing/checkouts/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import { customerId } from './customer-view.ts';
import { priceId } from './price-view.ts';
import { nullable, seconds } from './schemas.ts';

const LineItemSchema = Type.Object({
  price: Type.String(),
  quantity: Type.Integer(),
  amount_total: Type.Integer(),
});

export const CheckoutSessionSchema = Type.Object({
  id: Type.String(),
  object: Type.Literal('checkout.session'),
  mode: Type.Union([Type.Literal('payment'), Type.Literal('subscription')]),
  status: Type.Union([Type.Literal('open'), Type.Literal('complete'), Type.Literal('expired')]),
  url: nullable(Type.String()),
  customer: nullable(Type.String()),
  customer_email: nullable(Type.String()),
  payment_status: Type.Union([
    Type.Literal('unpaid'),
    Type.Literal('paid'),
    Type.Literal('no_payment_required'),
  ]),
  amount_total: nullable(Type.Integer()),
  currency: nullable(Type.String()),
  line_items: Type.Object({ object: Type.Literal('list'), data: Type.Array(LineItemSchema) }),
  subscription: nullable(Type.String()),
  // Null for those of other dialects, which may go without.
  success_url: nullable(Type.String()),
  cancel_url: nullable(Type.String()),
  expires_at: Type.Integer(),
  metadata: Type.Object({}, { additionalProperties: true }),
  created: Type.Integer(),
});

const shownStatuses: Record<CheckoutStatus, 'open' | 'complete' | 'expired'> = {
  open: 'open',
  confirmed: 'open',
  succeeded: 'complete',
  expired: 'expired',
  failed: 'expired',
};

/**
 * What is bought costs what its prices say, without discount and tax (Atlas).
 *
 * @param surroundings the checkout's prices in their order; what was subscribed to with it; where the buyer goes, while it is
 *   open
 * @param now at which it is seen whether it has expired
 */
export function checkoutSessionView(
  checkout: Checkout,
  surroundings: { prices: readonly Price[]; subscriptionId: string | null; url: string | null },
  now: Date,
) {
  const c = checkout;
  const { prices, subscriptionId, url } = surroundings;
  const choice = { customAmount: c.customAmount, seats: c.seats, units: c.units };
  const items = prices.map((price) => ({
    price: priceId(price.id),
    quantity: quantityOf(price, choice),
    amount_total: amountOf(price, choice),
  }));
  const total = items.reduce((sum, { amount_total }) => sum + amount_total, 0);
  const isFree = total === 0 || c.trialEnd !== null;
  const isDone = c.status === 'succeeded';
  return {
    id: prefixedId('cs', c.id),
    object: 'checkout.session',
    mode: prices.some(({ recurringInterval }) => recurringInterval !== null) ? 'subscription' : 'payment',
    status: shownStatuses[statusOf(c, now)],
    url: c.status === 'open' ? url : null,
    customer: c.customerId && customerId(c.customerId),
    customer_email: c.customerEmail,
    payment_status: isFree ? 'no_payment_required' : isDone ? 'paid' : 'unpaid',
    amount_total: total,
    currency: c.currency,
    line_items: { object: 'list', data: items },
    subscription: subscriptionId && prefixedId('sub', subscriptionId),
    success_url: c.successUrl,
    cancel_url: c.returnUrl,
    expires_at: seconds(c.expiresAt),
    metadata: c.metadata,
    created: seconds(c.createdAt),
  };
}
