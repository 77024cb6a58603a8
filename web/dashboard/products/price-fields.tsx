import { Plus, X } from 'lucide-react';
import { currencies } from '../../../src/platform/currency.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Form } from '../../ui/use-form.ts';
import { AmountInput } from '../shared/amount-input.tsx';
import { fineMoney } from '../shared/price-words.ts';
import {
  type CurrencyDraft,
  emptyCurrency,
  hasBase,
  type PriceKind,
  type ProductDraft,
  pricePath,
} from './product-draft.ts';
import { TierFields } from './tier-fields.tsx';

const currencyNames = new Intl.DisplayNames(['en'], { type: 'currency' });

const kinds: readonly { kind: PriceKind; label: string; needsRhythm?: true }[] = [
  { kind: 'fixed', label: 'Fixed price' },
  { kind: 'custom', label: 'Pay what you want' },
  { kind: 'free', label: 'Free' },
  { kind: 'seat_based', label: 'Per seat' },
  { kind: 'unit_based', label: 'Per unit', needsRhythm: true },
];

type PriceFieldsProps = {
  form: Form<ProductDraft>;
  defaultCurrency: string;
  /** Whether the organization sells by the seat. */
  sellsSeats: boolean;
  /** What changing the prices does to those who have them. */
  notice?: React.ReactNode;
};

/** What a product costs: one kind of price, in every currency that it is sold in. */
export function PriceFields({ form, defaultCurrency, sellsSeats, notice }: PriceFieldsProps) {
  const draft = form.values;
  const { kind, currencies: chosen, isRecurring, metered } = draft;
  const change = (at: number, part: Partial<CurrencyDraft>) =>
    form.set(
      'currencies',
      chosen.map((one, index) => (index === at ? { ...one, ...part } : one)),
    );
  const free = currencies.filter((code) => !chosen.some(({ currency }) => currency === code));
  const error = form.errorOf('prices');
  return (
    <Card title="Price">
      <div className="flex flex-col gap-5">
        {notice}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Kind of price">
            <Select
              value={kind}
              onChange={(event) => {
                form.set('kind', event.target.value as PriceKind);
                if (chosen.length === 0) form.set('currencies', [emptyCurrency(defaultCurrency)]);
              }}
            >
              {kinds
                .filter((one) => isRecurring || !one.needsRhythm || one.kind === kind)
                .filter((one) => sellsSeats || one.kind !== 'seat_based' || one.kind === kind)
                .map((one) => (
                  <option key={one.kind} value={one.kind}>
                    {one.label}
                  </option>
                ))}
              {metered.length > 0 && <option value="usage">Only what is used</option>}
            </Select>
          </Field>
          {kind === 'unit_based' && (
            <Field label="A unit is called" aside="Optional" hint="“message”, “gigabyte”">
              <Input
                maxLength={32}
                placeholder="unit"
                value={draft.unitLabel?.en?.one ?? draft.unitLabel?.en?.other ?? ''}
                onChange={({ target: { value } }) =>
                  form.set(
                    'unitLabel',
                    value ? { en: { one: value, other: `${value}s`.slice(0, 32) } } : null,
                  )
                }
              />
            </Field>
          )}
        </div>
        {(kind === 'seat_based' || kind === 'unit_based') && (
          <Checkbox
            label="Also a fixed amount"
            hint={`Beside what the ${kind === 'seat_based' ? 'seats' : 'units'} cost.`}
            isChecked={draft.hasBaseFee}
            onChange={(isChecked) => form.set('hasBaseFee', isChecked)}
          />
        )}
        {kind !== 'usage' &&
          chosen.map((one, at) => (
            <CurrencyFields
              key={one.currency}
              form={form}
              draft={one}
              at={at}
              isOnly={chosen.length === 1}
              isDefault={one.currency === defaultCurrency}
              free={free}
              onChange={(part) => change(at, part)}
              onRemove={() =>
                form.set(
                  'currencies',
                  chosen.filter((_, index) => index !== at),
                )
              }
            />
          ))}
        {metered.map((price) => (
          <div
            key={price.id}
            className="flex items-center gap-3 rounded-lg border border-line py-1 pr-1 pl-3"
          >
            <span className="min-w-0 flex-1 text-sm">
              {fineMoney(price.unit_amount, price.price_currency)} for each unit of {price.meter.name}
            </span>
            <Button
              look="quiet"
              size="icon-small"
              aria-label={`Remove the price of ${price.meter.name}`}
              onClick={() =>
                form.set(
                  'metered',
                  metered.filter(({ id }) => id !== price.id),
                )
              }
            >
              <X />
            </Button>
          </div>
        ))}
        {error && <Notice tone="bad">{error}</Notice>}
        {kind !== 'usage' && (
          <Button
            size="small"
            className="self-start"
            onClick={() => form.set('currencies', [...chosen, emptyCurrency(nextCurrency(free))])}
          >
            <Plus /> Add a currency
          </Button>
        )}
      </div>
    </Card>
  );
}

