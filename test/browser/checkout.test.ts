import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertWholePage, openPage, phone, startBrowser, type WatchedPage } from '../support/browser.ts';
import { call } from '../support/call.ts';
import {
  buyerEmail,
  type CheckoutShop,
  cards,
  checkoutShop,
  configure,
  fillBuyer,
  fillCard,
  payButton,
} from '../support/checkout-shop.ts';
import { operatorToken, startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { beginStory } from '../support/story.ts';

let florin: TestFlorin;
let browser: Browser;
let shop: CheckoutShop;
let notebook: { id: string };
before(async () => {
  [florin, browser] = await Promise.all([startTestFlorin(), startBrowser()]);
  shop = checkoutShop(florin, browser);
  notebook = await shop.product('Notebook', 2900, { description: 'Ruled, 96 pages.' });
});
after(async () => {
  await browser.close();
  await florin.stop();
});

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { name, level: 1 }).waitFor();
const total = (page: Page) => page.locator('dl > div').last().locator('dd').textContent();

async function leave(page: WatchedPage): Promise<void> {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

/** An error that stands at a field. */
async function errorAt(page: Page, label: string): Promise<string> {
  const field = page.getByLabel(label, { exact: true });
  await field.and(page.locator('[aria-describedby*="-error"]')).waitFor();
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
  const error = ids.find((id) => id.endsWith('-error'));
  return error ? ((await page.locator(`[id="${error}"]`).textContent()) ?? '') : '';
}

test('a buyer pays on a phone; neither back nor reload leads to a form', async () => {
  const checkout = await shop.checkout(notebook);
  const page = await shop.visit(checkout, { viewport: phone });
  assert.equal(await page.title(), `Notebook – ${florin.organization.name}`);
  await page.getByText('Ruled, 96 pages.').waitFor();
  await page.getByRole('button', { name: '$29.00 Show details' }).click();
  assert.equal(await total(page), '$29.00');
  await page.getByText('Use a test card').click();
  await page.getByRole('button', { name: /^Succeeds 4242/ }).click();
  assert.equal(await page.getByLabel('Card number').inputValue(), '4242 4242 4242 4242');
  await page.getByRole('button', { name: 'Pay $29.00' }).click();
  assert.equal(await errorAt(page, 'Email'), 'This field is required.');
  await page.getByLabel('Email').and(page.locator(':focus')).waitFor();
  const email = await fillBuyer(page, cards.good);
  await assertWholePage(page, 'a form that was filled in');
  await page.getByRole('button', { name: 'Pay $29.00' }).click();
  await heading(page, 'Thank you');
  assert.equal(page.url(), `${checkout.url}/confirmation`);
  await page.getByText(`Your receipt is on its way to ${email}.`).waitFor();
  await assertWholePage(page, 'the confirmation');
  const account = await page.getByRole('link', { name: 'Go to my account' }).getAttribute('href');
  assert.match(account ?? '', /^\/acme-incorporated\/portal\?customer_session_token=\S+$/);
  await page.reload();
  await heading(page, 'Thank you');
  await page.goto(`${florin.url}/florin/icon.svg`);
  await page.goBack();
  await heading(page, 'Thank you');
  await page.goto(checkout.url);
  await heading(page, 'Already paid');
  assert.equal(await payButton(page).count(), 0);
  assert.deepEqual(await shop.outcome(checkout), { orders: [2900], payments: ['succeeded'] });
  await leave(page);
});

test('a declined card is said at the card, and another one pays', async () => {
  const checkout = await shop.checkout(notebook);
  const page = await shop.visit(checkout);
  await fillBuyer(page, cards.withoutFunds);
  await payButton(page).click();
  await page.getByRole('alert').getByText('Your card has insufficient funds.').waitFor();
  assert.equal(await page.locator('input[autocomplete=cc-name]').inputValue(), 'Ada Lovelace');
  await fillCard(page, cards.declined);
  await payButton(page).click();
  await page.getByText('Your card was declined. Try another card, or ask your bank.').waitFor();
  await page.reload();
  await page.getByText('Your card was declined.').waitFor();
  await fillCard(page, cards.good);
  await payButton(page).click();
  await heading(page, 'Thank you');
  assert.deepEqual(await shop.outcome(checkout), {
    orders: [2900],
    payments: ['insufficient_funds', 'generic_decline', 'succeeded'],
  });
  await leave(page);
});

test('a card that is none of the sandbox, or too old, is told at its field', async () => {
  const page = await shop.visit(await shop.checkout(notebook));
  await fillBuyer(page, '4111111111111111');
  await payButton(page).click();
  assert.match(await errorAt(page, 'Card number'), /not a test card/);
  await fillCard(page, cards.good);
  await page.getByLabel('Expiry date').fill('0120');
  await payButton(page).click();
  assert.equal(await errorAt(page, 'Expiry date'), 'This card has expired.');
  await leave(page);
});

test('3-D Secure is a step of its own: passed it pays, failed it leads back to the form', async () => {
  const checkout = await shop.checkout(notebook);
  const page = await shop.visit(checkout, { viewport: phone });
  await fillBuyer(page, cards.challenged);
  await payButton(page).click();
  await heading(page, 'Confirm with your bank');
  assert.equal(page.url(), `${checkout.url}/authenticate`);
  await assertWholePage(page, 'the step of authentication');
  await page.reload();
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByText('Your bank could not confirm that it is you.').waitFor();
  assert.equal(page.url(), checkout.url);
  assert.match(await page.locator('input[autocomplete=email]').inputValue(), /^buyer/);
  await fillCard(page, cards.challenged);
  await payButton(page).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  await heading(page, 'Thank you');
  // Without a token of the portal the buyer signs in with the address.
  const account = await page.getByRole('link', { name: 'Go to my account' }).getAttribute('href');
  assert.match(account ?? '', /portal\?email=buyer/);
  assert.deepEqual((await shop.outcome(checkout)).payments, ['authentication_failed', 'succeeded']);
  await leave(page);
});

test('a payment that takes its time is waited for', async () => {
  const checkout = await shop.checkout(notebook);
  const page = await shop.visit(checkout);
  await fillBuyer(page, '4000000000006009');
  await payButton(page).click();
  await heading(page, 'Processing your payment');
  assert.equal(page.url(), `${checkout.url}/confirmation`);
  const [payment] = await florin.pool<
    { id: string }[]
  >`select id from payments where checkout_id = ${checkout.id}`;
  const settle = `/florin/v1/organizations/${florin.organization.id}/sandbox/payments/${payment?.id}/settle`;
  await call('POST', `${florin.url}${settle}`, { token: operatorToken, body: { outcome: 'succeeded' } });
  await heading(page, 'Thank you');
  await leave(page);
});

test('what costs nothing needs no card', async () => {
  const checkout = await shop.checkout(await shop.product('Newsletter', 0));
  const page = await shop.visit(checkout);
  assert.equal(await page.getByLabel('Card number').count(), 0);
  assert.equal(await page.getByLabel('Country').count(), 0);
  await fillBuyer(page, null);
  await page.getByRole('button', { name: 'Get it for free' }).click();
  await heading(page, 'Thank you');
  assert.deepEqual(await shop.outcome(checkout), { orders: [0], payments: [] });
  await leave(page);
});

test('the buyer says what it is worth, within its bounds', async () => {
  const prices = [
    { amount_type: 'custom', minimum_amount: 300, maximum_amount: 50_000, preset_amount: 1500 },
  ];
  const checkout = await shop.checkout(await shop.product('Tip', 0, { prices }));
  const page = await shop.visit(checkout);
  await page.getByText('Pay what you want').waitFor();
  await fillBuyer(page, cards.good);
  await page.getByLabel('Amount').fill('2');
  assert.equal(await errorAt(page, 'Amount'), 'At least $3.00.');
  await page.getByRole('button', { name: '$30.00', exact: true }).click();
  await page.getByRole('button', { name: 'Pay $30.00' }).waitFor();
  await page.getByLabel('Amount').fill('1,234.5');
  assert.equal(await errorAt(page, 'Amount'), 'At most $500.00.');
  await page.getByLabel('Amount').fill('42.5');
  await page.getByRole('button', { name: 'Pay $42.50' }).click();
  await heading(page, 'Thank you');
  assert.deepEqual((await shop.outcome(checkout)).orders, [4250]);
  await leave(page);
});

const seatTiers = {
  seat_tier_type: 'volume',
  tiers: [
    { min_seats: 2, max_seats: 9, price_per_seat: 1200 },
    { min_seats: 10, max_seats: 100, price_per_seat: 900 },
  ],
};

test('seats change the price; a total that moved is shown before it is paid, however slow the network', async () => {
  const product = await shop.product('Team', 0, {
    recurring_interval: 'month',
    prices: [{ amount_type: 'seat_based', seat_tiers: seatTiers }],
  });
  const checkout = await shop.checkout(product, { seats: 9 });
  const page = await shop.visit(checkout);
  await page.getByText('From $9.00 per seat per month').waitFor();
  await fillBuyer(page, cards.good);
  await page.getByRole('button', { name: 'Subscribe for $108.00' }).waitFor();
  await page.getByLabel('Seats').fill('101');
  await page.getByText('Between 2 and 100.').waitFor();
  await page.getByLabel('Seats').fill('9');
  await page.locator('dl[aria-busy=false]').waitFor();
  const held = Promise.withResolvers<void>();
  await page.route('**/v1/checkouts/client/*', async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.locator('dl[aria-busy=true]').waitFor();
  await payButton(page).click();
  held.resolve();
  await page.getByText('The total is now $90.00. Check it before you pay.').waitFor();
  assert.deepEqual((await shop.outcome(checkout)).payments, []);
  await page.getByRole('button', { name: 'Subscribe for $90.00' }).click();
  await heading(page, 'Thank you');
  await page.getByText('10 seats').waitFor();
  assert.deepEqual((await shop.outcome(checkout)).orders, [9000]);
  await leave(page);
});

test('a trial says what is charged when; a second subscription is not sold', async () => {
  const product = await shop.product('Studio', 3000, {
    recurring_interval: 'month',
    trial_interval: 'day',
    trial_interval_count: 14,
  });
  const checkout = await shop.checkout(product);
  const page = await shop.visit(checkout);
  const end = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.now() + 14 * 86_400_000,
  );
  await page.getByText('14 days free').waitFor();
  await page.getByText(`Then $30.00 per month from ${end}`).waitFor();
  await page.getByText(`You pay nothing today. From ${end} you authorize`).waitFor();
  assert.equal(await total(page), '$0.00');
  const email = await fillBuyer(page, cards.good);
  await page.getByRole('button', { name: 'Start trial' }).click();
  await heading(page, 'Thank you');
  await page.getByText(`It is free until ${end}.`).waitFor();
  assert.deepEqual((await shop.outcome(checkout)).payments, []);
  await page.goto((await shop.checkout(product)).url);
  await fillBuyer(page, cards.good, email);
  await page.getByText('You already have this subscription').waitFor();
  assert.equal(await errorAt(page, 'Email'), 'There is an active subscription for this address.');
  await leave(page);
});

test('one of several products, with a discount code that is right', async () => {
  const yearly = await shop.product('Yearly', 10_000, { recurring_interval: 'year' });
  await shop.api('POST', '/v1/discounts/', {
    type: 'percentage',
    name: 'Spring sale',
    code: 'SPRING',
    basis_points: 2000,
    duration: 'once',
  });
  const checkout = await shop.checkout([notebook, yearly]);
  const page = await shop.visit(checkout);
  await page.getByRole('radio', { name: /Yearly/ }).check();
  await page.getByRole('button', { name: 'Subscribe for $100.00' }).waitFor();
  await page.getByRole('button', { name: 'Add a discount code' }).click();
  await page.getByLabel('Discount code').fill('WINTER');
  await page.getByRole('button', { name: 'Apply' }).click();
  assert.equal(await errorAt(page, 'Discount code'), 'This code is not valid for this purchase.');
  await page.getByLabel('Discount code').fill('spring');
  await page.keyboard.press('Enter');
  await page.getByText('Spring sale (−20%)').waitFor();
  await page.getByText('On the first payment').waitFor();
  assert.equal(await total(page), '$80.00');
  await page.getByText('to charge your card $100.00 per year').waitFor();
  await page.getByRole('button', { name: 'Remove the code SPRING' }).click();
  await page.getByRole('button', { name: 'Subscribe for $100.00' }).waitFor();
  await page.getByRole('button', { name: 'Add a discount code' }).click();
  await page.getByLabel('Discount code').fill('SPRING');
  await page.getByRole('button', { name: 'Apply' }).click();
  await fillBuyer(page, cards.good);
  await page.getByRole('button', { name: 'Subscribe for $80.00' }).click();
  await heading(page, 'Thank you');
  assert.deepEqual((await shop.outcome(checkout)).orders, [8000]);
  await leave(page);
});

test('tax goes by the address, and a business with a good tax id pays none', async () => {
  const organization = await florin.createOrganization('Taxed Goods');
  const registration = { country: 'IE', scheme: 'oss', tax_id: 'EU372000041' };
  await configure(florin, organization.id, { tax_registrations: [registration] });
  const { token } = await florin.createKey(organization, 'test');
  const taxed = checkoutShop(florin, browser, token);
  await taxed.api('PATCH', `/v1/organizations/${organization.id}`, { country: 'IE' });
  const checkout = await taxed.checkout(await taxed.product('Lamp', 12_100));
  const page = await taxed.visit(checkout, { viewport: phone });
  await page.getByLabel('Country').selectOption('US');
  await page.getByLabel('ZIP code').waitFor();
  await page.getByLabel('State').selectOption('US-NY');
  await page.getByLabel('Country').selectOption('NL');
  await page.getByLabel('ZIP code').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /Show details/ }).click();
  await page.getByText('Includes $21.00 tax').waitFor();
  await page.getByRole('checkbox', { name: 'I’m buying as a business' }).check();
  await page.getByLabel('Business name').fill('Lampen BV');
  await page.getByLabel('Address', { exact: true }).fill('Herengracht 1');
  await page.getByLabel('Postal code').fill('1015 BA');
  await page.getByLabel('City').fill('Amsterdam');
  await page.getByLabel('Tax ID').fill('NL123');
  await page.getByText('This is not a valid tax ID in Netherlands.').waitFor();
  await fillBuyerOfBusiness(page);
  await payButton(page).click();
  assert.equal(await errorAt(page, 'Tax ID'), 'This is not a valid tax ID in Netherlands.');
  await page.getByLabel('Tax ID').fill('NL 0044.95.445.B01');
  await page.getByText('Valid tax ID', { exact: true }).waitFor();
  await page.getByText('Includes $21.00 tax').waitFor({ state: 'detached' });
  await assertWholePage(page, 'a business');
  await payButton(page).click();
  await heading(page, 'Thank you');
  const [invoice] = await florin.pool<{ taxAmount: number; billingName: string }[]>`
    select tax_amount, billing_name from invoices where checkout_id = ${checkout.id}`;
  assert.deepEqual(invoice, { taxAmount: 0, billingName: 'Lampen BV' });
  await leave(page);
});

