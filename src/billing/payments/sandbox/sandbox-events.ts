/** What the sandbox tells of its own accord, in the place of a processor's webhooks. */
import { newId, prefixedId } from '../../../platform/ids.ts';
import type { Scope } from '../../../platform/scope.ts';
import type { ProcessorDispute, ProcessorEvent, RefundOutcome } from '../processor.ts';
import { behaviorOf, delayMilliseconds } from './card-behavior.ts';
import { laterThan, outcomeOf } from './charge-sandbox-card.ts';
import {
  type SandboxCharge,
  type SandboxSettlement,
  selectSandboxCharge,
  settleSandboxChargeRow,
  updateSandboxNextAction,
} from './sandbox-charges.sql.ts';
import { insertSandboxDispute, type SandboxDispute } from './sandbox-disputes.sql.ts';
import { type SandboxRefund, selectSandboxRefunds, updateSandboxRefund } from './sandbox-refunds.sql.ts';

/**
 * Lets come what has fallen due of a charge: its delayed outcome, its dispute, the delayed outcome of a refund. Runs in the
 * transaction that found it due; one thing at a time, so that the charge may be due again at once.
 *
 * @returns the notice to act on, or undefined where nothing is due
 */
export async function nextSandboxEvent(scope: Scope, chargeId: string): Promise<ProcessorEvent | undefined> {
  const charge = await selectSandboxCharge(scope, chargeId, { lock: true });
  const now = scope.clock.now();
  if (!charge?.nextActionAt || charge.nextActionAt > now) return undefined;
  if (charge.status === 'pending') {
    const settled = await settleDelayed(scope, charge);
    return settled && chargeEvent(settled);
  }
  const refunds = await selectSandboxRefunds(scope, charge.id);
  const raised = await raiseDispute(scope, charge);
  const turned = raised ? undefined : await turnRefund(scope, refunds);
  const waiting = refunds.filter(({ id }) => id !== turned?.id).flatMap(({ becomesAt }) => becomesAt ?? []);
  await updateSandboxNextAction(scope, charge.id, earliest(waiting));
  if (raised) return { kind: 'dispute', dispute: disputeOf(charge, raised) };
  return turned && { kind: 'refund', refundId: turned.idempotencyKey, outcome: refundOutcomeOf(turned) };
}

/** Settles a charge whose outcome was to come later. */
export function settleDelayed(
  scope: Scope,
  charge: SandboxCharge,
  status: 'succeeded' | 'failed' = behaviorOf(charge.outcome).delayed ?? 'succeeded',
): Promise<SandboxCharge | undefined> {
  const settlement: SandboxSettlement = {
    status,
    declineReason: status === 'failed' ? 'generic_decline' : null,
    nextActionAt: laterThan(scope.clock.now(), { ...charge, status }),
  };
  return settleSandboxChargeRow(scope, charge.id, 'pending', settlement, false);
}

async function raiseDispute(scope: Scope, charge: SandboxCharge): Promise<SandboxDispute | undefined> {
  const { dispute } = behaviorOf(charge.outcome);
  if (!dispute || charge.status !== 'succeeded') return undefined;
  const raised = newDispute(scope, charge, dispute);
  return (await insertSandboxDispute(scope, raised)) ? raised : undefined;
}

/** How long a merchant has to answer a dispute. */
const evidenceMilliseconds = 7 * 86_400_000;

export function newDispute(
  scope: Scope,
  charge: SandboxCharge,
  { status, reason }: Pick<SandboxDispute, 'status' | 'reason'>,
): SandboxDispute {
  const now = scope.clock.now();
  return {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    chargeId: charge.id,
    status,
    reason,
    evidenceDueBy: status === 'needs_response' ? new Date(now.getTime() + evidenceMilliseconds) : null,
  };
}

async function turnRefund(
  scope: Scope,
  refunds: readonly SandboxRefund[],
): Promise<SandboxRefund | undefined> {
  const now = scope.clock.now();
  const due = refunds.find(({ becomesAt }) => becomesAt !== null && becomesAt <= now);
  if (!due?.becomes) return undefined;
  const turned: SandboxRefund = {
    ...due,
    modifiedAt: now,
    status: due.becomes,
    failureReason: due.becomes === 'failed' ? 'expired_or_canceled_card' : null,
    becomes: null,
    becomesAt: null,
  };
  await updateSandboxRefund(scope, turned);
  return turned;
}

export function earliest(moments: readonly Date[]): Date | null {
  return moments.length === 0 ? null : new Date(Math.min(...moments.map(Number)));
}

/** When the delayed outcome of a refund made now comes. */
export function refundDelay(now: Date): Date {
  return new Date(now.getTime() + delayMilliseconds);
}

export function chargeEvent(charge: SandboxCharge): ProcessorEvent {
  const outcome = outcomeOf(charge);
  return charge.kind === 'charge'
    ? { kind: 'charge', paymentId: charge.idempotencyKey, outcome }
    : { kind: 'set_up', key: charge.idempotencyKey, outcome };
}

export function refundOutcomeOf({ id, status, failureReason }: SandboxRefund): RefundOutcome {
  return { reference: prefixedId('refund', id), status, failureReason };
}

export function disputeOf(charge: SandboxCharge, dispute: SandboxDispute): ProcessorDispute {
  return {
    reference: prefixedId('dispute', dispute.id),
    chargeReference: prefixedId('charge', charge.id),
    status: dispute.status,
    amount: charge.amount ?? 0,
    currency: charge.currency ?? '',
    reason: dispute.reason,
    evidenceDueBy: dispute.evidenceDueBy,
  };
}
