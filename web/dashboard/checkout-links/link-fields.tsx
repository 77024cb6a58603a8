import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import type { Form } from '../../ui/use-form.ts';
import { discounts, products } from '../shared/choices.ts';
import { MetadataFields } from '../shared/metadata.tsx';
import { Pick, PickMany } from '../shared/pick.tsx';
import type { LinkDraft } from './link-draft.ts';

const intervals = ['day', 'week', 'month', 'year'] as const;

/** All of a checkout link. */
export function LinkFields({ form }: { form: Form<LinkDraft> }) {
  const { values } = form;
  const productsError = form.errorOf('products');
  return (
    <>
      <Card>
        <div className="flex flex-col gap-4">
          <Field
            label="Name"
            aside="Optional"
            hint="For your team only: “Pricing page”, “Newsletter in May”."
            error={form.errorOf('label')}
          >
            <Input value={values.label} onChange={(event) => form.set('label', event.target.value)} />
          </Field>
        </div>
      </Card>
      <Card title="Products" description="With several, the buyer chooses one. The first is preselected.">
        <PickMany
          source={products}
          values={values.products}
          placeholder="Add a product"
          onChange={(chosen) => form.set('products', chosen)}
        />
        {productsError && (
          <p role="alert" className="mt-2 text-[0.8125rem]/5 text-bad">
            {productsError}
          </p>
        )}
      </Card>
      <Card title="Terms">
        <div className="flex flex-col gap-5">
          <Field
            label="Discount"
            aside="Optional"
            hint="Applied automatically."
            error={form.errorOf('discount_id')}
          >
            <Pick
              source={discounts}
              value={values.discount}
              placeholder="None"
              isClearable
              onChange={(discount) => form.set('discount', discount)}
            />
          </Field>
          <Switch
            label="Allow discount codes"
            isChecked={values.allowsCodes}
            onChange={(isChecked) => form.set('allowsCodes', isChecked)}
          />
          <Switch
            label="Require full billing address"
            hint="Otherwise only what tax requires is asked."
            isChecked={values.requiresAddress}
            onChange={(isChecked) => form.set('requiresAddress', isChecked)}
          />
          <Trial form={form} />
          <Field
            label="Seats"
            aside="Optional"
            hint="Preselected seats, for products sold by the seat."
            error={form.errorOf('seats')}
            className="sm:w-1/2"
          >
            <Input
              inputMode="numeric"
              value={values.seats}
              onChange={(event) => form.set('seats', event.target.value)}
            />
          </Field>
        </div>
      </Card>
      <Card title="After the purchase">
        <div className="flex flex-col gap-4">
          <Field
            label="Success page"
            aside="Optional"
            hint="Where buyers go after paying. {CHECKOUT_ID} is replaced by the ID. Leave empty for our confirmation page."
            error={form.errorOf('success_url')}
          >
            <Input
              type="url"
              placeholder="https://example.com/thanks"
              value={values.successUrl}
              onChange={(event) => form.set('successUrl', event.target.value)}
            />
          </Field>
          <Field
            label="Back link"
            aside="Optional"
            hint="Where the back arrow at the top of the checkout leads."
            error={form.errorOf('return_url')}
          >
            <Input
              type="url"
              placeholder="https://example.com/pricing"
              value={values.returnUrl}
              onChange={(event) => form.set('returnUrl', event.target.value)}
            />
          </Field>
        </div>
      </Card>
      <Card title="Metadata" description="Copied to the order and the subscription.">
        <MetadataFields
          entries={values.metadata}
          onChange={(entries) => form.set('metadata', entries)}
          error={form.errorOf('metadata')}
        />
      </Card>
    </>
  );
}

function Trial({ form }: { form: Form<LinkDraft> }) {
  const { trialInterval, trialCount } = form.values;
  return (
    <div className="grid gap-4 sm:grid-cols-[1fr_6rem] sm:[&>:only-child]:col-span-2">
      <Field label="Trial" error={form.errorOf('trial_interval')}>
        <Select
          value={trialInterval}
          onChange={(event) => {
            const interval = event.target.value as LinkDraft['trialInterval'];
            form.set('trialInterval', interval);
            if (interval === '') form.set('trialCount', '');
          }}
        >
          <option value="">Product default</option>
          {intervals.map((interval) => (
            <option key={interval} value={interval}>
              {`Custom, in ${interval}s`}
            </option>
          ))}
        </Select>
      </Field>
      {trialInterval !== '' && (
        <Field
          label={`${trialInterval.charAt(0).toUpperCase()}${trialInterval.slice(1)}s`}
          error={form.errorOf('trial_interval_count')}
        >
          <Input
            inputMode="numeric"
            value={trialCount}
            onChange={(event) => form.set('trialCount', event.target.value)}
          />
        </Field>
      )}
    </div>
  );
}