async function fillBuyerOfBusiness(page: Page): Promise<void> {
  await page.locator('input[autocomplete=email]').fill(buyerEmail());
  await fillCard(page, cards.good);
}

test('what the merchant asks is asked, and checked at its fields', async () => {
  const ask = async (type: string, slug: string, required: boolean, properties: object) => {
    const body = { type, slug, name: slug, properties };
    const { id } = await shop.api('POST', '/v1/custom-fields/', body);
    return { custom_field_id: id, required };
  };
  const product = await shop.product('Source', 9900, {
    attached_custom_fields: [
      await ask('text', 'account', true, {
        form_label: 'Account',
        min_length: 3,
        form_help_text: 'As you sign in.',
      }),
      await ask('number', 'age', true, { form_label: 'Age', ge: 18 }),
      await ask('date', 'start', false, { form_label: 'Start' }),
      await ask('checkbox', 'terms', true, { form_label: 'I agree' }),
      await ask('select', 'size', true, {
        form_label: 'Size',
        options: [
          { value: 's', label: 'Small' },
          { value: 'l', label: 'Large' },
        ],
      }),
    ],
  });
  const checkout = await shop.checkout(product);
  const page = await shop.visit(checkout);
  await fillBuyer(page, cards.good);
  await payButton(page).click();
  assert.equal(await errorAt(page, 'Account'), 'This field is required.');
  assert.equal(await errorAt(page, 'Size'), 'This field is required.');
  await page.getByText('Tick this box to continue.').waitFor();
  await page.getByLabel('Account').fill('ab');
  await page.getByLabel('Age').fill('17');
  assert.equal(await errorAt(page, 'Account'), 'At least 3 characters.');
  assert.equal(await errorAt(page, 'Age'), 'At least 18.');
  await page.getByLabel('Account').fill('ada');
  await page.getByLabel('Age').fill('36');
  await page.getByLabel('Start').fill('2030-01-31');
  await page.getByRole('checkbox', { name: 'I agree' }).check();
  await page.getByLabel('Size').selectOption('Large');
  await payButton(page).click();
  await heading(page, 'Thank you');
  const [order] = await florin.pool<{ customFieldData: object }[]>`
    select custom_field_data from invoices where checkout_id = ${checkout.id}`;
  const answers = { account: 'ada', age: 36, start: '2030-01-31', terms: true, size: 'l' };
  assert.deepEqual(order?.customFieldData, answers);
  await leave(page);
});

