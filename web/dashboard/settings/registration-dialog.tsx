import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { CountrySelect } from '../shared/country-select.tsx';
import { FormError } from '../shared/form-error.tsx';
import { type TaxRegistration, useSaveOrganization } from './use-settings.ts';

/** The member states of the European Union, which have a one-stop shop. */
const memberStates = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

/** Adds a registration to the list, or changes the one at `index`. */
export function RegistrationDialog({
  registrations,
  index,
  onClose,
}: {
  registrations: readonly TaxRegistration[];
  index: number;
  onClose(): void;
}) {
  const save = useSaveOrganization();
  const before = registrations[index];
  const form = useForm(
    {
      country: before?.country ?? '',
      state: before?.state?.replace(/^(US|CA)-/, '') ?? '',
      isOneStopShop: before?.scheme === 'oss',
      tax_id: before?.tax_id ?? '',
      valid_from: before?.valid_from ?? '',
      valid_to: before?.valid_to ?? '',
    },
    async ({ country, state, isOneStopShop, tax_id, valid_from, valid_to }) => {
      const hasStates = country === 'US' || country === 'CA';
      const registration = {
        country,
        state: (hasStates && state.trim()) || null,
        scheme: isOneStopShop && memberStates.has(country) ? ('oss' as const) : ('standard' as const),
        tax_id: tax_id.trim() || null,
        valid_from: valid_from || null,
        valid_to: valid_to || null,
      };
      const rest = registrations.filter((_, at) => at !== index);
      await save.mutateAsync({ tax_registrations: rest.toSpliced(index, 0, registration) });
      onClose();
    },
  );
  const { values, set } = form;
  const errorOf = (member: string) => form.errorOf(`tax_registrations.${index}.${member}`);
  const hasStates = values.country === 'US' || values.country === 'CA';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={before ? 'Edit registration' : 'Add a registration'}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="registration" isBusy={form.isBusy}>
            {before ? 'Save' : 'Add'}
          </Button>
        </>
      }
    >
      <form id="registration" onSubmit={form.submit} noValidate className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Country"
          isRequired
          className={hasStates ? '' : 'sm:col-span-2'}
          error={errorOf('country') ?? form.errorOf(`tax_registrations.${index}`)}
        >
          <CountrySelect
            empty="Choose a country"
            value={values.country}
            onChange={(event) => set('country', event.target.value)}
          />
        </Field>
        {hasStates && (
          <Field label="State" hint="Leave empty for the whole country." error={errorOf('state')}>
            <Input
              placeholder={values.country === 'US' ? 'CA' : 'QC'}
              maxLength={64}
              value={values.state}
              onChange={(event) => set('state', event.target.value)}
            />
          </Field>
        )}
        {memberStates.has(values.country) && (
          <Checkbox
            className="sm:col-span-2"
            label="This is the one-stop shop (OSS)"
            hint="Covers consumers throughout the European Union."
            error={errorOf('scheme')}
            isChecked={values.isOneStopShop}
            onChange={(isChecked) => set('isOneStopShop', isChecked)}
          />
        )}
        <Field
          label="Registration number"
          aside="Optional"
          className="sm:col-span-2"
          error={errorOf('tax_id')}
        >
          <Input
            className="font-mono"
            maxLength={64}
            value={values.tax_id}
            onChange={(event) => set('tax_id', event.target.value)}
          />
        </Field>
        <Field label="First day" aside="Optional" error={errorOf('valid_from')}>
          <Input
            type="date"
            value={values.valid_from}
            onChange={(event) => set('valid_from', event.target.value)}
          />
        </Field>
        <Field label="Last day" aside="Optional" error={errorOf('valid_to')}>
          <Input
            type="date"
            value={values.valid_to}
            onChange={(event) => set('valid_to', event.target.value)}
          />
        </Field>
        <div className="sm:col-span-2">
          <FormError form={form} />
        </div>
      </form>
    </Dialog>
  );
}
