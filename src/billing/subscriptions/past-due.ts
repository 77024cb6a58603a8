import type { Scope } from '../../platform/scope.ts';
import { changeInvoice, type Invoice, voidInvoice } from '../invoices/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { decideDunning, defaultDunning } from './dunning.ts';
import { endSubscription } from './end-subscription.ts';
import { canGo, type SubscriptionWithItems, statusAfter } from './subscription.ts';
import { hasUnpaidInvoice, selectSubscription } from './subscriptions.sql.ts';
import { writeSubscription } from './write-subscription.ts';

/**
 * What a failed attempt to collect a pending invoice leads to, in the caller's transaction, which holds the invoice: the next
 * attempt, or, where there is none, the end of the subscription and of the invoice. Polar: the subscription is past due
 * meanwhile.
 *
 * @param isFinal whether trying the same card again is of no use.
 */
export async function recordFailedAttempt(
  scope: Scope,
  invoice: Invoice,
  isFinal: boolean,
): Promise<Invoice> {
  const now = scope.clock.now();
  const [organization, subscription] = await Promise.all([
    selectOrganization(scope.database, scope.organizationId),
    subscriptionOf(scope, invoice),
  ]);
  const firstFailedAt = invoice.firstFailedAt ?? now;
  const attempted = { paymentAttempts: invoice.paymentAttempts + 1, firstFailedAt };
  const step = decideDunning({
    now,
    firstFailedAt,
    attempts: attempted.paymentAttempts,
    isFinal,
    schedule: organization?.settings.dunning ?? defaultDunning,
  });
  if (step.kind === 'give_up' || isForNothing(invoice, subscription)) {
    return giveUpInvoice(scope, invoice, subscription, attempted);
  }
  const after = await changeInvoice(scope, invoice, {
    ...attempted,
    nextPaymentAttemptAt: step.kind === 'retry' ? step.nextAttemptAt : null,
    nextActionAt: step.actAt,
  });
  if (subscription && duns(invoice) && subscription.status === 'active') {
    await writeSubscription(
      scope,
      subscription,
      { status: statusAfter(subscription, 'payment_failed'), pastDueAt: now },
      ['past_due'],
    );
  }
  return after;
}

/** Whether it is for a period that was taken away before it was paid for. */
function isForNothing(invoice: Invoice, subscription: SubscriptionWithItems | undefined): boolean {
  const wasRevoked = subscription?.status === 'canceled' && !subscription.cancelAtPeriodEnd;
  return wasRevoked && invoice.periodStart !== null;
}

/**
 * Ends what was not paid for. Polar: the invoice is void and its subscription revoked; an invoice of metered use alone is
 * void without touching the subscription.
 *
 * @param members what else changes of the invoice
 */
export async function giveUpInvoice(
  scope: Scope,
  invoice: Invoice,
  subscription: SubscriptionWithItems | undefined,
  members: Partial<Invoice> = {},
): Promise<Invoice> {
  const after = await voidInvoice(scope, invoice, members);
  if (subscription && duns(invoice) && canGo(subscription, 'revoked')) {
    await endSubscription(scope, subscription, { trigger: 'revoked', reason: 'payment_failed' });
  }
  return after;
}

/**
 * Polar: a subscription that is past due is active again once all that it owes is paid.
 *
 * @param paidWith the method that the customer paid with by their own wish: the subscription's own one, which failed, is not
 *   charged again
 */
export async function recoverSubscription(
  scope: Scope,
  invoice: Pick<Invoice, 'subscriptionId'>,
  paidWith: string | null = null,
): Promise<void> {
  const subscription = await subscriptionOf(scope, invoice);
  if (!subscription) return;
  const own = subscription.paymentMethodId;
  const method =
    paidWith !== null && own !== null && own !== paidWith ? { paymentMethodId: paidWith } : undefined;
  if (canGo(subscription, 'payment_recovered') && !(await hasUnpaidInvoice(scope, subscription.id))) {
    const status = statusAfter(subscription, 'payment_recovered');
    await writeSubscription(scope, subscription, { ...method, status, pastDueAt: null }, ['active']);
  } else if (method) {
    await writeSubscription(scope, subscription, method);
  }
}

/** The subscription that an invoice is of, held. */
export async function subscriptionOf(
  scope: Scope,
  invoice: Pick<Invoice, 'subscriptionId'>,
): Promise<SubscriptionWithItems | undefined> {
  return invoice.subscriptionId === null
    ? undefined
    : selectSubscription(scope, { id: invoice.subscriptionId }, { lock: true });
}

/** Whether a subscription is at stake where its invoice is not paid. */
function duns(invoice: Pick<Invoice, 'billingReason'>): boolean {
  return invoice.billingReason !== 'subscription_meter_cycle';
}
