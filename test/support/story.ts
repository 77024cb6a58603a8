import assert from 'node:assert/strict';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import type { Organization } from '../../src/billing/organizations/index.ts';
import { call } from './call.ts';
import type { TestFlorin } from './florin.ts';

type Client = ReturnType<typeof createPolar>;
type Product = Awaited<ReturnType<Client['products']['create']>>;
type Discount = Awaited<ReturnType<Client['discounts']['create']>>;
type Subscription = Awaited<ReturnType<Client['subscriptions']['get']>>;
type Members = Record<string, unknown>;

export type Advanced = {
  from: string;
  to: string;
  steps: number;
  events: { at: string; type: string; object_type: string; object_id: string }[];
  event_counts: Record<string, number>;
  failures: unknown[];
};

export type Bought = { checkoutId: string; customerId: string; subscriptionId: string; orderId: string };

/**
 * A merchant of a story's own, whose clock stands still until it is moved. All is done through the vendor's client; only
 * what it cannot ask for (the events as they were written, the customer's account) is read from the database.
 */
export type Story = {
  polar: Client;
  /** The client of before. */
  polar49: Polar49;
  organization: Organization;
  token: string;
  /** A recurring product of one fixed price a month, or what `more` says of it. */
  plan(name: string, priceAmount: number, more?: Members): Promise<Product>;
  /** A product as the API takes it. */
  product(body: Members): Promise<Product>;
  /** Has somebody buy a product through a checkout. `card` is a token of the sandbox; null for none. */
  buy(
    product: { id: string },
    more?: { card?: string | null; checkout?: Members; confirm?: Members },
  ): Promise<Bought>;
  /** A discount of a percentage for ever, or what `more` says of it. */
  discount(more?: Members): Promise<Discount>;
  /** Updates a subscription. */
  change(subscriptionId: string, body: Members): Promise<Subscription>;
  /** An update of a subscription that is refused: the status, and the error's name or the first entry's text. */
  refused(subscriptionId: string, body: Members): Promise<[number, string]>;
  /** A meter, which there is no call for yet; its id. */
  meter(name: string): Promise<string>;
  /** Records use of a meter, or credit for it. */
  use(
    customerId: string,
    meterId: string,
    at: string,
    quantity: number | string,
    kind?: 'credited',
  ): Promise<void>;
  /** Moves the clock and does what falls due on the way. Nothing may fail. */
  advance(to: string): Promise<Advanced>;
  /** The same; answers what was told since it was last asked, without that the clock has moved. */
  advanceTelling(to: string): Promise<string[]>;
  /**
   * The events since the last time this was asked, in order, without those of `customer.` but the state's, payments', and what
   * is told ahead.
   */
  told(): Promise<string[]>;
  /** The same, for the events of one object type. */
  toldOf(objectType: string): Promise<string[]>;
  subscription(id: string): ReturnType<Client['subscriptions']['get']>;
  /** Orders of a customer, oldest first; those of one moment by their number. */
  orders(customerId: string): Promise<Awaited<ReturnType<Client['orders']['get']>>[]>;
  /** The customer's account: positive is credit. */
  balance(customerId: string, currency?: string): Promise<number>;
  /** Keeps another card for a customer and makes it the default. */
  newCard(customerId: string, card: string): Promise<void>;
  /** A request that the client has no method for. */
  request(method: string, path: string, body?: unknown): Promise<{ status: number; body: Members }>;
};

let stories = 0;

