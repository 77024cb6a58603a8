import { type ComponentProps, createContext, type ReactNode, use, useId } from 'react';
import { cn } from './class-names.ts';

type FieldIds = { id: string; describedBy: string | undefined; isInvalid: boolean; isRequired: boolean };

const FieldContext = createContext<FieldIds | undefined>(undefined);

/** What a control of a field takes, so that its label, hint and error are told with it. */
export function useFieldProps() {
  const field = use(FieldContext);
  if (!field) return {};
  return {
    id: field.id,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.isInvalid || undefined,
    'aria-required': field.isRequired || undefined,
  };
}

export type FieldProps = {
  label: ReactNode;
  /** What goes into it, where the label does not say. */
  hint?: ReactNode;
  /** What is wrong and how to mend it. */
  error?: ReactNode;
  /** Behind the label: "optional", say. */
  aside?: ReactNode;
  isRequired?: boolean;
  /** Only for those who hear the page. */
  hidesLabel?: boolean;
  className?: string;
  children: ReactNode;
};

/** A label, one control, and what is said of it. */
export function Field({
  label,
  hint,
  error,
  aside,
  isRequired = false,
  hidesLabel,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [errorId, hintId].filter(Boolean).join(' ') || undefined;
  return (
    <FieldContext value={{ id, describedBy, isInvalid: Boolean(error), isRequired }}>
      <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
        <div className={cn('flex items-baseline justify-between gap-3', hidesLabel && 'sr-only')}>
          <label htmlFor={id} className="font-medium text-[0.8125rem]/5 text-ink">
            {label}
          </label>
          {aside && <span className="text-[0.8125rem]/5 text-ink-faint">{aside}</span>}
        </div>
        {children}
        {error && (
          <p id={errorId} role="alert" className="text-[0.8125rem]/5 text-bad">
            {error}
          </p>
        )}
        {hint && (
          <p id={hintId} className="text-[0.8125rem]/5 text-ink-soft">
            {hint}
          </p>
        )}
      </div>
    </FieldContext>
  );
}

const control =
  'w-full min-w-0 rounded-lg border border-line-strong/60 bg-surface px-3 text-ink transition-colors hover:border-line-strong focus:border-accent focus:outline-2 focus:outline-accent focus:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-soft aria-invalid:border-bad aria-invalid:focus:outline-bad text-base sm:text-sm';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      className={cn(control, 'h-11 sm:not-in-data-large:h-9', className)}
      {...useFieldProps()}
      {...rest}
    />
  );
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea className={cn(control, 'min-h-20 py-2 leading-6', className)} {...useFieldProps()} {...rest} />
  );
}

/** The browser's own list: the best there is on a phone, and whole by keyboard. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cn('relative block min-w-0', className)}>
      <select
        className={cn(
          control,
          'h-11 appearance-none truncate bg-none pr-9 sm:not-in-data-large:h-9 [&>option]:bg-surface',
        )}
        {...useFieldProps()}
        {...rest}
      >
        {children}
      </select>
      <svg
        aria-hidden="true"
        viewBox="0 0 16 16"
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-soft"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="m4 6 4 4 4-4" />
      </svg>
    </span>
  );
}
