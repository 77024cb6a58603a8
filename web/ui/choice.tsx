import { type ReactNode, useId } from 'react';
import { cn } from './class-names.ts';

type ChoiceProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  isChecked: boolean;
  onChange(isChecked: boolean): void;
  isDisabled?: boolean;
  isRequired?: boolean;
  className?: string;
};

function Described({
  id,
  label,
  hint,
  error,
}: { id: string } & Pick<ChoiceProps, 'label' | 'hint' | 'error'>) {
  return (
    <span className="flex min-w-0 flex-col">
      <label htmlFor={id} className="text-sm/5">
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className="text-[0.8125rem]/5 text-ink-soft">
          {hint}
        </span>
      )}
      {error && (
        <span role="alert" className="text-[0.8125rem]/5 text-bad">
          {error}
        </span>
      )}
    </span>
  );
}

/** The browser's own control, unseen above what is drawn of it, and larger, for thumbs. */
const unseen =
  'peer absolute -top-2.5 -left-2.5 m-0 h-[calc(100%+1.25rem)] w-[calc(100%+1.25rem)] cursor-pointer opacity-0 disabled:cursor-not-allowed';
const drawn =
  'pointer-events-none block transition-colors outline-offset-2 peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-disabled:opacity-55';

export function Checkbox({
  label,
  hint,
  error,
  isChecked,
  onChange,
  isDisabled,
  isRequired,
  className,
}: ChoiceProps) {
  const id = useId();
  return (
    <div className={cn('flex items-start gap-2.5', className)}>
      <span className="relative mt-px size-[18px] shrink-0">
        <input
          type="checkbox"
          id={id}
          checked={isChecked}
          onChange={({ target }) => onChange(target.checked)}
          disabled={isDisabled}
          required={isRequired}
          aria-describedby={hint ? `${id}-hint` : undefined}
          aria-invalid={error ? true : undefined}
          className={unseen}
        />
        <svg
          aria-hidden="true"
          viewBox="0 0 18 18"
          className={cn(
            drawn,
            'size-[18px] rounded-[5px] border border-line-strong bg-surface text-transparent peer-checked:border-accent peer-checked:bg-accent peer-checked:text-accent-ink peer-aria-invalid:border-bad',
          )}
          fill="none"
          stroke="currentColor"
          strokeWidth="2.25"
          strokeLinecap="round"
          strokeLinejoin="round"
        >
          <path d="m4.5 9.5 3 3 6-7" />
        </svg>
      </span>
      <Described id={id} label={label} hint={hint} error={error} />
    </div>
  );
}

export function Switch({ label, hint, error, isChecked, onChange, isDisabled, className }: ChoiceProps) {
  const id = useId();
  return (
    <div className={cn('flex items-start justify-between gap-4', className)}>
      <Described id={id} label={label} hint={hint} error={error} />
      <span className="relative h-5 w-9 shrink-0">
        <input
          type="checkbox"
          role="switch"
          id={id}
          checked={isChecked}
          aria-checked={isChecked}
          onChange={({ target }) => onChange(target.checked)}
          disabled={isDisabled}
          aria-describedby={hint ? `${id}-hint` : undefined}
          className={unseen}
        />
        <span
          className={cn(
            drawn,
            'h-5 rounded-full bg-line-strong after:block after:size-4 after:translate-0.5 after:rounded-full after:bg-white after:transition-transform peer-checked:bg-accent peer-checked:after:translate-x-[18px]',
          )}
        />
      </span>
    </div>
  );
}

export type RadioOption<Value extends string> = {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  isDisabled?: boolean;
};

/** One of a few, each with a line or two: as cards, where `looksLikeCards`. */
export function RadioGroup<Value extends string>({
  label,
  options,
  value,
  onChange,
  looksLikeCards = false,
  className,
}: {
  label: string;
  options: readonly RadioOption<Value>[];
  value: Value | undefined;
  onChange(value: Value): void;
  looksLikeCards?: boolean;
  className?: string;
}) {
  const id = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={cn('flex flex-col', looksLikeCards ? 'gap-2' : 'gap-3', className)}
    >
      {options.map((option, index) => (
        <label
          key={option.value}
          htmlFor={`${id}-${index}`}
          className={cn(
            'flex items-start gap-2.5',
            looksLikeCards &&
              'cursor-pointer rounded-lg border border-line bg-surface p-3 transition-colors hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft',
          )}
        >
          <span className="relative mt-px size-[18px] shrink-0">
            <input
              type="radio"
              id={`${id}-${index}`}
              name={id}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              disabled={option.isDisabled}
              className={unseen}
            />
            <span
              className={cn(
                drawn,
                'size-[18px] rounded-full border border-line-strong bg-surface peer-checked:border-[5px] peer-checked:border-accent',
              )}
            />
          </span>
          <span className="flex min-w-0 flex-1 flex-col text-sm/5">
            <span>{option.label}</span>
            {option.hint && <span className="text-[0.8125rem]/5 text-ink-soft">{option.hint}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}
