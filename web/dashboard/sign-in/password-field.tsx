import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';

export const shortestPassword = 10;

/** A password, that can be looked at. */
export function PasswordField({
  label = 'Password',
  hint,
  error,
  aside,
  value,
  onChange,
  isNew = false,
  isRequired = true,
  name = 'password',
}: {
  label?: string;
  hint?: ReactNode;
  error?: ReactNode;
  aside?: ReactNode;
  value: string;
  onChange(value: string): void;
  isNew?: boolean;
  isRequired?: boolean;
  name?: string;
}) {
  const [isShown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error} aside={aside} isRequired={isRequired}>
      <span className="relative block">
        <Input
          type={isShown ? 'text' : 'password'}
          name={name}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required={isRequired}
          minLength={isNew ? shortestPassword : undefined}
          maxLength={200}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="pr-11"
        />
        <Button
          look="quiet"
          size="icon-small"
          aria-label={isShown ? 'Hide the password' : 'Show the password'}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
          className="absolute inset-y-0 right-0.5 my-auto"
        >
          {isShown ? <EyeOff /> : <Eye />}
        </Button>
      </span>
    </Field>
  );
}
