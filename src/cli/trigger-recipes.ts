/**
 * One call of the API. `{customer.id}` in the address or the body stands for that member of the answer kept as `customer`,
 * `{unique}` for a text of its own, `{soon}` for a moment that is about to come.
 */
export type Call = {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  body?: Record<string, unknown>;
  /** The name under which the answer is kept; of a list, its first item. */
  keep?: string;
  /** Whether a refusal is what is wanted: a card declined. */
  mayBeRefused?: true;
};

/** What falls due by itself, waited for: the core's name of the event, and the object's id. */
export type Wait = { event: string; objectId: string };

/** How to make something happen. */
export type Recipe = {
  summary: string;
  steps: readonly (Call | Wait)[];
  /** The vendors' names of what is told on the way. */
  tells: readonly string[];
};

const get = (path: string, keep: string): Call => ({ method: 'GET', path, keep });
const post = (path: string, body?: Call['body'], keep?: string): Call => ({
  method: 'POST',
  path,
  body,
  keep,
});
const patch = (path: string, body: Call['body']): Call => ({ method: 'PATCH', path, body });
const remove = (path: string): Call => ({ method: 'DELETE', path });

const customer = post(
  '/v1/customers/',
  { email: 'ada.{unique}@example.com', name: 'Ada Lovelace' },
  'customer',
);
const team = post('/v1/customers/', { type: 'team', email: 'team.{unique}@example.com' }, 'customer');
const member = post(
  '/v1/customers/{customer.id}/members',
  { email: 'member.{unique}@example.com', name: 'Grace Hopper' },
  'member',
);

const price = { amount_type: 'fixed', price_amount: 1500, price_currency: 'usd' };
const product = post('/v1/products/', { name: 'Triggered product', prices: [price] }, 'product');
const plan = post(
  '/v1/products/',
  { name: 'Triggered plan', recurring_interval: 'month', prices: [price] },
  'product',
);
const trialPlan = post(
  '/v1/products/',
  {
    name: 'Triggered plan with a trial',
    recurring_interval: 'month',
    trial_interval: 'day',
    trial_interval_count: 14,
    prices: [price],
  },
  'product',
);
const seatProduct = post(
  '/v1/products/',
  {
    name: 'Triggered seats',
    recurring_interval: 'month',
    prices: [
      {
        amount_type: 'seat_based',
        price_currency: 'usd',
        seat_tiers: { tiers: [{ min_seats: 1, max_seats: null, price_per_seat: 500 }] },
      },
    ],
  },
  'product',
);
const otherPlan = post(
  '/v1/products/',
  { name: 'Triggered other plan', recurring_interval: 'month', prices: [{ ...price, price_amount: 2500 }] },
  'other',
);
const discount = post(
  '/v1/discounts/',
  { name: 'Triggered discount', type: 'percentage', basis_points: 1000, duration: 'once' },
  'discount',
);

const checkout = post(
  '/v1/checkouts/',
  { products: ['{product.id}'], customer_id: '{customer.id}' },
  'checkout',
);
const seatCheckout = post(
  '/v1/checkouts/',
  { products: ['{product.id}'], customer_id: '{customer.id}', seats: 3 },
  'checkout',
);
const confirmWith = (card: string): Call =>
  post('/v1/checkouts/client/{checkout.client_secret}/confirm', {
    confirmation_token_id: card,
    customer_billing_address: { country: 'NL' },
  });
const buyWith = (card: string): Call[] => [checkout, confirmWith(card)];

const order = get('/v1/orders/?checkout_id={checkout.id}', 'order');
const payment = get('/v1/payments/?checkout_id={checkout.id}', 'payment');
const subscription = get('/v1/subscriptions/?customer_id={customer.id}', 'subscription');
const organization = get('/v1/organizations/', 'organization');

