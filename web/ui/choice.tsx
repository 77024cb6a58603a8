import { Checkbox as RadixCheckbox, RadioGroup as RadixRadioGroup, Switch as RadixSwitch } from 'radix-ui';
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

const tick = (
  <svg
    aria-hidden="true"
    viewBox="0 0 16 16"
    className="size-3.5"
    fill="none"
    stroke="currentColor"
    strokeWidth="2.25"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d="m3.5 8.5 3 3 6-7" />
  </svg>
);

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
      <RadixCheckbox.Root
        id={id}
        checked={isChecked}
        onCheckedChange={(value) => onChange(value === true)}
        disabled={isDisabled}
        required={isRequired}
        aria-describedby={hint ? `${id}-hint` : undefined}
        aria-invalid={error ? true : undefined}
        className="relative mt-px grid size-[18px] shrink-0 place-items-center rounded-[5px] border border-line-strong bg-surface text-accent-ink after:absolute after:-inset-2.5 disabled:opacity-55 aria-invalid:border-bad data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <RadixCheckbox.Indicator>{tick}</RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <Described id={id} label={label} hint={hint} error={error} />
    </div>
  );
}

export function Switch({ label, hint, error, isChecked, onChange, isDisabled, className }: ChoiceProps) {
  const id = useId();
  return (
    <div className={cn('flex items-start justify-between gap-4', className)}>
      <Described id={id} label={label} hint={hint} error={error} />
      <RadixSwitch.Root
        id={id}
        checked={isChecked}
        onCheckedChange={onChange}
        disabled={isDisabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative h-5 w-9 shrink-0 rounded-full bg-line-strong transition-colors after:absolute after:-inset-2.5 disabled:opacity-55 data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white transition-transform data-[state=checked]:translate-x-[18px]" />
      </RadixSwitch.Root>
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
    <RadixRadioGroup.Root
      aria-label={label}
      value={value ?? ''}
      onValueChange={(chosen) => onChange(chosen as Value)}
      className={cn('flex flex-col', looksLikeCards ? 'gap-2' : 'gap-3', className)}
    >
      {options.map((option, index) => (
        <label
          key={option.value}
          htmlFor={`${id}-${index}`}
          className={cn(
            'flex items-start gap-2.5',
            looksLikeCards &&
              'cursor-pointer rounded-lg border border-line bg-surface p-3 transition-colors hover:border-line-strong has-[[data-state=checked]]:border-accent has-[[data-state=checked]]:bg-accent-soft',
          )}
        >
          <RadixRadioGroup.Item
            id={`${id}-${index}`}
            value={option.value}
            disabled={option.isDisabled}
            className="relative mt-px grid size-[18px] shrink-0 place-items-center rounded-full border border-line-strong bg-surface disabled:opacity-55 data-[state=checked]:border-accent"
          >
            <RadixRadioGroup.Indicator className="block size-2.5 rounded-full bg-accent" />
          </RadixRadioGroup.Item>
          <span className="flex min-w-0 flex-1 flex-col text-sm/5">
            <span>{option.label}</span>
            {option.hint && <span className="text-[0.8125rem]/5 text-ink-soft">{option.hint}</span>}
          </span>
        </label>
      ))}
    </RadixRadioGroup.Root>
  );
}
