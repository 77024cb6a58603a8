import { Notice } from '../../ui/states.tsx';
import type { Form } from '../../ui/use-form.ts';

/** What is wrong with a form as a whole. It stands below the fields, so that these have told theirs. */
export function FormError<Values extends object>({ form }: { form: Form<Values> }) {
  return form.error ? <Notice tone="bad">{form.error}</Notice> : null;
}
