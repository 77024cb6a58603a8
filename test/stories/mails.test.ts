import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { disableEndpoint } from '../../src/billing/webhooks/disable-endpoint.ts';
import { createWebhookEndpoint, selectEndpoint } from '../../src/billing/webhooks/index.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { noticesOf, type TestMail } from '../support/mailbox.ts';
import { cardDoes } from '../support/money.ts';
import { type Bought, beginStory, type Story } from '../support/story.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

const kinds = (mails: readonly TestMail[]) => mails.map(({ kind }) => kind);

/** The kinds of mails since the last time this was asked, in order. */
function newKinds(story: Story): () => Promise<string[]> {
  let seen = 0;
  return async () => {
    const mails = await noticesOf(florin, story.organization);
    const fresh = mails.slice(seen);
    seen = mails.length;
    return kinds(fresh);
  };
}

async function lastMail(story: Story): Promise<TestMail> {
  const mail = (await noticesOf(florin, story.organization)).at(-1);
  assert.ok(mail);
  return mail;
}

const speaks = (story: Story, { customerId }: Bought, locale: string) =>
  story.polar.customers.update(customerId, { locale } as never);

/** Turns some of the merchant's switches off. */
async function switchOff(story: Story, ...off: string[]): Promise<void> {
  const { body } = await story.request('GET', `/v1/organizations/${story.organization.id}`);
  const settings = body.customer_email_settings as Record<string, boolean>;
  const changed = { ...settings, ...Object.fromEntries(off.map((kind) => [kind, false])) };
  const { status } = await story.request('PATCH', `/v1/organizations/${story.organization.id}`, {
    customer_email_settings: changed,
  });
  assert.equal(status, 200);
}

test('a subscription from its first day to its last', async () => {
  const story = await beginStory(florin, '2027-01-31T10:00:00Z');
  const news = newKinds(story);
  const basic = await story.plan('Basic', 3000);
  const pro = await story.plan('Pro', 6000);
  const buyer = await story.buy(basic);
  assert.deepEqual(await news(), ['subscription_confirmation']);
  const begun = await lastMail(story);
  assert.match(begun.recipient, /^buyer\d+@example\.com$/);
  assert.equal(begun.senderName, story.organization.name);
  assert.equal(begun.subject, '[Test] Your subscription to Basic');
  assert.match(begun.text, /It renews on February 28, 2027\./);
  assert.match(begun.text, /Amount paid: \$30\.00/);
  assert.match(begun.text, new RegExp(`${florin.url}/[\\w-]+/portal\\?email=`));
  // Made out to nobody in particular: there is a receipt, and no invoice to send along.
  assert.deepEqual(begun.attachments, [{ kind: 'receipt', invoiceId: buyer.orderId }]);
  assert.match(begun.html, /^<!doctype html>[\s\S]*\$30\.00/);
  // A clock that is turned fills nobody's own mailbox.
  assert.equal(begun.status, 'kept');

  await story.advance('2027-02-28T10:00:00Z');
  assert.deepEqual(await news(), ['subscription_cycled']);
  await story.change(buyer.subscriptionId, { metadata: { seen: true } });
  assert.deepEqual(await news(), []);
  await story.change(buyer.subscriptionId, { product_id: pro.id, proration_behavior: 'prorate' });
  assert.deepEqual(await news(), ['subscription_updated']);
  assert.match((await lastMail(story)).text, /Plan: Pro\nPrice: \$60\.00 \/ month/);
  await story.change(buyer.subscriptionId, { cancel_at_period_end: true });
  assert.deepEqual(await news(), ['subscription_cancellation']);
  assert.match((await lastMail(story)).text, /It ends on March 31, 2027/);
  await story.change(buyer.subscriptionId, { cancel_at_period_end: false });
  assert.deepEqual(await news(), ['subscription_uncanceled']);
  await story.change(buyer.subscriptionId, { pause_at_period_end: true });
  assert.deepEqual(await news(), []);
  await story.advance('2027-04-10T10:00:00Z');
  assert.deepEqual(await news(), ['subscription_paused']);
  await story.change(buyer.subscriptionId, { resume: true });
  assert.deepEqual(await news(), ['subscription_resumed', 'subscription_cycled']);
  await story.change(buyer.subscriptionId, { revoke: true });
  assert.deepEqual(await news(), ['subscription_revoked']);
  assert.match((await lastMail(story)).text, /ended on April 10, 2027\./);
});

