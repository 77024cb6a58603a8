import { transaction } from '../../platform/postgres/database.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Invoice, type InvoiceKey, selectInvoice } from '../invoices/index.ts';
import {
  customerReferenceOf,
  type PaymentMethod,
  paymentMethodToCharge,
  selectPaymentMethod,
} from '../payment-methods/index.ts';
import {
  beginPayment,
  type Payment,
  type PaymentTrigger,
  processorOf,
  selectPendingPaymentOf,
} from '../payments/index.ts';
import { selectSubscription } from '../subscriptions/index.ts';
import { carryOutPayment } from './carry-out-payment.ts';

/** A card that the customer's form has just taken, or one that they left before. */
export type RetryMethod = { confirmationToken: string } | { paymentMethodId: string };

/** Polar: so often may a customer try; what they try does not advance dunning. */
const maximumManualAttempts = 5;

/**
 * Tries the payment of an invoice that dunning is at, because its customer wishes so.
 *
 * @returns `not_found`, `payment_in_progress`, `not_eligible`, `too_many_attempts`, `payment_method_unknown`,
 *   `payment_not_ready`; a payment that was declined is an answer.
 */
export async function retryPayment(
  scope: Scope,
  key: InvoiceKey,
  method: RetryMethod,
): Promise<Result<Payment>> {
  const begun = await transaction(scope.database, (database) =>
    beginRetry({ ...scope, database }, key, method, 'retry_customer'),
  );
  return begun.ok ? ok(await carryOutPayment(scope, begun.value.id)) : begun;
}

/**
 * Tries it because the merchant's people wish so, as often as they do, with a card that the customer left: the one that
 * renewals are charged to where none is named. Like the customer's own tries it does not advance dunning.
 *
 * @returns as `retryPayment`, but for `too_many_attempts`; and `payment_method_missing`.
 */
export async function retryPaymentForMerchant(
  scope: Scope,
  key: InvoiceKey,
  paymentMethodId: string | null,
): Promise<Result<Payment>> {
  const invoice = await selectInvoice(scope, key);
  if (!invoice) return fail(noSuchInvoice);
  const methodId = paymentMethodId ?? (await usualMethod(scope, invoice))?.id;
  if (methodId === undefined) {
    return fail({ code: 'payment_method_missing', message: 'The customer has left no card to charge.' });
  }
  const begun = await transaction(scope.database, (database) =>
    beginRetry({ ...scope, database }, key, { paymentMethodId: methodId }, 'retry_admin'),
  );
  return begun.ok ? ok(await carryOutPayment(scope, begun.value.id)) : begun;
}

/** The card that the invoice's next attempt would be charged to. */
async function usualMethod(
  scope: Scope,
  { customerId, subscriptionId }: Invoice,
): Promise<PaymentMethod | undefined> {
  const subscription =
    subscriptionId === null ? undefined : await selectSubscription(scope, { id: subscriptionId });
  return paymentMethodToCharge(scope, { customerId, preferredId: subscription?.paymentMethodId ?? null });
}

const noSuchInvoice: Failure = { code: 'not_found', message: 'There is no such invoice.' };

async function beginRetry(
  scope: Scope,
  key: InvoiceKey,
  method: RetryMethod,
  trigger: PaymentTrigger,
): Promise<Result<Payment>> {
  const invoice = await holdInvoice(scope, key);
  if (!invoice) return fail(noSuchInvoice);
  const refused = await whyNot(scope, invoice, trigger);
  if (refused) return fail(refused);
  const processor = await processorOf(scope);
  if (!processor) return fail({ code: 'payment_not_ready', message: 'Nothing can be charged yet.' });
  const { customerId } = invoice;
  const kept =
    'paymentMethodId' in method
      ? await selectPaymentMethod(scope, customerId, method.paymentMethodId)
      : undefined;
  if ('paymentMethodId' in method && kept?.processor !== processor.name) {
    return fail({
      code: 'payment_method_unknown',
      field: 'paymentMethodId',
      message: 'Payment method not found.',
    });
  }
  return ok(
    await beginPayment(scope, {
      purpose: 'invoice',
      trigger,
      amount: invoice.dueAmount,
      currency: invoice.currency,
      processor: processor.name,
      customerId,
      invoiceId: invoice.id,
      subscriptionId: invoice.subscriptionId,
      ...(kept ? chargedWith(kept) : {}),
      ...('confirmationToken' in method
        ? {
            confirmationToken: method.confirmationToken,
            customerReference: await customerReferenceOf(scope, customerId, processor.name),
          }
        : {}),
    }),
  );
}

/** The members of a payment that say with which of the customer's methods it is made. */
export function chargedWith(method: PaymentMethod) {
  return {
    paymentMethodId: method.id,
    method: method.type,
    methodMetadata: method.methodMetadata,
    customerReference: method.processorCustomerReference,
  };
}

/** An invoice, held until the transaction ends, and its subscription before it: the order that all take them in. */
export async function holdInvoice(scope: Scope, key: InvoiceKey): Promise<Invoice | undefined> {
  const found = await selectInvoice(scope, key);
  if (!found) return undefined;
  if (found.subscriptionId !== null)
    await selectSubscription(scope, { id: found.subscriptionId }, { lock: true });
  return selectInvoice(scope, key, { lock: true });
}

async function whyNot(scope: Scope, invoice: Invoice, trigger: PaymentTrigger): Promise<Failure | undefined> {
  if (await selectPendingPaymentOf(scope, invoice.id)) {
    return { code: 'payment_in_progress', message: 'A payment for this order is already in progress.' };
  }
  // Dunning waits for its next attempt, or for its deadline.
  const isDunned = invoice.nextActionAt !== null;
  if (invoice.status !== 'pending' || invoice.subscriptionId === null || !isDunned) {
    return { code: 'not_eligible', message: 'This order is not eligible for a payment retry.' };
  }
  if (trigger === 'retry_customer' && invoice.manualAttempts >= maximumManualAttempts) {
    return {
      code: 'too_many_attempts',
      message: 'This order has reached its limit of manual payment retries.',
    };
  }
  return undefined;
}
