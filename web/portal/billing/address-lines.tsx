import { writesTownFirst } from '../../i18n/subdivisions.ts';
import { useWords } from '../words.ts';
import type { Address } from './address.ts';

/** An address as it is written on a letter, the country last. */
export function AddressLines({ address }: { address: Address }) {
  const { country } = useWords();
  const { line1, line2, postal_code, city, state } = address;
  const region = state?.replace(`${address.country}-`, '');
  const town = writesTownFirst(address.country)
    ? [[city, region].filter(Boolean).join(', '), postal_code]
    : [postal_code, city, region];
  const lines = [line1, line2, town.filter(Boolean).join(' '), country(address.country)];
  return (
    <address className="not-italic">
      {lines.filter(Boolean).map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
    </address>
  );
}
