import { Notice } from '../../../ui/states.tsx';
import { eventName, tellingOnes } from '../../shared/event-words.ts';
import { dayAndTime, number } from '../../shared/format.ts';
import { ScreenLink, textLink } from '../../shared/links.tsx';
import { objectAddress } from '../../shared/object-address.ts';
import type { Advanced } from './use-advance.ts';

const mostShown = 40;
/** They follow from what stands beside them. */
const unsaid = new Set(['customer.state_changed', 'test_clock.advanced', 'test_clock.updated']);

/** What the clock was turned past. */
export function Happened({ advanced, onLeave }: { advanced: Advanced; onLeave(): void }) {
  const events = tellingOnes(advanced.events).filter(({ type }) => !unsaid.has(type));
  const shown = events.slice(0, mostShown);
  return (
    <section aria-labelledby="happened" className="min-w-0">
      <h3 id="happened" className="mb-1 font-semibold">
        What happened until {dayAndTime(advanced.to)}
      </h3>
      {advanced.failures.length > 0 && (
        <Notice tone="bad" className="mb-2">
          {number(advanced.failures.length)} things could not be done. The server’s log says why; the next
          turn tries them again.
        </Notice>
      )}
      {shown.length === 0 ? (
        <p className="text-ink-soft" role="status">
          Nothing was due.
        </p>
      ) : (
        <>
          <p className="sr-only" role="status">
            {number(events.length)} things happened.
          </p>
          <ol className="max-h-56 divide-y divide-line overflow-y-auto rounded-lg border border-line">
            {shown.map((event, index) => {
              const to = objectAddress(event.object_type, event.object_id);
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: they never change
                <li key={index} className="flex flex-wrap items-baseline justify-between gap-x-4 px-3 py-1.5">
                  {to ? (
                    <ScreenLink to={to} className={textLink} onClick={onLeave}>
                      {eventName(event)}
                    </ScreenLink>
                  ) : (
                    eventName(event)
                  )}
                  <span className="text-[0.8125rem] text-ink-soft tabular-nums">{dayAndTime(event.at)}</span>
                </li>
              );
            })}
          </ol>
          {(events.length > shown.length || advanced.has_more) && (
            <p className="mt-1.5 text-[0.8125rem] text-ink-soft">
              These are the first.{' '}
              <ScreenLink to={['events']} className={textLink} onClick={onLeave}>
                View all events
              </ScreenLink>
            </p>
          )}
        </>
      )}
    </section>
  );
}