test('a change that is billed at once is one mail, with what it cost', async () => {
  const story = await beginStory(florin, '2027-01-01T10:00:00Z');
  const news = newKinds(story);
  const buyer = await story.buy(await story.plan('Basic', 3000));
  const pro = await story.plan('Pro', 6000);
  await news();
  await story.change(buyer.subscriptionId, { product_id: pro.id, proration_behavior: 'invoice' });
  assert.deepEqual(await news(), ['subscription_updated']);
  const mail = await lastMail(story);
  assert.match(mail.text, /We have received your payment of \$30\.00/);
  assert.deepEqual(
    mail.attachments.map(({ kind }) => kind),
    ['receipt'],
  );
});

test('a trial: when it begins, three days before it ends, and once it is paid for', async () => {
  const story = await beginStory(florin, '2027-05-01T00:00:00Z');
  const news = newKinds(story);
  const product = await story.plan('Pro', 2000, { trial_interval: 'day', trial_interval_count: 14 });
  const half = await story.discount();
  const buyer = await story.buy(product, { checkout: { discount_id: half.id } });
  assert.deepEqual(await news(), ['subscription_confirmation']);
  const begun = await lastMail(story);
  assert.match(begun.text, /free of charge until May 15, 2027\. After that it costs \$20\.00 \/ month/);
  assert.deepEqual(begun.attachments, []);
  await story.advance('2027-05-11T23:59:59Z');
  assert.deepEqual(await news(), []);
  const { events } = await story.advance('2027-05-12T00:00:00Z');
  assert.deepEqual(events.map(({ type, at }) => [type, at]).slice(0, 1), [
    ['subscription.trial_will_end', '2027-05-12T00:00:00.000Z'],
  ]);
  assert.deepEqual(await news(), ['subscription_trial_conversion_reminder']);
  // What will really be charged, not the price.
  assert.match((await lastMail(story)).text, /ends on May 15, 2027\. We will then charge \$10\.00/);
  await story.advance('2027-05-14T00:00:00Z');
  assert.deepEqual(await news(), [], 'it is told once');
  await story.advance('2027-05-15T00:00:00Z');
  assert.deepEqual(await news(), ['subscription_cycled_after_trial']);
  await story.advance('2027-06-15T00:00:00Z');
  assert.deepEqual(await news(), ['subscription_cycled']);
  assert.equal((await story.orders(buyer.customerId)).length, 3);
});

test('a trial that is moved is told of anew; one that is canceled, or as short as the notice, is not', async () => {
  const story = await beginStory(florin, '2027-05-01T00:00:00Z');
  const news = newKinds(story);
  const trial = (days: number) =>
    story.plan(`Trial ${days}`, 2000, { trial_interval: 'day', trial_interval_count: days });
  const moved = await story.buy(await trial(10));
  const canceled = await story.buy(await trial(9), {});
  await story.buy(await trial(3));
  await story.change(canceled.subscriptionId, { cancel_at_period_end: true });
  await news();
  await story.advance('2027-05-09T00:00:00Z');
  assert.deepEqual((await news()).sort(), [
    'subscription_cycled_after_trial',
    'subscription_trial_conversion_reminder',
  ]);
  await story.change(moved.subscriptionId, { trial_end: '2027-05-20T00:00:00Z' });
  await story.advance('2027-05-18T00:00:00Z');
  assert.deepEqual(await news(), ['subscription_revoked', 'subscription_trial_conversion_reminder']);
});

test('who pays once a year is told a week ahead; who pays every month is not', async () => {
  const story = await beginStory(florin, '2027-03-01T00:00:00Z');
  const news = newKinds(story);
  const yearly = await story.plan('Yearly', 20_000, { recurring_interval: 'year' });
  await story.buy(yearly);
  await news();
  await story.advance('2028-02-22T23:00:00Z');
  assert.deepEqual(await news(), []);
  await story.advance('2028-02-23T00:00:00Z');
  assert.deepEqual(await news(), ['subscription_renewal_reminder']);
  const mail = await lastMail(story);
  assert.equal(mail.subject, '[Test] Your subscription to Yearly renews on March 1, 2028');
  assert.match(mail.text, /We will then charge \$200\.00/);
  await story.advance('2028-03-01T00:00:00Z');
  assert.deepEqual(await news(), ['subscription_cycled']);
  await story.advance('2029-02-25T00:00:00Z');
  assert.deepEqual(await news(), ['subscription_renewal_reminder'], 'each year');
});

