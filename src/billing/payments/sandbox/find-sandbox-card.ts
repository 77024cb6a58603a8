import { parsePrefixedId } from '../../../platform/ids.ts';
import type { Scope } from '../../../platform/scope.ts';
import type { CardMetadata, ChargeSource } from '../processor.ts';
import type { CardOutcome } from './card-behavior.ts';
import { type SandboxCard, selectSandboxCard } from './sandbox-cards.sql.ts';
import { wellKnownCard } from './test-cards.ts';

/** What tokens of cards, and kept cards, begin with. */
export const cardTokenPrefix = 'tok';
export const keptCardPrefix = 'card';

/** A card that can be charged. */
export type FoundCard = {
  outcome: CardOutcome;
  metadata: CardMetadata;
  fingerprint: string | null;
  /** The kept card that it is; null of a token. */
  keptCardId: string | null;
  isAuthenticated: boolean;
};

/** The card of a source, or undefined where there is none, or none for this customer or checkout. */
export async function findSandboxCard(
  scope: Scope,
  source: ChargeSource,
  customerReference: string | null,
): Promise<FoundCard | undefined> {
  if ('confirmationToken' in source) return findTokenCard(scope, source.confirmationToken, source.checkoutId);
  const id = parsePrefixedId(keptCardPrefix, source.methodReference);
  // Methods that were kept before cards had references of their own are known by their token.
  if (id === null) return findTokenCard(scope, source.methodReference, 'any');
  const card = await selectSandboxCard(scope, id);
  const isTheirs = customerReference === null || card?.customerReference === customerReference;
  return card && card.detachedAt === null && isTheirs
    ? { ...foundCard(card), keptCardId: card.id }
    : undefined;
}

async function findTokenCard(
  scope: Scope,
  token: string,
  checkoutId: string | null,
): Promise<FoundCard | undefined> {
  const wellKnown = wellKnownCard(token);
  if (wellKnown) {
    const { brand, last4, outcome, fingerprint } = wellKnown;
    const exp_year = scope.clock.now().getUTCFullYear() + wellKnownYears;
    const metadata = { brand, last4, exp_month: 12, exp_year };
    return { outcome, metadata, fingerprint, keptCardId: null, isAuthenticated: false };
  }
  const id = parsePrefixedId(cardTokenPrefix, token);
  const card = id === null ? undefined : await selectSandboxCard(scope, id);
  const mayPay = card?.checkoutId === null || checkoutId === 'any' || card?.checkoutId === checkoutId;
  return card && card.customerReference === null && mayPay ? foundCard(card) : undefined;
}

/** For how long the cards of well-known tokens are good. */
const wellKnownYears = 4;

function foundCard(card: SandboxCard): FoundCard {
  const { outcome, brand, last4, expMonth, expYear, fingerprint, isAuthenticated } = card;
  const metadata = { brand, last4, exp_month: expMonth, exp_year: expYear };
  return { outcome, metadata, fingerprint, keptCardId: null, isAuthenticated };
}
