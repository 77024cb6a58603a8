import { Badge } from '../../../ui/badge.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState, Notice, Skeleton } from '../../../ui/states.tsx';
import { useMay } from '../../session.ts';
import { useClock } from '../../shared/clock.ts';
import { reasonOf } from '../../shared/queries.ts';
import { AdvanceForm } from './advance-form.tsx';
import { AdvanceProgress } from './advance-progress.tsx';
import { Happened } from './happened.tsx';
import { ReleaseButton } from './release-button.tsx';
import { StopForm } from './stop-form.tsx';
import { Upcoming } from './upcoming.tsx';
import { type Clock, useAdvance } from './use-advance.ts';

const lookMilliseconds = 500;

const days = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'full' });
const times = new Intl.DateTimeFormat(navigator.language, { timeStyle: 'short', timeZoneName: undefined });

/** Turns test mode's time, shows what will happen before and what happened after. */
export default function ClockDialog({ onClose }: { onClose(): void }) {
  const mayTurn = useMay('organizations:write');
  const advance = useAdvance();
  const clock = useClock({ refetchInterval: advance.isPending ? lookMilliseconds : 0 });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Test clock"
      description="Move time forward in test mode. Everything due on the way happens in order, at its moment."
    >
      {clock.isError ? (
        <ErrorState title="The clock could not be read." retry={() => clock.refetch()} className="py-6">
          {reasonOf(clock.error)}
        </ErrorState>
      ) : !clock.data ? (
        <Skeleton className="h-10 w-2/3" />
      ) : (
        <div className="flex flex-col gap-5 text-sm">
          <div className="flex flex-wrap items-end justify-between gap-3">
            <p aria-live="polite">
              <span className="block font-semibold text-lg/7 tabular-nums">
                {times.format(new Date(clock.data.now))}
              </span>
              <span className="text-ink-soft">{days.format(new Date(clock.data.now))}</span>
            </p>
            <span className="flex items-center gap-2">
              <Badge tone={clock.data.frozen ? 'warn' : 'neutral'}>
                {clock.data.frozen ? 'Stopped' : 'Runs with the real time'}
              </Badge>
              {clock.data.frozen && mayTurn && !advance.isPending && <ReleaseButton />}
            </span>
          </div>
          {!mayTurn && <Notice>Your role can view the clock, but not move it.</Notice>}
          {mayTurn &&
            (advance.isPending || clock.data.advancing_to ? (
              <AdvanceProgress clock={clock.data} from={advance.from ?? clock.data.now} />
            ) : (
              <>
                <AdvanceForm clock={clock.data} advance={advance} />
                {!clock.data.frozen && <Stopping clock={clock.data} />}
              </>
            ))}
          {advance.data && !advance.isPending && <Happened advanced={advance.data} onLeave={onClose} />}
          <Upcoming now={new Date(clock.data.now)} onLeave={onClose} />
        </div>
      )}
    </Dialog>
  );
}

/** What turning does to a clock that runs; and the way to have it stand somewhere without turning it. */
function Stopping({ clock }: { clock: Clock }) {
  return (
    <div className="flex flex-col gap-2">
      <p className="text-[0.8125rem]/5 text-ink-soft">
        Turned once, it stands still: nothing happens in test mode until you turn it again, or let it run.
        Live mode is not touched.
      </p>
      <details className="rounded-lg border border-line">
        <summary className="rounded-lg px-3 py-2 marker:text-ink-faint">
          Stop it at a moment of your choice
        </summary>
        <div className="px-3 pb-3">
          <StopForm now={clock.now} dueAt={clock.next_due_at} />
        </div>
      </details>
    </div>
  );
}
