import { Link } from '@tanstack/react-router';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { MailboxLink } from '../../ui/mailbox-link.tsx';
import { toast } from '../../ui/toast.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useAddressState } from '../shared/filters.tsx';
import { FormError } from '../shared/form-error.tsx';
import { askAuth, useGoOn } from './auth.ts';
import { Gate, keptMails } from './gate.tsx';
import { PasswordField, shortestPassword } from './password-field.tsx';

/** Asks for a mail; with the token of that mail, for the new password. */
export default function ResetPasswordScreen() {
  const [{ token, way }] = useAddressState();
  if (token) return <NewPassword token={token} />;
  return way === 'sent' ? <Sent /> : <Ask />;
}

const signInInstead = (
  <Link to="/sign-in" className="rounded text-accent underline-offset-4 hover:underline">
    Back to sign-in
  </Link>
);

function Ask() {
  const [{ email = '' }, change] = useAddressState();
  const form = useForm({ email }, async (values) => {
    await askAuth('/request-password-reset', { email: values.email.trim() });
    change({ way: 'sent', email: undefined });
  });
  return (
    <Gate
      title="Set a new password"
      description="We will email you a link to choose a new one."
      foot={signInInstead}
    >
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <Field label="Email" error={form.errorOf('email')}>
          <Input
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={form.values.email}
            onChange={(event) => form.set('email', event.target.value)}
          />
        </Field>
        <FormError form={form} />
        <Button type="submit" look="primary" isBusy={form.isBusy} className="w-full">
          Email me the link
        </Button>
      </form>
    </Gate>
  );
}

function Sent() {
  return (
    <Gate
      title="Check your email"
      description="If this address belongs to an account, a link is on its way. It works once, within an hour."
      foot={
        <span className="flex flex-col items-center gap-3">
          <MailboxLink label={keptMails} />
          {signInInstead}
        </span>
      }
    />
  );
}

function NewPassword({ token }: { token: string }) {
  const goOn = useGoOn();
  const form = useForm({ password: '' }, async ({ password }) => {
    await askAuth('/reset-password', { token, newPassword: password });
    toast('Your password is changed. Sign in with it.');
    goOn('/sign-in');
  });
  return (
    <Gate
      title="Choose a new password"
      description="This signs you out everywhere else."
      foot={
        form.error && (
          <Link to="/reset-password" className="rounded text-accent underline-offset-4 hover:underline">
            Ask for a new link
          </Link>
        )
      }
    >
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <PasswordField
          isNew
          label="New password"
          hint={`At least ${shortestPassword} characters.`}
          error={form.errorOf('newPassword')}
          value={form.values.password}
          onChange={(password) => form.set('password', password)}
        />
        <FormError form={form} />
        <Button type="submit" look="primary" isBusy={form.isBusy} className="w-full">
          Set password
        </Button>
      </form>
    </Gate>
  );
}
