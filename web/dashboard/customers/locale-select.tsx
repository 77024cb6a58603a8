import { Select } from '../../ui/field.tsx';

/** The languages that customers are spoken to in. */
const spoken = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'tr', 'ja'];
const names = new Intl.DisplayNames(['en'], { type: 'language' });

export function LocaleSelect({ value, onChange }: { value: string; onChange(locale: string): void }) {
  const known = value === '' || spoken.includes(value) ? spoken : [value, ...spoken];
  return (
    <Select value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">Not known</option>
      {known.map((locale) => (
        <option key={locale} value={locale}>
          {names.of(locale)}
        </option>
      ))}
    </Select>
  );
}