const purchase: Call[] = [customer, product, ...buyWith('tok_visa'), order];
const subscribed: Call[] = [customer, plan, ...buyWith('tok_visa'), subscription];
const seated: Call[] = [customer, seatProduct, seatCheckout, confirmWith('tok_visa'), subscription];
const seat = post(
  '/v1/customer-seats',
  { subscription_id: '{subscription.id}', email: 'seat.{unique}@example.com' },
  'seat',
);

const change = (body: Call['body']): Call => patch('/v1/subscriptions/{subscription.id}', body);
/** The period ends in a moment, and what follows falls due. */
const endPeriod = change({ current_billing_period_end: '{soon}' });

const refund = (card: string): Call[] => [
  customer,
  product,
  ...buyWith(card),
  order,
  post('/v1/refunds/', { order_id: '{order.id}', amount: 500, reason: 'customer_request' }, 'refund'),
];

const dispute = (status: string): Call =>
  post('/florin/v1/organizations/{organization.id}/sandbox/payments/{payment.id}/dispute', { status });
const disputed: Call[] = [...purchase, payment, organization, dispute('needs_response')];

const waitFor = (event: string): Wait => ({ event, objectId: '{subscription.id}' });

const pastDue = [
  customer,
  plan,
  ...buyWith('tok_chargeCustomerFail'),
  subscription,
  endPeriod,
  waitFor('subscription.past_due'),
];
const unpaid = get('/v1/orders/?customer_id={customer.id}&sorting=-created_at', 'unpaid');

const paused = [
  ...subscribed,
  change({ pause_at_period_end: true }),
  endPeriod,
  waitFor('subscription.paused'),
];

