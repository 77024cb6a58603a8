import { Input, Select } from '../../ui/field.tsx';
import { useNow } from '../shared/clock.ts';
import { useAddressState } from '../shared/filters.tsx';
import { spans, usualSpan } from './metrics.ts';

const isoDay = (moment: Date) => moment.toISOString().slice(0, 10);
const monthMilliseconds = 30 * 86_400_000;

/** Over which time, and in which currency. */
export function PeriodChoice({
  currency,
  currencies,
}: {
  currency: string | undefined;
  currencies: readonly string[];
}) {
  const [{ period = usualSpan, from, to }, change] = useAddressState();
  const now = useNow() ?? new Date();
  return (
    <>
      {currencies.length > 1 && (
        <Select
          aria-label="Currency"
          className="w-auto"
          value={currency}
          onChange={({ target }) => change({ currency: target.value })}
        >
          {currencies.map((code) => (
            <option key={code} value={code}>
              {code.toUpperCase()}
            </option>
          ))}
        </Select>
      )}
      <Select
        aria-label="Period"
        className="w-auto"
        value={period}
        onChange={({ target: { value } }) =>
          change(
            value === 'custom'
              ? { period: value, from: isoDay(new Date(now.getTime() - monthMilliseconds)), to: isoDay(now) }
              : { period: value === usualSpan ? undefined : value, from: undefined, to: undefined },
          )
        }
      >
        {Object.entries(spans).map(([value, { label }]) => (
          <option key={value} value={value}>
            Last {label}
          </option>
        ))}
        <option value="custom">Custom range…</option>
      </Select>
      {period === 'custom' && (
        <span className="flex items-center gap-2">
          <Input
            type="date"
            aria-label="First day"
            className="w-auto"
            max={to}
            value={from ?? ''}
            onChange={({ target }) => change({ from: target.value || undefined })}
          />
          <span className="text-ink-soft">to</span>
          <Input
            type="date"
            aria-label="Last day"
            className="w-auto"
            min={from}
            value={to ?? ''}
            onChange={({ target }) => change({ to: target.value || undefined })}
          />
        </span>
      )}
    </>
  );
}
