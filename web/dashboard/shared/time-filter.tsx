import { Input, Select } from '../../ui/field.tsx';
import { useNow } from './clock.ts';
import { useAddressState } from './filters.tsx';

const hour = 3_600_000;

const spans: Record<string, { label: string; milliseconds: number }> = {
  hour: { label: 'Last hour', milliseconds: hour },
  day: { label: 'Last 24 hours', milliseconds: 24 * hour },
  week: { label: 'Last 7 days', milliseconds: 7 * 24 * hour },
  month: { label: 'Last 30 days', milliseconds: 30 * 24 * hour },
};

/** A date of a field, as the moment at which it begins where the browser is. */
const beginOf = (day: string) => new Date(`${day}T00:00`);

function dayAfter(day: string): Date {
  const date = beginOf(day);
  date.setDate(date.getDate() + 1);
  return date;
}

const momentOf = (date: Date) => (Number.isNaN(date.getTime()) ? undefined : date.toISOString());

/**
 * What the address says about time, as the API takes it.
 *
 * @param clock by which the list's times are: the organization's, which in test mode may stand anywhere, or everybody's
 */
export function useTimeFilter(clock: 'organization' | 'wall'): { from?: string; to?: string } {
  const [{ time, from, to }] = useAddressState();
  const organizationNow = useNow();
  const now = clock === 'wall' ? new Date() : (organizationNow ?? new Date());
  const span = spans[time ?? ''];
  if (span) {
    // To the minute: a list whose filter moves on with every look would never rest.
    const minute = Math.floor(now.getTime() / 60_000) * 60_000;
    return { from: new Date(minute - span.milliseconds).toISOString() };
  }
  if (time !== 'between') return {};
  const first = from ? momentOf(beginOf(from)) : undefined;
  const after = to ? momentOf(dayAfter(to)) : undefined;
  return { ...(first ? { from: first } : {}), ...(after ? { to: after } : {}) };
}

/** A span until now, or between two days. */
export function TimeFilter() {
  const [{ time, from, to }, change] = useAddressState();
  return (
    <>
      <Select
        aria-label="Time"
        className="w-auto max-sm:min-w-32 max-sm:flex-1"
        value={time ?? ''}
        onChange={(event) =>
          change({ time: event.target.value || undefined, from: undefined, to: undefined })
        }
      >
        <option value="">Time: Any</option>
        {Object.entries(spans).map(([value, { label }]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
        <option value="between">Custom range…</option>
      </Select>
      {time === 'between' && (
        <span className="flex items-center gap-2 max-sm:w-full">
          <Input
            type="date"
            aria-label="First day"
            className="w-auto max-sm:flex-1"
            value={from ?? ''}
            onChange={(event) => change({ from: event.target.value || undefined })}
          />
          <span className="text-ink-soft">to</span>
          <Input
            type="date"
            aria-label="Last day"
            className="w-auto max-sm:flex-1"
            value={to ?? ''}
            onChange={(event) => change({ to: event.target.value || undefined })}
          />
        </span>
      )}
    </>
  );
}
