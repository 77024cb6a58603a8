/** What customers and the merchant do in the simulation. What is done depends on chance and on the ledger, on nothing else. */
import { cards, counted, fates, once, type ProductName, recurring } from './catalog.ts';
import type { Answer } from './server.ts';
import type { Customer, World } from './world.ts';

export type Action = {
  name: string;
  /** Undefined where there is nothing to do it to. */
  run(world: World, customer: Customer): Promise<Answer | undefined>;
};

type Row = {
  id: string;
  name: string;
  status: string;
  currentPeriodEnd: Date;
  cancelAtPeriodEnd: boolean;
  pauseAtPeriodEnd: boolean;
  hasPendingUpdate: boolean;
};

type Wanted = (subscription: Row) => boolean;

const behaviors = ['prorate', 'invoice', 'next_period', 'reset'] as const;

function days(world: World, most: number): Date {
  return new Date(world.now.getTime() + 60_000 + world.random.below(most * 86_400_000));
}

/** Any subscription that something can be asked of; now and then one of the customer's, whether it can or not. */
async function subscriptionOf(
  { database, random }: World,
  customer: Customer,
  wanted: Wanted,
): Promise<Row | undefined> {
  const rows = await database<(Row & { customerId: string })[]>`
    select id, name, status, current_period_end, cancel_at_period_end, pause_at_period_end,
      pending_update is not null as has_pending_update, customer_id
    from subscriptions where renews order by created_at, id`;
  const options = random.chance(0.05)
    ? rows.filter(({ customerId }) => customerId === customer.id)
    : rows.filter((row) => row.status !== 'canceled' && wanted(row));
  return options.length > 0 ? random.pick(options) : undefined;
}

/** Asks something of a subscription. */
function command(
  name: string,
  wanted: Wanted,
  bodyOf: (world: World, subscription: Row) => Record<string, unknown>,
): Action {
  return {
    name,
    async run(world, customer) {
      const subscription = await subscriptionOf(world, customer, wanted);
      if (!subscription) return undefined;
      const body = bodyOf(world, subscription);
      return world.ask('PATCH', `/v1/subscriptions/${subscription.id}`, body);
    },
  };
}

/** Buys a product through a checkout, as its buyer does. */
function buy(name: string, options: readonly ProductName[]): Action {
  return {
    name,
    async run(world, customer) {
      const { random } = world;
      const product = random.pick(options);
      const quantity = counted.seats.includes(product) || counted.units.includes(product);
      const kind = counted.seats.includes(product) ? 'seats' : 'units';
      const opened = await world.ask('POST', '/v1/checkouts/', {
        products: [world.productIds.get(product)],
        customer_id: customer.id,
        ...(quantity ? { [kind]: 1 + random.below(kind === 'seats' ? 15 : 200) } : {}),
        ...(random.chance(0.3) ? { discount_id: random.pick(world.discountIds) } : {}),
      });
      const card = random.pick(cards);
      if (opened.status !== 201) return opened;
      const path = `/v1/checkouts/client/${opened.body.client_secret}/confirm`;
      const confirmed = await world.ask('POST', path, { confirmation_token_id: card }, '');
      // What is known later is told before its time, or found out.
      if (card.startsWith('tok_pending') && random.chance(0.5)) await settle.run(world, customer);
      return confirmed;
    },
  };
}

/** A session of the customer; of a team's owner where it is one. */
async function portalToken({ database, ask }: World, customerId: string): Promise<string> {
  const owners = await database<{ id: string }[]>`
    select member.id from members member
    join customers customer on customer.id = member.customer_id
    where customer.id = ${customerId} and customer.type = 'team' and member.role = 'owner'
      and member.deleted_at is null`;
  const body = { customer_id: customerId, ...(owners[0] ? { member_id: owners[0].id } : {}) };
  const session = await ask('POST', '/v1/customer-sessions/', body);
  return String(session.body.token);
}

const newCard: Action = {
  name: 'new card',
  async run(world, customer) {
    const card = world.random.pick(cards);
    const token = await portalToken(world, customer.id);
    const path = '/v1/customer-portal/customers/me/payment-methods';
    const body = { confirmation_token_id: card, set_default: true, return_url: 'https://example.com/' };
    return world.ask('POST', path, body, token);
  },
};

/** A kept card begins to do something else: to be declined, to be good again. */
const turnCard: Action = {
  name: 'turn card',
  async run(world, customer) {
    const { database, random } = world;
    const methods = await database<{ id: string }[]>`
      select id from payment_methods where customer_id = ${customer.id} and deleted_at is null order by created_at, id`;
    if (methods.length === 0) return undefined;
    const { id } = random.pick([...methods]);
    const path = `/florin/v1/organizations/${world.organizationId}/sandbox/payment-methods/${id}`;
    return world.ask('PUT', path, { token: random.pick(fates) });
  },
};

/** The processor tells of its own accord how a payment went, before anybody asked. */
const settle: Action = {
  name: 'settle payment',
  async run(world) {
    const { database, random } = world;
    const pending = await database<{ id: string }[]>`
      select id from payments where status = 'pending' order by created_at, id`;
    if (pending.length === 0) return undefined;
    const { id } = random.pick([...pending]);
    const path = `/florin/v1/organizations/${world.organizationId}/sandbox/payments/${id}/settle`;
    const body = { outcome: random.pick(['succeeded', 'failed']) };
    const first = await world.ask('POST', path, body);
    // It tells the same again.
    await world.ask('POST', path, body);
    return first;
  },
};

