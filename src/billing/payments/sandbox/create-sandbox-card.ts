import { newId, prefixedId } from '../../../platform/ids.ts';
import { type Failure, fail, ok, type Result } from '../../../platform/result.ts';
import type { Scope } from '../../../platform/scope.ts';
import { cardTokenPrefix } from './find-sandbox-card.ts';
import { insertSandboxCard } from './sandbox-cards.sql.ts';
import { securityCodeLength, testCard } from './test-cards.ts';

export type CardInput = {
  /** Digits, in groups or not. */
  number: string;
  /** 1 to 12. */
  expMonth: number;
  /** Four digits. */
  expYear: number;
  cvc: string;
};

/** A card that stands ready to be charged or kept. */
export type CardToken = { token: string; brand: string; last4: string; expMonth: number; expYear: number };

/**
 * Takes a test card and answers the token that stands for it. The number goes no further than this.
 *
 * @param checkoutId the only checkout that the token may pay, where it is one's
 * @returns `live_mode` (real cards are no business of the sandbox), `card_unknown`, `card_expired`, `cvc_invalid`.
 */
export async function createSandboxCard(
  scope: Scope,
  checkoutId: string | null,
  input: CardInput,
): Promise<Result<CardToken>> {
  if (scope.mode !== 'test') {
    return fail({ code: 'live_mode', message: 'The sandbox takes cards in test mode only.' });
  }
  const now = scope.clock.now();
  const card = testCard(input.number.replace(/[ -]/g, ''));
  if (!card) {
    return fail({ code: 'card_unknown', field: 'number', message: 'This is not the number of a test card.' });
  }
  const failure = expiryFailure(input, now) ?? securityCodeFailure(input, card.brand);
  if (failure) return fail(failure);
  const { expMonth, expYear } = input;
  const id = newId(now);
  await insertSandboxCard(scope, {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id,
    createdAt: now,
    checkoutId,
    ...card,
    expMonth,
    expYear,
    customerReference: null,
    isAuthenticated: false,
    detachedAt: null,
  });
  return ok({
    token: prefixedId(cardTokenPrefix, id),
    brand: card.brand,
    last4: card.last4,
    expMonth,
    expYear,
  });
}

/** A card is good until the end of its month. */
function expiryFailure({ expMonth, expYear }: CardInput, now: Date): Failure | undefined {
  const endsAt = Date.UTC(expYear, expMonth, 1);
  return endsAt > now.getTime()
    ? undefined
    : { code: 'card_expired', field: 'expYear', message: "The card's expiry date is in the past." };
}

function securityCodeFailure({ cvc }: CardInput, brand: string): Failure | undefined {
  const length = securityCodeLength(brand);
  return /^\d+$/.test(cvc) && cvc.length === length
    ? undefined
    : { code: 'cvc_invalid', field: 'cvc', message: `The security code of this card has ${length} digits.` };
}