type Texts = Record<string, string | Record<string, string>>;

/** By a path that is made: these files are of the pages' own project. */
async function messagesIn(language: string): Promise<Texts> {
  const read = async (folder: string) =>
    ((await import(`../../web/${folder}/messages/${language}.ts`)) as { messages: Texts }).messages;
  return { ...(await read('checkout')), ...(await read('payment')) };
}

/** The parts of all texts between their values, where they are long enough to be known again. */
const piecesOf = (texts: Texts) =>
  Object.values(texts).flatMap((text) =>
    (typeof text === 'string' ? [text] : Object.values(text)).flatMap((form) =>
      form
        .split(/\{\w+\}/)
        .map((piece) => piece.trim())
        .filter((piece) => piece.length > 3),
    ),
  );

test('in each language a buyer buys, and no word of English is left', async () => {
  const product = await shop.product('☂☂☂', 3000, {
    recurring_interval: 'month',
    trial_interval: 'day',
    trial_interval_count: 14,
  });
  const languages = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'tr', 'ja'];
  const english = piecesOf(await messagesIn('en'));
  const buyIn = async (language: string) => {
    const texts = await messagesIn(language);
    const own = piecesOf(texts).join('\n');
    const foreign = english.filter((piece) => !own.includes(piece));
    const assertSpoken = async (page: WatchedPage, where: string) => {
      const shown = (await page.locator('#root').allInnerTexts()).join(' ');
      const left = foreign.filter((piece) => new RegExp(`(^|\\W)${RegExp.escape(piece)}(\\W|$)`).test(shown));
      assert.deepEqual(left, [], `${language} ${where}`);
    };
    const checkout = await shop.checkout([product, notebook], { locale: language });
    const page = await shop.visit(checkout, { viewport: phone, locale: 'en-GB' });
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    await page.locator('button[aria-expanded]').first().click();
    await page.locator('main form').locator('input[type=checkbox]').first().check();
    await page.locator('input[autocomplete="billing organization"]').waitFor();
    await payButton(page).click();
    await page.locator('[aria-invalid=true]').first().waitFor();
    await assertSpoken(page, 'form');
    await assertWholePage(page, `${language} form`);
    await page.locator('main form').locator('input[type=checkbox]').first().uncheck();
    await fillBuyer(page, cards.good);
    await payButton(page).click();
    await page.getByRole('heading', { name: texts.paidTitle as string }).waitFor();
    await assertSpoken(page, 'confirmation');
    await leave(page);
  };
  // Several at once: they wait for the browser more than they use it.
  const queue = [...languages];
  await Promise.all(
    [0, 1, 2].map(async () => {
      for (let language = queue.shift(); language; language = queue.shift()) await buyIn(language);
    }),
  );
});

