import { type ReactNode, useMemo } from 'react';
import { subdivisionsOf, writesRegion, writesTownFirst } from '../../i18n/subdivisions.ts';
import { Field, Input, Select } from '../../ui/field.tsx';
import { useWords } from '../words.ts';
import { type AddressDraft, countryOptions } from './address.ts';

export type AddressFault = 'country' | 'state' | 'postal_code' | 'line1' | 'line2' | 'city';

/** An address, its parts as the country has them. */
export function AddressFields({
  value,
  onChange,
  errorOf,
  locked = {},
}: {
  value: AddressDraft;
  onChange(value: AddressDraft): void;
  errorOf(part: AddressFault): string | undefined;
  /** Parts that cannot be changed, and why: it is said at the field. */
  locked?: Partial<Record<'country' | 'state', ReactNode>>;
}) {
  const words = useWords();
  const { say, locale, country: nameOf } = words;
  const countries = useMemo(() => countryOptions(locale, nameOf), [locale, nameOf]);
  const states = subdivisionsOf(value.country);
  // One that is there is shown, so that it can be seen and mended wherever it is.
  const hasState =
    states !== undefined || value.state !== '' || (writesRegion(value.country) && !locked.state);
  const stateLabel = { US: say('addressState'), CA: say('addressProvince') }[value.country];
  const set = (part: keyof AddressDraft) => (text: string) => onChange({ ...value, [part]: text });
  const text = (part: keyof AddressDraft, autoComplete: string) => (
    <Input
      value={value[part]}
      autoComplete={`billing ${autoComplete}`}
      onChange={({ target }) => set(part)(target.value)}
    />
  );
  const postalCode = (
    <Field key="postalCode" label={say('addressPostalCode')} error={errorOf('postal_code')}>
      {text('postal_code', 'postal-code')}
    </Field>
  );
  const city = (
    <Field key="city" label={say('addressCity')} error={errorOf('city')}>
      {text('city', 'address-level2')}
    </Field>
  );
  const state = hasState && (
    <Field
      key="state"
      label={stateLabel ?? say('addressRegion')}
      aside={states || locked.state ? undefined : say('optional')}
      error={errorOf('state')}
      hint={locked.state}
    >
      {states ? (
        <Select
          value={value.state}
          autoComplete="billing address-level1"
          disabled={locked.state !== undefined}
          onChange={({ target }) => set('state')(target.value)}
        >
          <option value="">{say('addressChooseState')}</option>
          {states.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      ) : (
        <Input
          value={value.state}
          autoComplete="billing address-level1"
          disabled={locked.state !== undefined}
          onChange={({ target }) => set('state')(target.value)}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label={say('addressCountry')}
        error={errorOf('country')}
        hint={locked.country}
        isRequired
        className="sm:col-span-2"
      >
        <Select
          value={value.country}
          autoComplete="billing country"
          disabled={locked.country !== undefined}
          onChange={({ target }) => onChange({ ...value, country: target.value, state: '' })}
        >
          <option value="">{say('addressChooseCountry')}</option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={say('addressLine1')} error={errorOf('line1')} className="sm:col-span-2">
        {text('line1', 'address-line1')}
      </Field>
      <Field
        label={say('addressLine2')}
        aside={say('optional')}
        error={errorOf('line2')}
        className="sm:col-span-2"
      >
        {text('line2', 'address-line2')}
      </Field>
      <div className="grid gap-4 sm:col-span-2 sm:grid-cols-2 sm:*:last:odd:col-span-2">
        {writesTownFirst(value.country) ? [city, state, postalCode] : [postalCode, city, state]}
      </div>
    </div>
  );
}
