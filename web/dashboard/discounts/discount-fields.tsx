import { Plus, X } from 'lucide-react';
import { currencies } from '../../../src/platform/currency.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Form } from '../../ui/use-form.ts';
import { AmountInput } from '../shared/amount-input.tsx';
import { products } from '../shared/choices.ts';
import { DayField } from '../shared/day-field.tsx';
import { MetadataFields } from '../shared/metadata.tsx';
import type { Discount } from '../shared/objects.ts';
import { PickMany } from '../shared/pick.tsx';
import type { DiscountDraft } from './discount-draft.ts';

type PartProps = { form: Form<DiscountDraft> };

/** All of a discount. What it promised is fixed once somebody has redeemed it. */
export function DiscountFields({ form, discount }: PartProps & { discount?: Discount }) {
  const isRedeemed = (discount?.redemptions_count ?? 0) > 0;
  return (
    <>
      <Card>
        <div className="flex flex-col gap-4">
          <Field label="Name" isRequired hint="Shown to buyers." error={form.errorOf('name')}>
            <Input value={form.values.name} onChange={(event) => form.set('name', event.target.value)} />
          </Field>
          <Field
            label="Code"
            aside="Optional"
            hint="Letters and digits. Without a code, only your links and the API can apply it."
            error={form.errorOf('code')}
          >
            <Input
              value={form.values.code}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              onChange={(event) => form.set('code', event.target.value)}
            />
          </Field>
        </div>
      </Card>
      <Reduction form={form} isMade={discount !== undefined} isRedeemed={isRedeemed} />
      <Limits form={form} />
      <Card title="Products" description="Leave empty to allow every product.">
        <PickMany
          source={products}
          values={form.values.products}
          placeholder="Add a product"
          onChange={(values) => form.set('products', values)}
        />
        {form.errorOf('products') && (
          <p role="alert" className="mt-2 text-[0.8125rem]/5 text-bad">
            {form.errorOf('products')}
          </p>
        )}
      </Card>
      <Card title="Metadata">
        <MetadataFields
          entries={form.values.metadata}
          onChange={(entries) => form.set('metadata', entries)}
          error={form.errorOf('metadata')}
        />
      </Card>
    </>
  );
}

