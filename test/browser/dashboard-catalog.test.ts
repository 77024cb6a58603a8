import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import {
  assertWholeEverywhere,
  assertWholePage,
  openPage,
  startBrowser,
  type WatchedPage,
} from '../support/browser.ts';
import { call } from '../support/call.ts';
import { type DashboardUser, signIn } from '../support/dashboard.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
let browser: Browser;
let story: Story;
let page: WatchedPage;
let user: DashboardUser;
before(async () => {
  [florin, browser] = await Promise.all([startTestFlorin(), startBrowser()]);
  story = await beginStory(florin, '2027-03-10T09:00:00Z', florin.organization);
  page = await openPage(browser);
  user = await signIn(page, florin);
});
after(async () => {
  await browser.close();
  await florin.stop();
});

type Members = Record<string, unknown>;

async function ask<T = Members>(method: string, path: string, body?: unknown): Promise<T> {
  const { status, body: answer } = await call(method, `${florin.url}${path}`, {
    token: florin.testKey,
    body,
    headers: { 'polar-version': '2026-10' },
  });
  assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer as T;
}

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const idInAddress = () => new URL(page.url()).pathname.split('/').at(-1) ?? '';
/** The address is that of something which is there: not of the form that made it. */
const made = () => page.waitForURL(/\/[0-9a-f-]{36}$/);
const preview = () => page.getByRole('region', { name: 'Preview of the checkout' });

/** Chooses from a list that is searched as one types. */
async function pick(name: string, text: string): Promise<void> {
  await page.getByRole('combobox', { name, exact: true }).click();
  await page
    .getByPlaceholder(/^Search /)
    .last()
    .fill(text);
  await page.getByRole('dialog').getByRole('option', { name: text }).first().click();
}

/** What a checkout would cost, by the server. */
async function costs(productId: string, more: Members = {}): Promise<number> {
  const { amount } = await ask<{ amount: number }>('POST', '/v1/checkouts/', {
    products: [productId],
    ...more,
  });
  return amount;
}