const usual = ['usd', 'eur', 'gbp', 'chf', 'jpy'];

function nextCurrency(free: readonly string[]): string {
  return usual.find((code) => free.includes(code)) ?? free[0] ?? 'usd';
}

function CurrencyFields({
  form,
  draft,
  at,
  isOnly,
  isDefault,
  free,
  onChange,
  onRemove,
}: {
  form: Form<ProductDraft>;
  draft: CurrencyDraft;
  at: number;
  isOnly: boolean;
  isDefault: boolean;
  free: readonly string[];
  onChange(part: Partial<CurrencyDraft>): void;
  onRemove(): void;
}) {
  const { currency } = draft;
  const { kind } = form.values;
  const name = currency.toUpperCase();
  const path = pricePath(form.values, at, 'main');
  const basePath = hasBase(form.values) ? pricePath(form.values, at, 'base') : path;
  const listedError = form.errorOf(path);
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 rounded-lg border border-line p-3 sm:p-4">
      <legend className="sr-only">Price in {name}</legend>
      <div className="flex items-end gap-3 max-sm:flex-col max-sm:items-stretch">
        <Field label="Currency" className="flex-1">
          <Select value={currency} onChange={(event) => onChange({ currency: event.target.value })}>
            {[currency, ...free].sort().map((code) => (
              <option key={code} value={code}>
                {`${code.toUpperCase()} – ${currencyNames.of(code.toUpperCase())}`}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Tax" className="flex-1">
          <Select
            value={draft.taxBehavior}
            onChange={(event) =>
              onChange({ taxBehavior: event.target.value as CurrencyDraft['taxBehavior'] })
            }
          >
            <option value="">Organization default</option>
            <option value="location">By the buyer’s location</option>
            <option value="inclusive">Included in the price</option>
            <option value="exclusive">Added to the price</option>
          </Select>
        </Field>
        {!isOnly && !isDefault && (
          <Button
            look="quiet"
            size="icon"
            className="max-sm:self-end"
            aria-label={`Remove ${name}`}
            onClick={onRemove}
          >
            <X />
          </Button>
        )}
      </div>
      {(kind === 'fixed' || hasBase(form.values)) && (
        <Field
          label={kind === 'fixed' ? `Amount in ${name}` : `Fixed amount in ${name}`}
          isRequired
          error={form.errorOf(`${basePath}.price_amount`)}
        >
          <AmountInput currency={currency} value={draft.amount} onChange={(amount) => onChange({ amount })} />
        </Field>
      )}
      {kind === 'custom' && (
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label="At least" error={form.errorOf(`${path}.minimum_amount`)}>
            <AmountInput
              currency={currency}
              value={draft.minimum}
              placeholder="0"
              onChange={(minimum) => onChange({ minimum })}
            />
          </Field>
          <Field label="Proposed" aside="Optional" error={form.errorOf(`${path}.preset_amount`)}>
            <AmountInput
              currency={currency}
              value={draft.preset}
              onChange={(preset) => onChange({ preset })}
            />
          </Field>
          <Field label="At most" aside="Optional" error={form.errorOf(`${path}.maximum_amount`)}>
            <AmountInput
              currency={currency}
              value={draft.maximum}
              onChange={(maximum) => onChange({ maximum })}
            />
          </Field>
        </div>
      )}
      {(kind === 'seat_based' || kind === 'unit_based') && (
        <TierFields
          draft={draft}
          onChange={onChange}
          unit={kind === 'seat_based' ? 'seat' : 'unit'}
          errorOf={form.errorOf}
          path={path}
        />
      )}
      {listedError && (
        <p role="alert" className="text-[0.8125rem]/5 text-bad">
          {listedError}
        </p>
      )}
    </fieldset>
  );
}
