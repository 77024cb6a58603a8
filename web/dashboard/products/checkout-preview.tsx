import { Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import { Select } from '../../ui/field.tsx';
import { parseAmount } from '../shared/amount-input.tsx';
import { every, money } from '../shared/format.ts';
import type { CurrencyDraft, ProductDraft } from './product-draft.ts';

type PreviewProps = { draft: ProductDraft; organization: { name: string; avatar_url: string | null } };

/** The product as its checkout will show it, from what is in the form. */
export function CheckoutPreview({ draft, organization }: PreviewProps) {
  const [wanted, setWanted] = useState('');
  const one = draft.currencies.find(({ currency }) => currency === wanted) ?? draft.currencies[0];
  return (
    <section aria-label="Preview of the checkout" className="rounded-xl border border-line bg-sunken">
      <header className="flex min-h-11 items-center justify-between gap-3 border-line border-b px-4">
        <h2 className="font-medium text-[0.8125rem] text-ink-soft">Preview of the checkout</h2>
        {draft.currencies.length > 1 && (
          <Select
            aria-label="Currency of the preview"
            className="w-24"
            value={one?.currency}
            onChange={(event) => setWanted(event.target.value)}
          >
            {draft.currencies.map(({ currency }) => (
              <option key={currency} value={currency}>
                {currency.toUpperCase()}
              </option>
            ))}
          </Select>
        )}
      </header>
      <div className="p-5 text-[0.9375rem]/6">
        <p className="flex items-center gap-2 text-ink-soft text-sm">
          {organization.avatar_url && (
            <img src={organization.avatar_url} alt="" className="size-5 rounded object-cover" />
          )}
          {organization.name}
        </p>
        <p className="mt-3 font-semibold text-lg/6">{draft.name.trim() || 'Name of the product'}</p>
        {one && <Price draft={draft} one={one} />}
        {draft.description.trim() && (
          <p className="mt-3 whitespace-pre-line text-ink-soft text-sm/6">{draft.description}</p>
        )}
        {draft.fields.map((field) => (
          <div key={field.id} className="mt-4">
            <p className="text-sm">
              {field.label}
              {!field.isRequired && <span className="text-ink-faint"> (optional)</span>}
            </p>
            <div className="mt-1.5 h-10 rounded-lg border border-line bg-surface" />
          </div>
        ))}
        <div
          aria-hidden="true"
          className="mt-6 grid h-11 place-items-center rounded-lg bg-accent font-medium text-accent-ink text-sm"
        >
          {payLabel(draft)}
        </div>
      </div>
    </section>
  );
}

function payLabel({ isRecurring, trialInterval, kind }: ProductDraft): string {
  if (isRecurring && trialInterval) return 'Start the trial';
  if (isRecurring) return 'Subscribe';
  return kind === 'free' ? 'Get it for free' : 'Pay';
}

function Price({ draft, one }: { draft: ProductDraft; one: CurrencyDraft }) {
  const [chosen, setChosen] = useState<number>();
  const { kind, isRecurring, interval, trialInterval } = draft;
  const count = Number(draft.intervalCount) || 1;
  const isCounted = kind === 'seat_based' || kind === 'unit_based';
  const fewest = Math.max(1, Number(one.fewest) || 1);
  const quantity = Math.max(fewest, chosen ?? fewest);
  const amount = amountOf(draft, one, quantity);
  const rhythm = isRecurring ? every(interval, count) : '';
  return (
    <>
      <p className="mt-1 font-semibold text-2xl/9 tabular-nums">
        {kind === 'free' ? 'Free' : amount === undefined ? '–' : money(amount, one.currency)}
        {kind !== 'free' && rhythm && <span className="font-normal text-base text-ink-soft">{rhythm}</span>}
      </p>
      {kind === 'custom' && <p className="text-ink-soft text-sm">The buyer chooses the amount.</p>}
      {isRecurring && trialInterval && Number(draft.trialCount) > 0 && (
        <p className="text-ink-soft text-sm">
          {`${draft.trialCount} ${trialInterval}${draft.trialCount === '1' ? '' : 's'} free, then this price.`}
        </p>
      )}
      {isCounted && (
        <div className="mt-3 flex items-center gap-3 text-sm">
          <span className="text-ink-soft">{kind === 'seat_based' ? 'Seats' : 'Units'}</span>
          <span className="flex items-center rounded-lg border border-line bg-surface">
            <Step label="Fewer" onClick={() => setChosen(Math.max(fewest, quantity - 1))}>
              <Minus aria-hidden="true" className="size-4" />
            </Step>
            <span aria-live="polite" className="min-w-8 text-center tabular-nums">
              {quantity}
            </span>
            <Step label="More" onClick={() => setChosen(quantity + 1)}>
              <Plus aria-hidden="true" className="size-4" />
            </Step>
          </span>
        </div>
      )}
    </>
  );
}

function Step({ label, onClick, children }: { label: string; onClick(): void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="grid size-9 place-items-center rounded-lg text-ink-soft hover:text-ink pointer-coarse:size-11"
    >
      {children}
    </button>
  );
}

/** What the first period, or the purchase, comes to; undefined while the form does not say. */
function amountOf(draft: ProductDraft, one: CurrencyDraft, quantity: number): number | undefined {
  const { currency } = one;
  const read = (text: string) => parseAmount(text, currency);
  switch (draft.kind) {
    case 'free':
    case 'usage':
      return 0;
    case 'fixed':
      return read(one.amount);
    case 'custom':
      return read(one.preset) ?? read(one.minimum) ?? 0;
    default: {
      const base = draft.hasBaseFee ? read(one.amount) : 0;
      const counted = tieredAmount(one, quantity);
      return base === undefined || counted === undefined ? undefined : base + counted;
    }
  }
}

function tieredAmount({ tiers, tierMode, fewest, currency }: CurrencyDraft, quantity: number) {
  let from = Math.max(1, Number(fewest) || 1);
  let sum = 0;
  for (const [index, { upTo, amount }] of tiers.entries()) {
    const each = parseFine(amount, currency);
    if (each === undefined) return undefined;
    const end = upTo === '' ? Number.POSITIVE_INFINITY : Number(upTo);
    const isReached = quantity <= end || index === tiers.length - 1;
    if (tierMode === 'volume') {
      if (isReached) return Math.round(each * quantity);
    } else {
      const first = index === 0 ? 1 : from;
      sum += each * (Math.min(quantity, end) - first + 1);
      if (isReached) return Math.round(sum);
    }
    from = end + 1;
  }
  return undefined;
}

function parseFine(text: string, currency: string): number | undefined {
  const whole = parseAmount('1', currency) ?? 1;
  const value = Number(text.replace(',', '.'));
  return text.trim() === '' || Number.isNaN(value) ? undefined : value * whole;
}
