import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { florin } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { useForm } from '../../ui/use-form.ts';
import type { Me } from '../session.ts';
import { FormError } from '../shared/form-error.tsx';
import { reasonOf } from '../shared/queries.ts';
import { askAuth } from './auth.ts';
import { PasswordField, shortestPassword } from './password-field.tsx';

type User = Me['user'];

export function NameCard({ user }: { user: User }) {
  const client = useQueryClient();
  const form = useForm({ name: user.name }, async ({ name }) => {
    const changed = await answerOf(florin.PATCH('/florin/v1/me', { body: { name: name.trim() } }));
    form.reset({ name: changed.name });
    await client.invalidateQueries({ queryKey: ['me'] });
    toast('Your name is changed.');
  });
  return (
    <Card title="You" description="Your name appears in the audit log, next to what you do.">
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" error={form.errorOf('name')}>
            <Input
              name="name"
              autoComplete="name"
              required
              maxLength={256}
              value={form.values.name}
              onChange={(event) => form.set('name', event.target.value)}
            />
          </Field>
          <Field label="Email" hint="Your email address cannot be changed.">
            <Input name="email" value={user.email} disabled />
          </Field>
        </div>
        <FormError form={form} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" isBusy={form.isBusy} disabled={!form.isDirty}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}

export function PasswordCard({ user }: { user: User }) {
  return user.has_password ? <ChangePassword email={user.email} /> : <NoPassword email={user.email} />;
}

const none = { current: '', next: '', isOnlyHere: true };

function ChangePassword({ email }: { email: string }) {
  const client = useQueryClient();
  const form = useForm(none, async ({ current, next, isOnlyHere }) => {
    await askAuth('/change-password', {
      currentPassword: current,
      newPassword: next,
      revokeOtherSessions: isOnlyHere,
    });
    form.reset(none);
    await client.invalidateQueries({ queryKey: ['me'] });
    toast('Your password is changed.');
  });
  return (
    <Card title="Password">
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <div className="grid gap-4 sm:grid-cols-2">
          <PasswordField
            label="Current password"
            name="current-password"
            error={form.errorOf('currentPassword')}
            value={form.values.current}
            onChange={(value) => form.set('current', value)}
          />
          <PasswordField
            isNew
            label="New password"
            name="new-password"
            hint={`At least ${shortestPassword} characters.`}
            error={form.errorOf('newPassword')}
            value={form.values.next}
            onChange={(value) => form.set('next', value)}
          />
        </div>
        <FormError form={form} />
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Checkbox
            label="Sign me out everywhere else"
            isChecked={form.values.isOnlyHere}
            onChange={(isOnlyHere) => form.set('isOnlyHere', isOnlyHere)}
          />
          <Button
            type="submit"
            look="primary"
            isBusy={form.isBusy}
            disabled={form.values.current === '' || form.values.next === ''}
          >
            Change password
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** Whose address it is shows by the mail. */
function NoPassword({ email }: { email: string }) {
  const [state, setState] = useState<'ask' | 'busy' | 'sent'>('ask');
  async function mail() {
    setState('busy');
    try {
      await askAuth('/request-password-reset', { email });
      setState('sent');
    } catch (error) {
      setState('ask');
      toast(error instanceof Problem ? error.message : reasonOf(error), { tone: 'bad' });
    }
  }
  return (
    <Card title="Password" description="You have no password. You sign in with an emailed link or a passkey.">
      {state === 'sent' ? (
        <Notice tone="good">A link to set one is on its way to {email}.</Notice>
      ) : (
        <Button isBusy={state === 'busy'} onClick={mail}>
          Email me a link to set one
        </Button>
      )}
    </Card>
  );
}