/** Begins a story at a moment of its own, with a merchant of its own unless one is given. */
export async function beginStory(florin: TestFlorin, now: string, merchant?: Organization): Promise<Story> {
  const organization = merchant ?? (await florin.createOrganization(`Story ${++stories} ${process.pid}`));
  const { token } = await florin.createKey(organization, 'test');
  const polar = createPolar({ accessToken: token, baseUrl: florin.url, timeout: 60_000 } as Parameters<
    typeof createPolar
  >[0]);
  const polar49 = new Polar49({ accessToken: token, serverURL: florin.url });
  let seen = 0;

  async function request(method: string, path: string, body?: unknown) {
    const answer = await call(method, `${florin.url}${path}`, { token, body });
    return { status: answer.status, body: answer.body as Members };
  }
  const clockPath = `/florin/v1/organizations/${organization.id}/test-clock`;
  const set = await request('POST', clockPath, { now });
  assert.equal(set.status, 200, JSON.stringify(set.body));

  async function newEvents(): Promise<{ type: string; objectType: string }[]> {
    const rows = await florin.pool<{ type: string; objectType: string; sequence: number }[]>`
      select type, object_type, sequence from events
      where organization_id = ${organization.id} and mode = 'test' and sequence > ${seen} order by sequence`;
    seen = rows.at(-1)?.sequence ?? seen;
    return rows;
  }

  const story: Story = {
    polar,
    polar49,
    organization,
    token,
    async product(body) {
      return polar.products.create(body as never);
    },
    async plan(name, priceAmount, more = {}) {
      return story.product({
        name,
        recurring_interval: 'month',
        prices: [{ amount_type: 'fixed', price_amount: priceAmount }],
        ...more,
      });
    },
    async buy(product, { card = 'tok_visa', checkout = {}, confirm = {} } = {}) {
      const email = `buyer${++buyers}@example.com`;
      const opened = await polar.checkouts.create({ products: [product.id], ...checkout } as never);
      await polar.checkouts.clientConfirm(opened.client_secret, {
        ...('customer_id' in checkout ? {} : { customer_email: email }),
        customer_billing_address: { country: 'NL' },
        ...(card === null ? {} : { confirmation_token_id: card }),
        ...confirm,
      } as never);
      const done = await polar.checkouts.get(opened.id);
      assert.equal(done.status, 'succeeded');
      const [row] = await florin.pool<
        { orderId: string; subscriptionId: string | null; customerId: string }[]
      >`
        select id as order_id, subscription_id, customer_id from invoices
        where organization_id = ${organization.id} and mode = 'test' and checkout_id = ${opened.id}`;
      assert.ok(row, 'a checkout that succeeded has its order');
      return {
        checkoutId: opened.id,
        customerId: row.customerId,
        subscriptionId: row.subscriptionId ?? '',
        orderId: row.orderId,
      };
    },
    async discount(more = {}) {
      const body = { name: 'Half', type: 'percentage', basis_points: 5000, duration: 'forever', ...more };
      return polar.discounts.create(body as never);
    },
    change: (subscriptionId, body) => polar.subscriptions.update(subscriptionId, body as never),
    async refused(subscriptionId, body) {
      const { status, body: answer } = await request('PATCH', `/v1/subscriptions/${subscriptionId}`, body);
      const { error, detail } = answer as { error: string; detail: { msg: string }[] };
      return [status, status === 422 ? (detail[0]?.msg ?? '') : error];
    },
    async meter(name) {
      const id = crypto.randomUUID();
      await florin.pool`
        insert into meters (organization_id, mode, id, created_at, name)
        values (${organization.id}, 'test', ${id}, now(), ${name})`;
      return id;
    },
    async use(customerId, meterId, at, quantity, kind) {
      await florin.pool`
        insert into usage_records (organization_id, mode, id, customer_id, meter_id, occurred_at, kind, quantity)
        values (${organization.id}, 'test', ${crypto.randomUUID()}, ${customerId}, ${meterId}, ${new Date(at)},
          ${kind ?? 'consumed'}, ${String(quantity)})`;
    },
    async advance(to) {
      const { status, body } = await request('POST', `${clockPath}/advance`, { to });
      assert.equal(status, 200, JSON.stringify(body));
      const advanced = body as unknown as Advanced;
      assert.deepEqual(advanced.failures, []);
      return advanced;
    },
    async advanceTelling(to) {
      await story.advance(to);
      const events = await story.told();
      return events.filter((type) => type !== 'test_clock.advanced');
    },
    async told() {
      const events = await newEvents();
      return events.flatMap(({ type }) => {
        const isNoise =
          /^(payment|payment_method|member|customer)\./.test(type) && type !== 'customer.state_changed';
        const isAhead = /^subscription\.(trial_will_end|will_renew)$/.test(type);
        return isNoise || isAhead ? [] : [type];
      });
    },
    async toldOf(objectType) {
      const events = await newEvents();
      return events.flatMap((event) => (event.objectType === objectType ? [event.type] : []));
    },
    subscription: (id) => polar.subscriptions.get(id),
    async orders(customerId) {
      const { items } = await polar.orders.list({
        customer_id: customerId,
        limit: 100,
        sorting: ['created_at'],
      } as never);
      const at = (order: { created_at: unknown }) => new Date(order.created_at as string).getTime();
      return items.sort(
        (one, other) =>
          at(one) - at(other) || (one.invoice_number ?? '').localeCompare(other.invoice_number ?? ''),
      ) as never;
    },
    async balance(customerId, currency = 'usd') {
      const [row] = await florin.pool<{ amount: number }[]>`
        select amount from customer_balances
        where organization_id = ${organization.id} and mode = 'test' and customer_id = ${customerId}
          and currency = ${currency}`;
      return row?.amount ?? 0;
    },
    async newCard(customerId, card) {
      const session = await polar.customerSessions.create({ customer_id: customerId } as never);
      const { status, body } = await call(
        'POST',
        `${florin.url}/v1/customer-portal/customers/me/payment-methods`,
        {
          token: (session as { token: string }).token,
          body: { confirmation_token_id: card, set_default: true, return_url: 'https://example.com/' },
        },
      );
      assert.equal(status, 201, JSON.stringify(body));
    },
    request,
  };
  return story;
}

let buyers = 0;
