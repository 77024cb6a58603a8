import { Field, Input } from '../../ui/field.tsx';
import type { Form } from '../../ui/use-form.ts';
import { PasswordField, shortestPassword } from './password-field.tsx';

export type Person = { name: string; email: string; password: string };

/** Without a password somebody signs in by mail or with a passkey. */
export function sentPerson({ name, email, password }: Person) {
  return { name: name.trim(), email: email.trim(), password: password || null };
}

/** Who somebody is that comes in for the first time. */
export function PersonFields({ form, fixedEmail }: { form: Form<Person>; fixedEmail?: string }) {
  return (
    <>
      <Field label="Name" error={form.errorOf('name')} isRequired>
        <Input
          name="name"
          autoComplete="name"
          required
          autoFocus
          maxLength={256}
          value={form.values.name}
          onChange={(event) => form.set('name', event.target.value)}
        />
      </Field>
      <Field label="Email" error={form.errorOf('email')} isRequired>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          required
          readOnly={fixedEmail !== undefined}
          value={fixedEmail ?? form.values.email}
          onChange={(event) => form.set('email', event.target.value)}
          className="read-only:bg-sunken read-only:text-ink-soft"
        />
      </Field>
      <PasswordField
        isNew
        isRequired={false}
        aside="Optional"
        hint={`At least ${shortestPassword} characters. Without one, you sign in by email or with a passkey.`}
        error={form.errorOf('password')}
        value={form.values.password}
        onChange={(password) => form.set('password', password)}
      />
    </>
  );
}
