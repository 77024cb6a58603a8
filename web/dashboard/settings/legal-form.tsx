import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { CountrySelect } from '../shared/country-select.tsx';
import { SettingsForm } from './settings-page.tsx';
import { type Organization, type OrganizationUpdate, useSaveOrganization } from './use-settings.ts';

const parts = ['line1', 'line2', 'postal_code', 'city', 'state'] as const;

function draftOf({ legal_name, address, tax_ids }: Organization) {
  return {
    legal_name: legal_name ?? '',
    country: address?.country ?? '',
    line1: address?.line1 ?? '',
    line2: address?.line2 ?? '',
    postal_code: address?.postal_code ?? '',
    city: address?.city ?? '',
    state: address?.state?.replace(/^(US|CA)-/, '') ?? '',
    tax_ids: tax_ids.map(({ value }) => value),
  };
}

function updateOf(draft: ReturnType<typeof draftOf>): OrganizationUpdate {
  const { legal_name, country, tax_ids } = draft;
  const rest = Object.fromEntries(parts.map((part) => [part, draft[part].trim() || null]));
  return {
    legal_name: legal_name.trim() || null,
    address: country === '' ? null : { country, ...rest },
    tax_ids: tax_ids.filter((value) => value.trim() !== '').map((value) => ({ value: value.trim() })),
  };
}

/** The seller as invoices show it. */
export function LegalForm({ organization }: { organization: Organization }) {
  const save = useSaveOrganization();
  const form = useForm(draftOf(organization), async (draft) => {
    form.reset(draftOf(await save.mutateAsync(updateOf(draft))));
  });
  const { values, set, errorOf } = form;
  const hasStates = values.country === 'US' || values.country === 'CA';
  return (
    <SettingsForm form={form} title="Seller" description="The seller on invoices and receipts.">
      <Field label="Legal name" error={errorOf('legal_name')} hint="Defaults to the name above.">
        <Input
          maxLength={255}
          value={values.legal_name}
          onChange={(event) => set('legal_name', event.target.value)}
        />
      </Field>
      <div className="grid gap-5 sm:grid-cols-6">
        <Field label="Country" className="sm:col-span-6" error={errorOf('address.country')}>
          <CountrySelect
            empty="No address"
            value={values.country}
            onChange={(event) => set('country', event.target.value)}
          />
        </Field>
        {values.country !== '' && (
          <>
            <Field label="Street and number" className="sm:col-span-6" error={errorOf('address.line1')}>
              <Input value={values.line1} onChange={(event) => set('line1', event.target.value)} />
            </Field>
            <Field
              label="More of the address"
              aside="Optional"
              className="sm:col-span-6"
              error={errorOf('address.line2')}
            >
              <Input value={values.line2} onChange={(event) => set('line2', event.target.value)} />
            </Field>
            <Field label="Postal code" className="sm:col-span-2" error={errorOf('address.postal_code')}>
              <Input
                value={values.postal_code}
                onChange={(event) => set('postal_code', event.target.value)}
              />
            </Field>
            <Field label="City" className="sm:col-span-2" error={errorOf('address.city')}>
              <Input value={values.city} onChange={(event) => set('city', event.target.value)} />
            </Field>
            <Field
              label={hasStates ? 'State' : 'State or region'}
              {...(hasStates ? {} : { aside: 'Optional' })}
              className="sm:col-span-2"
              error={errorOf('address.state')}
            >
              <Input
                placeholder={values.country === 'US' ? 'CA' : values.country === 'CA' ? 'QC' : ''}
                value={values.state}
                onChange={(event) => set('state', event.target.value)}
              />
            </Field>
          </>
        )}
      </div>
      {values.country !== '' && (
        <fieldset className="flex min-w-0 flex-col items-start gap-2">
          <legend className="mb-2 font-medium text-[0.8125rem]/5">Tax numbers</legend>
          {values.tax_ids.map((value, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, whatever is typed into it
            <div key={index} className="flex w-full items-start gap-2">
              <Field
                label={`Tax number ${index + 1}`}
                hidesLabel
                className="flex-1"
                error={errorOf(`tax_ids.${index}.value`)}
              >
                <Input
                  className="font-mono"
                  placeholder="DE123456789"
                  maxLength={64}
                  value={value}
                  onChange={(event) => set('tax_ids', values.tax_ids.with(index, event.target.value))}
                />
              </Field>
              <Button
                look="quiet"
                size="icon"
                aria-label={`Remove tax number ${index + 1}`}
                onClick={() => set('tax_ids', values.tax_ids.toSpliced(index, 1))}
              >
                <X />
              </Button>
            </div>
          ))}
          {values.tax_ids.length < 10 && (
            <Button
              size="small"
              look="quiet"
              className="-ml-2.5"
              onClick={() => set('tax_ids', [...values.tax_ids, ''])}
            >
              <Plus /> Add a tax number
            </Button>
          )}
        </fieldset>
      )}
    </SettingsForm>
  );
}
