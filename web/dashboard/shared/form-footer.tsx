import { Link } from '@tanstack/react-router';
import { Button } from '../../ui/button.tsx';
import type { Form } from '../../ui/use-form.ts';
import { FormError } from './form-error.tsx';
import { useAddress } from './links.tsx';

/** The end of a form that is a screen: what is wrong with it as a whole, and its buttons. */
export function FormFooter<Values extends object>({
  form,
  action,
  cancelTo,
}: {
  form: Form<Values>;
  /** "Create product". */
  action: string;
  cancelTo: readonly string[];
}) {
  const address = useAddress();
  return (
    <div className="flex flex-col gap-3">
      <FormError form={form} />
      <div className="flex flex-wrap gap-2">
        <Button look="primary" type="submit" isBusy={form.isBusy}>
          {action}
        </Button>
        <Button asChild>
          <Link to={address(...cancelTo)}>Cancel</Link>
        </Button>
      </div>
    </div>
  );
}
