import { Minus, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import type { Checkout } from '../checkout-api.ts';
import { type CheckoutWords, useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { priceOfKind, pricesOf } from '../terms.ts';

const typingMilliseconds = 350;
/** Polar: no checkout takes more. */
const mostOfAll = 10_000;

type Counted = { kind: 'seats' | 'units'; count: number; least: number; most: number | null };

/** What is counted of what is bought, and how many of it there may be; undefined where nothing is. */
function countedOf(checkout: Checkout): Counted | undefined {
  const prices = pricesOf(checkout, checkout.product);
  const seats = priceOfKind(prices, 'seat_based')?.seat_tiers;
  if (seats) {
    return {
      kind: 'seats',
      count: checkout.seats ?? 1,
      least: Math.max(checkout.min_seats ?? 1, seats.minimum_seats),
      most: lesser(checkout.max_seats, seats.maximum_seats),
    };
  }
  const units = priceOfKind(prices, 'unit_based');
  if (!units) return undefined;
  const { minimum_units: least, maximum_units: most } = units;
  return { kind: 'units', count: checkout.units ?? 1, least: least ?? 1, most };
}

function lesser(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

export function QuantityField() {
  const { checkout } = useSession();
  const counted = countedOf(checkout);
  return counted && <Quantity {...counted} />;
}

/** How many seats or units. */
function Quantity({ kind, count, least, most }: Counted) {
  const { say } = useWords();
  const words = useWords();
  const { change, faults, isRepricing } = useSession();
  const [text, setText] = useState(String(count));
  // The server may take another number than was asked for.
  useEffect(() => {
    if (!isRepricing && !faults[kind]) setText(String(count));
  }, [count, isRepricing, faults, kind]);
  const wanted = /^\d+$/.test(text) ? Number(text) : undefined;
  const highest = most ?? mostOfAll;
  const isWithin = wanted !== undefined && wanted >= least && wanted <= highest;
  const choose = (next: number, wait: number) => {
    setText(String(next));
    if (next >= least && next <= highest) change({ [kind]: next }, wait);
  };
  const limits = limitsText(words, least, most);
  return (
    <Field
      label={say(kind)}
      hint={isWithin && !faults[kind] ? limits : undefined}
      error={isWithin && !faults[kind] ? undefined : (limits ?? say('numberWrong'))}
      className="max-w-sm"
    >
      <div className="flex items-center gap-2">
        <Button
          size="icon"
          className="size-11"
          aria-label={say('fewer')}
          disabled={wanted === undefined || wanted <= least}
          onClick={() => choose((wanted ?? least) - 1, typingMilliseconds)}
        >
          <Minus />
        </Button>
        <Input
          inputMode="numeric"
          autoComplete="off"
          value={text}
          className="w-20 text-center tabular-nums sm:h-11"
          onChange={({ target }) => {
            const digits = target.value.replace(/\D/g, '').slice(0, 5);
            if (digits === '') setText('');
            else choose(Number(digits), typingMilliseconds);
          }}
        />
        <Button
          size="icon"
          className="size-11"
          aria-label={say('more')}
          disabled={wanted === undefined || wanted >= highest}
          onClick={() => choose((wanted ?? least) + 1, typingMilliseconds)}
        >
          <Plus />
        </Button>
      </div>
    </Field>
  );
}

function limitsText({ say }: CheckoutWords, minimum: number, maximum: number | null): string | undefined {
  if (maximum !== null) return say('countBetween', { minimum, maximum });
  return minimum > 1 ? say('countAtLeast', { minimum }) : undefined;
}
