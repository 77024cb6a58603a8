import { dayAndTime } from '../../shared/format.ts';
import type { Clock } from './use-advance.ts';

/** How far the clock has come: it stands at each moment at which something happens. */
export function AdvanceProgress({ clock, from }: { clock: Clock; from: string }) {
  const [start, now] = [new Date(from).getTime(), new Date(clock.now).getTime()];
  const target = clock.advancing_to ? new Date(clock.advancing_to).getTime() : undefined;
  return (
    <div role="status" className="flex flex-col gap-2">
      <p>
        The clock turns{clock.advancing_to ? ` to ${dayAndTime(clock.advancing_to)}` : ''}. What falls due is
        done on the way.
      </p>
      <progress
        aria-label="How far the clock has come"
        className="h-2 w-full accent-accent"
        {...(target && target > start ? { max: target - start, value: now - start } : {})}
      />
    </div>
  );
}
