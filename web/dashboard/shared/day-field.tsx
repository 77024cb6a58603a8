import { Field, Input } from '../../ui/field.tsx';

/** A day; what begins on it begins with its first moment, UTC. */
export function DayField({
  label,
  hint,
  value,
  onChange,
  error,
  min,
}: {
  label: string;
  hint?: string;
  value: string;
  onChange(value: string): void;
  error: string | undefined;
  min?: string;
}) {
  return (
    <Field label={label} hint={hint ?? 'From the first moment of the day, UTC.'} error={error}>
      <Input type="date" value={value} min={min} onChange={(event) => onChange(event.target.value)} />
    </Field>
  );
}

/** A moment as such a field shows its day. */
export const dayText = (moment: string | null | undefined) =>
  moment ? new Date(moment).toISOString().slice(0, 10) : '';
