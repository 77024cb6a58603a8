import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';

export type BalanceReason =
  | 'invoice_paid_by_credit'
  | 'invoice_collected_debt'
  | 'invoice_credited'
  | 'amount_too_small'
  | 'invoice_voided'
  | 'credit_note'
  | 'refund'
  | 'adjustment';

/**
 * A customer's account in a currency, held until the transaction ends; nothing where there was never an entry. Minor
 * units, positive is credit.
 */
export async function selectBalanceLocked(
  scope: Scope,
  customerId: string,
  currency: string,
): Promise<number> {
  const [row] = await scope.database<{ amount: number }[]>`
    select amount from customer_balances
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and currency = ${currency} for update`;
  return row?.amount ?? 0;
}

export async function selectBalances(
  scope: Scope,
  customerId: string,
): Promise<{ currency: string; amount: number }[]> {
  return scope.database<{ currency: string; amount: number }[]>`
    select currency, amount from customer_balances
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
    order by currency`;
}

/** Adds to a customer's account, with the entry that says why. Runs in the transaction of what it is for. */
export async function addToBalance(
  scope: Scope,
  entry: {
    customerId: string;
    currency: string;
    amount: number;
    reason: BalanceReason;
    invoiceId: string | null;
  },
): Promise<void> {
  if (entry.amount === 0) return;
  const { organizationId, mode } = scope;
  const now = scope.clock.now();
  await scope.database`
    with account as (
      insert into customer_balances as account (organization_id, mode, customer_id, currency, amount)
      values (${organizationId}, ${mode}, ${entry.customerId}, ${entry.currency}, ${entry.amount})
      on conflict (organization_id, mode, customer_id, currency) do update set amount = account.amount + excluded.amount
      returning *)
    insert into customer_balance_entries (organization_id, mode, id, created_at, customer_id, currency, amount,
      balance_after, reason, invoice_id)
    select organization_id, mode, ${newId(now)}::uuid, ${now}::timestamptz, customer_id, currency,
      ${entry.amount}::bigint, amount, ${entry.reason}::text, ${entry.invoiceId}::uuid from account`;
}
