import { currencies } from '../../../src/platform/currency.ts';
import { RadioGroup } from '../../ui/choice.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { LoadedPart } from '../shared/loaded.tsx';
import { SettingsForm, SettingsPage } from './settings-page.tsx';
import { type Organization, useOrganization, useSaveOrganization } from './use-settings.ts';

export default function InvoicesScreen() {
  const organization = useOrganization();
  return (
    <SettingsPage>
      <LoadedPart query={organization}>
        {(data) => (
          <>
            <NumberingForm organization={data} />
            <CurrencyForm organization={data} />
          </>
        )}
      </LoadedPart>
    </SettingsPage>
  );
}

/** As documents number themselves; the customer's part is made up. */
function sampleNumber(prefix: string, numbering: Organization['invoice_numbering'], count: number): string {
  const number = String(count).padStart(4, '0');
  return numbering === 'organization' ? `${prefix}-${number}` : `${prefix}-4JQ7ZK2M-${number}`;
}

function NumberingForm({ organization }: { organization: Organization }) {
  const save = useSaveOrganization();
  const { invoice_prefix, invoice_numbering } = organization;
  const form = useForm({ invoice_prefix, invoice_numbering }, async (values) => {
    await save.mutateAsync({ ...values, invoice_prefix: values.invoice_prefix.trim() });
    form.reset(values);
  });
  const { values, set, errorOf } = form;
  const prefix = values.invoice_prefix.trim() || '…';
  return (
    <SettingsForm
      form={form}
      title="Invoice numbers"
      description="Numbers have no gaps. Changes apply to future invoices."
    >
      <Field
        label="Prefix"
        isRequired
        error={errorOf('invoice_prefix') && 'Letters, digits and hyphens, beginning with a letter or digit.'}
      >
        <Input
          className="font-mono"
          maxLength={64}
          value={values.invoice_prefix}
          onChange={(event) => set('invoice_prefix', event.target.value)}
        />
      </Field>
      <RadioGroup<Organization['invoice_numbering']>
        label="Numbering"
        looksLikeCards
        value={values.invoice_numbering}
        onChange={(value) => set('invoice_numbering', value)}
        options={[
          {
            value: 'customer',
            label: 'A sequence for each customer',
            hint: 'Numbers do not reveal how many invoices you issue.',
          },
          {
            value: 'organization',
            label: 'One sequence for all',
            hint: 'All invoices in one order, as some countries require.',
          },
        ]}
      />
      <p className="text-ink-soft text-sm/6">
        An invoice will be numbered{' '}
        <span className="break-all rounded-md bg-hover box-decoration-clone px-1.5 py-0.5 font-mono text-[0.8125rem] text-ink">
          {sampleNumber(prefix, values.invoice_numbering, 42)}
        </span>
        , its credit note{' '}
        <span className="break-all rounded-md bg-hover box-decoration-clone px-1.5 py-0.5 font-mono text-[0.8125rem] text-ink">
          CN-{sampleNumber(prefix, values.invoice_numbering, 3)}
        </span>
        .
      </p>
    </SettingsForm>
  );
}

const names = new Intl.DisplayNames(['en'], { type: 'currency' });

function CurrencyForm({ organization }: { organization: Organization }) {
  const save = useSaveOrganization();
  const { default_currency } = organization;
  const form = useForm({ default_currency }, async (values) => {
    await save.mutateAsync(values);
    form.reset(values);
  });
  return (
    <SettingsForm
      form={form}
      title="Currency"
      description="For new prices, and what buyers see first. Every product on sale needs a price in it."
    >
      <Field label="Default currency" error={form.errorOf('default_currency')}>
        <Select
          value={form.values.default_currency}
          onChange={(event) => form.set('default_currency', event.target.value)}
        >
          {currencies.map((code) => (
            <option key={code} value={code}>
              {`${code.toUpperCase()} · ${names.of(code.toUpperCase()) ?? ''}`}
            </option>
          ))}
        </Select>
      </Field>
    </SettingsForm>
  );
}