test('the address, the checkout and the browser say the language, in this order', async () => {
  const texts = await messagesIn('fr');
  const page = await openPage(browser, { locale: 'de-CH' });
  const languageAt = async (url: string) => {
    await page.goto(url);
    await payButton(page).waitFor();
    return page.locator('html').getAttribute('lang');
  };
  const plain = await shop.checkout(notebook);
  const french = await shop.checkout(notebook, { locale: 'fr-CA' });
  assert.equal(await languageAt(plain.url), 'de-CH');
  assert.equal(await languageAt(french.url), 'fr-CA');
  await page.getByText(texts.contact as string).waitFor();
  assert.equal(await languageAt(`${french.url}?locale=ja`), 'ja');
  assert.equal(await languageAt(`${plain.url}?locale=xx&theme=dark`), 'de-CH');
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await leave(page);
});

test('expired, unknown, no longer sold, not ready: each says so', async () => {
  const page = await openPage(browser, { viewport: phone });
  const closed = async (url: string, title: string) => {
    await page.goto(url);
    await heading(page, title);
    assert.equal(await payButton(page).count(), 0);
    await assertWholePage(page, title);
  };
  await closed(`${florin.url}/checkout/polar_c_unknown`, 'This is not available');

  const story = await beginStory(florin, new Date().toISOString());
  const stand = checkoutShop(florin, browser, story.token);
  const left = await stand.checkout(await stand.product('Postcard', 200), {
    return_url: 'https://shop.example/',
  });
  await story.advance(new Date(Date.now() + 25 * 3_600_000).toISOString());
  await closed(left.url, 'This checkout has expired');
  const back = page.getByRole('main').getByRole('link', { name: `Back to ${story.organization.name}` });
  assert.equal(await back.getAttribute('href'), 'https://shop.example/');

  const stamp = await shop.product('Stamp', 150);
  const late = await shop.checkout(stamp);
  const link = await shop.api('POST', '/v1/checkout-links/', {
    payment_processor: 'stripe',
    products: [stamp.id],
  });
  await page.goto(String(link.url));
  await payButton(page).waitFor();
  await shop.api('PATCH', `/v1/products/${stamp.id}`, { is_archived: true });
  await closed(late.url, 'No longer for sale');
  await closed(String(link.url), 'This is not available');
  assert.equal((await call('GET', String(link.url))).status, 404);

  const live = checkoutShop(florin, browser, florin.liveKey);
  const paid = await live.checkout(await live.product('Vase', 4000));
  await closed(paid.url, 'Payments are not set up yet');
  await leave(page);
});

