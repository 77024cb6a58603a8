import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory, type Story } from '../support/story.ts';
import { fixed } from '../support/subscriptions.ts';

/** Requests that move money, sent more than once with one idempotency key. */
let florin: TestFlorin;
let story: Story;
const products: Record<string, { id: string }> = {};

before(async () => {
  florin = await startTestFlorin();
  story = await beginStory(florin, '2030-01-31T09:00:00Z');
  products.book = await story.product({ name: 'Book', prices: [fixed(1000)] });
  products.basic = await story.plan('Basic', 3000);
  products.pro = await story.plan('Pro', 6000);
});
after(() => florin.stop());

let serial = 0;
const unique = () => `key ${process.pid} ${++serial}`;

type Keyed = { method: string; path: string; body?: object; token?: string };

async function sessionOf(customerId: string): Promise<string> {
  const session = await story.polar.customerSessions.create({ customer_id: customerId });
  return session.token;
}

/** Each makes what its request is about, and answers the request. */
const requests: Record<string, () => Promise<Keyed>> = {
  'a checkout confirmed': async () => {
    const { client_secret } = await story.polar.checkouts.create({ products: [products.basic?.id ?? ''] });
    const body = {
      customer_email: `confirmer${++serial}@example.com`,
      customer_billing_address: { country: 'NL' },
      confirmation_token_id: 'tok_visa',
    };
    return { method: 'POST', path: `checkouts/client/${client_secret}/confirm`, body, token: '' };
  },
  'a subscription changed and invoiced': async () => {
    const { subscriptionId } = await story.buy(products.basic ?? { id: '' });
    const body = { product_id: products.pro?.id, proration_behavior: 'invoice' };
    return { method: 'PATCH', path: `subscriptions/${subscriptionId}`, body };
  },
  'a draft finalized': async () => {
    const { customerId } = await story.buy(products.basic ?? { id: '' });
    const { id } = await story.polar.orders.create({
      customer_id: customerId,
      product_id: products.book?.id ?? '',
    });
    return { method: 'POST', path: `orders/${id}/finalize`, body: {} };
  },
  'a refund': async () => {
    const { orderId } = await story.buy(products.book ?? { id: '' });
    const body = { order_id: orderId, amount: 100, reason: 'other' };
    return { method: 'POST', path: 'refunds/', body };
  },
  'a declined order paid in the portal': async () => {
    const { customerId } = await story.buy(products.basic ?? { id: '' }, { card: 'tok_chargeCustomerFail' });
    const { now } = (await story.request('GET', clockPath())).body as { now: string };
    await story.advance(new Date(new Date(now).getTime() + 31 * 86_400_000).toISOString());
    const order = (await story.orders(customerId)).find(({ status }) => status === 'pending');
    const path = `customer-portal/orders/${order?.id}/confirm-payment`;
    const token = await sessionOf(customerId);
    return { method: 'POST', path, body: { confirmation_token_id: 'tok_visa' }, token };
  },
  'a card kept in the portal': async () => {
    const { id } = await story.polar.customers.create({ email: `keeper${++serial}@example.com` });
    const body = { confirmation_token_id: 'tok_visa', set_default: true, return_url: 'https://example.com' };
    const path = 'customer-portal/customers/me/payment-methods';
    return { method: 'POST', path, body, token: await sessionOf(id) };
  },
  'a subscription revoked': async () => {
    const { subscriptionId } = await story.buy(products.basic ?? { id: '' });
    return { method: 'DELETE', path: `subscriptions/${subscriptionId}` };
  },
};

const clockPath = () => `/florin/v1/organizations/${story.organization.id}/test-clock`;

function send({ method, path, body, token = story.token }: Keyed, key: string): Promise<Called> {
  const headers = { 'idempotency-key': key };
  return call(method, `${florin.url}/v1/${path}`, { body, headers, ...(token ? { token } : {}) });
}

/** What the processor has taken, kept and given back. */
async function moved(): Promise<string> {
  const [row] = await florin.pool<{ print: string }[]>`
    select (select count(*) || ' ' || coalesce(sum(amount), 0) from sandbox_charges where status = 'succeeded') || ', '
      || (select count(*) || ' ' || coalesce(sum(amount), 0) from sandbox_refunds) || ', '
      || (select count(*) from payment_methods) || ', ' || (select count(*) from invoices) as print`;
  return row?.print ?? '';
}

/** As if the server had died before it kept its answer, longer ago than an answer may take. */
async function forgetAnswer(key: string, { headers }: Called): Promise<void> {
  const requestId = headers.get('x-request-id');
  const { count } = await florin.pool`
    update idempotency_keys set status = 102, body = '', created_at = now() - interval '10 minutes',
      headers = ${florin.pool.json({ requestId })}
    where key = ${createHash('sha256').update(key).digest('base64url')}`;
  assert.equal(count, 1);
}

for (const [name, make] of Object.entries(requests)) {
  test(`${name}: repeats get the first answer, and move nothing`, async () => {
    const [request, key, before] = [await make(), unique(), await moved()];
    const first = await send(request, key);
    assert.ok(first.status < 300, JSON.stringify(first.body));
    const once = await moved();
    if (name !== 'a subscription revoked') assert.notEqual(once, before);
    const second = await send(request, key);
    assert.deepEqual([second.status, second.body], [first.status, first.body]);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
    assert.equal(await moved(), once);
  });

  test(`${name}: of several at once one is executed`, async () => {
    const [request, key] = [await make(), unique()];
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(request, key)));
    const executed = answers.filter(
      ({ status, headers }) => status < 300 && headers.get('idempotent-replayed') === null,
    );
    assert.equal(executed.length, 1);
    for (const { status, body } of answers) {
      if (status >= 300) assert.equal(status, 409, JSON.stringify(body));
      else assert.deepEqual(body, executed[0]?.body);
    }
  });

  // A card that is kept twice costs nobody anything.
  if (name === 'a card kept in the portal') continue;
  test(`${name}: a repeat after the answer was lost in a crash moves nothing`, async () => {
    const [request, key] = [await make(), unique()];
    const first = await send(request, key);
    const once = await moved();
    await forgetAnswer(key, first);
    const again = await send(request, key);
    assert.ok(again.status < 500, JSON.stringify(again.body));
    assert.equal(again.headers.get('idempotent-replayed'), null);
    assert.equal(await moved(), once);
    if (name === 'a refund') assert.deepEqual([again.status, again.body], [first.status, first.body]);
  });
}

test('a refund that broke off on the way to the processor goes back once', async () => {
  const [request, key] = [await (requests['a refund'] as () => Promise<Keyed>)(), unique()];
  const before = await moved();
  await florin.pool.unsafe(`
    create function break_off() returns trigger language plpgsql as $$ begin raise 'broken off'; end $$;
    create trigger break_off before insert on sandbox_refunds for each row execute function break_off()`);
  assert.equal((await send(request, key)).status, 500);
  assert.equal(await moved(), before);
  await florin.pool.unsafe('drop trigger break_off on sandbox_refunds; drop function break_off()');
  const [first, second] = [await send(request, key), await send(request, key)];
  assert.deepEqual([first.status, second.status], [201, 201]);
  const { order_id, id } = first.body as { order_id: string; id: string };
  const { items } = await story.polar.refunds.list({ order_id });
  assert.deepEqual(
    items.map((refund) => [refund.id, refund.status]),
    [[id, 'succeeded']],
  );
  assert.deepEqual((await story.polar.orders.get(order_id)).refunded_amount, 100);
});