test('a payment that fails: each attempt with the next one, and the end', async () => {
  const story = await beginStory(florin, '2027-01-01T09:00:00Z');
  const news = newKinds(story);
  const buyer = await story.buy(await story.plan('Pro', 2000));
  await cardDoes(story, buyer.customerId, 'tok_chargeDeclined');
  await news();
  await story.advance('2027-02-01T09:00:00Z');
  assert.deepEqual(await news(), ['subscription_past_due']);
  const first = await lastMail(story);
  assert.match(first.text, /We could not collect \$20\.00 for Pro\./);
  assert.match(first.text, /We will try again on February 3, 2027/);
  assert.match(first.text, /Update payment method:/);
  // Another change of the same invoice is no other failure.
  await story.request('PATCH', `/v1/orders/${(await story.orders(buyer.customerId)).at(-1)?.id}`, {
    billing_name: 'Somebody',
    billing_address: { country: 'NL' },
  });
  assert.deepEqual(await news(), []);
  await story.advance('2027-02-03T09:00:00Z');
  assert.deepEqual(await news(), ['subscription_past_due']);
  assert.match((await lastMail(story)).text, /We will try again on February 8, 2027/);
  await story.advance('2027-03-01T09:00:00Z');
  assert.deepEqual(await news(), ['subscription_past_due', 'subscription_past_due', 'subscription_revoked']);
  const ended = await lastMail(story);
  assert.match(ended.text, /The reason is a payment that could not be collected\./);
});

test('a payment that recovers, and one that is made up for, is a receipt', async () => {
  const story = await beginStory(florin, '2027-01-01T09:00:00Z');
  const news = newKinds(story);
  const buyer = await story.buy(await story.plan('Pro', 2000));
  await cardDoes(story, buyer.customerId, 'tok_chargeDeclined');
  await story.advance('2027-02-01T09:00:00Z');
  await news();
  await story.newCard(buyer.customerId, 'tok_mastercard');
  assert.deepEqual(await news(), ['subscription_cycled']);
});

test('a card is told of as its last month begins, once, and only where something is paid with it', async () => {
  const story = await beginStory(florin, '2027-01-10T00:00:00Z');
  const news = newKinds(story);
  const product = await story.plan('Pro', 2000);
  const card = async (secret: string) => {
    const { status, body } = await call('POST', `${florin.url}/florin/v1/checkouts/${secret}/card-tokens`, {
      body: { card: { number: '4242424242424242', exp_month: 4, exp_year: 2027, cvc: '123' } },
    });
    assert.equal(status, 201, JSON.stringify(body));
    return (body as { token: string }).token;
  };
  const buyWith = async (name: string) => {
    const opened = await story.polar.checkouts.create({ products: [product.id] } as never);
    await story.polar.checkouts.clientConfirm(opened.client_secret, {
      customer_email: `${name}-${process.pid}@example.com`,
      customer_billing_address: { country: 'NL' },
      confirmation_token_id: await card(opened.client_secret),
    } as never);
    const [row] = await florin.pool<{ id: string }[]>`
      select subscription_id as id from invoices where checkout_id = ${opened.id}`;
    assert.ok(row);
    return row.id;
  };
  await buyWith('stays');
  const leaves = await buyWith('leaves');
  await story.change(leaves, { revoke: true });
  await news();
  await story.advance('2027-03-31T23:00:00Z');
  await news();
  await story.advance('2027-04-01T00:00:00Z');
  assert.deepEqual(await news(), ['payment_method_expiration_reminder']);
  const mail = await lastMail(story);
  assert.match(mail.recipient, /^stays-/);
  assert.match(mail.text, /Your card Visa •••• 4242 is only valid until 04\/2027/);
  await story.advance('2027-04-09T00:00:00Z');
  assert.deepEqual(await news(), []);
});

test('an order, also one that costs nothing; what is free renews in silence', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const news = newKinds(story);
  const book = await story.product({
    name: 'Book',
    prices: [{ amount_type: 'fixed', price_amount: 1500 }],
  });
  const bought = await story.buy(book, {
    confirm: {
      customer_billing_name: 'Ada Lovelace',
      customer_billing_address: {
        country: 'GB',
        line1: '1 St James Square',
        city: 'London',
        postal_code: 'SW1Y',
      },
    },
  });
  assert.deepEqual(await news(), ['order_confirmation']);
  const mail = await lastMail(story);
  assert.deepEqual(
    mail.attachments.map(({ kind, invoiceId }) => [kind, invoiceId]),
    [
      ['receipt', bought.orderId],
      ['invoice', bought.orderId],
    ],
  );
  const sample = await story.product({ name: 'Sample', prices: [{ amount_type: 'free' }] });
  await story.buy(sample, { card: null });
  assert.deepEqual(await news(), ['order_confirmation']);
  assert.deepEqual((await lastMail(story)).attachments, []);
  const free = await story.product({
    name: 'Hobby',
    recurring_interval: 'month',
    prices: [{ amount_type: 'free' }],
  });
  const hobby = await story.buy(free, { card: null });
  assert.deepEqual(await news(), ['subscription_confirmation']);
  await story.advance('2027-04-01T00:00:00Z');
  assert.deepEqual(await news(), []);
  await story.change(hobby.subscriptionId, { cancel_at_period_end: true });
  assert.deepEqual(await news(), ['subscription_cancellation']);
  // Made through the API: Polar sends no mail.
  await story.polar.subscriptions.create({ product_id: free.id, customer_id: bought.customerId } as never);
  assert.deepEqual(await news(), []);
});

