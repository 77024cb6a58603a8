import { Pencil, Percent, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useMay } from '../session.ts';
import { country, day } from '../shared/format.ts';
import { LoadedPart } from '../shared/loaded.tsx';
import { RegistrationDialog } from './registration-dialog.tsx';
import { SettingsForm, SettingsPage } from './settings-page.tsx';
import {
  type Organization,
  type TaxRegistration,
  useOrganization,
  useSaveOrganization,
} from './use-settings.ts';

export default function TaxScreen() {
  const organization = useOrganization();
  return (
    <SettingsPage>
      <LoadedPart query={organization}>
        {(data) => (
          <>
            <Registrations organization={data} />
            <CalculationForm organization={data} />
          </>
        )}
      </LoadedPart>
    </SettingsPage>
  );
}

function placeOf({ country: code, state }: TaxRegistration): string {
  return state ? `${country(code)}, ${state.replace(/^(US|CA)-/, '')}` : country(code);
}

function spanOf({ valid_from, valid_to }: TaxRegistration): string | undefined {
  // Days are of UTC: at noon they are the same day nearly everywhere.
  const noon = (text: string) => day(`${text}T12:00:00Z`);
  if (valid_from && valid_to) return `${noon(valid_from)} to ${noon(valid_to)}`;
  if (valid_from) return `since ${noon(valid_from)}`;
  return valid_to ? `until ${noon(valid_to)}` : undefined;
}

function Registrations({ organization }: { organization: Organization }) {
  const mayWrite = useMay('organizations:write');
  const registrations = organization.tax_registrations;
  const [edited, setEdited] = useState<number | 'new'>();
  const [removed, setRemoved] = useState<number>();
  const save = useSaveOrganization();
  const asked = removed === undefined ? undefined : registrations[removed];
  const addButton = mayWrite && (
    <Button onClick={() => setEdited('new')}>
      <Plus /> Add a registration
    </Button>
  );
  return (
    <Card
      title="Where you collect tax"
      description="Where you are registered. Tax is charged nowhere else."
      isFlush
      actions={registrations.length > 0 && addButton}
    >
      {registrations.length === 0 ? (
        <EmptyState icon={<Percent />} title="No tax is collected" action={addButton} className="py-8">
          Add the countries and states where you are registered. Sales there are taxed from then on.
        </EmptyState>
      ) : (
        <ul aria-label="Tax registrations" className="divide-y divide-line border-line border-t">
          {registrations.map((registration, index) => (
            <li
              key={`${registration.country} ${registration.state} ${registration.scheme} ${registration.valid_from}`}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-3 text-sm"
            >
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-center gap-2 font-medium">
                  {placeOf(registration)}
                  {registration.scheme === 'oss' && <Badge tone="info">One-stop shop</Badge>}
                </span>
                <span className="block text-[0.8125rem]/5 text-ink-soft">
                  {[registration.tax_id, spanOf(registration)].filter(Boolean).join(' · ') || 'No number'}
                </span>
              </span>
              {mayWrite && (
                <span className="flex gap-1">
                  <Button
                    look="quiet"
                    size="icon-small"
                    aria-label={`Edit ${placeOf(registration)}`}
                    onClick={() => setEdited(index)}
                  >
                    <Pencil />
                  </Button>
                  <Button
                    look="quiet"
                    size="icon-small"
                    aria-label={`Remove ${placeOf(registration)}`}
                    onClick={() => setRemoved(index)}
                  >
                    <Trash2 />
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {edited !== undefined && (
        <RegistrationDialog
          registrations={registrations}
          index={edited === 'new' ? registrations.length : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      <ConfirmDialog
        isOpen={asked !== undefined}
        onClose={() => setRemoved(undefined)}
        title={asked ? `Stop collecting tax in ${placeOf(asked)}?` : ''}
        description="Sales there are no longer taxed. Past sales stay as they are. If the registration ends on a certain day, set its last day instead."
        action="Remove registration"
        onConfirm={() =>
          save.mutateAsync({ tax_registrations: registrations.filter((_, at) => at !== removed) })
        }
      />
    </Card>
  );
}

const behaviors: Record<Organization['default_tax_behavior'], string> = {
  location: 'By the buyer’s location',
  inclusive: 'Prices have the tax inside',
  exclusive: 'Tax comes on top of prices',
};

function CalculationForm({ organization }: { organization: Organization }) {
  const save = useSaveOrganization();
  const { tax_calculator, default_tax_behavior } = organization;
  const form = useForm({ tax_calculator, default_tax_behavior }, async (values) => {
    await save.mutateAsync(values);
    form.reset(values);
  });
  const { values, set, errorOf } = form;
  return (
    <SettingsForm form={form} title="Tax calculation">
      <RadioGroup<Organization['tax_calculator']>
        label="Tax calculation"
        looksLikeCards
        value={values.tax_calculator}
        onChange={(value) => set('tax_calculator', value)}
        options={[
          {
            value: 'table',
            label: 'Built-in tax rates',
            hint: 'VAT, GST and sales tax where you are registered. Works without an external service.',
          },
          { value: 'none', label: 'No tax', hint: 'All sales are without tax.' },
        ]}
      />
      <Field
        label="Prices"
        error={errorOf('default_tax_behavior')}
        hint="For products without a setting of their own. Prices include tax in Europe; tax is added in the US and Canada."
      >
        <Select
          value={values.default_tax_behavior}
          onChange={(event) =>
            set('default_tax_behavior', event.target.value as Organization['default_tax_behavior'])
          }
        >
          {Object.entries(behaviors).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
    </SettingsForm>
  );
}
