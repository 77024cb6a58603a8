import { Link } from '@tanstack/react-router';
import { KeyRound, Mail } from 'lucide-react';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { MailboxLink } from '../../ui/mailbox-link.tsx';
import { Notice } from '../../ui/states.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useAddressState } from '../shared/filters.tsx';
import { FormError } from '../shared/form-error.tsx';
import { reasonOf } from '../shared/queries.ts';
import { askAuth, keepWantedAddress, useGoOn } from './auth.ts';
import { Gate, keptMails } from './gate.tsx';
import { knowsPasskeys, signInWithPasskey } from './passkeys.ts';
import { PasswordField } from './password-field.tsx';

export default function SignInScreen() {
  const [{ token, next, way, email }] = useAddressState();
  if (token) return <MailedLink token={token} />;
  if (way === 'sent') return <LinkSent email={email ?? ''} next={next} />;
  return <Ways next={next} />;
}

function Ways({ next }: { next: string | undefined }) {
  const goOn = useGoOn();
  const [, change] = useAddressState();
  const [busyWith, setBusyWith] = useState<'passkey' | 'link'>();
  const [problem, setProblem] = useState<string>();
  const [emailError, setEmailError] = useState<string>();
  const form = useForm({ email: '', password: '' }, async ({ email, password }) => {
    setProblem(undefined);
    setEmailError(undefined);
    await askAuth('/sign-in/email', { email: email.trim(), password });
    goOn(next);
  });

  async function tryOther(way: 'passkey' | 'link', act: () => Promise<void>) {
    setBusyWith(way);
    setProblem(undefined);
    setEmailError(undefined);
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error.isOffline ? reasonOf(error) : error.message);
    } finally {
      setBusyWith(undefined);
    }
  }

  function mailLink() {
    const email = form.values.email.trim();
    if (!/^\S+@\S+$/.test(email)) {
      setEmailError('Write your address here, then have the link mailed.');
      document.querySelector<HTMLInputElement>('input[type=email]')?.focus();
      return;
    }
    tryOther('link', async () => {
      await askAuth('/sign-in/magic-link', { email });
      keepWantedAddress(next);
      change({ way: 'sent', email });
    });
  }

  const told = problem ?? form.error;
  return (
    <Gate title="Sign in to Florin">
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        {told && <Notice tone="bad">{told}</Notice>}
        <Field label="Email" error={emailError ?? form.errorOf('email')}>
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
        <PasswordField
          aside={
            <Link to="/reset-password" className="rounded text-accent underline-offset-4 hover:underline">
              Forgotten?
            </Link>
          }
          value={form.values.password}
          onChange={(password) => form.set('password', password)}
        />
        <Button type="submit" look="primary" isBusy={form.isBusy} className="w-full">
          Sign in
        </Button>
        <p className="flex items-center gap-3 text-ink-faint text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          or without a password
        </p>
        <div className="flex flex-col gap-2">
          {knowsPasskeys && (
            <Button
              isBusy={busyWith === 'passkey'}
              onClick={() =>
                tryOther('passkey', async () => {
                  await signInWithPasskey();
                  goOn(next);
                })
              }
            >
              <KeyRound /> Use a passkey
            </Button>
          )}
          <Button isBusy={busyWith === 'link'} onClick={mailLink}>
            <Mail /> Email me a link
          </Button>
        </div>
      </form>
    </Gate>
  );
}

function LinkSent({ email, next }: { email: string; next: string | undefined }) {
  return (
    <Gate
      title="Check your email"
      description={
        <>
          If <strong className="font-medium text-ink">{email}</strong> belongs to somebody here, a link is on
          its way. It signs you in once, within fifteen minutes.
        </>
      }
      foot={
        <span className="flex flex-col items-center gap-3">
          <MailboxLink label={keptMails} />
          <Link
            to="/sign-in"
            search={{ next } as never}
            className="rounded text-accent underline-offset-4 hover:underline"
          >
            Sign in another way
          </Link>
        </span>
      }
    />
  );
}

/** Asks for a click: programs that look into mails follow links too, and would use it up. */
function MailedLink({ token }: { token: string }) {
  const goOn = useGoOn();
  const form = useForm({}, async () => {
    await askAuth(`/magic-link/verify?token=${encodeURIComponent(token)}`);
    goOn();
  });
  return (
    <Gate
      title="Welcome back"
      description="This link signs you in to Florin, once."
      foot={
        form.error && (
          <Link to="/sign-in" className="rounded text-accent underline-offset-4 hover:underline">
            Sign in another way
          </Link>
        )
      }
    >
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <Button type="submit" look="primary" isBusy={form.isBusy} className="w-full" autoFocus>
          Sign in
        </Button>
        <FormError form={form} />
      </form>
    </Gate>
  );
}
