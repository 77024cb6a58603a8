import type { Scope } from '../../platform/scope.ts';
import { type Customer, selectCustomersById } from '../customers/index.ts';
import {
  changeInvoice,
  finalizeInvoice,
  type Invoice,
  selectInvoice,
  settleInvoice,
} from '../invoices/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { keepPaymentMethod } from '../payment-methods/index.ts';
import { type Outcome, type Payment, writeOutcome } from '../payments/index.ts';
import {
  isAutomatic,
  recordFailedAttempt,
  recoverSubscription,
  selectSubscription,
} from '../subscriptions/index.ts';
import { creditPayment } from './credit-payment.ts';

/**
 * What follows from how the payment of an invoice went, in the transaction that holds the payment: the invoice is paid and
 * its subscription recovers, or dunning goes on. A draft becomes an invoice once it is paid, and stays a draft otherwise.
 */
export async function settleInvoicePayment(
  scope: Scope,
  pending: Payment,
  outcome: Outcome & { status: 'succeeded' | 'failed' },
): Promise<Payment> {
  const invoice = await heldInvoice(scope, pending, outcome);
  const [customer] = await selectCustomersById(scope, [invoice.customerId]);
  if (!customer) throw new Error(`The customer of invoice ${invoice.id} is gone.`);
  if (outcome.status === 'failed') {
    const payment = await writeOutcome(scope, pending, outcome);
    if (invoice.status === 'pending') await unpaid(scope, invoice, payment);
    return payment;
  }
  const paymentMethodId = await methodOf(scope, customer, pending, outcome);
  const payment = await writeOutcome(scope, pending, outcome, { paymentMethodId });
  await paid(scope, invoice, customer, payment);
  return payment;
}

/**
 * The invoice of a payment, held, and before it, in the order that all take them in, its subscription: that is changed by a
 * failure, and by a success after one.
 */
async function heldInvoice(scope: Scope, payment: Payment, outcome: Outcome): Promise<Invoice> {
  const changesNothing = outcome.status === 'succeeded' && payment.trigger === 'subscription_cycle';
  if (payment.subscriptionId !== null && !changesNothing) {
    await selectSubscription(scope, { id: payment.subscriptionId }, { lock: true });
  }
  const invoice =
    payment.invoiceId === null
      ? undefined
      : await selectInvoice(scope, { id: payment.invoiceId }, { lock: true });
  if (!invoice) throw new Error(`Payment ${payment.id} is for an invoice that is gone.`);
  return invoice;
}

/** The method that paid: a new card is kept, so that what comes next is paid with it. */
async function methodOf(
  scope: Scope,
  customer: Customer,
  payment: Payment,
  { method, customerReference }: Outcome,
): Promise<string | null> {
  const isNew = payment.confirmationToken !== null && method !== null && customer.deletedAt === null;
  if (!isNew) return payment.paymentMethodId;
  const kept = await keepPaymentMethod(scope, customer, {
    processor: payment.processor,
    method,
    customerReference,
    makeDefault: false,
  });
  return kept.id;
}

async function paid(scope: Scope, invoice: Invoice, customer: Customer, payment: Payment): Promise<void> {
  if (invoice.status === 'draft') {
    const organization = await selectOrganization(scope.database, scope.organizationId);
    if (!organization) throw new Error(`Invoice ${invoice.id} has lost its organization.`);
    await settleInvoice(scope, await finalizeInvoice(scope, invoice, { organization, customer }), customer);
    return;
  }
  if (invoice.status !== 'pending' && invoice.status !== 'uncollectible') {
    // Given up while the payment was under way.
    await creditPayment(scope, payment, invoice.id);
    return;
  }
  await settleInvoice(scope, invoice, customer);
  if (payment.trigger === 'subscription_cycle') return;
  await recoverSubscription(scope, invoice, isAutomatic(payment.trigger) ? null : payment.paymentMethodId);
}

async function unpaid(scope: Scope, invoice: Invoice, payment: Payment): Promise<void> {
  if (isAutomatic(payment.trigger)) {
    await recordFailedAttempt(scope, invoice, payment.isFinalDecline);
  } else if (payment.trigger === 'retry_customer') {
    // Polar: what a customer tries does not advance dunning.
    await changeInvoice(scope, invoice, { manualAttempts: invoice.manualAttempts + 1 });
  }
}
