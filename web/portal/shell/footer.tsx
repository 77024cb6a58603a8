import { useId } from 'react';
import { type Language, languages } from '../../i18n/words.tsx';
import { cn } from '../../ui/class-names.ts';
import { Select } from '../../ui/field.tsx';
import { chooseLanguage } from '../language.tsx';
import { useWords } from '../words.ts';

/** As those who speak it call it. */
function nameOf(language: Language): string {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

export function Footer({ className }: { className: string }) {
  const { say, language } = useWords();
  const id = useId();
  return (
    <footer className={cn('flex justify-end py-6', className)}>
      <div className="flex items-center gap-2.5 text-[0.8125rem] text-ink-soft">
        <label htmlFor={id}>{say('language')}</label>
        <Select
          id={id}
          className="w-36"
          value={language}
          onChange={({ target }) => chooseLanguage(target.value as Language)}
        >
          {languages.map((one) => (
            <option key={one} value={one} lang={one}>
              {nameOf(one)}
            </option>
          ))}
        </Select>
      </div>
    </footer>
  );
}
