import { transaction } from '../../platform/postgres/database.ts';
import { fail, failAll, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { isKnownTaxId } from '../../platform/tax-id/index.ts';
import { createCustomerSession } from '../customer-sessions/index.ts';
import type { Customer } from '../customers/index.ts';
import { issueInvoice } from '../invoices/index.ts';
import { savePaymentMethod } from '../payment-methods/index.ts';
import { type Charge, type PaymentProcessor, processorOf, recordPayment } from '../payments/index.ts';
import { type CheckoutAmounts, type CheckoutDetails, checkoutAmounts, moved } from './checkout.ts';
import type { CheckoutChange } from './decide-checkout.ts';
import { confirmationFailures } from './decide-confirmation.ts';
import { type Buyer, defaultToMethod, findBuyer, saveBuyer } from './find-buyer.ts';
import { openForWriting } from './load-checkout.ts';
import { changeCheckout } from './update-checkout.ts';
import { writeCheckout } from './write-checkout.ts';

export type Confirmation = {
  /** As it was confirmed; by the time of the answer it has succeeded. */
  details: CheckoutDetails;
  /** Null where only an e-mail address says who the buyer is: knowing it must not open somebody's account. */
  sessionToken: string | null;
};

/**
 * Pays an open checkout: takes the last changes, charges, makes or updates the customer, issues the invoice. All of it in
 * one transaction, under the checkout's lock: two calls at once never charge twice.
 *
 * @returns the failures of `openForWriting`, `decideCheckoutChange`, `confirmationFailures` and `findBuyer`;
 *   `payment_not_ready` where money is due and nobody can take it; `confirmation_token_unknown`; and
 *   `payment_declined`, the one failure that leaves something behind: the checkout as it was changed, and the payment.
 */
export async function confirmCheckout(
  scope: Scope,
  id: string,
  change: CheckoutChange & { confirmationToken: string | null },
): Promise<Result<Confirmation>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(scope.database, (database) =>
        attemptToConfirm({ ...scope, database }, id, change),
      );
    } catch (error) {
      if (!(error instanceof BuyerOutrun) || attempt === attempts) throw error;
    }
  }
}

/** As often as others may take the buyer's address or external id in between. */
const attempts = 5;

/**
 * Somebody took the buyer's address or external id between the look-up and the write: all is undone, and the next attempt
 * finds them taken. A processor that moves real money has to know the checkout's charge again.
 */
class BuyerOutrun extends Error {}

async function attemptToConfirm(
  scope: Scope,
  id: string,
  change: CheckoutChange & { confirmationToken: string | null },
): Promise<Result<Confirmation>> {
  const { confirmationToken, ...members } = change;
  const opened = await openForWriting(scope, id, 'buyer');
  if (!opened.ok) return opened;
  const changed = await changeCheckout(scope, opened.value, members);
  if (!changed.ok) return changed;
  const ready = await readyToPay(scope, changed.value, confirmationToken);
  if (!ready.ok) return ready;
  const { buyer, processor, amounts } = ready.value;
  const charge = processor && (await chargeFor(scope, processor, changed.value, amounts, confirmationToken));
  if (charge && !charge.ok) return charge;
  const confirmed = await writeCheckout(
    scope,
    opened.value.checkout,
    moved(changed.value.checkout, 'confirmed'),
  );
  const details = { ...changed.value, checkout: confirmed };
  if (charge?.value.status === 'failed') return decline(scope, details, charge.value, buyer);
  return ok(await complete(scope, details, buyer, charge?.value));
}

type Ready = { buyer: Buyer; processor: PaymentProcessor | undefined; amounts: CheckoutAmounts };

/** Whether all is there that paying needs. The processor is undefined where nothing is due. */
async function readyToPay(
  scope: Scope,
  details: CheckoutDetails,
  confirmationToken: string | null,
): Promise<Result<Ready>> {
  const amounts = checkoutAmounts(details);
  const processor = amounts.isPaymentRequired ? processorOf(scope) : undefined;
  if (amounts.isPaymentRequired && (!processor || details.organization.status !== 'active')) {
    const message = 'Organization is not ready to accept payments';
    return fail({ code: 'payment_not_ready', message });
  }
  const missing = failAll(confirmationFailures(details, confirmationToken));
  if (missing) return missing;
  const buyer = await findBuyer(scope, details.checkout);
  return buyer.ok ? ok({ buyer: buyer.value, processor, amounts }) : buyer;
}

