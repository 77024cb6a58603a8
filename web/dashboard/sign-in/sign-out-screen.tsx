import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { useForm } from '../../ui/use-form.ts';
import { FormError } from '../shared/form-error.tsx';
import { forgetVisits } from '../shell/recent.ts';
import { askAuth } from './auth.ts';
import { Gate } from './gate.tsx';

/** Asks first: an address alone must do nothing. */
export default function SignOutScreen() {
  const client = useQueryClient();
  const router = useRouter();
  const form = useForm({}, async () => {
    await askAuth('/sign-out', {});
    client.clear();
    forgetVisits();
    toast('You are signed out.');
    router.navigate({ to: '/sign-in', replace: true });
  });
  return (
    <Gate title="Sign out?" description="You stay signed in in your other browsers.">
      <form onSubmit={form.submit} className="flex flex-col gap-3">
        <Button type="submit" look="primary" isBusy={form.isBusy} autoFocus>
          Sign out
        </Button>
        <Button asChild>
          <Link to="/">Stay</Link>
        </Button>
        <FormError form={form} />
      </form>
    </Gate>
  );
}
