import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import type { LineInput } from '../invoices/index.ts';
import type { Subscription } from './subscription.ts';

/** A line that waits for the next invoice. */
export type PendingLine = LineInput & { id: string };

export async function insertPendingLines(
  scope: Scope,
  subscription: Pick<Subscription, 'id' | 'customerId' | 'currency'>,
  lines: readonly LineInput[],
): Promise<void> {
  const { database } = scope;
  const now = scope.clock.now();
  const rows = lines.map((line) => ({
    id: newId(now),
    label: line.label,
    quantity: line.quantity,
    unit_amount: line.unitAmount,
    amount: line.amount,
    discountable: line.discountable,
    proration: line.proration,
    price_id: line.priceId,
    period_start: line.periodStart,
    period_end: line.periodEnd,
  }));
  await database`
    insert into pending_lines (organization_id, mode, id, created_at, customer_id, subscription_id, currency, label,
      quantity, unit_amount, amount, discountable, proration, price_id, period_start, period_end)
    select ${scope.organizationId}::uuid, ${scope.mode}::billing_mode, row.id, ${now}::timestamptz,
      ${subscription.customerId}::uuid, ${subscription.id}::uuid, ${subscription.currency}::text, row.label, row.quantity,
      row.unit_amount, row.amount, row.discountable, row.proration, row.price_id, row.period_start, row.period_end
    from jsonb_to_recordset(${database.json(rows as never)}::jsonb) as row (id uuid, label text, quantity integer,
      unit_amount bigint, amount bigint, discountable boolean, proration boolean, price_id uuid,
      period_start timestamptz, period_end timestamptz)`;
}

/** What waits for the next invoice of a subscription, oldest first. */
export async function selectPendingLines(scope: Scope, subscriptionId: string): Promise<PendingLine[]> {
  return scope.database<PendingLine[]>`
    select id, label, quantity, unit_amount, amount, discountable, proration, price_id, period_start, period_end
    from pending_lines
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and subscription_id = ${subscriptionId}
      and invoice_id is null
    order by created_at, id`;
}

/** Notes which invoice waiting lines came on. */
export async function updatePendingLinesBilled(
  scope: Scope,
  lines: readonly PendingLine[],
  invoiceId: string,
): Promise<void> {
  if (lines.length === 0) return;
  await scope.database`
    update pending_lines set invoice_id = ${invoiceId}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and id = any(${lines.map(({ id }) => id)}::uuid[])`;
}
