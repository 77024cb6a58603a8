import { decimalAmount, minorUnitDigits } from '../../../src/platform/currency.ts';
import { Problem } from '../../api/problem.ts';
import { cn } from '../../ui/class-names.ts';
import { Input } from '../../ui/field.tsx';

/** An amount as people write it, in minor units; undefined where it is none. A comma is as good as a point. */
export function parseAmount(text: string, currency: string): number | undefined {
  const match = /^(\d{1,12})(?:[.,](\d*))?$/.exec(text.trim().replaceAll(' ', ''));
  if (!match) return undefined;
  const [, whole = '', decimals = ''] = match;
  const digits = minorUnitDigits(currency);
  if (decimals.length > digits) return undefined;
  return Number(whole + decimals.padEnd(digits, '0'));
}

/** Minor units as a field shows them: 1250 is `12.50`. */
export const amountText = (amount: number | null | undefined, currency: string): string =>
  amount === null || amount === undefined ? '' : decimalAmount(amount, currency);

/** The amount that a field holds. @throws Problem at the field's path where it holds none */
export function readAmount(text: string, currency: string, path: string): number {
  const amount = parseAmount(text, currency);
  if (amount !== undefined) return amount;
  const example = decimalAmount(1250, currency);
  throw fieldProblem(
    path,
    text.trim() === '' ? 'An amount is needed.' : `Write an amount such as ${example}.`,
  );
}

/** As `readAmount`; null where the field is empty. */
export function readOptionalAmount(text: string, currency: string, path: string): number | null {
  return text.trim() === '' ? null : readAmount(text, currency, path);
}

/** A whole number of a field. @throws Problem at the field's path where it holds none */
export function readCount(text: string, path: string): number {
  const trimmed = text.trim();
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed);
  throw fieldProblem(path, 'A whole number is needed.');
}

export function readOptionalCount(text: string, path: string): number | null {
  return text.trim() === '' ? null : readCount(text, path);
}

/** What a form finds wrong before it asks the server. */
export function fieldProblem(path: string, message: string): Problem {
  return new Problem(422, 'invalid', message, { [path]: message });
}

/** A field for an amount, with its currency behind it. */
export function AmountInput({
  value,
  onChange,
  currency,
  className,
  ...rest
}: {
  value: string;
  onChange(value: string): void;
  currency: string;
  className?: string;
  placeholder?: string;
  disabled?: boolean;
  'aria-label'?: string;
}) {
  return (
    <span className={cn('relative block min-w-0', className)}>
      <Input
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="pr-12 text-right tabular-nums"
        {...rest}
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-[0.8125rem] text-ink-soft"
      >
        {currency.toUpperCase()}
      </span>
    </span>
  );
}
