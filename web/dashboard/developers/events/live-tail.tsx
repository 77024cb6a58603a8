import { Link } from '@tanstack/react-router';
import { Pause, Play, Radio } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { cn } from '../../../ui/class-names.ts';
import { EmptyState } from '../../../ui/states.tsx';
import { exactTime } from '../../shared/format.ts';
import { useAddress } from '../../shared/links.tsx';
import { subjectOf } from './event-columns.tsx';
import { type EventFilter, type EventTail, useEventTail } from './use-event-tail.ts';

const states: Record<EventTail['state'], { text: string; dot: string }> = {
  connecting: { text: 'Connecting…', dot: 'bg-warn' },
  listening: { text: 'Listening', dot: 'bg-good motion-safe:animate-pulse' },
  paused: { text: 'Paused', dot: 'bg-ink-faint' },
  lost: { text: 'The line is lost. It is tried again.', dot: 'bg-bad' },
};

/** Events as they happen, the newest above. */
export function LiveTail({ filter }: { filter: EventFilter }) {
  const { events, state, pause, resume, clear } = useEventTail(filter);
  const address = useAddress();
  const { text, dot } = states[state];
  const isPaused = state === 'paused';
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2">
        <span role="status" className="mr-auto flex items-center gap-2 text-ink-soft text-sm">
          <span aria-hidden="true" className={cn('size-2 rounded-full', dot)} />
          {text}
        </span>
        {events.length > 0 && (
          <Button size="small" look="quiet" onClick={clear}>
            Clear
          </Button>
        )}
        <Button size="small" onClick={isPaused ? resume : pause}>
          {isPaused ? <Play /> : <Pause />}
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      </div>
      {events.length === 0 ? (
        <EmptyState icon={<Radio />} title={isPaused ? 'Paused' : 'Waiting for something to happen'}>
          {isPaused
            ? 'What happens meanwhile is shown once you resume.'
            : 'Create a customer, buy something, turn the test clock: it appears here in that moment.'}
        </EmptyState>
      ) : (
        <ol
          aria-label="Live events"
          aria-live="polite"
          aria-relevant="additions"
          className="divide-y divide-line"
        >
          {events.map((event) => (
            <li key={event.id} className="motion-safe:animate-appear">
              <Link
                to={address('events', event.id)}
                className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-4 py-2.5 text-sm -outline-offset-2 hover:bg-hover/60"
              >
                <span className="w-20 shrink-0 text-ink-faint tabular-nums">
                  {exactTime(event.recorded_at)}
                </span>
                <span className="font-medium font-mono text-[0.8125rem]">{event.type}</span>
                <span className="min-w-0 truncate text-ink-soft max-sm:w-full">{subjectOf(event)}</span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
