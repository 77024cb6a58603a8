import { createProduct } from '../src/billing/catalog/index.ts';
import { wallClock } from '../src/platform/clock.ts';
import { newId, prefixedId } from '../src/platform/ids.ts';
import type { Pool } from '../src/platform/postgres/database.ts';
import type { Scope } from '../src/platform/scope.ts';
import { loadCustomers } from './load-customers.ts';

/**
 * An organization with so many customers, each with a card and a monthly subscription of 20.00 whose period has just
 * ended. Made by SQL in one go.
 */
export async function loadDueSubscriptions(
  pool: Pool,
  name: string,
  subscriptions: number,
): Promise<{ organizationId: string; token: string }> {
  const { organizationId, token } = await loadCustomers(pool, name, subscriptions);
  const [model] = await pool<{ id: string }[]>`
    select id from pricing_models where organization_id = ${organizationId} and mode = 'test' and is_default`;
  if (!model) throw new Error('The organization has no pricing model.');
  const scope: Scope = {
    organizationId,
    mode: 'test',
    pricingModelId: model.id,
    actor: { kind: 'system' },
    permissions: new Set(),
    clock: wallClock,
    requestId: 'bench',
    database: pool,
  };
  const price = { amountType: 'fixed', currency: 'usd', taxBehavior: null, unitAmount: 2000 } as const;
  const product = await createProduct(scope, {
    name: 'Pro',
    description: null,
    visibility: 'public',
    metadata: {},
    recurringInterval: 'month',
    recurringIntervalCount: 1,
    prices: [price],
  });
  if (!product.ok) throw new Error(product.failures[0].message);
  const [listed] = product.value.prices;
  if (!listed) throw new Error('The product has no price.');
  const card = newId(wallClock.now());
  await pool`
    insert into sandbox_cards (organization_id, mode, id, created_at, outcome, brand, last4, exp_month, exp_year)
    values (${organizationId}, 'test', ${card}, now(), 'succeeds', 'visa', '4242', 12, 2040)`;
  const connection = await pool.reserve();
  await connection`set statement_timeout = 0`;
  await connection`
    insert into payment_methods (organization_id, mode, id, created_at, customer_id, processor, processor_reference, type,
      method_metadata)
    select organization_id, mode, gen_random_uuid(), now(), id, 'sandbox', ${prefixedId('card', card)}, 'card',
      '{"brand":"visa","last4":"4242","exp_month":12,"exp_year":2040}'
    from customers where organization_id = ${organizationId} and mode = 'test'`;
  await connection`
    insert into subscriptions (organization_id, mode, id, created_at, customer_id, pricing_model_id, product_id, price_id,
      name, status, renews, currency, amount, recurring_interval, recurring_interval_count, anchor_day,
      current_period_start, current_period_end, usage_billed_until, started_at, next_action_at)
    select organization_id, mode, id, now(), id, ${model.id}, ${product.value.id}, ${listed.id}, 'Pro', 'active', true,
      'usd', 2000, 'month', 1, 1, now() - interval '31 days', now() - interval '1 minute', now(), now(),
      now() - interval '1 minute'
    from customers where organization_id = ${organizationId} and mode = 'test'`;
  await connection`
    insert into subscription_items (organization_id, mode, id, created_at, subscription_id, price_id, name, unit_price,
      quantity, amount)
    select organization_id, mode, gen_random_uuid(), now(), id, ${listed.id}, 'Pro', 2000, 1, 2000
    from subscriptions where organization_id = ${organizationId} and mode = 'test'`;
  await connection`vacuum analyze`;
  await connection`reset statement_timeout`;
  connection.release();
  return { organizationId, token };
}
