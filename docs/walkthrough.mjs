/**
 * Two years of a customer's life in a few seconds: from a product to the renewal of the second year, with Polar's own client
 * and a test clock. Start Florin (`npm start`), then, in a project of your own:
 *
 *   npm install @polar-sh/sdk
 *   FLORIN_KEY=sk_test_… node walkthrough.mjs
 */
import { createPolar } from '@polar-sh/sdk/2026-04';

const url = process.env.FLORIN_URL ?? 'http://localhost:4000';
const key = process.env.FLORIN_KEY;
if (!key) throw new Error('Set FLORIN_KEY to a test key: `npm start` prints one.');
const polar = createPolar({ accessToken: key, baseUrl: url, timeout: 60_000 });

const {
  items: [organization],
} = await polar.organizations.list();

/** Sets the organization's test clock, or turns it on and has done all that falls due on the way. */
async function clock(action, body) {
  const answer = await fetch(`${url}/florin/v1/organizations/${organization.id}/test-clock${action}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
const advance = (to) => clock('/advance', { to });
const dollars = (amount) => (amount / 100).toFixed(2).padStart(8);

await clock('', { now: '2030-01-31T09:00:00Z' });

console.log('A plan with two weeks of trial, a bigger one, and 20 % off for three months.');
const basic = await polar.products.create({
  name: 'Basic',
  recurring_interval: 'month',
  trial_interval: 'week',
  trial_interval_count: 2,
  prices: [{ amount_type: 'fixed', price_amount: 3000 }],
});
const pro = await polar.products.create({
  name: 'Pro',
  recurring_interval: 'month',
  prices: [{ amount_type: 'fixed', price_amount: 6000 }],
});
const discount = await polar.discounts.create({
  name: 'Launch',
  code: `LAUNCH${Date.now()}`,
  type: 'percentage',
  basis_points: 2000,
  duration: 'repeating',
  duration_in_months: 3,
});

console.log('Jane subscribes: nothing is due before the trial is over, but her card is kept.');
const checkout = await polar.checkouts.create({ products: [basic.id], discount_id: discount.id });
const confirmed = await polar.checkouts.clientConfirm(checkout.client_secret, {
  customer_email: `jane.${Date.now()}@example.com`,
  customer_name: 'Jane Doe',
  customer_billing_address: { country: 'NL' },
  confirmation_token_id: 'tok_visa',
});
console.log(
  `  the checkout is ${confirmed.status}; is anything to be paid now? ${confirmed.is_payment_required}`,
);
const { customer_id } = await polar.checkouts.get(checkout.id);
const {
  items: [{ id }],
} = await polar.subscriptions.list({ customer_id });
const show = async (what) => {
  const subscription = await polar.subscriptions.get(id);
  const end = new Date(subscription.current_period_end).toISOString().slice(0, 10);
  console.log(`  ${what}: ${subscription.status}, ${subscription.product.name}, until ${end}`);
};
await show('January 31');

console.log('The trial converts on February 14: 30.00 less 20 %.');
await advance('2030-03-04T09:00:00Z');
await show('March 4');

console.log('In the middle of a period she takes the bigger plan, and pays the difference at once.');
await polar.subscriptions.update(id, { product_id: pro.id, proration_behavior: 'invoice' });
await show('March 4');

console.log('A summer at sea: paused from mid-July to the first of September.');
await advance('2030-07-01T09:00:00Z');
await polar.subscriptions.update(id, { pause_at_period_end: true, resumes_at: '2030-09-01T09:00:00Z' });
await advance('2030-08-01T09:00:00Z');
await show('August 1');
await advance('2030-09-02T09:00:00Z');
await show('September 2');

console.log('And on to the second year.');
await advance('2032-01-31T09:00:00Z');
await show('January 31, 2032');

const { items: orders } = await polar.orders.list({ customer_id, limit: 100, sorting: ['created_at'] });
console.log(`\n${'order'.padEnd(32)}${'date'.padEnd(12)}${'reason'.padEnd(22)}${'status'.padEnd(8)}   total`);
for (const order of orders) {
  const date = new Date(order.created_at).toISOString().slice(0, 10);
  console.log(
    `${order.invoice_number.padEnd(32)}${date.padEnd(12)}${order.billing_reason.padEnd(22)}${order.status.padEnd(8)}${dollars(order.total_amount)}`,
  );
}
console.log(
  `\n${orders.length} orders, ${dollars(orders.reduce((sum, order) => sum + order.total_amount, 0)).trim()} in all.`,
);
