import { formatMoney, maximumAmount, minimumAmount } from '../../platform/currency.ts';
import { newId } from '../../platform/ids.ts';
import type { Failure } from '../../platform/result.ts';
import type { Price, Product } from './product.ts';

/** A price as asked for. Amounts in minor units of its currency. */
export type NewPrice = {
  currency: string;
  taxBehavior: Price['taxBehavior'];
} & (
  | { amountType: 'fixed'; unitAmount: number }
  /** The buyer says what to pay. */
  | {
      amountType: 'custom';
      minimumAmount: number;
      maximumAmount: number | null;
      presetAmount: number | null;
    }
);

/** An entry of a price list: a price that stays, or a new one. */
export type PriceEntry = NewPrice | { id: string };

/** What becomes of a product's prices: `listed` is the list as it will be, new prices included. */
export type PriceListDecision = { listed: Price[]; added: Price[]; archived: Price[] };

type Outcome = { ok: true; value: PriceListDecision } | { ok: false; failures: [Failure, ...Failure[]] };

/**
 * The price list that replaces another: entries by id stay, the others are made, and what is left out is archived.
 *
 * Failures: `price_unknown`, `amount_too_small`, `amount_too_large`, `amounts_crossed` carry `detail.index` (and, but for
 * the first, `detail.member`, the amount at fault); `prices_inconsistent` is of the list as a whole.
 */
export function decidePriceList(
  product: Pick<Product, 'organizationId' | 'mode' | 'id'>,
  current: readonly Price[],
  entries: readonly PriceEntry[],
  defaultCurrency: string,
  now: Date,
): Outcome {
  const failures: Failure[] = [];
  const listed: Price[] = [];
  const added: Price[] = [];
  entries.forEach((entry, index) => {
    if ('id' in entry) {
      const kept = current.find(({ id }) => id === entry.id);
      if (kept) listed.push({ ...kept, position: index });
      else failures.push({ code: 'price_unknown', message: 'Price does not exist.', detail: { index } });
      return;
    }
    failures.push(...amountFailures(entry, index));
    const price = newPrice(product, entry, index, now);
    listed.push(price);
    added.push(price);
  });
  if (failures.length === 0) failures.push(...setFailures(listed, defaultCurrency));
  const [first, ...rest] = failures;
  if (first) return { ok: false, failures: [first, ...rest] };
  const standard = listed.findIndex(({ currency }) => currency === defaultCurrency);
  listed.forEach((price, index) => {
    price.isDefault = index === standard;
  });
  const stays = new Set(listed.map(({ id }) => id));
  const archived = current
    .filter(({ id }) => !stays.has(id))
    .map((price) => ({ ...price, isDefault: false, archivedAt: now, modifiedAt: now }));
  return { ok: true, value: { listed, added, archived } };
}

function newPrice(
  product: Pick<Product, 'organizationId' | 'mode' | 'id'>,
  entry: NewPrice,
  position: number,
  now: Date,
): Price {
  const custom = entry.amountType === 'custom' ? entry : undefined;
  return {
    organizationId: product.organizationId,
    mode: product.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    productId: product.id,
    position,
    name: null,
    slug: null,
    amountType: entry.amountType,
    currency: entry.currency,
    unitAmount: entry.amountType === 'fixed' ? entry.unitAmount : null,
    minimumAmount: custom?.minimumAmount ?? null,
    maximumAmount: custom?.maximumAmount ?? null,
    presetAmount: custom?.presetAmount ?? null,
    taxBehavior: entry.taxBehavior,
    isDefault: false,
    archivedAt: null,
  };
}

/** Polar: an amount is nothing, or something that can be charged. */
function amountFailures(entry: NewPrice, index: number): Failure[] {
  const { currency } = entry;
  const amounts =
    entry.amountType === 'fixed'
      ? { unitAmount: entry.unitAmount }
      : {
          minimumAmount: entry.minimumAmount,
          maximumAmount: entry.maximumAmount,
          presetAmount: entry.presetAmount,
        };
  const failures: Failure[] = [];
  for (const [member, amount] of Object.entries(amounts)) {
    if (amount === null) continue;
    const detail = { index, member };
    if (amount !== 0 && amount < minimumAmount(currency)) {
      const least = formatMoney(minimumAmount(currency), currency, 'en-US');
      failures.push({
        code: 'amount_too_small',
        message: `Amount must be at least ${least} or 0 for free pricing`,
        detail,
      });
    } else if (amount > maximumAmount(currency)) {
      const most = formatMoney(maximumAmount(currency), currency, 'en-US');
      failures.push({ code: 'amount_too_large', message: `Amount must be at most ${most}`, detail });
    }
  }
  return failures.length > 0 || entry.amountType === 'fixed' ? failures : crossedFailures(entry, index);
}

function crossedFailures(entry: NewPrice & { amountType: 'custom' }, index: number): Failure[] {
  const { minimumAmount: least, maximumAmount: most, presetAmount: preset } = entry;
  const crossed = (member: string, message: string): Failure[] => [
    { code: 'amounts_crossed', message, detail: { index, member } },
  ];
  if (most !== null && most < least) {
    return crossed('maximumAmount', 'Maximum amount must not be below the minimum amount.');
  }
  if (preset !== null && (preset < least || (most !== null && preset > most))) {
    return crossed('presetAmount', 'Preset amount must lie between the minimum and the maximum amount.');
  }
  return [];
}

/** Polar's rules for the prices of a product together, currency by currency. */
function setFailures(prices: readonly Price[], defaultCurrency: string): Failure[] {
  const byCurrency = [...Map.groupBy(prices, ({ currency }) => currency)];
  const messages = byCurrency.flatMap(([currency, group]) => currencyMessages(currency, group));
  const sets = new Set(byCurrency.map(([, group]) => group.map(kindOf).sort().join()));
  if (sets.size > 1) messages.push('Every currency must have the same set of price types.');
  if (!byCurrency.some(([currency]) => currency === defaultCurrency)) {
    messages.push(
      `At least one price must be in the organization's default currency ${defaultCurrency.toUpperCase()}.`,
    );
  }
  return messages.map((message) => ({ code: 'prices_inconsistent', message }));
}

function kindOf(price: Price): 'fixed' | 'custom' {
  return price.amountType === 'custom' ? 'custom' : 'fixed';
}

function currencyMessages(currency: string, group: readonly Price[]): string[] {
  const messages: string[] = [];
  const fixed = group.filter((price) => kindOf(price) === 'fixed').length;
  const custom = group.length - fixed;
  const name = currency.toUpperCase();
  if (fixed > 1) messages.push(`Only one fixed price is allowed in ${name}.`);
  if (custom > 1) messages.push(`Only one custom price is allowed in ${name}.`);
  if (fixed > 0 && custom > 0) messages.push(`Fixed and custom prices cannot be combined in ${name}.`);
  if (new Set(group.map(({ taxBehavior }) => taxBehavior)).size > 1) {
    messages.push(`All prices in ${name} must have the same tax behavior.`);
  }
  return messages;
}

/** Whether a price costs nothing, whatever the buyer does. */
export function isFree(price: Price): boolean {
  return price.amountType !== 'custom' && (price.unitAmount ?? 0) === 0;
}

/**
 * What a unit of a price costs: the fixed amount, or, where the buyer chooses, the choice, else the proposal, else the
 * least that is taken.
 */
export function unitAmountOf(price: Price, chosen: number | null): number {
  if (price.amountType !== 'custom') return price.unitAmount ?? 0;
  return chosen ?? price.presetAmount ?? price.minimumAmount ?? 0;
}
