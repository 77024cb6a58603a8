/** What whoever tests may do in the place of a buyer, a bank or a card network. */
import { parsePrefixedId } from '../../../platform/ids.ts';
import type { Database } from '../../../platform/postgres/database.ts';
import { type Failure, fail, ok, type Result } from '../../../platform/result.ts';
import type { Scope } from '../../../platform/scope.ts';
import type { ProcessorDispute, ProcessorEvent } from '../processor.ts';
import { answerToChallenge } from './card-behavior.ts';
import { laterThan } from './charge-sandbox-card.ts';
import { keptCardPrefix } from './find-sandbox-card.ts';
import { changeSandboxCardOutcome } from './sandbox-cards.sql.ts';
import {
  type SandboxCharge,
  selectSandboxChargeByKey,
  selectSandboxChargeBySecret,
  settleSandboxChargeRow,
} from './sandbox-charges.sql.ts';
import { insertSandboxDispute, moveSandboxDispute, selectSandboxDispute } from './sandbox-disputes.sql.ts';
import { chargeEvent, disputeOf, newDispute, settleDelayed } from './sandbox-events.ts';
import { wellKnownCard } from './test-cards.ts';

/** Whose challenge a client secret is for, or undefined where it is none's. */
export async function findSandboxChallenge(
  database: Database,
  clientSecret: string,
): Promise<SandboxCharge | undefined> {
  const charge = await selectSandboxChargeBySecret(database, clientSecret);
  return charge?.mode === 'test' ? charge : undefined;
}

/**
 * Answers the challenge of a charge or set-up, as its buyer would. Whether the card then pays is up to the card.
 *
 * @returns the notice to act on; `challenge_over` where it is answered already.
 */
export async function answerSandboxChallenge(
  scope: Scope,
  charge: SandboxCharge,
  passes: boolean,
): Promise<Result<ProcessorEvent>> {
  const answer = answerToChallenge(charge.outcome, charge.kind, passes);
  const settlement = {
    status: answer.status,
    declineReason: answer.status === 'failed' ? answer.declineReason : null,
    nextActionAt: laterThan(scope.clock.now(), { ...charge, status: answer.status }),
  };
  const settled = await settleSandboxChargeRow(scope, charge.id, 'requires_action', settlement, true);
  return settled
    ? ok(chargeEvent(settled))
    : fail({ code: 'challenge_over', message: 'This challenge has been answered already.' });
}

/**
 * Settles a payment that is pending, before its minute is over.
 *
 * @returns the notice to act on; `not_found`, `not_pending`.
 */
export async function settleSandboxPayment(
  scope: Scope,
  paymentId: string,
  outcome: 'succeeded' | 'failed',
): Promise<Result<ProcessorEvent>> {
  const charge = await selectSandboxChargeByKey(scope, 'charge', paymentId);
  if (!charge) return fail(unknownPayment);
  const settled = await settleDelayed(scope, charge, outcome);
  return settled
    ? ok(chargeEvent(settled))
    : fail({ code: 'not_pending', message: 'This payment is not pending.' });
}

/**
 * Disputes a payment as its buyer's bank would, or moves the dispute that it has.
 *
 * @returns the notice to act on; `not_found`, `not_succeeded`, `dispute_over`.
 */
export async function disputeSandboxPayment(
  scope: Scope,
  paymentId: string,
  status: ProcessorDispute['status'],
): Promise<Result<ProcessorEvent>> {
  const charge = await selectSandboxChargeByKey(scope, 'charge', paymentId);
  if (!charge) return fail(unknownPayment);
  if (charge.status !== 'succeeded') {
    return fail({ code: 'not_succeeded', message: 'Only what was paid can be disputed.' });
  }
  const raised = newDispute(scope, charge, { status, reason: 'fraudulent' });
  if (await insertSandboxDispute(scope, raised)) {
    return ok({ kind: 'dispute', dispute: disputeOf(charge, raised) });
  }
  const dispute = await selectSandboxDispute(scope, { chargeId: charge.id });
  const moved = dispute && (await moveSandboxDispute(scope, dispute.id, status));
  return moved
    ? ok({ kind: 'dispute', dispute: disputeOf(charge, moved) })
    : fail({ code: 'dispute_over', message: 'The dispute of this payment is over.' });
}

/**
 * Makes a kept card do from now on what another test card does: run out of funds, be stolen, be good again.
 *
 * @param token a well-known one
 * @returns `not_found`, `token_unknown`.
 */
export async function changeSandboxCard(
  scope: Scope,
  methodReference: string,
  token: string,
): Promise<Result<null>> {
  const card = wellKnownCard(token);
  if (!card) {
    return fail({ code: 'token_unknown', field: 'token', message: 'This is not the token of a test card.' });
  }
  const id = parsePrefixedId(keptCardPrefix, methodReference);
  const isChanged = id !== null && (await changeSandboxCardOutcome(scope, id, card.outcome));
  return isChanged ? ok(null) : fail({ code: 'not_found', message: 'The sandbox keeps no such card.' });
}

const unknownPayment: Failure = { code: 'not_found', message: 'The sandbox knows no such payment.' };
