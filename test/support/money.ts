import assert from 'node:assert/strict';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { type Organization, selectOrganization } from '../../src/billing/organizations/index.ts';
import { call } from './call.ts';
import { operatorToken, type TestFlorin } from './florin.ts';
import type { Story } from './story.ts';

type Members = Record<string, unknown>;

let sellers = 0;

/** A merchant with an address, a currency, places where it collects tax: as the operator API takes it. */
export async function makeSeller(florin: TestFlorin, members: Members): Promise<Organization> {
  const slug = `seller-${++sellers}-${process.pid}`;
  const { status, body } = await call('POST', `${florin.url}/florin/v1/organizations`, {
    token: operatorToken,
    body: { name: slug, slug, invoice_prefix: 'SELL', ...members },
  });
  assert.equal(status, 201, JSON.stringify(body));
  const organization = await selectOrganization(florin.pool, (body as { id: string }).id);
  assert.ok(organization);
  return organization;
}

/** A setting of the merchant's that only the operator changes. */
export async function changeSeller(florin: TestFlorin, story: Story, members: Members): Promise<void> {
  const url = `${florin.url}/florin/v1/organizations/${story.organization.id}`;
  const { status, body } = await call('PATCH', url, { token: operatorToken, body: members });
  assert.equal(status, 200, JSON.stringify(body));
}