test('each kind has its switch', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const news = newKinds(story);
  await switchOff(story, 'subscription_confirmation', 'subscription_cycled', 'subscription_revoked');
  const buyer = await story.buy(await story.plan('Basic', 3000));
  await story.advance('2027-02-01T00:00:00Z');
  await story.change(buyer.subscriptionId, { cancel_at_period_end: true });
  await story.advance('2027-04-01T00:00:00Z');
  assert.deepEqual(await news(), ['subscription_cancellation']);
});

test("a customer's own language, and how it writes money and days", async () => {
  const story = await beginStory(florin, '2027-01-31T00:00:00Z');
  const buyer = await story.buy(
    await story.plan('Pro', 0, { prices: [{ amount_type: 'fixed', price_amount: 123_450 }] }),
  );
  const said: [string, RegExp, RegExp][] = [
    [
      'de-AT',
      /^\[Test\] Ihr Abonnement von Pro wurde verlängert$/,
      /\nPro: \$\s1\.234,50\nBezahlt: \$\s1\.234,50\n/,
    ],
    ['ja', /^\[Test\] Pro のサブスクリプションが更新されました$/, /\$1,234\.50/],
    ['pt-BR', /^\[Test\] A sua assinatura de Pro foi renovada$/, /US\$\s1\.234,50/],
    ['tlh', /^\[Test\] Your subscription to Pro was renewed$/, /\$1,234\.50/],
  ];
  const days = ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31'];
  for (const [index, [locale, subject, money]] of said.entries()) {
    await speaks(story, buyer, locale);
    await story.advance(`${days[index]}T00:00:00Z`);
    const mail = await lastMail(story);
    assert.match(mail.subject, subject);
    assert.match(mail.text, money);
    assert.match(mail.html, new RegExp(`<html lang="${locale === 'tlh' ? 'en' : locale}">`));
  }
});

test('what customers and merchants call things is text, not HTML', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  await story.buy(await story.plan('<img src=x onerror=alert(1)> & more', 3000));
  const mail = await lastMail(story);
  assert.doesNotMatch(mail.html, /<img/);
  assert.match(mail.html, /&#60;img src=x onerror=alert\(1\)&#62; &#38; more/);
  assert.match(mail.text, /<img src=x onerror=alert\(1\)> & more/);
});

test('a team is told by its owner, a customer who is gone is not', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  const news = newKinds(story);
  const team = await story.polar.customers.create({
    type: 'team',
    name: 'Engines',
    owner: { email: 'owner@example.com' },
  } as never);
  const bought = await story.buy(await story.plan('Basic', 3000), {
    checkout: { customer_id: (team as { id: string }).id },
  });
  assert.equal((await lastMail(story)).recipient, 'owner@example.com');
  await news();
  await story.polar.customers.delete(bought.customerId);
  assert.deepEqual(await news(), []);
});

test('a year of months is twelve mails, none left out and none twice', async () => {
  const story = await beginStory(florin, '2027-01-15T00:00:00Z');
  const news = newKinds(story);
  await story.buy(await story.plan('Basic', 3000));
  await news();
  await story.advance('2028-01-15T00:00:00Z');
  assert.deepEqual(await news(), Array(12).fill('subscription_cycled'));
});

test('a merchant whose endpoint was turned off is told', async () => {
  const story = await beginStory(florin, '2027-01-01T00:00:00Z');
  await story.request('PATCH', `/v1/organizations/${story.organization.id}`, {
    email: 'ops@merchant.example.com',
  });
  const scope = await florin.scope(story.organization, 'test');
  const made = await createWebhookEndpoint(
    scope,
    {
      dialect: 'polar',
      contract: '2025-09',
      name: null,
      url: 'https://merchant.example.com/hook',
      format: 'raw',
      eventTypes: ['customer.created'],
      pricingModelId: null,
      signatureScheme: null,
      secret: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0',
    },
    { allowLoopback: false },
  );
  assert.ok(made.ok);
  const endpoint = await selectEndpoint(scope, made.value.id, { dialect: 'polar' });
  assert.ok(endpoint);
  await disableEndpoint(scope, endpoint);
  const mail = await lastMail(story);
  assert.deepEqual([mail.kind, mail.recipient], ['webhook_disabled', 'ops@merchant.example.com']);
  assert.match(mail.text, /Endpoint: https:\/\/merchant\.example\.com\/hook/);
});
