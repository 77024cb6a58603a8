import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { changeSeller, confirm, makeSeller, open } from '../support/money.ts';
import { beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Registration = { country: string; state?: string; scheme?: 'oss' };

const berlin = { country: 'DE', line1: 'Hauptstr. 1', postal_code: '10115', city: 'Berlin' };

/** A merchant somewhere, registered where it says, with prices of tax inside or on top. */
async function merchant(
  now: string,
  country: 'DE' | 'CH',
  registrations: Registration[],
  behavior: 'inclusive' | 'exclusive' | 'location' = 'exclusive',
): Promise<Story> {
  const seller = await makeSeller(florin, {
    address: { ...berlin, country },
    default_tax_behavior: behavior,
    tax_registrations: registrations,
  });
  return beginStory(florin, now, seller);
}

/** What somebody pays for a product: net, tax and total of the order, which the checkout showed before. */
async function pays(
  story: Story,
  product: { id: string },
  buyer: Record<string, unknown>,
): Promise<number[]> {
  const opened = await open(story, product);
  const shown = await story.polar.checkouts.clientUpdate(opened.secret, buyer as never);
  assert.equal(await confirm(story, opened, 'tok_visa', buyer), 'succeeded');
  const { items } = await story.polar.orders.list({ checkout_id: opened.id } as never);
  const [order] = items;
  assert.ok(order);
  const told = [order.net_amount, order.tax_amount, order.total_amount];
  assert.deepEqual([shown.net_amount, shown.tax_amount, shown.total_amount], told);
  assert.equal(
    order.items.reduce((sum, item) => sum + item.tax_amount, 0),
    order.tax_amount,
  );
  return told;
}

const consumer = (country: string, more: object = {}) => ({ customer_billing_address: { country, ...more } });

const paris = { country: 'FR', line1: '1 rue de Rivoli', postal_code: '75001', city: 'Paris' };
const french = {
  is_business_customer: true,
  customer_billing_name: 'Exemple SAS',
  customer_billing_address: paris,
  customer_tax_id: 'FR40303265045',
};

const book = (story: Story, price_amount: number) =>
  story.product({ name: 'Book', prices: [{ amount_type: 'fixed', price_amount }] });

test('a German merchant that is registered at home taxes Germans, French consumers too, others not', async () => {
  const story = await merchant('2027-03-01T10:00:00Z', 'DE', [{ country: 'DE' }]);
  const product = await book(story, 1000);
  assert.deepEqual(await pays(story, product, consumer('DE')), [1000, 190, 1190]);
  assert.deepEqual(await pays(story, product, consumer('FR')), [1000, 190, 1190]);
  assert.deepEqual(await pays(story, product, consumer('CH')), [1000, 0, 1000]);
  const american = { state: 'CA', line1: '1 Main St', postal_code: '94104', city: 'San Francisco' };
  assert.deepEqual(await pays(story, product, consumer('US', american)), [1000, 0, 1000]);
  // Heligoland is outside the tax.
  assert.deepEqual(await pays(story, product, consumer('DE', { postal_code: '27498' })), [1000, 0, 1000]);
});

test('in the one-stop shop every member state’s rate is taken', async () => {
  const registrations: Registration[] = [{ country: 'DE' }, { country: 'DE', scheme: 'oss' }];
  const story = await merchant('2027-03-01T10:00:00Z', 'DE', registrations);
  const product = await book(story, 1000);
  assert.deepEqual(await pays(story, product, consumer('DE')), [1000, 190, 1190]);
  assert.deepEqual(await pays(story, product, consumer('FR')), [1000, 200, 1200]);
  assert.deepEqual(await pays(story, product, consumer('FI')), [1000, 255, 1255]);
  assert.deepEqual(await pays(story, product, consumer('HU')), [1000, 270, 1270]);
  assert.deepEqual(await pays(story, product, consumer('GB')), [1000, 0, 1000]);
});

test('the same with the tax inside: the price stays, also where there is none', async () => {
  const registrations: Registration[] = [{ country: 'DE' }, { country: 'DE', scheme: 'oss' }];
  const story = await merchant('2027-03-01T10:00:00Z', 'DE', registrations, 'inclusive');
  const product = await book(story, 1190);
  assert.deepEqual(await pays(story, product, consumer('DE')), [1000, 190, 1190]);
  assert.deepEqual(await pays(story, product, consumer('FR')), [992, 198, 1190]);
  assert.deepEqual(await pays(story, product, consumer('CH')), [1190, 0, 1190]);
  assert.deepEqual(await pays(story, product, french), [1190, 0, 1190]);
});

test('prices by location: on top in Canada, inside in Britain', async () => {
  const registrations: Registration[] = [{ country: 'CA', state: 'ON' }, { country: 'GB' }];
  const story = await merchant('2027-03-01T10:00:00Z', 'DE', registrations, 'location');
  const product = await book(story, 1200);
  const toronto = { state: 'ON', line1: '1 King St', postal_code: 'M5H 1A1', city: 'Toronto' };
  assert.deepEqual(await pays(story, product, consumer('CA', toronto)), [1200, 156, 1356]);
  const montreal = { state: 'QC', line1: '1 Rue', postal_code: 'H2Y 1C6', city: 'Montreal' };
  assert.deepEqual(await pays(story, product, consumer('CA', montreal)), [1200, 0, 1200]);
  assert.deepEqual(await pays(story, product, consumer('GB')), [1000, 200, 1200]);
});

test('a French business owes the tax itself, month after month; a number that is wrong is refused', async () => {
  const registrations: Registration[] = [{ country: 'DE' }, { country: 'DE', scheme: 'oss' }];
  const story = await merchant('2027-03-01T10:00:00Z', 'DE', registrations);
  const plan = await story.plan('Pro', 5000);
  const opened = await open(story, plan);
  const wrong = await confirm(story, opened, 'tok_visa', { ...french, customer_tax_id: 'FR00303265045' });
  assert.match(wrong, /^422 value_error · body\.customer_tax_id/);
  assert.equal(await confirm(story, opened, 'tok_visa', french), 'succeeded');
  await story.advance('2027-05-01T10:00:00Z');
  const { items } = await story.polar.orders.list({} as never);
  assert.deepEqual(
    items.map((order) => [order.net_amount, order.tax_amount, order.total_amount, order.billing_name]),
    Array.from({ length: 3 }, () => [5000, 0, 5000, 'Exemple SAS']),
  );
  // The number is gone: from now on the tax is collected.
  const customerId = items[0]?.customer_id ?? '';
  await story.polar.customers.update(customerId, { tax_id: null } as never);
  await story.advance('2027-06-01T10:00:00Z');
  const june = (await story.orders(customerId)).at(-1);
  assert.deepEqual([june?.net_amount, june?.tax_amount, june?.total_amount], [5000, 1000, 6000]);
});

test('the Swiss rate changes over the year’s end: each period by the rate of its order’s day', async () => {
  const story = await merchant('2023-11-15T10:00:00Z', 'CH', [{ country: 'CH' }]);
  const plan = await story.plan('Pro', 10_000);
  const { customerId } = await story.buy(plan, { confirm: consumer('CH') });
  await story.advance('2024-02-15T10:00:00Z');
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map((order) => [order.net_amount, order.tax_amount]),
    [
      [10_000, 770],
      [10_000, 770],
      [10_000, 810],
      [10_000, 810],
    ],
  );
});

