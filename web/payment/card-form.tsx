import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { Problem } from '../api/problem.ts';
import { useWordsOf } from '../i18n/words.tsx';
import { Button } from '../ui/button.tsx';
import { Field, Input } from '../ui/field.tsx';
import {
  brandOf,
  type Card,
  type CardDraft,
  type CardFaults,
  digitsOf,
  emptyCard,
  formatExpiry,
  formatNumber,
  readCard,
} from './card.ts';
import { CardBrand } from './card-brand.tsx';
import type { PaymentKey } from './messages/en.ts';

type Refusals = { [Field in keyof CardDraft]?: PaymentKey };

/** The sandbox's words for what is wrong with a card, by the member that it says it of. */
const refusalOf: Record<string, [keyof CardDraft, PaymentKey]> = {
  'card.number': ['number', 'cardNumberUnknown'],
  'card.exp_month': ['expiry', 'cardExpired'],
  'card.exp_year': ['expiry', 'cardExpired'],
  'card.cvc': ['cvc', 'cardCvcIncomplete'],
};

export type CardForm = {
  draft: CardDraft;
  faults: Refusals;
  change(draft: CardDraft): void;
  /** The card, or undefined where a field is not right: the fields then say so. */
  read(): Card | undefined;
  /** Says at the fields what the server found wrong; false where it was nothing of theirs. */
  refuse(problem: Problem): boolean;
  clear(): void;
};

/** The state of a card form. */
export function useCardForm(): CardForm {
  const [draft, setDraft] = useState(emptyCard);
  const [faults, setFaults] = useState<CardFaults | Refusals>({});
  return {
    draft,
    faults,
    change(next) {
      setDraft(next);
      const changed = (['number', 'expiry', 'cvc'] as const).filter((name) => next[name] !== draft[name]);
      setFaults((before) => ({ ...before, ...Object.fromEntries(changed.map((name) => [name, undefined])) }));
    },
    read() {
      const read = readCard(draft, new Date());
      if ('card' in read) return read.card;
      setFaults(read.faults);
      return undefined;
    },
    refuse({ fields }) {
      const found = Object.keys(fields).flatMap((name) => (refusalOf[name] ? [refusalOf[name]] : []));
      setFaults(Object.fromEntries(found));
      return found.length > 0;
    },
    clear() {
      setDraft(emptyCard);
      setFaults({});
    },
  };
}

/** The numbers that are offered: what each is good for stands in the messages. */
export const testCards: readonly { number: string; says: PaymentKey }[] = [
  { number: '4242424242424242', says: 'testCardPays' },
  { number: '4000002760003184', says: 'testCardAuthenticates' },
  { number: '4000000000000002', says: 'testCardDeclined' },
  { number: '4000000000009995', says: 'testCardNoFunds' },
  { number: '4000000000000341', says: 'testCardDeclinedLater' },
];

/** Number, expiry and security code of a test card: what the sandbox has in the place of a processor's own form. */
export function CardFields({ form, isDisabled = false }: { form: CardForm; isDisabled?: boolean }) {
  const { say } = useWordsOf<PaymentKey>();
  const { draft, faults, change } = form;
  const { name, codeLength } = brandOf(draft.number);
  const fault = (field: keyof CardDraft): ReactNode => {
    const key = faults[field];
    return key && say(key, { count: codeLength });
  };
  return (
    <div className="grid grid-cols-2 gap-x-3 gap-y-4">
      <Field label={say('cardNumber')} error={fault('number')} isRequired className="col-span-2">
        <span className="relative block">
          <DigitsInput
            value={draft.number}
            format={formatNumber}
            onChange={(number) => change({ ...draft, number })}
            autoComplete="cc-number"
            placeholder="1234 1234 1234 1234"
            isDisabled={isDisabled}
            className="pr-14 tabular-nums"
          />
          <CardBrand
            brand={name}
            className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2"
          />
        </span>
      </Field>
      <Field label={say('cardExpiry')} error={fault('expiry')} isRequired>
        <DigitsInput
          value={draft.expiry}
          format={formatExpiry}
          onChange={(expiry) => change({ ...draft, expiry })}
          autoComplete="cc-exp"
          placeholder={say('cardExpiryShape')}
          isDisabled={isDisabled}
          className="tabular-nums"
        />
      </Field>
      <Field label={say('cardCvc')} error={fault('cvc')} isRequired>
        <DigitsInput
          value={draft.cvc}
          format={(text) => digitsOf(text).slice(0, codeLength)}
          onChange={(cvc) => change({ ...draft, cvc })}
          autoComplete="cc-csc"
          placeholder={'1234'.slice(0, codeLength)}
          isDisabled={isDisabled}
          className="tabular-nums"
        />
      </Field>
    </div>
  );
}