test('a product is made in the form, seen as its checkout will be, opened, bought, and shows its subscriber', async () => {
  await page.goto(user.at('products'));
  await page.getByText('No products yet').waitFor();
  await page.getByRole('link', { name: 'New product' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Li');
  await preview().getByText('Enter an amount to see the price.').waitFor();
  await page.getByLabel('Amount in USD').fill('twelve');
  await page.getByRole('button', { name: 'Create product' }).click();
  await page.getByText('Write an amount such as 12.50.').waitFor();
  await page.getByLabel('Amount in USD').fill('49');
  await page.getByRole('button', { name: 'Create product' }).click();
  await page.getByText('At least 3 characters are needed.').waitFor();
  assert.equal(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid'), 'true');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
  await page.getByLabel('Name', { exact: true }).fill('Lighthouse');
  await page.getByLabel('Description').fill('For those who keep watch.');
  await preview().getByRole('heading', { name: 'Lighthouse' }).waitFor();
  await preview().getByText('$49.00 per month').waitFor();
  await preview().getByText('Subscribe for $49.00').waitFor();
  await page.getByRole('button', { name: 'Add a currency' }).click();
  await page.getByLabel('Amount in EUR').fill('45,50');
  await preview().getByLabel('Currency of the preview').selectOption('eur');
  await preview().getByText('€45.50 per month').waitFor();
  await page.getByRole('button', { name: 'Create product' }).click();
  await made();
  await heading('Lighthouse');
  const id = idInAddress();
  await page.getByRole('cell', { name: '€45.50 / month' }).waitFor();
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Open checkout' }).click(),
  ]);
  await tab.waitForURL(/\/checkout\//);
  await tab.getByRole('heading', { name: 'Lighthouse' }).waitFor();
  // One call at a time may change a checkout: the page's own come first.
  await tab.waitForLoadState('networkidle');
  const secret = new URL(tab.url()).pathname.split('/')[2];
  await tab.close();
  await ask('POST', `/v1/checkouts/client/${secret}/confirm`, {
    customer_email: 'keeper@example.com',
    customer_name: 'Ada Keeper',
    customer_billing_address: { country: 'NL' },
    confirmation_token_id: 'tok_visa',
  });
  await page.reload();
  await page.getByRole('link', { name: '1 subscription' }).click();
  await page.getByRole('link', { name: 'Ada Keeper' }).click();
  await heading('Lighthouse');
  assert.match(page.url(), /\/subscriptions\//);
  await page.goto(user.at(`orders?product=${id}`));
  await page.getByRole('link', { name: /-0001$/ }).click();
  await heading(/-0001$/);
  assert.deepEqual(page.problems, []);
});

test('the real checkout is looked at within the dashboard', async () => {
  const product = await story.plan('Framed', 1500);
  await page.goto(user.at(`products/${product.id}`));
  await page.getByRole('button', { name: 'Preview the checkout' }).click();
  const frame = page.frameLocator('iframe[title="Checkout of Framed"]');
  await frame.getByRole('heading', { name: 'Framed' }).waitFor();
  await page.getByRole('button', { name: 'Phone' }).click();
  await frame.getByRole('heading', { name: 'Framed' }).waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual(page.problems, []);
});

test('seats in tiers: the preview comes to what the server asks', async () => {
  await page.goto(user.at('products/new'));
  await page.getByLabel('Name', { exact: true }).fill('Crew');
  await page.getByLabel('Kind of price').selectOption('seat_based');
  await page.getByLabel('Also a fixed amount').click();
  await page.getByLabel('Fixed amount in USD').fill('10');
  await page.getByLabel('Fewest seats').fill('2');
  await page.getByRole('button', { name: 'Add a tier' }).click();
  await page.getByLabel('Tier 1: up to').fill('5');
  await page.getByLabel('Tier 1: each seat').fill('9.99');
  await page.getByLabel('Tier 2: each seat').fill('7.25');
  const seats = preview().getByRole('textbox', { name: 'Seats' });
  const shown: Record<string, (string | null)[]> = { volume: [], graduated: [] };
  for (const mode of ['volume', 'graduated'] as const) {
    await page.getByLabel('Tiers are').selectOption(mode);
    for (const count of [2, 5, 6, 40]) {
      await seats.fill(String(count));
      await page.waitForFunction((text) => document.body.textContent?.includes(text), 'Subscribe for $');
      shown[mode]?.push(
        await preview()
          .getByText(/^Subscribe for/)
          .textContent(),
      );
    }
  }
  await page.getByRole('button', { name: 'Create product' }).click();
  await made();
  await heading('Crew');
  const id = idInAddress();
  const asked = [];
  for (const count of [2, 5, 6, 40]) asked.push(await costs(id, { seats: count }));
  const money = (amount: number) => `Subscribe for $${(amount / 100).toFixed(2)}`;
  assert.deepEqual(shown.graduated, asked.map(money));
  // At the price of the tier reached, and the fixed amount.
  assert.deepEqual(shown.volume, [1000 + 1998, 1000 + 4995, 1000 + 4350, 1000 + 29_000].map(money));
  await page.getByText('Each at the price of its tier').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a product of every kind of price is made and keeps what was typed', async () => {
  const kinds: [string, string, Record<string, string>, Members][] = [
    ['Free of charge', 'free', {}, { amount_type: 'fixed', price_amount: 0 }],
    [
      'As you like',
      'custom',
      { 'At least': '5', Proposed: '12', 'At most': '100' },
      { amount_type: 'custom', minimum_amount: 500, preset_amount: 1200, maximum_amount: 10_000 },
    ],
    [
      'By the unit',
      'unit_based',
      { 'A unit is called': 'message', 'Tier 1: each unit': '0.005' },
      { amount_type: 'unit_based', unit_label: { en: { one: 'message', other: 'messages' } } },
    ],
  ];
  for (const [name, kind, fields, expected] of kinds) {
    await page.goto(user.at('products/new'));
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Kind of price').selectOption(kind);
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
    await page.getByRole('button', { name: 'Create product' }).click();
    await made();
    await heading(name);
    const [price = {}, ...others] = (await ask<{ prices: Members[] }>('GET', `/v1/products/${idInAddress()}`))
      .prices;
    assert.equal(others.length, 0);
    assert.deepEqual({ ...price, ...expected }, price, name);
    if (kind === 'unit_based') {
      const { tiers } = price.tiers as { tiers: Members[] };
      assert.deepEqual(tiers, [{ bound: null, unit_amount: '0.5' }]);
      await page.getByText('$0.005 / message / month').first().waitFor();
    }
    // Saved as it is, no price is replaced by its like.
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await made();
    await heading(name);
    const after = await ask<{ prices: Members[] }>('GET', `/v1/products/${idInAddress()}`);
    assert.equal(after.prices[0]?.id, price.id, name);
  }
  assert.deepEqual(page.problems, []);
});

test('another price says who pays it; prices that stay keep their ids, metered ones too', async () => {
  const meter = await story.meter('Requests');
  const product = await story.product({
    name: 'Metered',
    recurring_interval: 'month',
    prices: [
      { amount_type: 'fixed', price_amount: 2000 },
      { amount_type: 'metered_unit', meter_id: meter, unit_amount: 1.5 },
      { amount_type: 'fixed', price_amount: 1900, price_currency: 'eur' },
      { amount_type: 'metered_unit', meter_id: meter, unit_amount: 1.4, price_currency: 'eur' },
    ],
    metadata: { level: 3 },
  });
  await story.buy(product);
  await page.goto(user.at(`products/${product.id}/edit`));
  await page.getByText('$0.015 for each unit of Requests').waitFor();
  assert.equal(await page.getByLabel('Billed').isDisabled(), true);
  await page.getByLabel('Amount in USD').fill('25');
  await page.getByText('1 subscription stays at the old price.').waitFor();
  await page.getByLabel('Value 1').fill('4');
  await page.getByRole('button', { name: 'Save' }).click();
  await made();
  await heading('Metered');
  await page.getByRole('cell', { name: '$25.00 / month' }).waitFor();
  const after = await ask<{ prices: Members[]; metadata: Members }>('GET', `/v1/products/${product.id}`);
  const before = product.prices as unknown as Members[];
  assert.equal(after.prices.length, 4);
  for (const { id, price_amount } of before) {
    assert.equal(
      after.prices.some((price) => price.id === id),
      price_amount !== 2000,
    );
  }
  assert.deepEqual(after.metadata, { level: '4' });
  assert.deepEqual(page.problems, []);
});

test('archiving is taken back: of one product, and of many at once', async () => {
  const one = await story.plan('Shelf one', 1000);
  await story.plan('Shelf two', 1000);
  await page.goto(user.at(`products/${one.id}`));
  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByText('Shelf one archived.').first().waitFor();
  await page.getByText('Archived', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Archived', { exact: true }).waitFor({ state: 'detached' });
  await page.goto(user.at('products?query=shelf'));
  await page.getByRole('link', { name: 'Shelf two' }).waitFor();
  await page.getByRole('checkbox', { name: 'Select all rows' }).click();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await page.getByText('2 products archived.').first().waitFor();
  await page.getByText('No matching products').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: 'Shelf one' }).waitFor();
  const { items } = await ask<{ items: { is_archived: boolean }[] }>('GET', '/v1/products/?query=shelf');
  assert.deepEqual(
    items.map(({ is_archived }) => is_archived),
    [false, false],
  );
  assert.deepEqual(page.problems, []);
});

test('a custom field is made, asked for by a product, and deleted', async () => {
  await page.goto(user.at('products/custom-fields'));
  await page.getByRole('link', { name: 'New custom field' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Shirt size');
  await page.getByLabel('Kind').selectOption('select');
  await page.getByRole('button', { name: 'Create custom field' }).click();
  await page.getByText('Name one choice at least.').waitFor();
  await page.getByLabel('Choice 1', { exact: true }).fill('Very large');
  await page.getByRole('button', { name: 'Create custom field' }).click();
  await page.getByRole('link', { name: 'Shirt size' }).waitFor();
  const { items } = await ask<{ items: Members[] }>('GET', '/v1/custom-fields/?query=shirt');
  assert.equal(items[0]?.slug, 'shirt_size');
  assert.deepEqual(items[0]?.properties, { options: [{ value: 'very_large', label: 'Very large' }] });
  const product = await story.product({
    name: 'Shirt',
    prices: [{ amount_type: 'fixed', price_amount: 2500 }],
  });
  await page.goto(user.at(`products/${product.id}/edit`));
  await pick('Add a custom field', 'Shirt size');
  await page.getByLabel('Required?').selectOption('yes');
  await preview().getByText('Shirt size').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await made();
  await heading('Shirt');
  await page.getByRole('link', { name: 'Shirt size' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByText('Answers already given stay').waitFor();
  await page.getByRole('button', { name: 'Delete field' }).click();
  await page.getByText('No custom fields yet').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a discount is made, used by its code, seen as redeemed, fixed from then on, and deleted', async () => {
  const product = await story.product({
    name: 'Lamp',
    prices: [{ amount_type: 'fixed', price_amount: 4000 }],
  });
  await page.goto(user.at('discounts/new'));
  await page.getByLabel('Name', { exact: true }).fill('Spring');
  await page.getByLabel('Code').fill('no good');
  await page.getByLabel('Percent').fill('25');
  await page.getByRole('button', { name: 'Create discount' }).click();
  await page.getByText('A code must have letters and digits only.').waitFor();
  await page.getByLabel('Code').fill('SPRING25');
  await page.getByLabel('Last day').fill('2027-05-31');
  await page.getByLabel('Maximum redemptions').fill('10');
  await pick('Add a product', 'Lamp');
  await page.getByRole('button', { name: 'Create discount' }).click();
  await heading('Spring');
  const id = idInAddress();
  await page.getByText('Not used yet.').waitFor();
  const opened = await ask<{ client_secret: string }>('POST', '/v1/checkouts/', { products: [product.id] });
  await ask('PATCH', `/v1/checkouts/client/${opened.client_secret}`, { discount_code: 'SPRING25' });
  await ask('POST', `/v1/checkouts/client/${opened.client_secret}/confirm`, {
    customer_email: 'spring@example.com',
    customer_billing_address: { country: 'NL' },
    confirmation_token_id: 'tok_visa',
  });
  await page.reload();
  await page.getByText('1 of 10').waitFor();
  await page.getByRole('cell', { name: '$10.00' }).waitFor();
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByText('amount and duration can no longer be changed').waitFor();
  assert.equal(await page.getByLabel('Percent').isDisabled(), true);
  await page.getByLabel('Name', { exact: true }).fill('Spring sale');
  await page.getByRole('button', { name: 'Save' }).click();
  await heading('Spring sale');
  const saved = await ask('GET', `/v1/discounts/${id}`);
  assert.equal(saved.ends_at, '2027-05-31T23:59:59.999000Z');
  assert.equal(saved.basis_points, 2500);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByText('keep their discount').waitFor();
  await page.getByRole('button', { name: 'Delete discount' }).click();
  await page.getByRole('heading', { level: 1, name: 'Discounts' }).waitFor();
  await page.getByRole('link', { name: 'Spring sale' }).waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
});

test('a discount of amounts in several currencies, for some months', async () => {
  await page.goto(user.at('discounts/new'));
  await page.getByLabel('Name', { exact: true }).fill('Ten off');
  await page.getByLabel('Kind').selectOption('fixed');
  await page.getByLabel('Amount in USD').fill('10');
  await page.getByRole('button', { name: 'Add a currency' }).click();
  await page.getByLabel('Amount in EUR').fill('9');
  await page.getByLabel('Duration').selectOption('repeating');
  await page.getByLabel('Months').fill('6');
  await page.getByRole('button', { name: 'Create discount' }).click();
  await heading('Ten off');
  await page.getByText('€9.00, $10.00 off for 6 months').waitFor();
  const saved = await ask('GET', `/v1/discounts/${idInAddress()}`);
  assert.deepEqual([saved.amounts, saved.duration_in_months], [{ usd: 1000, eur: 900 }, 6]);
  assert.deepEqual(page.problems, []);
});

test('a checkout link is made from a product, followed, changed, and deleted', async () => {
  const product = await story.plan('Linked', 1900);
  const discount = await story.discount({ name: 'Linked half' });
  await page.goto(user.at(`products/${product.id}`));
  await page.getByRole('link', { name: 'Create checkout link' }).click();
  await page.getByText('$19.00 / month', { exact: true }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Pricing page');
  await page.getByLabel('Success page').fill('nowhere');
  await page.getByRole('button', { name: 'Create checkout link' }).click();
  await page.getByText('Write a whole address, such as https://example.com.').waitFor();
  await page.getByLabel('Success page').fill('https://example.com/thanks?id={CHECKOUT_ID}');
  await pick('Discount', 'Linked half');
  await page.getByRole('button', { name: 'Create checkout link' }).click();
  await heading('Pricing page');
  const id = idInAddress();
  const link = await ask<{ url: string; discount_id: string }>('GET', `/v1/checkout-links/${id}`);
  assert.equal(link.discount_id, discount.id);
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Open' }).click(),
  ]);
  await tab.waitForURL(/\/checkout\//);
  await tab.getByText('Linked half').first().waitFor();
  await tab.close();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy the address' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link.url);
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Allow discount codes').click();
  await page.getByRole('button', { name: 'Clear Linked half' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Not asked for').waitFor();
  assert.equal((await ask('GET', `/v1/checkout-links/${id}`)).discount_id, null);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete link' }).click();
  await page.getByRole('heading', { level: 1, name: 'Checkout links' }).waitFor();
  const { status } = await call('GET', link.url);
  assert.equal(status, 404);
  assert.deepEqual(page.problems, []);
});

test('lists are filtered by their address and saved as a file', async () => {
  await page.goto(user.at('products?kind=one_time&query=lamp'));
  await page.getByRole('link', { name: 'Lamp' }).waitFor();
  assert.equal(await page.getByLabel('Kind').inputValue(), 'one_time');
  await page.getByLabel('Kind').selectOption('recurring');
  await page.getByText('No matching products').waitFor();
  await page.goBack();
  await page.goto(user.at('products?query=crew'));
  await page.getByRole('link', { name: 'Crew' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.match(
    csv,
    /^\ufeffName,Price,Visibility,Created,ID\r\nCrew,\$10\.00 \/ month \+ From \$7\.25 \/ seat/,
  );
  assert.deepEqual(page.problems, []);
});

const hostile = '"><img src=x onerror="window.isBroken=1">';

test('texts that would be script are shown as they are', async () => {
  const name = hostile.slice(0, 60);
  await page.goto(user.at('products/new'));
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Description').fill(`${hostile}<script>window.isBroken=1</script>`);
  await page.getByLabel('Amount in USD').fill('20');
  await page.getByRole('button', { name: 'Add metadata' }).click();
  await page.getByLabel('Name 1').fill(hostile.slice(0, 40));
  await page.getByLabel('Value 1').fill(hostile);
  await preview().getByRole('heading', { name }).waitFor();
  await page.getByRole('button', { name: 'Create product' }).click();
  await made();
  await heading(name);
  await page.getByText(hostile).first().waitFor();
  const product = idInAddress();
  const discount = await story.discount({ name: hostile, metadata: { note: hostile } });
  const field = await ask('POST', '/v1/custom-fields/', {
    type: 'text',
    slug: 'hostile',
    name: hostile,
    properties: { form_label: hostile },
  });
  const link = await ask('POST', '/v1/checkout-links/', {
    payment_processor: 'stripe',
    products: [product],
    label: hostile,
    metadata: { note: hostile },
  });
  for (const path of [
    'products',
    'products/custom-fields',
    `products/custom-fields/${field.id}`,
    'discounts',
    `discounts/${discount.id}`,
    'checkout-links',
    `checkout-links/${link.id}`,
  ]) {
    await page.goto(user.at(path));
    await page.getByText(hostile).filter({ visible: true }).first().waitFor();
  }
  assert.equal(await page.evaluate(() => 'isBroken' in window), false);
  assert.deepEqual(page.problems, []);
});

test('what a role does not allow is not offered, and not shown to who knows the address', async () => {
  const own = await openPage(browser);
  const support = await signIn(own, florin, 'support');
  const { items } = await ask<{ items: { id: string }[] }>('GET', '/v1/products/?query=crew');
  const product = items[0]?.id;
  await own.goto(support.at(`products/${product}`));
  await own.getByRole('heading', { level: 1, name: 'Crew' }).waitFor();
  for (const name of ['Edit', 'Archive', 'Create checkout link']) {
    assert.equal(await own.getByText(name, { exact: true }).count(), 0, name);
  }
  await own.goto(support.at(`products/${product}/edit`));
  await own.getByText('Your role does not allow this').waitFor();
  const refused = await call('PATCH', `${florin.url}/v1/products/${product}`, {
    headers: support.headers,
    body: { name: 'Changed' },
  });
  assert.equal(refused.status, 403);
  await own.context().close();
});

test('every screen is whole at both widths, light and dark', async () => {
  const product = await story.plan('Whole', 4900, { description: 'All of it.', metadata: { a: 'b' } });
  const discount = await story.discount({ name: 'Whole half' });
  const field = await ask('POST', '/v1/custom-fields/', {
    type: 'select',
    slug: 'whole',
    name: 'Whole field',
    properties: { options: [{ value: 'a', label: 'A' }] },
  });
  const link = await ask('POST', '/v1/checkout-links/', {
    payment_processor: 'stripe',
    products: [product.id],
    label: 'Whole link',
  });
  const screens: [string, string][] = [
    ['products', 'Whole'],
    ['products/new', 'Preview of the checkout'],
    [`products/${product.id}`, '$49.00 / month'],
    [`products/${product.id}/edit`, 'Subscribe for $49.00'],
    ['products/custom-fields', 'Whole field'],
    [`products/custom-fields/${field.id}`, 'In the checkout'],
    ['discounts', 'Whole half'],
    [`discounts/${discount.id}`, 'Not used yet.'],
    [`discounts/${discount.id}/edit`, 'Maximum redemptions'],
    ['checkout-links', 'Whole link'],
    [`checkout-links/${link.id}`, 'Address'],
    [`checkout-links/${link.id}/edit`, 'Success page'],
  ];
  const own = await openPage(browser);
  const viewer = await signIn(own, florin);
  for (const [path, text] of screens) {
    await own.goto(viewer.at(path));
    await own.getByText(text).filter({ visible: true }).first().waitFor();
    await assertWholeEverywhere(own, path);
  }
  await own.goto(viewer.at('checkout-links/new'));
  await own.getByRole('combobox', { name: 'Add a product' }).click();
  await own.getByRole('option', { name: /Whole/ }).waitFor();
  await assertWholePage(own, 'choosing a product');
  await own.context().close();
});
