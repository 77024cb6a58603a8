import { minorUnitDigits } from '../../../src/platform/currency.ts';
import {
  amountText,
  fieldProblem,
  readAmount,
  readCount,
  readOptionalAmount,
  readOptionalCount,
} from '../shared/amount-input.tsx';
import { type MetadataEntry, metadataEntries, metadataOf } from '../shared/metadata.tsx';
import type { Price, PriceCreate, Product, ProductCreate, ProductUpdate } from '../shared/objects.ts';
import type { Choice } from '../shared/pick.tsx';

type Interval = NonNullable<Product['recurring_interval']>;
type TaxBehavior = NonNullable<Price['tax_behavior']>;
type Labels = Record<string, Record<string, string>>;

/** What a buyer pays for; `usage`: nothing but what is metered. */
export type PriceKind = 'fixed' | 'custom' | 'free' | 'seat_based' | 'unit_based' | 'usage';

export type TierDraft = { upTo: string; amount: string };

/** The prices of one currency as they are typed. */
export type CurrencyDraft = {
  currency: string;
  taxBehavior: TaxBehavior | '';
  amount: string;
  minimum: string;
  maximum: string;
  preset: string;
  tierMode: 'volume' | 'graduated';
  /** The fewest seats or units that can be bought. */
  fewest: string;
  /** The last one has no end where its `upTo` is empty. */
  tiers: TierDraft[];
};

export type ProductDraft = {
  name: string;
  description: string;
  visibility: Product['visibility'];
  isRecurring: boolean;
  interval: Interval;
  intervalCount: string;
  kind: PriceKind;
  /** Beside seats or units also a fixed amount. */
  hasBaseFee: boolean;
  unitLabel: Labels | null;
  currencies: CurrencyDraft[];
  /** Metered prices, which stay as they are or go. */
  metered: MeteredPrice[];
  trialInterval: Interval | '';
  trialCount: string;
  fields: (Choice & { isRequired: boolean })[];
  metadata: MetadataEntry[];
};

export type MeteredPrice = Extract<Price, { amount_type: 'metered_unit' }>;

export const emptyCurrency = (currency: string): CurrencyDraft => ({
  currency,
  taxBehavior: '',
  amount: '',
  minimum: '',
  maximum: '',
  preset: '',
  tierMode: 'volume',
  fewest: '1',
  tiers: [{ upTo: '', amount: '' }],
});

export const emptyDraft = (currency: string): ProductDraft => ({
  name: '',
  description: '',
  visibility: 'public',
  isRecurring: true,
  interval: 'month',
  intervalCount: '1',
  kind: 'fixed',
  hasBaseFee: false,
  unitLabel: null,
  currencies: [emptyCurrency(currency)],
  metered: [],
  trialInterval: '',
  trialCount: '',
  fields: [],
  metadata: [],
});

/** A product as its form begins with it. */
export function draftOf(product: Product): ProductDraft {
  const prices = product.prices.filter(({ is_archived }) => !is_archived);
  const metered = prices.filter((price): price is MeteredPrice => price.amount_type === 'metered_unit');
  const others = prices.filter(({ amount_type }) => amount_type !== 'metered_unit');
  const main = others.find(({ amount_type }) => amount_type !== 'fixed') ?? others[0];
  return {
    name: product.name,
    description: product.description ?? '',
    visibility: product.visibility,
    isRecurring: product.is_recurring,
    interval: product.recurring_interval ?? 'month',
    intervalCount: String(product.recurring_interval_count ?? 1),
    kind: kindOf(main),
    hasBaseFee: main?.amount_type !== 'fixed' && others.some(({ amount_type }) => amount_type === 'fixed'),
    unitLabel: main?.amount_type === 'unit_based' ? (main.unit_label as Labels | null) : null,
    currencies: [...Map.groupBy(others, ({ price_currency }) => price_currency)].map(currencyDraft),
    metered,
    trialInterval: product.trial_interval ?? '',
    trialCount: product.trial_interval_count === null ? '' : String(product.trial_interval_count),
    fields: product.attached_custom_fields.map(({ custom_field: { id, name, slug }, required }) => ({
      id,
      label: name,
      hint: slug,
      isRequired: required,
    })),
    metadata: metadataEntries(product.metadata),
  };
}

function kindOf(price: Price | undefined): PriceKind {
  if (!price || price.amount_type === 'metered_unit') return 'usage';
  if (price.amount_type === 'fixed' && price.price_amount === 0) return 'free';
  return price.amount_type;
}

