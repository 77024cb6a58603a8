import { newId } from '../../src/platform/ids.ts';
import type { Scope } from '../../src/platform/scope.ts';

/** A subscription of so many seats, put in place as it is. */
export async function seedSubscription(
  scope: Scope,
  customerId: string,
  productId: string,
  seats: number | null,
): Promise<string> {
  const now = scope.clock.now();
  const id = newId(now);
  await scope.database`
    insert into subscriptions (organization_id, mode, id, created_at, customer_id, pricing_model_id, product_id, price_id,
      name, status, renews, started_at, currency, seats)
    select organization_id, mode, ${id}, ${now}, ${customerId}, ${scope.pricingModelId}, product_id, id, 'Seats', 'active',
      false, ${now}, 'usd', ${seats}
    from prices
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and product_id = ${productId}
    limit 1`;
  return id;
}

/** An order of so many seats, put in place as it is. */
export async function seedSeatOrder(
  scope: Scope,
  customerId: string,
  productId: string,
  seats: number,
  status = 'paid',
): Promise<string> {
  const now = scope.clock.now();
  const id = newId(now);
  await scope.database`
    insert into invoices (organization_id, mode, id, created_at, status, billing_reason, customer_id, product_id, currency,
      subtotal_amount, net_amount, total_amount, due_amount, description, seats)
    values (${scope.organizationId}, ${scope.mode}, ${id}, ${now}, ${status}, 'purchase', ${customerId}, ${productId}, 'usd',
      1000, 1000, 1000, 1000, 'Seats', ${seats})`;
  return id;
}
