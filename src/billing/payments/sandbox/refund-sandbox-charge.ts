import { newId } from '../../../platform/ids.ts';
import { transaction } from '../../../platform/postgres/database.ts';
import type { Scope } from '../../../platform/scope.ts';
import type { RefundOutcome, RefundRequest } from '../processor.ts';
import { behaviorOf } from './card-behavior.ts';
import { chargeIdOf } from './charge-sandbox-card.ts';
import { type SandboxCharge, selectSandboxCharge, updateSandboxNextAction } from './sandbox-charges.sql.ts';
import { selectSandboxDispute } from './sandbox-disputes.sql.ts';
import { earliest, refundDelay, refundOutcomeOf } from './sandbox-events.ts';
import { insertSandboxRefund, type SandboxRefund, selectSandboxRefunds } from './sandbox-refunds.sql.ts';

/** Gives money back: once for a key, and never more than was taken. */
export async function refundSandboxCharge(scope: Scope, request: RefundRequest): Promise<RefundOutcome> {
  const { idempotencyKey, amount } = request;
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const chargeId = chargeIdOf('charge', request.chargeReference);
    const charge =
      chargeId === null ? undefined : await selectSandboxCharge(inside, chargeId, { lock: true });
    if (!charge) return { reference: idempotencyKey, status: 'failed', failureReason: 'charge_unknown' };
    const earlier = await selectSandboxRefunds(inside, charge.id);
    const same = earlier.find((refund) => refund.idempotencyKey === idempotencyKey);
    if (same) return refundOutcomeOf(same);
    const refund = newRefund(inside, charge, { idempotencyKey, amount });
    const failureReason = await whyNot(inside, charge, earlier, amount);
    if (failureReason) {
      const refused: SandboxRefund = {
        ...refund,
        status: 'failed',
        failureReason,
        becomes: null,
        becomesAt: null,
      };
      await insertSandboxRefund(inside, refused);
      return refundOutcomeOf(refused);
    }
    await insertSandboxRefund(inside, refund);
    const due = [charge.nextActionAt, refund.becomesAt].filter((moment) => moment !== null);
    await updateSandboxNextAction(inside, charge.id, earliest(due));
    return refundOutcomeOf(refund);
  });
}

function newRefund(
  scope: Scope,
  charge: SandboxCharge,
  { idempotencyKey, amount }: Pick<SandboxRefund, 'idempotencyKey' | 'amount'>,
): SandboxRefund {
  const now = scope.clock.now();
  const delayed = behaviorOf(charge.outcome).refund;
  return {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    idempotencyKey,
    chargeId: charge.id,
    amount,
    status: delayed?.atFirst ?? 'succeeded',
    failureReason: null,
    becomes: delayed?.later ?? null,
    becomesAt: delayed ? refundDelay(now) : null,
  };
}

async function whyNot(
  scope: Scope,
  charge: SandboxCharge,
  earlier: readonly SandboxRefund[],
  amount: number,
): Promise<string | undefined> {
  if (charge.status !== 'succeeded' || charge.amount === null) return 'charge_not_succeeded';
  const dispute = await selectSandboxDispute(scope, { chargeId: charge.id });
  if (dispute && !['early_warning', 'won', 'prevented'].includes(dispute.status)) return 'charge_disputed';
  const given = earlier.reduce((sum, refund) => sum + (refund.status === 'failed' ? 0 : refund.amount), 0);
  return given + amount > charge.amount ? 'amount_too_large' : undefined;
}
