import type { ComponentProps } from 'react';
import { countriesExceptSanctioned, countryName } from '../../../src/platform/country.ts';
import { Select } from '../../ui/field.tsx';

const byName = [...countriesExceptSanctioned]
  .map((code) => ({ code, name: countryName(code) }))
  .sort((one, other) => one.name.localeCompare(other.name, 'en'));

/** The countries that an address may be in, by their English names. */
export function CountrySelect({
  empty,
  ...rest
}: ComponentProps<'select'> & {
  /** What stands for none of them. */
  empty: string;
}) {
  return (
    <Select {...rest}>
      <option value="">{empty}</option>
      {byName.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </Select>
  );
}
