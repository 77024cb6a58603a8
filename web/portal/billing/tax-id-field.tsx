import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Field, Input } from '../../ui/field.tsx';
import { useWords } from '../words.ts';

/** The rules are many and wanted by few: they are loaded once there is something to check. */
function useIsValid(taxId: string, country: string): boolean | undefined {
  const text = useDeferredValue(taxId.trim());
  const { data } = useQuery({
    queryKey: ['tax-id', text, country],
    queryFn: async () => {
      const { validateTaxId } = await import('../../../src/platform/tax-id/index.ts');
      return validateTaxId(text, country) !== null;
    },
    enabled: text !== '' && country !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

/** What is wrong with a tax id in a country; undefined where nothing is, or nothing is known yet. */
export function useTaxIdFault(taxId: string, country: string): string | undefined {
  const { say } = useWords();
  const isValid = useIsValid(taxId, country);
  return taxId.trim() !== '' && isValid === false ? say('taxIdInvalid') : undefined;
}

/** Checked as it is typed: that it is right is said at once, that it is wrong only once the reader has left it. */
export function TaxIdField({
  value,
  country,
  error,
  onChange,
}: {
  value: string;
  country: string;
  error: string | undefined;
  onChange(value: string): void;
}) {
  const { say } = useWords();
  const isValid = useIsValid(value, country);
  const fault = useTaxIdFault(value, country);
  const [isLeft, setLeft] = useState(false);
  return (
    <Field
      label={say('taxId')}
      aside={say('optional')}
      hint={say(country === '' ? 'taxIdNeedsCountry' : 'taxIdHint')}
      error={error ?? (isLeft ? fault : undefined)}
    >
      <span className="relative block">
        <Input
          value={value}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          className="pr-10"
          onFocus={() => setLeft(false)}
          onBlur={() => setLeft(true)}
          onChange={({ target }) => onChange(target.value)}
        />
        {value.trim() !== '' && isValid && (
          <span
            role="status"
            className="pointer-events-none absolute inset-y-0 right-3 grid place-items-center text-good"
          >
            <Check aria-hidden="true" className="size-4" />
            <span className="sr-only">{say('taxIdValid')}</span>
          </span>
        )}
      </span>
    </Field>
  );
}