function currencyDraft([currency, prices]: [string, Price[]]): CurrencyDraft {
  let draft = { ...emptyCurrency(currency), taxBehavior: prices[0]?.tax_behavior ?? ('' as const) };
  for (const price of prices) draft = { ...draft, ...membersOf(price, currency) };
  return draft;
}

function membersOf(price: Price, currency: string): Partial<CurrencyDraft> {
  switch (price.amount_type) {
    case 'fixed':
      return { amount: amountText(price.price_amount, currency) };
    case 'custom':
      return {
        minimum: amountText(price.minimum_amount, currency),
        maximum: amountText(price.maximum_amount, currency),
        preset: amountText(price.preset_amount, currency),
      };
    case 'seat_based':
      return {
        tierMode: price.seat_tiers.seat_tier_type,
        fewest: String(price.seat_tiers.minimum_seats),
        tiers: price.seat_tiers.tiers.map(({ max_seats, price_per_seat }) => ({
          upTo: max_seats === null ? '' : String(max_seats),
          amount: amountText(price_per_seat, currency),
        })),
      };
    case 'unit_based':
      return {
        tierMode: price.tiers.type,
        fewest: price.minimum_units === null ? '' : String(price.minimum_units),
        tiers: price.tiers.tiers.map(({ bound, unit_amount }) => ({
          upTo: bound === null ? '' : String(bound),
          amount: movePoint(unit_amount, -minorUnitDigits(currency)),
        })),
      };
    case 'metered_unit':
      return {};
  }
}

/** A decimal number times a power of ten, exactly: `0.5` moved by -2 is `0.005`. */
function movePoint(text: string, places: number): string {
  const [whole = '', decimals = ''] = text.split('.');
  const at = whole.length + places;
  const digits = `${'0'.repeat(Math.max(0, -at))}${whole}${decimals}`.padEnd(Math.max(at, 0), '0');
  const point = Math.max(at, 0);
  const fraction = digits.slice(point).replace(/0+$/, '');
  return `${digits.slice(0, point).replace(/^0+(?=\d)/, '') || '0'}${fraction && `.${fraction}`}`;
}

/** An amount of one unit, which may be finer than minor units. */
function readFineAmount(text: string, currency: string, path: string): string {
  const plain = text.trim().replace(',', '.');
  if (/^\d{1,12}(\.\d{1,12})?$/.test(plain)) return movePoint(plain, minorUnitDigits(currency));
  throw fieldProblem(path, 'Write an amount such as 0.05.');
}

/** The place of a price in the list that is sent, by which the API names what is wrong with it. */
export function pricePath(draft: ProductDraft, currencyAt: number, part: 'base' | 'main'): string {
  if (!hasBase(draft)) return `prices.${currencyAt}`;
  return `prices.${currencyAt * 2 + (part === 'base' ? 0 : 1)}`;
}

export const hasBase = ({ kind, hasBaseFee }: ProductDraft) =>
  hasBaseFee && (kind === 'seat_based' || kind === 'unit_based');

/** @throws Problem at the first field that holds nothing that can be sent */
export function readPrices(draft: ProductDraft): PriceCreate[] {
  return draft.currencies.flatMap((one, at) => readCurrency(draft, one, at));
}

function readCurrency(draft: ProductDraft, one: CurrencyDraft, at: number): PriceCreate[] {
  const common = {
    price_currency: one.currency as NonNullable<PriceCreate['price_currency']>,
    tax_behavior: one.taxBehavior || null,
  };
  const fixed = (path: string): PriceCreate => ({
    ...common,
    amount_type: 'fixed',
    price_amount: readAmount(one.amount, one.currency, `${path}.price_amount`),
  });
  const path = pricePath(draft, at, 'main');
  const base = hasBase(draft) ? [fixed(pricePath(draft, at, 'base'))] : [];
  switch (draft.kind) {
    case 'usage':
      return [];
    case 'free':
      return [{ ...common, amount_type: 'fixed', price_amount: 0 }];
    case 'fixed':
      return [fixed(path)];
    case 'custom':
      return [{ ...common, amount_type: 'custom', ...readChoice(one, path) }];
    case 'seat_based':
      return [...base, { ...common, amount_type: 'seat_based', seat_tiers: readSeats(one, path) }];
    case 'unit_based':
      return [
        ...base,
        {
          ...common,
          amount_type: 'unit_based',
          tiers: readUnits(one, path),
          minimum_units: readOptionalCount(one.fewest, `${path}.minimum_units`),
          unit_label: draft.unitLabel,
        },
      ];
  }
}

