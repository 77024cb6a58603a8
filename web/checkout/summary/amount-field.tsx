import { useState } from 'react';
import {
  decimalAmount,
  maximumAmount,
  minimumAmount,
  minorUnitDigits,
} from '../../../src/platform/currency.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import type { Checkout } from '../checkout-api.ts';
import { type CheckoutWords, useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { priceOfKind, pricesOf } from '../terms.ts';

const typingMilliseconds = 500;

/** What the buyer pays, where that is the buyer's choice. */
export function AmountField() {
  const words = useWords();
  const { checkout, change, faults } = useSession();
  const { currency } = checkout;
  const price = priceOfKind(pricesOf(checkout, checkout.product), 'custom');
  const [text, setText] = useState(() => (price ? written(words, checkout.amount, currency) : ''));
  if (!price) return null;
  const limits = limitsOf(price, currency);
  const amount = readAmount(words, text, currency);
  const error = amountError(words, amount, limits, currency) ?? (faults.amount && words.say('amountWrong'));
  const choose = (chosen: number) => {
    setText(written(words, chosen, currency));
    change({ amount: chosen });
  };
  return (
    <div className="flex flex-col gap-2.5">
      <Field
        label={words.say('amount')}
        hint={limitsText(words, limits, currency)}
        error={error}
        isRequired
        className="max-w-sm"
      >
        <span className="relative block">
          <span
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 left-3 flex items-center text-ink-soft"
          >
            {symbolOf(words, currency)}
          </span>
          <Input
            inputMode="decimal"
            autoComplete="off"
            value={text}
            style={{ paddingLeft: `${symbolOf(words, currency).length + 1.75}ch` }}
            className="tabular-nums"
            onChange={({ target }) => {
              setText(target.value);
              const read = readAmount(words, target.value, currency);
              if (read !== undefined && amountError(words, read, limits, currency) === undefined) {
                change({ amount: read }, typingMilliseconds);
              }
            }}
          />
        </span>
      </Field>
      <div className="flex flex-wrap gap-2">
        {suggestionsFor(price, limits).map((suggested) => (
          <Button
            key={suggested}
            size="small"
            aria-pressed={suggested === amount}
            className="tabular-nums aria-pressed:border-accent aria-pressed:bg-accent-soft"
            onClick={() => choose(suggested)}
          >
            {words.money(suggested, currency)}
          </Button>
        ))}
      </div>
    </div>
  );
}

type CustomPrice = Extract<Checkout['product_price'], { amount_type: 'custom' }>;
type Limits = { least: number; most: number; hasMost: boolean };

function limitsOf(price: CustomPrice, currency: string): Limits {
  return {
    least: price.minimum_amount,
    most: price.maximum_amount ?? maximumAmount(currency),
    hasMost: price.maximum_amount !== null,
  };
}

/** The merchant's own proposal, the least, and twice the proposal; none where the merchant proposes nothing. */
function suggestionsFor({ preset_amount: preset }: CustomPrice, { least, most }: Limits): number[] {
  if (!preset) return [];
  return [...new Set([least, preset, preset * 2])].filter((amount) => amount > 0 && amount <= most);
}

function symbolOf(words: CheckoutWords, currency: string): string {
  const parts = new Intl.NumberFormat(words.locale, { style: 'currency', currency }).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency.toUpperCase();
}

function written(words: CheckoutWords, amount: number, currency: string): string {
  return new Intl.NumberFormat(words.locale, {
    minimumFractionDigits: minorUnitDigits(currency),
    numberingSystem: 'latn',
    useGrouping: false,
  }).format(Number(decimalAmount(amount, currency)));
}

/** What was typed, in minor units, whichever of comma and point parts the decimals; undefined where it is no amount. */
export function readAmount(words: CheckoutWords, text: string, currency: string): number | undefined {
  const digits = minorUnitDigits(currency);
  const group = new Intl.NumberFormat(words.locale)
    .formatToParts(12345)
    .find(({ type }) => type === 'group')?.value;
  const plain = text.replace(/[^\d.,]/g, '');
  const parts = /^([\d.,]*?)(?:[.,](\d{1,3}))?$/.exec(plain);
  if (!parts || plain === '' || !/\d/.test(plain)) return undefined;
  const [, whole = '', decimals = ''] = parts;
  const last = plain.at(-decimals.length - 1);
  // Three digits behind what groups thousands here are no decimals.
  const isGrouped = decimals.length === 3 && digits !== 3 && last === group;
  if (decimals.length > digits && !isGrouped) return undefined;
  const wholeDigits = (isGrouped ? whole + decimals : whole).replace(/\D/g, '');
  const amount = Number(wholeDigits + (isGrouped ? '' : decimals).padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? amount : undefined;
}

function amountError(
  words: CheckoutWords,
  amount: number | undefined,
  { least, most }: Limits,
  currency: string,
): string | undefined {
  if (amount === undefined) return words.say('amountWrong');
  const floor = amount > 0 ? Math.max(least, minimumAmount(currency)) : least;
  if (amount < floor) return words.say('amountAtLeast', { minimum: words.money(floor, currency) });
  if (amount > most) return words.say('amountAtMost', { maximum: words.money(most, currency) });
  return undefined;
}

function limitsText(
  words: CheckoutWords,
  { least, most, hasMost }: Limits,
  currency: string,
): string | undefined {
  const minimum = words.money(least, currency);
  const maximum = words.money(most, currency);
  if (least > 0 && hasMost) return words.say('amountBetween', { minimum, maximum });
  if (hasMost) return words.say('amountAtMost', { maximum });
  return least > 0 ? words.say('amountAtLeast', { minimum }) : undefined;
}
