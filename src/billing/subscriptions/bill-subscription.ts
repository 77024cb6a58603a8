import type { Scope } from '../../platform/scope.ts';
import type { Discount } from '../discounts/index.ts';
import {
  type BillingReason,
  type Invoice,
  type InvoiceInput,
  issueInvoice,
  type LineInput,
} from '../invoices/index.ts';
import { taxBehaviorOf } from '../tax/index.ts';
import { beginInvoicePayment } from './begin-invoice-payment.ts';
import type { SubscriptionContext } from './load-context.ts';
import type { Period } from './periods.ts';

/** What a step leaves to be done once its transaction has committed. */
export type Billed = { invoice: Invoice; paymentId: string | null };

export type Bill = {
  reason: BillingReason;
  lines: readonly LineInput[];
  discount: Discount | null;
  /** The period that it is for, where it is for a whole one: none is billed twice. */
  period: Period | null;
};

/** The invoice that a subscription's lines make. */
export function invoiceInput(context: SubscriptionContext, bill: Bill): InvoiceInput {
  const { subscription, product, prices, customer, organization } = context;
  const setting = prices[0]?.taxBehavior ?? organization.defaultTaxBehavior;
  return {
    organization,
    customer,
    product,
    lines: bill.lines,
    discount: bill.discount,
    behavior: taxBehaviorOf(setting, customer.billingAddress?.country ?? null),
    currency: subscription.currency,
    billingReason: bill.reason,
    checkoutId: null,
    subscriptionId: subscription.id,
    periodStart: bill.period?.start ?? null,
    periodEnd: bill.period?.end ?? null,
    metadata: subscription.metadata,
    customFieldData: subscription.customFieldData,
    collectionMethod: subscription.collectionMethod,
    as: 'due',
  };
}

/** Issues the invoice and begins its payment where anything is due, in the caller's transaction. */
export async function billSubscription(
  scope: Scope,
  context: SubscriptionContext,
  bill: Bill,
): Promise<Billed> {
  const invoice = await issueInvoice(scope, invoiceInput(context, bill));
  if (invoice.status !== 'pending' || invoice.collectionMethod !== 'charge_automatically') {
    return { invoice, paymentId: null };
  }
  return beginInvoicePayment(scope, invoice, {
    trigger: 'subscription_cycle',
    preferredMethodId: context.subscription.paymentMethodId,
  });
}