test('a double click pays once, and so do two windows', async () => {
  const twice = await shop.checkout(notebook);
  const page = await shop.visit(twice);
  await fillBuyer(page, cards.good);
  await payButton(page).dblclick();
  await heading(page, 'Thank you');
  assert.deepEqual((await shop.outcome(twice)).payments, ['succeeded']);

  const shared = await shop.checkout(notebook);
  await page.goto(shared.url);
  const other = await page.context().newPage();
  await other.goto(shared.url);
  for (const window of [page, other]) await fillBuyer(window, cards.good);
  // Whichever hears first that it is paid has no button any more.
  const pay = (window: Page) =>
    Promise.race([
      payButton(window)
        .click()
        .catch(() => {}),
      heading(window, 'Thank you').catch(() => {}),
    ]);
  await Promise.all([pay(page), pay(other)]);
  await Promise.all([heading(page, 'Thank you'), heading(other, 'Thank you')]);
  assert.deepEqual((await shop.outcome(shared)).payments, ['succeeded']);
  await leave(page);
});

test('a network that fails keeps what was typed, and the next try pays once', async () => {
  const checkout = await shop.checkout(notebook);
  const page = await shop.visit(checkout);
  await fillBuyer(page, cards.good);
  await page.getByLabel('Name on card').fill('Grace Hopper');
  await page.locator('dl[aria-busy=false]').waitFor();
  const confirm = '**/confirm';
  await page.route(confirm, (route) => route.abort());
  await payButton(page).click();
  await page.getByText('We could not reach the server.').waitFor();
  assert.equal(await page.getByLabel('Card number').inputValue(), '4242 4242 4242 4242');
  await page.unroute(confirm);
  // Now the answer is lost, and not the question.
  await page.route(confirm, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await payButton(page).click();
  await page.getByText('We could not reach the server.').waitFor();
  await page.unroute(confirm);
  await payButton(page).click();
  await heading(page, 'Thank you');
  assert.deepEqual(await shop.outcome(checkout), { orders: [2900], payments: ['succeeded'] });
  await page.goto((await shop.checkout(notebook)).url);
  await page.context().setOffline(true);
  await page.getByLabel('Name on card').fill('Grace');
  await page.getByText('Everything you entered is still here.').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No connection').waitFor({ state: 'detached' });
  await leave(page);
});

test('texts of merchants are texts', async () => {
  const evil = (name: string) => `<img src=x onerror="hacked='${name}'"><script>hacked=1</script>`;
  const field = await shop.api('POST', '/v1/custom-fields/', {
    type: 'select',
    slug: 'evil',
    name: evil('field'),
    properties: {
      form_label: evil('label'),
      form_help_text: evil('help'),
      options: [{ value: 'x', label: evil('option') }],
    },
  });
  const discount = await shop.api('POST', '/v1/discounts/', {
    type: 'fixed',
    name: evil('discount'),
    amount: 100,
    currency: 'usd',
    duration: 'once',
  });
  const product = await shop.product('<b onclick="hacked=1">bold</b>', 2000, {
    description: evil('description'),
    attached_custom_fields: [{ custom_field_id: field.id, required: false }],
  });
  const checkout = await shop.checkout(product, { discount_id: discount.id, customer_name: evil('name') });
  const page = await shop.visit(checkout);
  await page.getByText(evil('description')).waitFor();
  await page.getByText(evil('discount')).first().waitFor();
  await page.getByText('<b onclick="hacked=1">bold</b>').first().waitFor();
  assert.equal(await page.getByLabel(evil('label')).count(), 1);
  assert.equal(await page.locator('main img').count(), 0);
  await fillBuyer(page, cards.good);
  await payButton(page).click();
  await heading(page, 'Thank you');
  assert.equal(await page.evaluate(() => 'hacked' in globalThis), false);
  await leave(page);
});
