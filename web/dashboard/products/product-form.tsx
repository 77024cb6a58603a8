import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Field, Input, Select, TextArea } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { type Form, useForm } from '../../ui/use-form.ts';
import { useWorkspace } from '../session.ts';
import { customFields } from '../shared/choices.ts';
import { FormFooter } from '../shared/form-footer.tsx';
import { number } from '../shared/format.ts';
import { MetadataFields } from '../shared/metadata.tsx';
import type { Product } from '../shared/objects.ts';
import { PickMany } from '../shared/pick.tsx';
import { CheckoutPreview } from './checkout-preview.tsx';
import { PriceFields } from './price-fields.tsx';
import { changesPrices, type ProductDraft } from './product-draft.ts';
import { useSubscriberCount } from './use-product-surroundings.ts';
import { useSeller } from './use-products.ts';

type ProductFormProps = {
  initial: ProductDraft;
  /** What is being changed; none where one is made. */
  product?: Product;
  send(draft: ProductDraft): Promise<unknown>;
  action: string;
  cancelTo: readonly string[];
};

/** Everything that makes a product, with its checkout beside it as it will be. */
export function ProductForm({ initial, product, send, action, cancelTo }: ProductFormProps) {
  const form = useForm(initial, send);
  const { organization } = useWorkspace();
  const seller = useSeller(organization.id);
  const features = seller.data?.feature_settings as
    | { seat_based_pricing_enabled?: boolean }
    | null
    | undefined;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <form onSubmit={form.submit} noValidate className="flex min-w-0 flex-col gap-5">
        <Details form={form} />
        <Rhythm form={form} isFixed={product !== undefined} />
        <PriceFields
          form={form}
          defaultCurrency={seller.data?.default_presentment_currency ?? 'usd'}
          sellsSeats={features?.seat_based_pricing_enabled !== false}
          notice={product && <PriceNotice form={form} product={product} />}
        />
        <AttachedFields form={form} />
        <Card title="Metadata" description="For your own systems. Buyers do not see it.">
          <MetadataFields
            entries={form.values.metadata}
            onChange={(entries) => form.set('metadata', entries)}
            error={form.errorOf('metadata')}
          />
        </Card>
        <FormFooter form={form} action={action} cancelTo={cancelTo} />
      </form>
      <div className="lg:sticky lg:top-[calc(var(--bars)+1.5rem)]">
        <CheckoutPreview draft={form.values} organization={organization} />
      </div>
    </div>
  );
}

type PartProps = { form: Form<ProductDraft> };

function Details({ form }: PartProps) {
  const { name, description, visibility } = form.values;
  return (
    <Card>
      <div className="flex flex-col gap-4">
        <Field label="Name" isRequired error={form.errorOf('name')}>
          <Input
            value={name}
            maxLength={64}
            autoFocus={name === ''}
            onChange={(event) => form.set('name', event.target.value)}
          />
        </Field>
        <Field
          label="Description"
          aside="Optional"
          hint="Shown at checkout."
          error={form.errorOf('description')}
        >
          <TextArea
            value={description}
            rows={3}
            onChange={(event) => form.set('description', event.target.value)}
          />
        </Field>
        <Field label="Visibility" error={form.errorOf('visibility')}>
          <Select
            value={visibility}
            onChange={(event) => form.set('visibility', event.target.value as ProductDraft['visibility'])}
          >
            <option value="public">Public: customers can switch to it themselves</option>
            <option value="private">Private: only through your links and checkouts</option>
            <option value="draft">Draft: not for sale yet</option>
          </Select>
        </Field>
      </div>
    </Card>
  );
}

const intervals = ['day', 'week', 'month', 'year'] as const;

