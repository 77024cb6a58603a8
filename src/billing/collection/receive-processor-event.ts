import type { Scope } from '../../platform/scope.ts';
import { selectSetUp, settleSetUp } from '../checkouts/index.ts';
import { recordDispute } from '../disputes/index.ts';
import { type ProcessorEvent, selectPayment } from '../payments/index.ts';
import { settleRefund } from '../refunds/index.ts';
import { settlePayment } from './settle-payment.ts';

/**
 * Acts on what a processor tells of its own accord. It may be told twice, late, and before the answer to the request that it
 * is about; what is of nothing that we know, others did with the same account.
 */
export async function receiveProcessorEvent(scope: Scope, event: ProcessorEvent): Promise<void> {
  switch (event.kind) {
    case 'charge':
      if (await selectPayment(scope, event.paymentId))
        await settlePayment(scope, event.paymentId, event.outcome);
      return;
    case 'refund':
      await settleRefund(scope, event.refundId, event.outcome);
      return;
    case 'dispute':
      await recordDispute(scope, event.dispute);
      return;
    case 'set_up':
      // Of a set-up that is not a checkout's, whoever made it asks for what became of it.
      if (await selectSetUp(scope, event.key)) await settleSetUp(scope, event.key, event.outcome);
      return;
    case 'ignored':
      return;
  }
}