/** Nothing is written before the charge, so that a token that stands for nothing leaves nothing behind. */
async function chargeFor(
  scope: Scope,
  processor: PaymentProcessor,
  { checkout }: CheckoutDetails,
  amounts: CheckoutAmounts,
  confirmationToken: string | null,
): Promise<Result<Charge>> {
  if (confirmationToken === null) throw new Error('A checkout was ready to be paid without a token.');
  return processor.charge(scope, {
    amount: amounts.totalAmount,
    currency: checkout.currency,
    confirmationToken,
    checkoutId: checkout.id,
  });
}

/** Keeps the failed payment and opens the checkout again. */
async function decline(
  scope: Scope,
  details: CheckoutDetails,
  charge: Charge & { status: 'failed' },
  buyer: Buyer,
): Promise<Result<never>> {
  await pay(scope, details, charge, { customerId: buyer.customer?.id ?? null });
  await writeCheckout(scope, details.checkout, moved(details.checkout, 'open'));
  return fail({
    code: 'payment_declined',
    message: charge.declineMessage,
    detail: { reason: charge.declineReason },
  });
}

function pay(
  scope: Scope,
  details: CheckoutDetails,
  charge: Charge,
  belongs: { customerId: string | null; invoiceId?: string; paymentMethodId?: string },
) {
  const processor = processorOf(scope);
  if (!processor) throw new Error('A payment was made without a processor.');
  return recordPayment(scope, {
    charge,
    processor: processor.name,
    trigger: 'purchase',
    amount: checkoutAmounts(details).totalAmount,
    currency: details.checkout.currency,
    checkoutId: details.checkout.id,
    customerId: belongs.customerId,
    invoiceId: belongs.invoiceId ?? null,
    paymentMethodId: belongs.paymentMethodId ?? null,
  });
}

async function complete(
  scope: Scope,
  details: CheckoutDetails,
  buyer: Buyer,
  charge: Charge | undefined,
): Promise<Confirmation> {
  let customer = saved(await saveBuyer(scope, details, buyer));
  let paymentMethodId: string | undefined;
  if (charge) {
    const method = await savePaymentMethod(scope, {
      customerId: customer.id,
      processor: processorOf(scope)?.name ?? '',
      processorReference: charge.method.reference,
      type: charge.method.type,
      methodMetadata: charge.method.metadata,
    });
    paymentMethodId = method.id;
    customer = saved(await defaultToMethod(scope, customer, method.id));
  }
  const invoice = await invoiceFor(scope, details, customer);
  if (charge) {
    await pay(scope, details, charge, { customerId: customer.id, invoiceId: invoice.id, paymentMethodId });
  }
  const { checkout } = details;
  const bought = { ...checkout, customerId: customer.id, customerMatched: buyer.isMatched };
  await writeCheckout(scope, checkout, moved(bought, 'succeeded'));
  const session = buyer.isMatched
    ? undefined
    : await createCustomerSession(scope, { customerId: customer.id, returnUrl: checkout.returnUrl });
  return { details: { ...details, checkout: bought }, sessionToken: session?.token ?? null };
}

function invoiceFor(scope: Scope, details: CheckoutDetails, customer: Customer) {
  const { checkout, product, price, organization } = details;
  const { amount, taxAmount, taxBehavior } = checkoutAmounts(details);
  return issueInvoice(scope, {
    organization,
    customer,
    product,
    lines: [
      {
        label: product.name,
        quantity: 1,
        unitAmount: amount,
        amount,
        taxAmount: taxAmount ?? 0,
        taxRate: null,
        priceId: price.id,
      },
    ],
    taxInclusive: taxBehavior === 'inclusive',
    currency: checkout.currency,
    billingReason: 'purchase',
    billingName: customer.billingName ?? customer.name,
    billingAddress: customer.billingAddress,
    taxId: customer.taxIds.find(isKnownTaxId) ?? null,
    checkoutId: checkout.id,
    metadata: checkout.metadata,
    customFieldData: {},
    paid: true,
  });
}

function saved<T>(result: Result<T>): T {
  if (!result.ok) throw new BuyerOutrun(result.failures[0].code);
  return result.value;
}
