import { Check } from 'lucide-react';
import { Field, Input } from '../../ui/field.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { taxIdChange } from './draft.ts';
import type { FormState } from './form-state.ts';

const typingMilliseconds = 600;

/** The buyer's tax number, checked by the server as it is typed: with a good one tax may fall away. */
export function TaxIdField({ form }: { form: FormState }) {
  const words = useWords();
  const { checkout, change, faults, isRepricing } = useSession();
  const { draft, set } = form;
  const isTyped = draft.taxId.trim() !== '';
  const isWrong = isTyped && faults.customer_tax_id !== undefined;
  const isGood = isTyped && !isWrong && !isRepricing && checkout.customer_tax_id !== null;
  const error = isWrong ? words.say('taxIdWrong', { country: words.country(draft.country) }) : undefined;
  return (
    <Field
      label={words.say('taxId')}
      aside={words.say('optional')}
      hint={isWrong ? undefined : words.say('taxIdHint')}
      error={error}
    >
      <span className="relative block">
        <Input
          value={draft.taxId}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="characters"
          className="pr-28"
          disabled={draft.country === ''}
          onChange={({ target }) => {
            set({ taxId: target.value });
            change(taxIdChange(target.value), typingMilliseconds);
          }}
        />
        <span
          role="status"
          className="pointer-events-none absolute inset-y-0 right-3 flex items-center gap-1.5 text-[0.8125rem] text-good"
        >
          {isTyped && isRepricing && <Spinner className="text-ink-soft" />}
          {isGood && (
            <>
              <Check aria-hidden="true" className="size-4" />
              <span>{words.say('taxIdGood')}</span>
            </>
          )}
        </span>
      </span>
    </Field>
  );
}
