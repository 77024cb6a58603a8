import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { processorNamed, selectPayment } from '../payments/index.ts';
import type { Dispute } from './dispute.ts';
import { selectDispute } from './disputes.sql.ts';
import { recordDispute } from './record-dispute.ts';

/**
 * Gives a dispute up: the buyer's bank keeps the money.
 *
 * @returns `not_found`, `dispute_not_open` unless it awaits the merchant's answer.
 * @throws ProcessorError where the processor cannot be asked: nothing has changed then
 */
export async function acceptDispute(scope: Scope, id: string): Promise<Result<Dispute>> {
  const dispute = await selectDispute(scope, { id });
  if (!dispute) return fail({ code: 'not_found', message: 'There is no such dispute.' });
  if (dispute.status !== 'needs_response') {
    return fail({ code: 'dispute_not_open', message: 'This dispute does not await an answer.' });
  }
  const [processor, payment] = await Promise.all([
    processorNamed(scope, dispute.processor),
    selectPayment(scope, dispute.paymentId),
  ]);
  await processor.acceptDispute(scope, dispute.processorReference);
  const recorded = await recordDispute(scope, {
    reference: dispute.processorReference,
    chargeReference: payment?.processorReference ?? '',
    status: 'lost',
    amount: dispute.amount + dispute.taxAmount,
    currency: dispute.currency,
    reason: dispute.reason,
    evidenceDueBy: dispute.evidenceDueBy,
  });
  return ok(recorded ?? { ...dispute, status: 'lost' });
}