/** Formats while it is typed into, and keeps the caret behind the digit that it stood behind. */
function DigitsInput({
  value,
  format,
  onChange,
  autoComplete,
  placeholder,
  isDisabled,
  className,
}: {
  value: string;
  format(text: string): string;
  onChange(value: string): void;
  autoComplete: string;
  placeholder: string;
  isDisabled: boolean;
  className: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  const digitsBefore = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    if (digitsBefore.current === undefined || document.activeElement !== input.current) return;
    const at = positionAfter(value, digitsBefore.current);
    digitsBefore.current = undefined;
    input.current?.setSelectionRange(at, at);
  }, [value]);
  return (
    <Input
      ref={input}
      value={value}
      onChange={({ target }) => {
        const caret = target.selectionStart ?? target.value.length;
        const isAtEnd = caret === target.value.length;
        digitsBefore.current = isAtEnd ? undefined : digitsOf(target.value.slice(0, caret)).length;
        onChange(format(target.value));
      }}
      inputMode="numeric"
      autoComplete={autoComplete}
      spellCheck={false}
      placeholder={placeholder}
      disabled={isDisabled}
      className={className}
    />
  );
}

function positionAfter(text: string, digits: number): number {
  let seen = 0;
  for (let at = 0; at < text.length; at++) {
    if (seen === digits) return at;
    if (/\d/.test(text.charAt(at))) seen += 1;
  }
  return text.length;
}

/** Offers the cards of the sandbox; the one that is chosen is filled in. */
export function TestCards({ form, onChoose }: { form: CardForm; onChoose?(): void }) {
  const { say } = useWordsOf<PaymentKey>();
  const details = useRef<HTMLDetailsElement>(null);
  function choose(number: string) {
    form.change({
      number: formatNumber(number),
      expiry: '12 / 34',
      cvc: '1234'.slice(0, brandOf(number).codeLength),
    });
    onChoose?.();
    // It has done its part; whoever goes by keyboard goes on from its title.
    if (!details.current) return;
    details.current.open = false;
    details.current.querySelector('summary')?.focus();
  }
  return (
    <details ref={details} className="group rounded-lg border border-line bg-sunken text-sm/5">
      <summary className="rounded-lg px-3.5 py-2.5 font-medium marker:text-ink-faint">
        {say('testCardsTitle')}
      </summary>
      <p className="px-3.5 pb-2 text-[0.8125rem]/5 text-ink-soft">{say('testCardsText')}</p>
      <ul className="flex flex-col gap-1 px-2 pb-2">
        {testCards.map(({ number, says }) => (
          <li key={number}>
            <Button
              look="quiet"
              className="h-auto w-full flex-wrap justify-between gap-x-4 gap-y-0 whitespace-normal px-2 py-1.5 text-left font-normal pointer-coarse:h-auto pointer-coarse:py-2.5"
              onClick={() => choose(number)}
            >
              <span className="text-ink">{say(says)}</span>
              <span className="text-[0.8125rem] tabular-nums">{formatNumber(number)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
