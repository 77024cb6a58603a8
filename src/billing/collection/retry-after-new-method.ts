import { transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { listInvoices } from '../invoices/index.ts';
import { ProcessorError, selectPendingPaymentOf } from '../payments/index.ts';
import { beginInvoicePayment, usePaymentMethod } from '../subscriptions/index.ts';
import { carryOutPayment } from './carry-out-payment.ts';
import { holdInvoice } from './retry-payment.ts';

/** More unpaid invoices than this nobody has: dunning ends a subscription before its next one. */
const most = 100;

/**
 * Tries what a customer owes again at once, because they have another card to use now, and charges it for what comes. Polar:
 * a failure does not advance dunning.
 *
 * @param methodId the card, which is the customer's default one
 */
export async function retryAfterNewMethod(scope: Scope, customerId: string, methodId: string): Promise<void> {
  const { items } = await listInvoices(
    scope,
    { customerIds: [customerId], statuses: ['pending'] },
    { limit: most, offset: 0, sort: [{ by: 'createdAt', descending: false }] },
  );
  for (const { id, firstFailedAt } of items) {
    if (firstFailedAt === null) continue;
    const paymentId = await transaction(scope.database, (database) =>
      begin({ ...scope, database }, id, methodId),
    );
    if (paymentId !== null) await carryOut(scope, paymentId);
  }
  // Those that recover have it already.
  await usePaymentMethod(scope, customerId, methodId);
}

async function begin(scope: Scope, id: string, methodId: string): Promise<string | null> {
  const invoice = await holdInvoice(scope, { id });
  if (invoice?.status !== 'pending' || invoice.collectionMethod !== 'charge_automatically') return null;
  if (await selectPendingPaymentOf(scope, id)) return null;
  const { paymentId } = await beginInvoicePayment(scope, invoice, {
    trigger: 'retry_payment_method_update',
    preferredMethodId: methodId,
  });
  return paymentId;
}

/** Where the processor cannot be asked, the payment stays pending and is found again when due. */
async function carryOut(scope: Scope, paymentId: string): Promise<void> {
  try {
    await carryOutPayment(scope, paymentId);
  } catch (error) {
    if (!(error instanceof ProcessorError)) throw error;
  }
}
