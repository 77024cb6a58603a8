import { countriesExceptSanctioned } from '../../../src/platform/country.ts';
import { subdivisionsOf } from '../../i18n/subdivisions.ts';
import { Field, Input, Select } from '../../ui/field.tsx';
import { country as countryName } from './format.ts';

/** An address as it is typed. */
export type AddressDraft = Record<'line1' | 'line2' | 'postal_code' | 'city' | 'state' | 'country', string>;

type Stored = { [Part in keyof AddressDraft]: string | null };

export function addressDraft(address: Stored | null | undefined): AddressDraft {
  const part = (name: keyof AddressDraft) => address?.[name] ?? '';
  return {
    line1: part('line1'),
    line2: part('line2'),
    postal_code: part('postal_code'),
    city: part('city'),
    state: part('state'),
    country: part('country'),
  };
}

/** The address as the API takes it; null where nothing is filled in. */
export function addressOf(draft: AddressDraft) {
  if (Object.values(draft).every((text) => text.trim() === '')) return null;
  const part = (name: keyof AddressDraft) => draft[name].trim() || null;
  return {
    line1: part('line1'),
    line2: part('line2'),
    postal_code: part('postal_code'),
    city: part('city'),
    state: part('state'),
    country: draft.country,
  };
}

const choices = countriesExceptSanctioned
  .map((code) => ({ code, name: countryName(code) }))
  .sort((one, other) => one.name.localeCompare(other.name, 'en'));

type AddressFieldsProps = {
  value: AddressDraft;
  onChange(value: AddressDraft): void;
  errorOf(path: string): string | undefined;
  /** Where the address is in the body: `billing_address`. */
  path: string;
  /** Why country and state cannot be changed any more, where they cannot. */
  fixedPlace?: string | undefined;
};

/** Street, town, country, and a state where there is one. */
export function AddressFields({ value, onChange, errorOf, path, fixedPlace }: AddressFieldsProps) {
  const set = (name: keyof AddressDraft) => (text: string) => onChange({ ...value, [name]: text });
  const subdivisions = subdivisionsOf(value.country);
  const isFixed = fixedPlace !== undefined;
  const text = (name: keyof AddressDraft, label: string, autoComplete: string, isOptional = false) => (
    <Field
      label={label}
      error={errorOf(`${path}.${name}`)}
      {...(isOptional ? { aside: 'Optional' } : {})}
      className="min-w-0"
    >
      <Input
        value={value[name]}
        autoComplete={autoComplete}
        onChange={(event) => set(name)(event.target.value)}
      />
    </Field>
  );
  return (
    <div className="flex flex-col gap-4">
      <Field label="Country" error={errorOf(`${path}.country`) ?? errorOf(path)} hint={fixedPlace}>
        <Select
          value={value.country}
          disabled={isFixed}
          onChange={(event) => onChange({ ...value, country: event.target.value, state: '' })}
        >
          <option value="">Choose a country</option>
          {choices.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {text('line1', 'Street', 'address-line1')}
      {text('line2', 'Second line', 'address-line2', true)}
      <div className="grid gap-4 sm:grid-cols-[9rem_1fr]">
        {text('postal_code', 'Postal code', 'postal-code')}
        {text('city', 'City', 'address-level2')}
      </div>
      {subdivisions ? (
        <Field label={value.country === 'US' ? 'State' : 'Province'} error={errorOf(`${path}.state`)}>
          <Select
            value={value.state}
            disabled={isFixed}
            onChange={(event) => set('state')(event.target.value)}
          >
            <option value="">Choose one</option>
            {subdivisions.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      ) : (
        !isFixed && text('state', 'State or region', 'address-level1', true)
      )}
    </div>
  );
}
