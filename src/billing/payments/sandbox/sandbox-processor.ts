import { parsePrefixedId } from '../../../platform/ids.ts';
import { fail, ok } from '../../../platform/result.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Outcome, type PaymentProcessor, ProcessorError } from '../processor.ts';
import { chargeIdOf, chargeSandboxCard, outcomeOf, setUpSandboxCard } from './charge-sandbox-card.ts';
import { keptCardPrefix } from './find-sandbox-card.ts';
import { refundSandboxCharge } from './refund-sandbox-charge.ts';
import { detachSandboxCard } from './sandbox-cards.sql.ts';
import { type SandboxCharge, selectSandboxCharge, settleSandboxChargeRow } from './sandbox-charges.sql.ts';
import { moveSandboxDispute } from './sandbox-disputes.sql.ts';
import { settleDelayed } from './sandbox-events.ts';

/**
 * Charges test cards: the same card always does the same, and nothing leaves the process. It plays the far side: each
 * call keeps what it did in tables of its own, by its key, so that a repeat does nothing again. On a pool that is a
 * transaction of its own, as a processor's is.
 */
export const sandboxProcessor: PaymentProcessor = {
  name: 'sandbox',
  charge: chargeSandboxCard,
  async retrieveCharge(scope, reference) {
    const charge = await retrieve(scope, 'charge', reference);
    if (!charge) throw new ProcessorError('The sandbox knows no such charge.');
    return outcomeOf(charge);
  },
  cancelCharge,
  setUp: setUpSandboxCard,
  async retrieveSetUp(scope, reference) {
    const setUp = await retrieve(scope, 'set_up', reference);
    return setUp
      ? ok(outcomeOf(setUp))
      : fail({ code: 'set_up_unknown', message: 'The sandbox knows no such set-up.' });
  },
  // Every charge of the sandbox takes the money when it is made.
  capture: (scope, { reference }) => sandboxProcessor.retrieveCharge(scope, reference),
  refund: refundSandboxCharge,
  async acceptDispute(scope, reference) {
    const id = parsePrefixedId('dispute', reference);
    if (id !== null) await moveSandboxDispute(scope, id, 'lost');
  },
  async detachMethod(scope, methodReference) {
    const id = parsePrefixedId(keptCardPrefix, methodReference);
    if (id !== null) await detachSandboxCard(scope, id);
  },
  readWebhook: async () =>
    fail({ code: 'signature_invalid', message: 'Nobody sends notices for the sandbox.' }),
};

/** A charge as it is now: one that was to be known later is, once its time has come. */
async function retrieve(
  scope: Scope,
  kind: SandboxCharge['kind'],
  reference: string,
): Promise<SandboxCharge | undefined> {
  const id = chargeIdOf(kind, reference);
  const charge = id === null ? undefined : await selectSandboxCharge(scope, id);
  if (charge?.kind !== kind) return undefined;
  const isDue = charge.nextActionAt !== null && charge.nextActionAt <= scope.clock.now();
  if (charge.status !== 'pending' || !isDue) return charge;
  return (await settleDelayed(scope, charge)) ?? selectSandboxCharge(scope, charge.id);
}

async function cancelCharge(scope: Scope, reference: string): Promise<Outcome> {
  const id = chargeIdOf('charge', reference);
  const given = { status: 'failed' as const, declineReason: 'canceled' as const, nextActionAt: null };
  if (id !== null) await settleSandboxChargeRow(scope, id, 'requires_action', given, false);
  return sandboxProcessor.retrieveCharge(scope, reference);
}