const refund: Action = {
  name: 'refund',
  async run(world, customer) {
    const { database, random } = world;
    const paid = await database<{ id: string; netAmount: number }[]>`
      select id, net_amount from invoices
      where customer_id = ${customer.id} and status in ('paid', 'partially_refunded') and due_amount > 0
      order by created_at, id`;
    if (paid.length === 0) return undefined;
    const { id, netAmount } = random.pick([...paid]);
    const amount = random.chance(0.4) ? netAmount : 1 + random.below(Math.max(netAmount, 1));
    return world.ask('POST', '/v1/refunds/', { order_id: id, reason: 'customer_request', amount });
  },
};

const dispute: Action = {
  name: 'dispute',
  async run(world, customer) {
    const { database, random } = world;
    const paid = await database<{ id: string }[]>`
      select id from payments where customer_id = ${customer.id} and status = 'succeeded' order by created_at, id`;
    if (paid.length === 0) return undefined;
    const { id } = random.pick([...paid]);
    const path = `/florin/v1/organizations/${world.organizationId}/sandbox/payments/${id}/dispute`;
    return world.ask('POST', path, {
      status: random.pick(['needs_response', 'under_review', 'won', 'lost']),
    });
  },
};

/** The customer pays by hand what could not be collected. */
const payOrder: Action = {
  name: 'pay order',
  async run(world) {
    const { database, random } = world;
    const owed = await database<{ id: string; customerId: string }[]>`
      select id, customer_id from invoices where status = 'pending' order by created_at, id`;
    if (owed.length === 0) return undefined;
    const { id, customerId } = random.pick([...owed]);
    const body = { confirmation_token_id: random.pick(cards) };
    const token = await portalToken(world, customerId);
    return world.ask('POST', `/v1/customer-portal/orders/${id}/confirm-payment`, body, token);
  },
};

const product = ({ random, productIds }: World) => productIds.get(random.pick(recurring));

const isCounted: Wanted = ({ name }) => counted.seats.includes(name) || counted.units.includes(name);

function times(count: number, action: Action): Action[] {
  return Array<Action>(count).fill(action);
}

/** All that may be done; the more often something stands here, the more often it is. */
export const actions: readonly Action[] = [
  ...times(12, buy('subscribe', recurring)),
  ...times(2, buy('buy', once)),
  ...times(
    6,
    command(
      'change plan',
      () => true,
      (world) => ({
        product_id: product(world),
        proration_behavior: world.random.pick(behaviors),
      }),
    ),
  ),
  ...times(
    4,
    command('change seats', isCounted, ({ random }, { name }) => ({
      [counted.units.includes(name) ? 'units' : 'seats']: 1 + random.below(20),
      proration_behavior: random.pick(behaviors),
    })),
  ),
  ...times(
    3,
    command(
      'cancel',
      ({ cancelAtPeriodEnd }) => !cancelAtPeriodEnd,
      ({ random }) => ({
        cancel_at_period_end: true,
        ...(random.chance(0.5) ? { customer_cancellation_reason: 'too_expensive' } : {}),
      }),
    ),
  ),
  ...times(
    3,
    command(
      'uncancel',
      ({ cancelAtPeriodEnd }) => cancelAtPeriodEnd,
      () => ({ cancel_at_period_end: false }),
    ),
  ),
  ...times(
    1,
    command(
      'revoke',
      () => true,
      () => ({ revoke: true }),
    ),
  ),
  ...times(
    2,
    command(
      'pause',
      ({ status }) => status === 'active',
      (world, { currentPeriodEnd }) => ({
        pause_at_period_end: true,
        ...(world.random.chance(0.7)
          ? { resumes_at: new Date(Number(currentPeriodEnd) + 1 + world.random.below(5e9)).toISOString() }
          : {}),
      }),
    ),
  ),
  ...times(
    1,
    command(
      'unpause',
      ({ pauseAtPeriodEnd }) => pauseAtPeriodEnd,
      () => ({ pause_at_period_end: false }),
    ),
  ),
  ...times(
    2,
    command(
      'resume',
      ({ status }) => status === 'paused',
      () => ({ resume: true }),
    ),
  ),
  ...times(
    1,
    command(
      'clear pending update',
      ({ hasPendingUpdate }) => hasPendingUpdate,
      () => ({ pending_update: null }),
    ),
  ),
  ...times(
    2,
    command(
      'change discount',
      () => true,
      ({ random, discountIds }) => ({
        discount_id: random.chance(0.3) ? null : random.pick(discountIds),
      }),
    ),
  ),
  ...times(
    1,
    command(
      'move trial',
      ({ status }) => status === 'trialing' || status === 'active',
      (world) => ({
        trial_end: world.random.chance(0.4) ? 'now' : days(world, 60).toISOString(),
      }),
    ),
  ),
  ...times(
    1,
    command(
      'move period end',
      () => true,
      (world) => ({ current_billing_period_end: days(world, 40).toISOString() }),
    ),
  ),
  ...times(2, newCard),
  ...times(3, turnCard),
  ...times(2, settle),
  ...times(2, refund),
  ...times(1, dispute),
  ...times(2, payOrder),
];