/** All that can be made to happen. For a name that several tell, the first is taken. */
export const recipes: readonly Recipe[] = [
  {
    summary: 'a customer is made',
    steps: [customer],
    tells: ['customer.created', 'customer.state_changed'],
  },
  {
    summary: 'a customer is renamed',
    steps: [customer, patch('/v1/customers/{customer.id}', { name: 'Augusta Ada King' })],
    tells: ['customer.updated'],
  },
  {
    summary: 'a customer is deleted',
    steps: [customer, remove('/v1/customers/{customer.id}')],
    tells: ['customer.deleted'],
  },
  { summary: 'a team gets a member', steps: [team, member], tells: ['member.created'] },
  {
    summary: 'a member is renamed',
    steps: [
      team,
      member,
      patch('/v1/customers/{customer.id}/members/{member.id}', { name: 'Amazing Grace' }),
    ],
    tells: ['member.updated'],
  },
  {
    summary: 'a member leaves a team',
    steps: [team, member, remove('/v1/customers/{customer.id}/members/{member.id}')],
    tells: ['member.deleted'],
  },
  { summary: 'a product is made', steps: [product], tells: ['product.created', 'price.created'] },
  {
    summary: 'a product is renamed',
    steps: [product, patch('/v1/products/{product.id}', { name: 'Triggered product, renamed' })],
    tells: ['product.updated'],
  },
  {
    summary: 'a product gets another price, and the one it had is archived',
    steps: [product, patch('/v1/products/{product.id}', { prices: [{ ...price, price_amount: 1900 }] })],
    tells: ['price.updated'],
  },
  {
    summary: 'a product is deleted',
    steps: [product, remove('/v1/products/{product.id}')],
    tells: ['product.deleted'],
  },
  { summary: 'a discount is made', steps: [discount], tells: ['discount.created', 'coupon.created'] },
  {
    summary: 'a discount is renamed',
    steps: [discount, patch('/v1/discounts/{discount.id}', { name: 'Triggered discount, renamed' })],
    tells: ['discount.updated', 'coupon.updated'],
  },
  {
    summary: 'a discount is deleted',
    steps: [discount, remove('/v1/discounts/{discount.id}')],
    tells: ['discount.deleted', 'coupon.deleted'],
  },
  { summary: 'a checkout is opened', steps: [customer, product, checkout], tells: ['checkout.created'] },
  {
    summary: 'a customer buys a product',
    steps: purchase,
    tells: [
      'checkout.updated',
      'checkout.session.completed',
      'order.created',
      'order.updated',
      'order.paid',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
      'payment.succeeded',
      'payment.captured',
      'purchase.completed',
    ],
  },
  {
    summary: "a buyer's card is declined",
    steps: [customer, product, checkout, { ...confirmWith('tok_chargeDeclined'), mayBeRefused: true }],
    tells: ['payment.failed'],
  },
  {
    summary: 'a buyer is asked to authenticate',
    steps: [customer, product, ...buyWith('tok_threeDSecure2Required')],
    tells: ['payment.requires_action'],
  },
  {
    summary: 'a customer subscribes',
    steps: subscribed,
    tells: ['subscription.created', 'subscription.active'],
  },
  {
    summary: 'a trial is about to end',
    steps: [
      customer,
      trialPlan,
      ...buyWith('tok_visa'),
      subscription,
      // It is told three days ahead.
      change({ trial_end: '{soon.in_three_days}' }),
      waitFor('subscription.trial_will_end'),
    ],
    tells: ['subscription.trial_will_end'],
  },
  {
    summary: 'a subscription moves to another plan',
    steps: [...subscribed, otherPlan, change({ product_id: '{other.id}', proration_behavior: 'invoice' })],
    tells: ['subscription.updated'],
  },
  {
    summary: 'a subscription renews',
    steps: [...subscribed, endPeriod, waitFor('subscription.cycled')],
    tells: ['subscription.cycled'],
  },
  {
    summary: 'a renewal is declined, and the subscription past due',
    steps: pastDue,
    tells: ['subscription.past_due', 'invoice.payment_failed', 'invoice.past_due'],
  },
  {
    summary: 'an invoice that is past due is voided',
    steps: [...pastDue, unpaid, post('/florin/v1/invoices/{unpaid.id}/void')],
    tells: ['invoice.voided'],
  },
  {
    summary: 'an invoice that is past due is written off',
    steps: [...pastDue, unpaid, post('/florin/v1/invoices/{unpaid.id}/mark-uncollectible')],
    tells: ['invoice.marked_uncollectible'],
  },
  {
    summary: 'a cancellation is taken back',
    steps: [...subscribed, change({ cancel_at_period_end: true }), change({ cancel_at_period_end: false })],
    tells: ['subscription.uncanceled'],
  },
  {
    summary: 'a subscription ends at once',
    steps: [...subscribed, change({ revoke: true })],
    tells: ['subscription.revoked', 'subscription.canceled'],
  },
  {
    summary: 'a subscription is paused at the end of its period',
    steps: paused,
    tells: ['subscription.paused'],
  },
  {
    summary: 'a paused subscription goes on',
    steps: [...paused, change({ resume: true })],
    tells: ['subscription.resumed'],
  },
  {
    summary: 'a seat is assigned',
    steps: [...seated, seat],
    tells: ['customer_seat.assigned'],
  },
  {
    summary: 'a seat is assigned and claimed at once',
    steps: [...seated, { ...seat, body: { ...seat.body, immediate_claim: true } }],
    tells: ['customer_seat.claimed'],
  },
  {
    summary: 'a seat is taken away',
    steps: [...seated, seat, remove('/v1/customer-seats/{seat.id}')],
    tells: ['customer_seat.revoked'],
  },
  {
    summary: 'an order is refunded in part',
    steps: refund('tok_visa'),
    tells: ['refund.created', 'refund.updated', 'order.refunded', 'refund.succeeded', 'payment.refunded'],
  },
  { summary: 'a payment is disputed', steps: disputed, tells: ['dispute.created'] },
  {
    summary: 'a dispute is under review',
    steps: [...disputed, dispute('under_review')],
    tells: ['dispute.updated'],
  },
  {
    summary: 'a dispute is won',
    steps: [...disputed, dispute('won')],
    tells: ['dispute.closed', 'dispute.resolved'],
  },
  { summary: 'a dispute is lost', steps: [...disputed, dispute('lost')], tells: ['dispute.lost'] },
];
