import type { TestFlorin } from './florin.ts';
import { type Bought, beginStory, type Story } from './story.ts';

/** One of everything that a page can show. */
export type DemoWorld = {
  story: Story;
  products: { pro: string; team: string; book: string };
  discount: string;
  checkoutLink: string;
  /** Of the last who subscribed and paid. */
  regular: Bought;
  /** Whose card fails. */
  pastDue: Bought;
  /** Of a business with seats. */
  business: Bought;
  webhookEndpoint: string;
};

const people: readonly [name: string, country: string, city: string, postalCode: string][] = [
  ['Ada Lovelace', 'GB', 'London', 'SW1Y 4JH'],
  ['Grace Hopper', 'US', 'Arlington', '22201'],
  ['Emmy Noether', 'DE', 'Erlangen', '91054'],
  ['Sofia Kowalewska', 'SE', 'Stockholm', '114 18'],
  ['Rosalind Franklin', 'GB', 'Cambridge', 'CB2 1TN'],
  ['Maria Skłodowska', 'PL', 'Warszawa', '00-001'],
  ['Émilie du Châtelet', 'FR', 'Cirey', '52110'],
  ['Laura Bassi', 'IT', 'Bologna', '40121'],
  ['Chika Kuroda', 'JP', 'Tokyo', '112-8610'],
  ['Dorothy Hodgkin', 'GB', 'Oxford', 'OX1 3QR'],
  ['Hedy Lamarr', 'AT', 'Wien', '1010'],
  ['Johanna Westerdijk', 'NL', 'Utrecht', '3584 CS'],
  ['Katherine Johnson', 'US', 'Hampton', '23666'],
  ['Remziye Hisar', 'TR', 'İstanbul', '34000'],
  ['Elvira Fortunato', 'PT', 'Lisboa', '1000-001'],
  ['Margarita Salas', 'ES', 'Madrid', '28001'],
];

const states: Record<string, string> = { US: 'VA' };

/** The buyer's part of a checkout. */
function buyer(index: number): { email: string; confirm: Record<string, unknown> } {
  const [name, country, city, postalCode] = people[index % people.length]!;
  const email = `${name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replace(/[^a-z]+/g, '.')}@example.com`;
  const address = {
    country,
    city,
    postal_code: postalCode,
    line1: `${index + 1} Main Street`,
    ...(states[country] ? { state: states[country] } : {}),
  };
  return {
    email,
    confirm: { customer_name: name, customer_email: email, customer_billing_address: address },
  };
}

/**
 * Half a year of a small shop, by the test clock: those who stay, change, leave, do not pay, and get money back. Told through the
 * APIs alone, so that it is as real as anybody's.
 */
export async function buildDemoWorld(florin: TestFlorin): Promise<DemoWorld> {
  const story = await beginStory(florin, '2026-06-01T09:00:00Z', florin.organization);
  const pro = await story.plan('Pro', 2900, { description: 'Everything one person needs.' });
  const team = await story.product({
    name: 'Team',
    description: 'For several people, by the seat.',
    recurring_interval: 'month',
    prices: [
      {
        amount_type: 'seat_based',
        price_currency: 'usd',
        seat_tiers: {
          tiers: [
            { min_seats: 1, max_seats: 9, price_per_seat: 1900 },
            { min_seats: 10, max_seats: null, price_per_seat: 1500 },
          ],
        },
      },
    ],
  });
  const yearly = await story.plan('Pro, yearly', 29_000, {
    recurring_interval: 'year',
    trial_interval: 'day',
    trial_interval_count: 14,
  });
  const book = await story.product({
    name: 'The Florin handbook',
    description: 'Two hundred pages on paper.',
    prices: [{ amount_type: 'fixed', price_amount: 3900, price_currency: 'usd' }],
  });
  const discount = await story.discount({
    name: 'Launch',
    code: 'LAUNCH20',
    basis_points: 2000,
    duration: 'repeating',
    duration_in_months: 3,
  });
  await story.request('POST', '/v1/custom-fields/', {
    type: 'text',
    slug: 'heard_from',
    name: 'Where they heard of us',
    properties: { form_label: 'Where did you hear of us?' },
  });
  const link = await story.polar.checkoutLinks.create({
    payment_processor: 'stripe',
    label: 'Pricing page',
    products: [pro.id, yearly.id],
    allow_discount_codes: true,
  } as never);
  const endpoint = await story.polar.webhooks.createWebhookEndpoint({
    url: 'https://hooks.example.com/florin',
    format: 'raw',
    events: ['order.paid', 'subscription.active', 'subscription.canceled'],
  } as never);

  let next = 0;
  const buy = (
    product: { id: string },
    more: { card?: string; checkout?: object; confirm?: object } = {},
  ) => {
    const { confirm } = buyer(next++);
    return story.buy(product, {
      ...more,
      checkout: { ...more.checkout },
      confirm: { ...confirm, ...more.confirm },
    });
  };
  await buy(pro);
  await buy(pro, { checkout: { discount_id: discount.id } });
  await buy(book);
  await story.advance('2026-07-03T09:00:00Z');
  const business = await buy(team, {
    checkout: { seats: 6 },
    confirm: {
      is_business_customer: true,
      customer_billing_name: 'Kowalewska AB',
      customer_tax_id: 'SE556703748501',
    },
  });
  const leaving = await buy(pro);
  await buy(yearly);
  await story.advance('2026-08-04T09:00:00Z');
  await buy(pro);
  const returned = await buy(book);
  await story.polar.refunds.create({
    order_id: returned.orderId,
    reason: 'customer_request',
    amount: 1000,
  } as never);
  await story.change(leaving.subscriptionId, {
    cancel_at_period_end: true,
    customer_cancellation_reason: 'too_expensive',
  });
  await story.advance('2026-09-06T09:00:00Z');
  const growing = await buy(pro);
  await story.change(growing.subscriptionId, { product_id: yearly.id, proration_behavior: 'invoice' });
  await buy(yearly, { card: 'tok_mastercard' });
  await story.advance('2026-10-08T09:00:00Z');
  const pastDue = await buy(pro, { card: 'tok_chargeCustomerFail' });
  await buy(pro);
  await buy(book, { card: 'tok_createDispute' });
  await story.advance('2026-11-10T09:00:00Z');
  const regular = await buy(pro);
  await story.advance('2026-11-20T09:00:00Z');
  return {
    story,
    products: { pro: pro.id, team: team.id, book: book.id },
    discount: discount.id,
    checkoutLink: link.id,
    regular,
    pastDue,
    business,
    webhookEndpoint: endpoint.id,
  };
}
