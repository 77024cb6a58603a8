import { Lock } from 'lucide-react';
import { Field, Input } from '../../ui/field.tsx';
import { useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { looksLikeEmail, nameChange } from './draft.ts';
import type { FormState } from './form-state.ts';

const typingMilliseconds = 500;

/** Who buys. Whom the merchant named stays the one who does. */
export function ContactFields({ form }: { form: FormState }) {
  const { say } = useWords();
  const { checkout, change } = useSession();
  const { draft, set, errorOf } = form;
  const isLocked = checkout.customer_id !== null;
  return (
    <div className="flex flex-col gap-4">
      <Field
        label={say('email')}
        hint={say(isLocked ? 'emailLocked' : 'emailHint')}
        error={errorOf('customer_email')}
        isRequired
      >
        <span className="relative block">
          <Input
            type="email"
            value={draft.email}
            autoComplete="email"
            readOnly={isLocked}
            className={isLocked ? 'bg-sunken pr-9 text-ink-soft' : undefined}
            onChange={({ target }) => {
              set({ email: target.value });
              if (looksLikeEmail(target.value))
                change({ customer_email: target.value.trim() }, typingMilliseconds);
            }}
          />
          {isLocked && (
            <Lock
              aria-hidden="true"
              className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-faint"
            />
          )}
        </span>
      </Field>
      {!checkout.is_payment_form_required && <NameField form={form} />}
    </div>
  );
}

/** The buyer's name: of whoever holds the card, where there is one. */
export function NameField({ form }: { form: FormState }) {
  const { say } = useWords();
  const { checkout, change } = useSession();
  const { draft, set, errorOf } = form;
  const isOnCard = checkout.is_payment_form_required;
  return (
    <Field
      label={say(isOnCard ? 'nameOnCard' : 'name')}
      aside={isOnCard ? undefined : say('optional')}
      error={errorOf('customer_name')}
      isRequired={isOnCard}
    >
      <Input
        value={draft.name}
        autoComplete={isOnCard ? 'cc-name' : 'name'}
        onChange={({ target }) => {
          set({ name: target.value });
          change(nameChange(target.value), typingMilliseconds);
        }}
      />
    </Field>
  );
}
