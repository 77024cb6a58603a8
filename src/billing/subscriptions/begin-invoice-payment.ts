import type { Scope } from '../../platform/scope.ts';
import { type Invoice, scheduleInvoice } from '../invoices/index.ts';
import { paymentMethodToCharge } from '../payment-methods/index.ts';
import { beginPayment, type PaymentTrigger, processorOf } from '../payments/index.ts';
import { recordFailedAttempt } from './past-due.ts';

/** Those that nobody asked for: only they count toward giving up (Polar). */
const automaticTriggers: ReadonlySet<PaymentTrigger> = new Set(['subscription_cycle', 'retry_dunning']);

export function isAutomatic(trigger: PaymentTrigger): boolean {
  return automaticTriggers.has(trigger);
}

/**
 * Begins the payment of an invoice with a method that the customer left, in the caller's transaction, which holds the
 * invoice. Where there is none, or nobody to charge it, the attempt has failed.
 */
export async function beginInvoicePayment(
  scope: Scope,
  invoice: Invoice,
  options: { trigger: PaymentTrigger; preferredMethodId: string | null; returnUrl?: string | null },
): Promise<{ invoice: Invoice; paymentId: string | null }> {
  const { customerId } = invoice;
  const [processor, method] = await Promise.all([
    processorOf(scope),
    paymentMethodToCharge(scope, { customerId, preferredId: options.preferredMethodId }),
  ]);
  if (!processor || !method || method.processor !== processor.name) {
    const failed = isAutomatic(options.trigger) ? await recordFailedAttempt(scope, invoice, false) : invoice;
    return { invoice: failed, paymentId: null };
  }
  const payment = await beginPayment(scope, {
    purpose: 'invoice',
    trigger: options.trigger,
    amount: invoice.dueAmount,
    currency: invoice.currency,
    processor: processor.name,
    customerId,
    invoiceId: invoice.id,
    subscriptionId: invoice.subscriptionId,
    paymentMethodId: method.id,
    method: method.type,
    methodMetadata: method.methodMetadata,
    returnUrl: options.returnUrl ?? null,
  });
  // While it is under way the invoice waits for it.
  const waits = isAutomatic(options.trigger) && invoice.nextActionAt !== null;
  return {
    invoice: waits ? await scheduleInvoice(scope, invoice, null) : invoice,
    paymentId: payment.id,
  };
}
