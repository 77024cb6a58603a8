import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectCustomer } from '../customers/index.ts';
import {
  changeInvoice,
  finalizeInvoice,
  type Invoice,
  selectInvoice,
  settleInvoice,
  withAccount,
} from '../invoices/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { paymentMethodToCharge, selectPaymentMethod } from '../payment-methods/index.ts';
import { beginPayment, type Payment, processorOf, selectPendingPaymentOf } from '../payments/index.ts';
import { carryOutPayment } from './carry-out-payment.ts';
import { chargedWith } from './retry-payment.ts';

/**
 * Charges a draft while nobody is there, and makes it an invoice once it is paid: until then it stays a draft.
 *
 * @param paymentMethodId the customer's default one where null
 * @returns `not_found`, `not_draft`, `payment_in_progress`, `payment_not_ready`, `payment_method_unknown`,
 *   `payment_failed` with the reason in `detail.reason` (`missing_payment_method`, `card_error`),
 *   `payment_action_required`. An invoice that is still a draft waits for a payment that takes its time.
 */
export async function finalizeDraft(
  scope: Scope,
  id: string,
  paymentMethodId: string | null,
): Promise<Result<Invoice>> {
  const begun = await transaction(scope.database, (database) =>
    begin({ ...scope, database }, id, paymentMethodId),
  );
  if (!begun.ok) return begun;
  const { invoice, payment } = begun.value;
  if (!payment) return ok(invoice);
  const refused = failureOf(await carryOutPayment(scope, payment.id));
  return refused ?? ok((await selectInvoice(scope, { id })) ?? invoice);
}

type Begun = { invoice: Invoice; payment: Payment | null };

async function begin(scope: Scope, id: string, paymentMethodId: string | null): Promise<Result<Begun>> {
  const draft = await selectInvoice(scope, { id }, { lock: true });
  const customer = draft && (await selectCustomer(scope, { id: draft.customerId }));
  if (!draft || !customer) return fail({ code: 'not_found', message: 'There is no such invoice.' });
  if (draft.status !== 'draft') return fail({ code: 'not_draft', message: 'This order is not a draft.' });
  if (await selectPendingPaymentOf(scope, id)) {
    return fail({
      code: 'payment_in_progress',
      message: 'A payment for this order is already in progress.',
    });
  }
  const { organization, processor } = await loadSeller(scope);
  const invoice = await withAccount(scope, draft);
  if (invoice.dueAmount === invoice.deferredAmount) {
    const { appliedBalanceAmount, dueAmount, deferredAmount } = invoice;
    const settled = await changeInvoice(scope, draft, { appliedBalanceAmount, dueAmount, deferredAmount });
    const final = await finalizeInvoice(scope, settled, { organization, customer });
    return ok({ invoice: await settleInvoice(scope, final, customer), payment: null });
  }
  if (!processor) return fail({ code: 'payment_not_ready', message: 'Nothing can be charged yet.' });
  const method =
    paymentMethodId === null
      ? await paymentMethodToCharge(scope, { customerId: customer.id, preferredId: null })
      : await selectPaymentMethod(scope, customer.id, paymentMethodId);
  if (method?.processor !== processor.name) return fail(missingMethod(paymentMethodId));
  const { appliedBalanceAmount, dueAmount } = invoice;
  const isChanged = appliedBalanceAmount !== draft.appliedBalanceAmount || dueAmount !== draft.dueAmount;
  const payable = isChanged ? await changeInvoice(scope, draft, { appliedBalanceAmount, dueAmount }) : draft;
  const payment = await beginPayment(scope, {
    purpose: 'invoice',
    trigger: 'purchase',
    amount: dueAmount,
    currency: invoice.currency,
    processor: processor.name,
    customerId: customer.id,
    invoiceId: invoice.id,
    ...chargedWith(method),
  });
  return ok({ invoice: payable, payment });
}

async function loadSeller(scope: Scope) {
  const [organization, processor] = await Promise.all([
    selectOrganization(scope.database, scope.organizationId),
    processorOf(scope),
  ]);
  if (!organization) throw new Error('An invoice has lost its organization.');
  return { organization, processor };
}

function missingMethod(paymentMethodId: string | null) {
  return paymentMethodId === null
    ? {
        code: 'payment_failed',
        message: 'Payment failed with reason: missing_payment_method.',
        detail: { reason: 'missing_payment_method' },
      }
    : { code: 'payment_method_unknown', field: 'paymentMethodId', message: 'Payment method not found.' };
}

function failureOf(payment: Payment) {
  if (payment.status === 'succeeded') return undefined;
  const needsBuyer = payment.clientSecret !== null || payment.declineReason === 'authentication_required';
  if (needsBuyer) {
    return fail({
      code: 'payment_action_required',
      message: 'Payment requires the customer to authenticate.',
    });
  }
  if (payment.status === 'pending') return undefined;
  return fail({
    code: 'payment_failed',
    message: 'Payment failed with reason: card_error.',
    detail: { reason: 'card_error' },
  });
}
