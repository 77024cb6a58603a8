import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimal,
  multiplyDecimals,
} from '../../platform/decimal.ts';

/** Prices of seats or units by how many there are. */
export type TierSet = {
  /** `volume`: all units at the price of the tier that their number falls into. `graduated`: each unit at its own tier's. */
  mode: 'volume' | 'graduated';
  /** One at least, in ascending order, each beginning where the one before ends. Only the last may have no end. */
  tiers: Tier[];
};

export type Tier = {
  /** The first and the last unit of the tier; `to` is null where it has no end. */
  from: number;
  to: number | null;
  /** What one unit costs: decimal text, in minor units. */
  unitAmount: string;
  /** What reaching the tier costs besides, in minor units. */
  flatAmount: number;
};

/**
 * What `quantity` units cost, in minor units and exact. Units below the first tier cost what those in it do, units past a
 * last tier that ends cost what those in that one do: who may buy how many is a question of the price's bounds.
 */
export function tieredAmount({ mode, tiers }: TierSet, quantity: number): Decimal {
  if (quantity <= 0) return decimal('0');
  const reached = tiers.filter((tier, index) => index === 0 || tier.from <= quantity);
  if (mode === 'volume') return sliceAmount(reached.at(-1), quantity);
  return reached.reduce((sum, tier, index) => {
    const before = index === 0 ? 0 : tier.from - 1;
    const last = reached[index + 1] ? (tier.to ?? quantity) : quantity;
    return addDecimals(sum, sliceAmount(tier, Math.min(last, quantity) - before));
  }, decimal('0'));
}

function sliceAmount(tier: Tier | undefined, quantity: number): Decimal {
  if (!tier) throw new Error('A set of tiers is empty.');
  const units = multiplyDecimals(decimal(tier.unitAmount), decimal(String(quantity)));
  return addDecimals(units, decimal(String(tier.flatAmount)));
}

/**
 * What keeps tiers from being a set: in words, undefined where nothing does. Each tier must begin at 1 or later and right
 * after the one before, end where it begins or later (only the last may not end), and cost nothing less than 0.
 */
export function tierProblem(tiers: readonly Tier[]): string | undefined {
  if (tiers.length === 0) return 'There must be at least one tier.';
  for (const [index, tier] of tiers.entries()) {
    const before = tiers[index - 1];
    const numbers = [tier.from, tier.to ?? tier.from, tier.flatAmount];
    if (!numbers.every(Number.isSafeInteger) || tier.from < 1) return 'A tier must begin at 1 or later.';
    if (before && before.to === null) return 'Only the last tier may be without an end.';
    if (before && before.to !== tier.from - 1) return 'Each tier must begin right after the one before it.';
    if (tier.to !== null && tier.to < tier.from) return 'A tier must not end before it begins.';
    const isNegative = compareDecimals(decimal(tier.unitAmount), decimal('0')) < 0;
    if (isNegative || tier.flatAmount < 0) return 'A tier must not cost less than nothing.';
  }
  return undefined;
}
