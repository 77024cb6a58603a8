import type { Failure } from '../../platform/result.ts';
import { type NewPrice, newPrice, type PricedProduct, type PriceRules, priceFailures } from './new-price.ts';
import type { Price } from './product.ts';

/** An entry of a price list: a price that stays, or a new one. */
export type PriceEntry = NewPrice | { id: string };

/** What becomes of a product's prices: `listed` is the list as it will be, new prices included. */
export type PriceListDecision = { listed: Price[]; added: Price[]; archived: Price[] };

type Outcome = { ok: true; value: PriceListDecision } | { ok: false; failures: [Failure, ...Failure[]] };

/**
 * The price list that replaces another: entries by id stay, the others are made, and what is left out is archived.
 *
 * Failures: `price_unknown`, `price_kind_refused` carry `detail.index`; `amount_too_small`, `amount_too_large`,
 * `amounts_crossed`, `tiers_broken`, `meter_unknown`, `meter_used` also `detail.member`, the member at fault;
 * `prices_inconsistent` is of the list as a whole.
 */
export function decidePriceList(
  product: PricedProduct,
  current: readonly Price[],
  entries: readonly PriceEntry[],
  rules: PriceRules,
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
    failures.push(...priceFailures(product, entry, index, rules));
    const price = newPrice(product, entry, index, rules, now);
    listed.push(price);
    added.push(price);
  });
  if (failures.length === 0) failures.push(...setFailures(listed, rules.defaultCurrency));
  const [first, ...rest] = failures;
  if (first) return { ok: false, failures: [first, ...rest] };
  const standard = listed.findIndex(({ currency }) => currency === rules.defaultCurrency);
  listed.forEach((price, index) => {
    price.isDefault = index === standard;
  });
  const stays = new Set(listed.map(({ id }) => id));
  const archived = current
    .filter(({ id }) => !stays.has(id))
    .map((price) => ({ ...price, isDefault: false, archivedAt: now, modifiedAt: now }));
  return { ok: true, value: { listed, added, archived } };
}

/** Polar's rules for the prices of a product together, currency by currency. */
function setFailures(prices: readonly Price[], defaultCurrency: string): Failure[] {
  const byCurrency = [...Map.groupBy(prices, ({ currency }) => currency)];
  const messages = byCurrency.flatMap(([currency, group]) => currencyMessages(currency, group));
  const sets = new Set(
    byCurrency.map(([, group]) => [...new Set(group.map(({ amountType }) => amountType))].sort().join()),
  );
  if (sets.size > 1) messages.push('Every currency must have the same set of price types.');
  if (!byCurrency.some(([currency]) => currency === defaultCurrency)) {
    messages.push(
      `At least one price must be in the organization's default currency ${defaultCurrency.toUpperCase()}.`,
    );
  }
  return [...meterFailures(prices), ...messages.map((message) => ({ code: 'prices_inconsistent', message }))];
}

/** A meter is priced once in a currency: each further price of it is one too many. */
function meterFailures(prices: readonly Price[]): Failure[] {
  const seen = new Set<string>();
  return prices.flatMap((price, index) => {
    if (price.meterId === null) return [];
    const key = `${price.currency} ${price.meterId}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const message = 'Meter is already used for another price.';
    return [{ code: 'meter_used', message, detail: { index, member: 'meterId' } }];
  });
}

const kindNames = {
  fixed: 'fixed',
  custom: 'custom',
  seat_based: 'seat-based',
  unit_based: 'unit-based',
} as const;

/** Kinds that are not sold together. */
const excluding: [keyof typeof kindNames, keyof typeof kindNames][] = [
  ['fixed', 'custom'],
  ['seat_based', 'custom'],
  ['unit_based', 'custom'],
  ['seat_based', 'unit_based'],
];

function currencyMessages(currency: string, group: readonly Price[]): string[] {
  const messages: string[] = [];
  const name = currency.toUpperCase();
  const countOf = (kind: Price['amountType']) => group.filter(({ amountType }) => amountType === kind).length;
  for (const [kind, word] of Object.entries(kindNames)) {
    if (countOf(kind as keyof typeof kindNames) > 1) {
      messages.push(`Only one ${word} price is allowed in ${name}.`);
    }
  }
  for (const [one, other] of excluding) {
    if (countOf(one) > 0 && countOf(other) > 0) {
      const words = `${kindNames[one]} and ${kindNames[other]}`;
      messages.push(`${words[0]?.toUpperCase()}${words.slice(1)} prices cannot be combined in ${name}.`);
    }
  }
  if (new Set(group.map(({ taxBehavior }) => taxBehavior)).size > 1) {
    messages.push(`All prices in ${name} must have the same tax behavior.`);
  }
  return messages;
}