function Reduction({ form, isMade, isRedeemed }: PartProps & { isMade: boolean; isRedeemed: boolean }) {
  const { type, percent, duration, months } = form.values;
  return (
    <Card title="Discount">
      <div className="flex flex-col gap-4">
        {isRedeemed && (
          <Notice>
            This discount has been redeemed, so its amount and duration can no longer be changed.
          </Notice>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Kind" error={form.errorOf('type')}>
            <Select
              value={type}
              disabled={isMade}
              onChange={(event) => form.set('type', event.target.value as DiscountDraft['type'])}
            >
              <option value="percentage">Percentage</option>
              <option value="fixed">Fixed amount</option>
            </Select>
          </Field>
          {type === 'percentage' && (
            <Field label="Percent" isRequired error={form.errorOf('basis_points')}>
              <Input
                inputMode="decimal"
                value={percent}
                disabled={isRedeemed}
                className="text-right tabular-nums"
                onChange={(event) => form.set('percent', event.target.value)}
              />
            </Field>
          )}
        </div>
        {type === 'fixed' && <Amounts form={form} isFixed={isRedeemed} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Duration"
            hint={
              isMade
                ? 'Cannot be changed after the discount is created.'
                : 'For subscriptions. One-time purchases are reduced once.'
            }
            error={form.errorOf('duration')}
          >
            <Select
              value={duration}
              disabled={isMade}
              onChange={(event) => form.set('duration', event.target.value as DiscountDraft['duration'])}
            >
              <option value="once">Once</option>
              <option value="repeating">Several months</option>
              <option value="forever">Forever</option>
            </Select>
          </Field>
          {duration === 'repeating' && (
            <Field label="Months" isRequired error={form.errorOf('duration_in_months')}>
              <Input
                inputMode="numeric"
                value={months}
                disabled={isRedeemed}
                onChange={(event) => form.set('months', event.target.value)}
              />
            </Field>
          )}
        </div>
      </div>
    </Card>
  );
}

function Amounts({ form, isFixed }: PartProps & { isFixed: boolean }) {
  const { amounts } = form.values;
  const free = currencies.filter((code) => !amounts.some(({ currency }) => currency === code));
  const change = (at: number, part: Partial<DiscountDraft['amounts'][number]>) =>
    form.set(
      'amounts',
      amounts.map((one, index) => (index === at ? { ...one, ...part } : one)),
    );
  const wholeError = form.errorOf('amounts');
  return (
    <fieldset className="flex flex-col gap-2" disabled={isFixed}>
      <legend className="mb-1.5 font-medium text-[0.8125rem]/5">Amounts</legend>
      {amounts.map(({ currency, amount }, at) => {
        const error = form.errorOf(`amounts.${currency}`);
        return (
          <div key={currency}>
            <div className="flex gap-2">
              <Select
                aria-label={`Currency ${at + 1}`}
                className="w-28"
                value={currency}
                onChange={(event) => change(at, { currency: event.target.value })}
              >
                {[currency, ...free].sort().map((code) => (
                  <option key={code} value={code}>
                    {code.toUpperCase()}
                  </option>
                ))}
              </Select>
              <AmountInput
                aria-label={`Amount in ${currency.toUpperCase()}`}
                className="flex-1"
                currency={currency}
                value={amount}
                onChange={(value) => change(at, { amount: value })}
              />
              {amounts.length > 1 && (
                <Button
                  look="quiet"
                  size="icon"
                  aria-label={`Remove ${currency.toUpperCase()}`}
                  onClick={() =>
                    form.set(
                      'amounts',
                      amounts.filter((_, index) => index !== at),
                    )
                  }
                >
                  <X />
                </Button>
              )}
            </div>
            {error && (
              <p role="alert" className="mt-1 text-[0.8125rem]/5 text-bad">
                {error}
              </p>
            )}
          </div>
        );
      })}
      {wholeError && (
        <p role="alert" className="text-[0.8125rem]/5 text-bad">
          {wholeError}
        </p>
      )}
      <Button
        size="small"
        look="quiet"
        className="self-start"
        onClick={() =>
          form.set('amounts', [
            ...amounts,
            {
              currency:
                ['usd', 'eur', 'gbp'].find((code) => free.includes(code as never)) ?? free[0] ?? 'usd',
              amount: '',
            },
          ])
        }
      >
        <Plus /> Add a currency
      </Button>
    </fieldset>
  );
}

function Limits({ form }: PartProps) {
  const { startsAt, endsAt, maxRedemptions, maxPerCustomer } = form.values;
  return (
    <Card title="Limits">
      <div className="grid gap-4 sm:grid-cols-2">
        <DayField
          label="Starts on"
          hint="Leave empty to start now."
          value={startsAt}
          onChange={(value) => form.set('startsAt', value)}
          error={form.errorOf('starts_at')}
        />
        <DayField
          label="Last day"
          hint="Leave empty for no end."
          value={endsAt}
          onChange={(value) => form.set('endsAt', value)}
          error={form.errorOf('ends_at')}
        />
        <Field
          label="Maximum redemptions"
          aside="Optional"
          hint="Across all customers."
          error={form.errorOf('max_redemptions')}
        >
          <Input
            inputMode="numeric"
            value={maxRedemptions}
            placeholder="No limit"
            onChange={(event) => form.set('maxRedemptions', event.target.value)}
          />
        </Field>
        <Field
          label="Maximum per customer"
          aside="Optional"
          error={form.errorOf('max_redemptions_per_customer')}
        >
          <Input
            inputMode="numeric"
            value={maxPerCustomer}
            placeholder="No limit"
            onChange={(event) => form.set('maxPerCustomer', event.target.value)}
          />
        </Field>
      </div>
    </Card>
  );
}
