import { Clock } from 'lucide-react';
import { useMay } from '../../session.ts';
import { useClock } from '../../shared/clock.ts';
import { useAddressState } from '../../shared/filters.tsx';
import { dayAndTime } from '../../shared/format.ts';

/** Test mode cannot be mistaken for live mode; and where its time stands, with the way to turn it. */
export function ClockBar() {
  const clock = useClock();
  const [, change] = useAddressState();
  const mayRead = useMay('organizations:read');
  return (
    <div className="flex h-7 items-center justify-center gap-2 bg-test px-3 font-medium text-test-ink text-xs">
      <span>
        Test mode<span className="max-sm:hidden">: no money moves here.</span>
      </span>
      {mayRead && (
        <button
          type="button"
          onClick={() => change({ clock: 'open' })}
          className="inline-flex h-6 items-center gap-1.5 rounded px-1.5 tabular-nums underline decoration-test-ink/40 underline-offset-2 outline-test-ink hover:decoration-test-ink focus-visible:outline-test-ink"
        >
          <Clock aria-hidden="true" className="size-3.5" />
          {clock.data?.frozen ? (
            <>
              <span className="sr-only">The test clock stands at </span>
              {dayAndTime(clock.data.now)}
            </>
          ) : (
            'Test clock'
          )}
        </button>
      )}
    </div>
  );
}