/** How the client's call was refused: `402 PaymentFailed`, or the entries of a 422 as `type · where · message`. */
export async function refusal(answer: Promise<unknown>): Promise<string> {
  const refused = await answer.then(
    (value) => assert.fail(`Not refused: ${JSON.stringify(value)}`),
    (error: { statusCode?: number; error?: unknown }) => error,
  );
  const { statusCode, error } = refused;
  assert.ok(statusCode, String(refused));
  const body = (typeof error === 'string' && error.startsWith('{') ? JSON.parse(error) : error) as {
    error?: string;
    detail?: { type: string; loc: (string | number)[]; msg: string }[] | string;
  };
  if (!Array.isArray(body.detail) || statusCode !== 422) return `${statusCode} ${body.error}`;
  const entries = body.detail.map(({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`);
  return `422 ${entries.join(', ')}`;
}

export type Opened = { id: string; secret: string };

/** Opens a checkout for a product. */
export async function open(story: Story, product: { id: string }, more: Members = {}): Promise<Opened> {
  const opened = await story.polar.checkouts.create({ products: [product.id], ...more } as never);
  return { id: opened.id, secret: opened.client_secret };
}

let payers = 0;

/** Confirms a checkout as its buyer does. Answers its status, or how it was refused. */
export async function confirm(
  story: Story,
  { id, secret }: Opened,
  card: string | null,
  more: Members = {},
): Promise<string> {
  const confirmation = story.polar.checkouts.clientConfirm(secret, {
    customer_email: `payer${++payers}@example.com`,
    customer_billing_address: { country: 'NL' },
    ...(card === null ? {} : { confirmation_token_id: card }),
    ...more,
  } as never);
  try {
    await confirmation;
  } catch {
    return refusal(confirmation);
  }
  return (await story.polar.checkouts.get(id)).status;
}

/** Takes the 3-D Secure challenge that a checkout waits for. */
export async function authenticate(story: Story, { secret }: Opened, passes: boolean): Promise<void> {
  const shown = await story.polar.checkouts.clientGet(secret);
  const metadata = shown.payment_processor_metadata as { intent_client_secret?: string };
  const { intent_client_secret: challenge } = metadata;
  assert.ok(challenge, JSON.stringify(metadata));
  const { status, body } = await story.request(
    'POST',
    `/florin/v1/sandbox/charges/${challenge}/authenticate`,
    {
      outcome: passes ? 'passes' : 'fails',
    },
  );
  assert.equal(status, 204, JSON.stringify(body));
}

/** The ids of the cards that a customer left. */
export async function cardsOf(story: Story, customerId: string): Promise<string[]> {
  const { items } = await story.polar.customers.listPaymentMethods(customerId, {} as never);
  return items.map(({ id }: { id: string }) => id);
}

const sandboxOf = (story: Story) => `/florin/v1/organizations/${story.organization.id}/sandbox`;

/** From now on the customer's kept cards do what another test card does. */
export async function cardDoes(story: Story, customerId: string, token: string): Promise<void> {
  for (const id of await cardsOf(story, customerId)) {
    const { status, body } = await story.request('PUT', `${sandboxOf(story)}/payment-methods/${id}`, {
      token,
    });
    assert.equal(status, 204, JSON.stringify(body));
  }
}

/** Settles a pending payment before its minute is over. Answers the status of the call. */
export async function settle(
  story: Story,
  paymentId: string,
  outcome: 'succeeded' | 'failed',
): Promise<number> {
  return (await story.request('POST', `${sandboxOf(story)}/payments/${paymentId}/settle`, { outcome }))
    .status;
}

/** Disputes a payment as the buyer's bank does, or moves its dispute. Answers the status of the call. */
export async function dispute(story: Story, paymentId: string, status: string): Promise<number> {
  return (await story.request('POST', `${sandboxOf(story)}/payments/${paymentId}/dispute`, { status }))
    .status;
}

/** The payments of an order or a checkout, oldest first. */
export async function paymentsOf(story: Story, query: { order_id: string } | { checkout_id: string }) {
  const { items } = await story.polar.payments.list({ ...query, sorting: ['created_at'] } as never);
  return items;
}

/** How the payments of an order or a checkout went, oldest first: `succeeded`, or why one was declined. */
export async function triesOf(
  story: Story,
  query: { order_id: string } | { checkout_id: string },
): Promise<string[]> {
  const payments = await paymentsOf(story, query);
  return payments.map((one) => (one.status === 'failed' ? String(one.decline_reason) : String(one.status)));
}

/** The day of a moment. */
export const day = (moment: string | Date | null | undefined) =>
  moment ? new Date(moment).toISOString().slice(0, 10) : null;

/** Events without the clock's own. */
export const without = (events: readonly string[], ...types: string[]) =>
  events.filter((type) => ![...types, 'test_clock.advanced'].includes(type));

/** What is told of a period that begins with an order which is paid at once. */
export const cycled = [
  'subscription.updated',
  'subscription.cycled',
  'customer.state_changed',
  'invoice.created',
];
export const paid = ['invoice.updated', 'invoice.paid'];

/** A first failure: the order has a next attempt, and the subscription is past due. */
export const pastDue = [
  'invoice.updated',
  'subscription.updated',
  'subscription.past_due',
  'customer.state_changed',
];
export const recovered = [...paid, 'subscription.updated', 'subscription.active', 'customer.state_changed'];

/** Given up: the order is void, and the subscription ended. */
export const givenUp = [
  'invoice.updated',
  'subscription.updated',
  'subscription.canceled',
  'subscription.revoked',
  'customer.state_changed',
];

/** The portal as the customer sees it. */
export async function portalOf(florin: TestFlorin, story: Story, customerId: string) {
  const { token } = await story.polar.customerSessions.create({ customer_id: customerId } as never);
  return createPolar({ accessToken: token, baseUrl: florin.url, timeout: 60 } as never).customerPortal;
}

/** The credit notes of an order, oldest first, as `number · amount · tax · status`. */
export async function creditNotesOf(florin: TestFlorin, orderId: string): Promise<string[]> {
  const rows = await florin.pool<{ number: string; amount: number; taxAmount: number; status: string }[]>`
    select number, amount, tax_amount, status from credit_notes where invoice_id = ${orderId} order by number`;
  return rows.map(
    ({ number, amount, taxAmount, status }) => `${number.slice(-4)} · ${amount} · ${taxAmount} · ${status}`,
  );
}
