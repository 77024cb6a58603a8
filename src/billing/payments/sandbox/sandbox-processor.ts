import { newId, parsePrefixedId, prefixedId } from '../../../platform/ids.ts';
import { fail, ok } from '../../../platform/result.ts';
import type { Scope } from '../../../platform/scope.ts';
import type { CardMetadata } from '../../payment-methods/index.ts';
import type { PaymentProcessor } from '../processor.ts';
import { cardTokenPrefix } from './create-sandbox-card.ts';
import { selectSandboxCard } from './sandbox-cards.sql.ts';
import { type CardOutcome, declineMessages, wellKnownCard } from './test-cards.ts';

/** Charges test cards: the same card always does the same, and nothing leaves the process. */
export const sandboxProcessor: PaymentProcessor = {
  name: 'sandbox',
  async charge(scope, request) {
    const card = await findCard(scope, request.confirmationToken, request.checkoutId);
    if (!card) {
      return fail({
        code: 'confirmation_token_unknown',
        field: 'confirmationToken',
        message: 'The confirmation token is not one of the sandbox.',
      });
    }
    const { outcome, metadata } = card;
    const charge = {
      reference: prefixedId('charge', newId(scope.clock.now())),
      method: { type: 'card' as const, reference: request.confirmationToken, metadata },
    };
    return outcome === 'succeeds'
      ? ok({ ...charge, status: 'succeeded' })
      : ok({
          ...charge,
          status: 'failed',
          declineReason: outcome,
          declineMessage: declineMessages[outcome],
        });
  },
};

type FoundCard = { outcome: CardOutcome; metadata: CardMetadata };

/** The card of a token: a well-known one, or one that was made for this checkout. */
async function findCard(scope: Scope, token: string, checkoutId: string): Promise<FoundCard | undefined> {
  const wellKnown = wellKnownCard(token);
  if (wellKnown) {
    const { brand, last4, outcome } = wellKnown;
    const expYear = scope.clock.now().getUTCFullYear() + wellKnownYears;
    return { outcome, metadata: { brand, last4, exp_month: 12, exp_year: expYear } };
  }
  const id = parsePrefixedId(cardTokenPrefix, token);
  const card = id === null ? undefined : await selectSandboxCard(scope, id);
  if (card?.checkoutId !== checkoutId) return undefined;
  const { outcome, brand, last4, expMonth, expYear } = card;
  return { outcome, metadata: { brand, last4, exp_month: expMonth, exp_year: expYear } };
}

/** For how long the cards of well-known tokens are good. */
const wellKnownYears = 4;
