import { minuteMilliseconds } from '../../platform/calendar.ts';
import type { FollowUp } from '../../platform/follow-up.ts';
import type { Scope } from '../../platform/scope.ts';
import { changeInvoice, scheduleInvoice, selectInvoice } from '../invoices/index.ts';
import { selectPendingPaymentOf } from '../payments/index.ts';
import { beginInvoicePayment, giveUpInvoice, selectSubscription } from '../subscriptions/index.ts';
import { carryOutLater } from './carry-out-payment.ts';

/** Tries the payment of an invoice again, or gives it up: whatever dunning has come to. */
export async function runDueInvoice(scope: Scope, id: string): Promise<FollowUp | undefined> {
  const invoice = await selectInvoice(scope, { id });
  if (!invoice) return undefined;
  const now = scope.clock.now();
  if (invoice.status !== 'pending') {
    await changeInvoice(scope, invoice, { nextActionAt: null, nextPaymentAttemptAt: null });
    return undefined;
  }
  const subscription =
    invoice.subscriptionId === null
      ? undefined
      : await selectSubscription(scope, { id: invoice.subscriptionId }, { lock: 'unless_taken' });
  const isTaken = invoice.subscriptionId !== null && !subscription;
  if (isTaken || (await selectPendingPaymentOf(scope, id))) {
    // Somebody is at the subscription or pays: what they do comes first. Waiting for them could make them wait for us.
    await scheduleInvoice(scope, invoice, new Date(now.getTime() + minuteMilliseconds));
    return undefined;
  }
  if (invoice.nextPaymentAttemptAt === null) {
    await giveUpInvoice(scope, invoice, subscription);
    return undefined;
  }
  const { paymentId } = await beginInvoicePayment(scope, invoice, {
    trigger: 'retry_dunning',
    preferredMethodId: subscription?.paymentMethodId ?? null,
  });
  return carryOutLater(paymentId);
}
