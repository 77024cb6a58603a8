import type { Scope } from '../../platform/scope.ts';
import { type ComputedInvoice, previewInvoice, selectBalances } from '../invoices/index.ts';
import { invoiceInput } from './bill-subscription.ts';
import type { Period } from './periods.ts';
import { billOfPeriod, followingPeriod, type NextPeriod, resumedPeriod } from './renew-subscription.ts';
import { isBillable, type SubscriptionWithItems } from './subscription.ts';

/** The next period, and the invoice that it begins with: as it would be, were nothing to change until then. */
export type RenewalPreview = { period: Period; invoice: ComputedInvoice };

/**
 * What the next renewal of a subscription, or the end of its pause, will be and cost: as the renewal decides it, not applied.
 * Metered use is what was recorded by now, the tax that of the day. Undefined where no period follows.
 */
export async function previewRenewal(
  scope: Scope,
  subscription: SubscriptionWithItems,
): Promise<RenewalPreview | undefined> {
  const next = await upcomingPeriod(scope, subscription);
  if (!next) return undefined;
  const { bill } = await billOfPeriod(scope, next);
  const { customerId, currency } = subscription;
  const balances = await selectBalances(scope, customerId);
  const balance = balances.find((account) => account.currency === currency)?.amount ?? 0;
  const input = { ...invoiceInput(next.context, bill), at: next.period.start };
  return { period: next.period, invoice: previewInvoice(scope, input, balance) };
}

async function upcomingPeriod(
  scope: Scope,
  subscription: SubscriptionWithItems,
): Promise<NextPeriod | undefined> {
  const { status, renews, resumesAt, cancelAtPeriodEnd, pauseAtPeriodEnd } = subscription;
  if (status === 'paused') return resumesAt ? resumedPeriod(scope, subscription, resumesAt) : undefined;
  const goesOn = renews && isBillable(subscription) && !cancelAtPeriodEnd && !pauseAtPeriodEnd;
  return goesOn ? followingPeriod(scope, subscription) : undefined;
}
