import { newId, parsePrefixedId, prefixedId } from '../../../platform/ids.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { Scope } from '../../../platform/scope.ts';
import { newToken } from '../../../platform/tokens.ts';
import { isFinalDecline } from '../decline-reasons.ts';
import type { ChargedMethod, ChargeRequest, ChargeSource, Outcome, SetUpRequest } from '../processor.ts';
import {
  answerOf,
  behaviorOf,
  type CardAnswer,
  type CardUse,
  declineMessages,
  delayMilliseconds,
} from './card-behavior.ts';
import { type FoundCard, findSandboxCard, keptCardPrefix } from './find-sandbox-card.ts';
import type { SandboxCard } from './sandbox-cards.sql.ts';
import { insertSandboxCharge, type SandboxCharge } from './sandbox-charges.sql.ts';

/** Charges a card: once for a key, whatever is asked and however often. */
export async function chargeSandboxCard(scope: Scope, request: ChargeRequest): Promise<Result<Outcome>> {
  const { source, customerReference, offSession, saveMethod, amount, currency, idempotencyKey } = request;
  const card = await findSandboxCard(scope, source, customerReference);
  if (!card && 'confirmationToken' in source) return tokenUnknown;
  return ok(
    await useCard(scope, card, {
      kind: 'charge',
      idempotencyKey,
      amount,
      currency,
      source,
      customerReference,
      offSession,
      keepsCard: saveMethod && 'confirmationToken' in source,
    }),
  );
}

/** Keeps a card without charging it. */
export async function setUpSandboxCard(scope: Scope, request: SetUpRequest): Promise<Result<Outcome>> {
  const { confirmationToken, checkoutId, customerReference, idempotencyKey } = request;
  const source = { confirmationToken, checkoutId };
  const card = await findSandboxCard(scope, source, customerReference);
  if (!card) return tokenUnknown;
  return ok(
    await useCard(scope, card, {
      kind: 'set_up',
      idempotencyKey,
      amount: null,
      currency: null,
      source,
      customerReference,
      offSession: false,
      keepsCard: true,
    }),
  );
}

const tokenUnknown = fail({
  code: 'confirmation_token_unknown',
  field: 'confirmationToken',
  message: 'The confirmation token is not one of the sandbox.',
});

type Use = Pick<SandboxCharge, 'kind' | 'idempotencyKey' | 'amount' | 'currency'> & {
  source: ChargeSource;
  customerReference: string | null;
  offSession: boolean;
  keepsCard: boolean;
};

/** `card` is undefined of a method that is gone, which a processor declines. */
async function useCard(scope: Scope, card: FoundCard | undefined, use: Use): Promise<Outcome> {
  const now = scope.clock.now();
  const id = newId(now);
  const answer = card ? answerOf(card.outcome, cardUse(card, use)) : methodGone;
  const keepsCard = card !== undefined && use.keepsCard && answer.status !== 'failed';
  const keptCardId = keepsCard ? newId(now) : (card?.keptCardId ?? null);
  const customerReference = use.customerReference ?? prefixedId('customer', id);
  const charge: SandboxCharge = {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id,
    createdAt: now,
    modifiedAt: null,
    kind: use.kind,
    idempotencyKey: use.idempotencyKey,
    amount: use.amount,
    currency: use.currency,
    outcome: card?.outcome ?? 'succeeds',
    cardId: keptCardId,
    customerReference,
    method: card ? chargedMethod(card, use.source, keptCardId) : null,
    status: answer.status,
    declineReason: answer.status === 'failed' ? answer.declineReason : null,
    clientSecret: answer.status === 'requires_action' ? newToken(`${use.kind}_secret_`) : null,
    nextActionAt: laterThan(now, { ...use, outcome: card?.outcome ?? 'succeeds', status: answer.status }),
  };
  const kept = card && keepsCard ? keptCard(charge, card) : undefined;
  return outcomeOf(await insertSandboxCharge(scope, charge, kept));
}

const methodGone: CardAnswer = { status: 'failed', declineReason: 'payment_method_unknown' };

function cardUse(card: FoundCard, { kind, offSession }: Use): CardUse {
  return { kind, offSession, isKept: card.keptCardId !== null, isAuthenticated: card.isAuthenticated };
}

function chargedMethod(card: FoundCard, source: ChargeSource, keptCardId: string | null): ChargedMethod {
  const { metadata, fingerprint } = card;
  const given = 'confirmationToken' in source ? source.confirmationToken : source.methodReference;
  const reference = keptCardId === null ? given : prefixedId(keptCardPrefix, keptCardId);
  return { type: 'card', reference, metadata, fingerprint };
}

function keptCard(charge: SandboxCharge, card: FoundCard): SandboxCard {
  const { organizationId, mode, createdAt, outcome, customerReference } = charge;
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = card.metadata;
  if (charge.cardId === null) throw new Error('A card is kept without an id.');
  return {
    organizationId,
    mode,
    id: charge.cardId,
    createdAt,
    checkoutId: null,
    outcome,
    brand,
    last4,
    expMonth,
    expYear,
    fingerprint: card.fingerprint,
    customerReference,
    isAuthenticated: false,
    detachedAt: null,
  };
}

/** When something comes by itself of a charge that has just come to its status. */
export function laterThan(
  now: Date,
  charge: Pick<SandboxCharge, 'kind' | 'outcome' | 'status'>,
): Date | null {
  const { dispute } = behaviorOf(charge.outcome);
  const isDisputed = charge.kind === 'charge' && charge.status === 'succeeded' && dispute !== undefined;
  const comes = charge.status === 'pending' || isDisputed;
  return comes ? new Date(now.getTime() + delayMilliseconds) : null;
}

/** What a charge has come to, as a processor tells it. */
export function outcomeOf(charge: SandboxCharge): Outcome {
  const { customerReference, method, status, clientSecret } = charge;
  const known = { reference: prefixedId(charge.kind, charge.id), customerReference, method };
  if (status === 'requires_action') return { ...known, status, clientSecret: clientSecret ?? '' };
  if (status !== 'failed') return { ...known, status };
  const declineReason = charge.declineReason ?? 'generic_decline';
  return {
    ...known,
    status,
    declineReason,
    declineMessage: declineMessages[declineReason],
    isFinal: isFinalDecline(declineReason),
  };
}

/** The id in what a charge or set-up is known by. */
export function chargeIdOf(kind: SandboxCharge['kind'], reference: string): string | null {
  return parsePrefixedId(kind, reference);
}