test('a customer who moves is taxed where they are; the orders of before stay as they were', async () => {
  const registrations: Registration[] = [{ country: 'DE' }, { country: 'DE', scheme: 'oss' }];
  const story = await merchant('2027-03-01T10:00:00Z', 'DE', registrations, 'inclusive');
  const plan = await story.plan('Pro', 1200);
  const { customerId } = await story.buy(plan, { confirm: consumer('DE') });
  await story.advance('2027-04-02T10:00:00Z');
  await story.polar.customers.update(customerId, { billing_address: { country: 'AT' } } as never);
  await story.advance('2027-05-02T10:00:00Z');
  // The merchant leaves the shop: small sellers tax at home.
  await changeSeller(florin, story, { tax_registrations: [{ country: 'DE' }] });
  await story.advance('2027-06-02T10:00:00Z');
  await changeSeller(florin, story, { tax_registrations: [] });
  await story.advance('2027-07-02T10:00:00Z');
  const orders = await story.orders(customerId);
  assert.deepEqual(
    orders.map((order) => [
      order.billing_address?.country,
      order.net_amount,
      order.tax_amount,
      order.total_amount,
    ]),
    [
      ['DE', 1008, 192, 1200],
      ['DE', 1008, 192, 1200],
      ['AT', 1000, 200, 1200],
      ['AT', 1008, 192, 1200],
      ['AT', 1200, 0, 1200],
    ],
  );
});

