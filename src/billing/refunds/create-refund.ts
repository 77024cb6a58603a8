import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { type Invoice, selectInvoice } from '../invoices/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { leftBehindAt, type Payment, selectSucceededPaymentOf } from '../payments/index.ts';
import { carryOutRefund } from './carry-out-refund.ts';
import { decideRefund, type RefundParts } from './decide-refund.ts';
import type { GivenReason, Refund } from './refund.ts';
import { insertRefund, isDisputed, selectPendingRefunds, selectRefundOfRequest } from './refunds.sql.ts';

export type RefundInput = {
  invoiceId: string;
  /** Without tax, in minor units; at least 1. */
  amount: number;
  reason: GivenReason;
  comment?: string | null;
  metadata?: Record<string, unknown>;
  revokeBenefits?: boolean;
};

/**
 * Gives money of an invoice back. Written down before the processor is asked, and settled by its answer: whatever breaks in
 * between, it goes back once, also where the request is made again after it died.
 *
 * @returns `not_found`, `refunds_blocked`, and what `decideRefund` refuses; a refund that the processor refused is an answer.
 */
export async function createRefund(scope: Scope, input: RefundInput): Promise<Result<Refund>> {
  const begun = await transaction(scope.database, (database) => beginRefund({ ...scope, database }, input));
  return begun.ok ? ok(await carryOutRefund(scope, begun.value.id)) : begun;
}

async function beginRefund(scope: Scope, input: RefundInput): Promise<Result<Refund>> {
  const invoice = await selectInvoice(scope, { id: input.invoiceId }, { lock: true });
  if (!invoice) return fail({ code: 'not_found', field: 'invoiceId', message: 'Order not found' });
  const begun = await selectRefundOfRequest(scope, invoice.id);
  if (begun) return ok(begun);
  const organization = await selectOrganization(scope.database, scope.organizationId);
  if (organization?.status === 'blocked') {
    return fail({ code: 'refunds_blocked', message: 'Refunds are blocked for this order.' });
  }
  const payment = await selectSucceededPaymentOf(scope, invoice.id);
  const decided = decideRefund({
    invoice,
    payment: !payment ? 'none' : (await isDisputed(scope, payment.id)) ? 'disputed' : 'succeeded',
    pending: await selectPendingRefunds(scope, invoice.id),
    amount: input.amount,
    revokeBenefits: input.revokeBenefits ?? false,
  });
  if (!decided.ok) return decided;
  if (!payment) throw new Error(`Invoice ${invoice.id} is refunded without a payment.`);
  const { reason, comment = null, metadata = {}, revokeBenefits = false } = input;
  return ok(
    await writeRefund(scope, invoice, payment, decided.value, { reason, comment, metadata, revokeBenefits }),
  );
}

/** Writes a refund down as pending, in the caller's transaction, which holds the invoice. */
export async function writeRefund(
  scope: Scope,
  invoice: Invoice,
  payment: Pick<Payment, 'id' | 'processor'>,
  parts: RefundParts,
  said: Pick<Refund, 'reason'> &
    Partial<Pick<Refund, 'comment' | 'metadata' | 'revokeBenefits' | 'disputeId' | 'processorReference'>>,
): Promise<Refund> {
  const now = scope.clock.now();
  const refund: Refund = {
    comment: null,
    metadata: {},
    revokeBenefits: false,
    disputeId: null,
    processorReference: null,
    ...said,
    ...parts,
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    invoiceId: invoice.id,
    paymentId: payment.id,
    customerId: invoice.customerId,
    subscriptionId: invoice.subscriptionId,
    status: 'pending',
    currency: invoice.currency,
    processor: payment.processor,
    failureReason: null,
    settledAt: null,
    nextActionAt: leftBehindAt(scope),
  };
  await insertRefund(scope, refund, {
    type: 'refund.created',
    objectType: 'refund',
    objectId: refund.id,
    changes: changesBetween<Refund>(null, refund, ['status', 'invoiceId', 'amount', 'taxAmount', 'reason']),
  });
  return refund;
}
