import { useEffect, useRef, useState } from 'react';
import type { Checkout } from '../checkout-api.ts';
import { useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { checkDraft, type Errors } from './check-draft.ts';
import { answersOf, type Draft, draftOf } from './draft.ts';

export type FormState = {
  draft: Draft;
  set(part: Partial<Draft>): void;
  /** What is to be said at a field: what the server found, or what was missing when it was to be paid. */
  errorOf(path: string): string | undefined;
  /** From now on the fields say what is missing or wrong. */
  check(): void;
  /** Whether all is there that a checkout asks for. */
  isWhole(checkout: Checkout): boolean;
};

export function useFormState(): FormState {
  const words = useWords();
  const { checkout, faults } = useSession();
  const [draft, setDraft] = useState(() => draftOf(checkout));
  const [isChecked, setChecked] = useState(false);
  const product = useRef(checkout.product_id);
  // Another product asks other questions.
  useEffect(() => {
    if (product.current === checkout.product_id) return;
    product.current = checkout.product_id;
    setDraft((before) => ({ ...before, answers: { ...answersOf(checkout), ...before.answers } }));
  }, [checkout]);
  const errors: Errors = isChecked ? checkDraft(words, draft, checkout) : {};
  return {
    draft,
    set: (part) => setDraft((before) => ({ ...before, ...part })),
    errorOf(path) {
      if (errors[path]) return errors[path];
      const fault = faults[path] ?? (path.endsWith('.country') ? faults.customer_billing_address : undefined);
      if (fault === undefined) return undefined;
      if (path !== 'customer_email') return words.say('fieldWrong');
      return words.say(fault === 'already_subscribed' ? 'alreadySubscribedField' : 'emailWrong');
    },
    check: () => setChecked(true),
    isWhole: (settled) => Object.keys(checkDraft(words, draft, settled)).length === 0,
  };
}