function Rhythm({ form, isFixed }: PartProps & { isFixed: boolean }) {
  const { isRecurring, interval, intervalCount, trialInterval, trialCount } = form.values;
  return (
    <Card
      title="Billing"
      {...(isFixed
        ? {
            description:
              'The billing interval cannot be changed. Create another product for another interval.',
          }
        : {})}
    >
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-[1fr_6rem_1fr]">
          <Field label="Billed">
            <Select
              value={isRecurring ? 'recurring' : 'once'}
              disabled={isFixed}
              onChange={(event) => {
                form.set('isRecurring', event.target.value === 'recurring');
                if (event.target.value === 'once' && form.values.kind === 'unit_based')
                  form.set('kind', 'fixed');
              }}
            >
              <option value="recurring">As a subscription</option>
              <option value="once">Once</option>
            </Select>
          </Field>
          {isRecurring && (
            <>
              <Field label="Every" error={form.errorOf('recurring_interval_count')}>
                <Input
                  inputMode="numeric"
                  disabled={isFixed}
                  value={intervalCount}
                  onChange={(event) => form.set('intervalCount', event.target.value)}
                />
              </Field>
              <Field label="Period" error={form.errorOf('recurring_interval')}>
                <Select
                  disabled={isFixed}
                  value={interval}
                  onChange={(event) => form.set('interval', event.target.value as ProductDraft['interval'])}
                >
                  {intervals.map((one) => (
                    <option key={one} value={one}>{`${one}${intervalCount === '1' ? '' : 's'}`}</option>
                  ))}
                </Select>
              </Field>
            </>
          )}
        </div>
        {isRecurring && (
          <Switch
            label="Free trial"
            hint="Buyers leave a card now; it is charged when the trial ends."
            isChecked={trialInterval !== ''}
            onChange={(isChecked) => {
              form.set('trialInterval', isChecked ? 'day' : '');
              if (isChecked && trialCount === '') form.set('trialCount', '14');
            }}
          />
        )}
        {isRecurring && trialInterval !== '' && (
          <div className="grid gap-4 sm:grid-cols-[6rem_1fr_1fr]">
            <Field label="Trial of" error={form.errorOf('trial_interval_count')}>
              <Input
                inputMode="numeric"
                value={trialCount}
                onChange={(event) => form.set('trialCount', event.target.value)}
              />
            </Field>
            <Field label="Unit of the trial" error={form.errorOf('trial_interval')}>
              <Select
                value={trialInterval}
                onChange={(event) =>
                  form.set('trialInterval', event.target.value as ProductDraft['trialInterval'])
                }
              >
                {intervals.map((one) => (
                  <option key={one} value={one}>{`${one}${trialCount === '1' ? '' : 's'}`}</option>
                ))}
              </Select>
            </Field>
          </div>
        )}
      </div>
    </Card>
  );
}

/** Says, once another price is typed, who pays it. */
function PriceNotice({ form, product }: PartProps & { product: Product }) {
  const subscribers = useSubscriberCount(product.id);
  if (!product.is_recurring || !changesPrices(form.values, product)) return null;
  const count = subscribers.data ?? 0;
  return (
    <Notice tone="info" title="Current subscribers keep their price">
      {count === 0
        ? 'Nobody is subscribed at present. The new prices are for whoever buys from now on.'
        : `${number(count)} ${count === 1 ? 'subscription stays' : 'subscriptions stay'} at the old price. The new prices are for whoever buys from now on.`}
    </Notice>
  );
}

function AttachedFields({ form }: PartProps) {
  const { fields } = form.values;
  const error = form.errorOf('attached_custom_fields');
  return (
    <Card title="Custom fields" description="Extra questions that the checkout asks.">
      <PickMany
        source={customFields}
        values={fields}
        placeholder="Add a custom field"
        onChange={(values) =>
          form.set(
            'fields',
            values.map((choice) => ({ isRequired: false, ...choice })),
          )
        }
        render={({ id }) => (
          <Select
            aria-label="Required?"
            className="w-32"
            value={fields.find((field) => field.id === id)?.isRequired ? 'yes' : 'no'}
            onChange={(event) =>
              form.set(
                'fields',
                fields.map((field) =>
                  field.id === id ? { ...field, isRequired: event.target.value === 'yes' } : field,
                ),
              )
            }
          >
            <option value="no">Optional</option>
            <option value="yes">Required</option>
          </Select>
        )}
      />
      {error && (
        <p role="alert" className="mt-2 text-[0.8125rem]/5 text-bad">
          {error}
        </p>
      )}
    </Card>
  );
}