function readChoice({ currency, minimum, maximum, preset }: CurrencyDraft, path: string) {
  return {
    minimum_amount: readOptionalAmount(minimum, currency, `${path}.minimum_amount`) ?? 0,
    maximum_amount: readOptionalAmount(maximum, currency, `${path}.maximum_amount`),
    preset_amount: readOptionalAmount(preset, currency, `${path}.preset_amount`),
  };
}

function readSeats({ currency, tierMode, fewest, tiers }: CurrencyDraft, path: string) {
  let from = readCount(fewest, `${path}.fewest`);
  return {
    seat_tier_type: tierMode,
    tiers: tiers.map(({ upTo, amount }, index) => {
      const tier = {
        min_seats: from,
        max_seats: readOptionalCount(upTo, `${path}.tiers.${index}.upTo`),
        price_per_seat: readAmount(amount, currency, `${path}.tiers.${index}.amount`),
      };
      from = (tier.max_seats ?? from) + 1;
      return tier;
    }),
  };
}

function readUnits({ currency, tierMode, tiers }: CurrencyDraft, path: string) {
  return {
    type: tierMode,
    tiers: tiers.map(({ upTo, amount }, index) => ({
      bound: readOptionalCount(upTo, `${path}.tiers.${index}.upTo`),
      unit_amount: readFineAmount(amount, currency, `${path}.tiers.${index}.amount`),
    })),
  };
}

const keyOf = (price: PriceCreate) => JSON.stringify(price);

/** The prices to send: those that are as they were by their id, so that nobody's price is replaced by its like. */
export function priceEntries(draft: ProductDraft, product: Product): NonNullable<ProductUpdate['prices']> {
  const before = draftOf(product);
  const listed = product.prices.filter(({ is_archived }) => !is_archived);
  const known = new Map(
    before.currencies.length === 0
      ? []
      : readPrices(before).flatMap((sent) => {
          const price = listed.find(
            (one) => one.price_currency === sent.price_currency && one.amount_type === sent.amount_type,
          );
          return price ? [[keyOf(sent), price.id] as const] : [];
        }),
  );
  return [
    ...readPrices(draft).map((sent) => {
      const id = known.get(keyOf(sent));
      return id === undefined ? sent : { id };
    }),
    ...draft.metered.map(({ id }) => ({ id })),
  ];
}

/** Whether whoever buys from now on pays another price than whoever bought before. */
export function changesPrices(draft: ProductDraft, product: Product): boolean {
  const before = draftOf(product);
  const parts = ({ kind, hasBaseFee, unitLabel, currencies, metered }: ProductDraft) =>
    JSON.stringify([kind, hasBaseFee, unitLabel, currencies, metered.map(({ id }) => id)]);
  return parts(draft) !== parts(before);
}

function commonMembers(draft: ProductDraft, before: Record<string, unknown>) {
  return {
    name: readName(draft.name),
    description: draft.description.trim() === '' ? null : draft.description,
    visibility: draft.visibility,
    metadata: metadataOf(draft.metadata, before),
    attached_custom_fields: draft.fields.map(({ id, isRequired }) => ({
      custom_field_id: id,
      required: isRequired,
    })),
  };
}

function readName(name: string): string {
  if (name.trim() === '') throw fieldProblem('name', 'A name is needed.');
  return name;
}

function readTrial({ isRecurring, trialInterval, trialCount }: ProductDraft) {
  const isGiven = isRecurring && trialInterval !== '';
  return {
    trial_interval: isGiven ? trialInterval : null,
    trial_interval_count: isGiven ? readCount(trialCount, 'trial_interval_count') : null,
  };
}

export function newProduct(draft: ProductDraft): ProductCreate {
  const common = { ...commonMembers(draft, {}), prices: readPrices(draft) };
  if (!draft.isRecurring) return common;
  return {
    ...common,
    ...readTrial(draft),
    recurring_interval: draft.interval,
    recurring_interval_count: readCount(draft.intervalCount, 'recurring_interval_count'),
  };
}

export function changedProduct(draft: ProductDraft, product: Product): ProductUpdate {
  return {
    ...commonMembers(draft, product.metadata),
    ...(draft.isRecurring ? readTrial(draft) : {}),
    prices: priceEntries(draft, product),
  };
}
