import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { AmountInput } from '../shared/amount-input.tsx';
import { number } from '../shared/format.ts';
import type { CurrencyDraft, TierDraft } from './product-draft.ts';

type TierFieldsProps = {
  draft: CurrencyDraft;
  onChange(change: Partial<CurrencyDraft>): void;
  /** "seat", "unit". */
  unit: string;
  errorOf(path: string): string | undefined;
  path: string;
};

/** What each seat or unit costs, by how many there are. */
export function TierFields({ draft, onChange, unit, errorOf, path }: TierFieldsProps) {
  const { tiers, tierMode, fewest, currency } = draft;
  const change = (index: number, part: Partial<TierDraft>) =>
    onChange({ tiers: tiers.map((tier, at) => (at === index ? { ...tier, ...part } : tier)) });
  const firstOf = (index: number) =>
    index === 0 ? Number(fewest || 1) : Number(tiers[index - 1]?.upTo || Number.NaN) + 1;
  const wholeError = errorOf(`${path}.seat_tiers`) ?? errorOf(`${path}.tiers`);
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label={`Fewest ${unit}s`}
          error={errorOf(`${path}.fewest`) ?? errorOf(`${path}.minimum_units`)}
        >
          <Input
            inputMode="numeric"
            value={fewest}
            onChange={(event) => onChange({ fewest: event.target.value })}
          />
        </Field>
        {tiers.length > 1 && (
          <Field label="Tiers are">
            <Select
              value={tierMode}
              onChange={(event) => onChange({ tierMode: event.target.value as CurrencyDraft['tierMode'] })}
            >
              <option value="volume">{`Volume: every ${unit} at the reached tier’s price`}</option>
              <option value="graduated">{`Graduated: each ${unit} at its own tier’s price`}</option>
            </Select>
          </Field>
        )}
      </div>
      <table className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">{`Price of a ${unit}`}</caption>
        <thead>
          <tr className="text-[0.8125rem] text-ink-soft">
            <th scope="col" className="w-16 pb-1.5 font-medium max-sm:hidden">
              From
            </th>
            <th scope="col" className="w-1/3 pr-2 pb-1.5 font-medium">
              Up to
            </th>
            <th scope="col" className="pb-1.5 font-medium">{`Each ${unit}`}</th>
            <th scope="col" className="w-9">
              <span className="sr-only">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tiers.map((tier, index) => {
            const error = errorOf(`${path}.tiers.${index}.upTo`) ?? errorOf(`${path}.tiers.${index}.amount`);
            const first = firstOf(index);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a tier is its place, whatever is typed into it
              <tr key={index} className="align-top">
                <td className="pt-2 pr-2 tabular-nums max-sm:hidden">
                  {Number.isNaN(first) ? '–' : number(first)}
                </td>
                <td className="py-0.5 pr-2">
                  <Input
                    aria-label={`Tier ${index + 1}: up to`}
                    inputMode="numeric"
                    placeholder="No end"
                    value={tier.upTo}
                    onChange={(event) => change(index, { upTo: event.target.value })}
                  />
                </td>
                <td className="py-0.5">
                  <AmountInput
                    aria-label={`Tier ${index + 1}: each ${unit}`}
                    currency={currency}
                    value={tier.amount}
                    onChange={(amount) => change(index, { amount })}
                  />
                  {error && (
                    <p role="alert" className="mt-1 text-[0.8125rem]/5 text-bad">
                      {error}
                    </p>
                  )}
                </td>
                <td className="py-0.5 pl-1">
                  {tiers.length > 1 && (
                    <Button
                      look="quiet"
                      size="icon-small"
                      aria-label={`Remove tier ${index + 1}`}
                      onClick={() => onChange({ tiers: tiers.filter((_, at) => at !== index) })}
                    >
                      <X />
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {wholeError && (
        <p role="alert" className="text-[0.8125rem]/5 text-bad">
          {wholeError}
        </p>
      )}
      <Button
        size="small"
        look="quiet"
        className="-ml-2.5 self-start"
        onClick={() => onChange({ tiers: [...tiers, { upTo: '', amount: '' }] })}
      >
        <Plus /> Add a tier
      </Button>
    </div>
  );
}