test('discount, then tax, over three lines of which two are parts of a period: all adds up', async () => {
  const story = await merchant('2027-04-01T00:00:00Z', 'DE', [{ country: 'DE' }]);
  const [small, large] = [await story.plan('Small', 999), await story.plan('Large', 1999)];
  const discount = await story.polar.discounts.create({
    name: 'A third',
    type: 'percentage',
    basis_points: 3333,
    duration: 'forever',
  } as never);
  const { customerId, subscriptionId, orderId } = await story.buy(small, {
    checkout: { discount_id: discount.id },
    confirm: consumer('DE'),
  });
  const first = await story.polar.orders.get(orderId);
  // 666 × 19 % is 126.54.
  assert.deepEqual(
    [first.subtotal_amount, first.discount_amount, first.net_amount, first.tax_amount, first.total_amount],
    [999, 333, 666, 127, 793],
  );
  // A third of April is left.
  await story.advance('2027-04-21T00:00:00Z');
  await story.polar.subscriptions.update(subscriptionId, {
    product_id: large.id,
    proration_behavior: 'prorate',
  } as never);
  await story.advance('2027-05-01T00:00:00Z');
  const may = (await story.orders(customerId)).at(-1);
  assert.ok(may);
  // The discount comes off the whole period only: the parts have it inside. 1555 × 19 % is 295.45.
  assert.deepEqual(
    [may.subtotal_amount, may.discount_amount, may.net_amount, may.tax_amount, may.total_amount],
    [2221, 666, 1555, 295, 1850],
  );
  assert.deepEqual(
    may.items.map((item) => [item.amount, item.tax_amount, item.proration]),
    [
      [1999, 253, false],
      [-222, -42, true],
      [444, 84, true],
    ],
  );
});

test('a fixed discount with the tax inside, and one that makes it free', async () => {
  const story = await merchant('2027-03-01T10:00:00Z', 'DE', [{ country: 'DE' }], 'inclusive');
  const plan = await story.plan('Pro', 1190);
  const fixed = (amount: number, duration: string) =>
    story.polar.discounts.create({
      name: `Off ${amount}`,
      type: 'fixed',
      amount,
      currency: 'usd',
      duration,
    } as never);
  const part = await story.buy(plan, {
    checkout: { discount_id: (await fixed(238, 'forever')).id },
    confirm: consumer('DE'),
  });
  const order = await story.polar.orders.get(part.orderId);
  assert.deepEqual(
    [order.subtotal_amount, order.discount_amount, order.net_amount, order.tax_amount, order.total_amount],
    [1190, 238, 800, 152, 952],
  );
  const all = await story.buy(plan, {
    checkout: { discount_id: (await fixed(5000, 'once')).id },
    confirm: consumer('DE'),
  });
  const free = await story.polar.orders.get(all.orderId);
  assert.deepEqual(
    [free.subtotal_amount, free.discount_amount, free.net_amount, free.tax_amount, free.total_amount],
    [1190, 1190, 0, 0, 0],
  );
  assert.deepEqual([free.status, free.receipt_number], ['paid', null]);
  await story.advance('2027-04-01T10:00:00Z');
  const [, renewal] = await story.orders(all.customerId);
  assert.deepEqual([renewal?.discount_amount, renewal?.tax_amount, renewal?.due_amount], [0, 190, 1190]);
});
