import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { useWorkspace } from '../../session.ts';
import { ago, dayAndTime, money } from '../../shared/format.ts';
import { ScreenLink, textLink } from '../../shared/links.tsx';
import { LoadedPart } from '../../shared/loaded.tsx';
import { objectAddress } from '../../shared/object-address.ts';
import { useScopedQuery } from '../../shared/queries.ts';

const shownAtOnce = 8;

const words: Record<string, string> = {
  renewal: 'Renewal',
  trial_end: 'Trial ends',
  cancellation: 'Subscription ends',
  pause: 'Pause begins',
  resumption: 'Pause ends',
  renewal_reminder: 'Reminder of a renewal',
  trial_reminder: 'Reminder of a trial’s end',
  payment_retry: 'Payment is tried again',
  payment_given_up: 'Payment is given up',
  payment_outcome: 'Payment’s outcome',
  refund_outcome: 'Refund’s outcome',
  processor_notice: 'Notice of the processor',
  checkout_expiry: 'Checkout expires',
  checkout_outcome: 'Checkout’s outcome',
  card_expiry: 'Card expires',
};

/** What will happen by itself, as things stand. */
export function Upcoming({ now, onLeave }: { now: Date; onLeave(): void }) {
  const { organization } = useWorkspace();
  const upcoming = useScopedQuery(['test-clock', 'upcoming'], () =>
    answerOf(
      florin.GET('/florin/v1/organizations/{id}/test-clock/upcoming', {
        params: { path: { id: organization.id }, query: { limit: shownAtOnce } },
      }),
    ),
  );
  return (
    <section aria-labelledby="upcoming" className="min-w-0">
      <h3 id="upcoming" className="mb-1 font-semibold">
        What happens next
      </h3>
      <LoadedPart query={upcoming}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-ink-soft">
              Nothing is planned. Buy a subscription in a checkout, and its renewal shows up here.
            </p>
          ) : (
            <ol className="divide-y divide-line">
              {items.map((item) => {
                const to = objectAddress(item.object_type, item.object_id);
                return (
                  <li key={`${item.object_id} ${item.type}`} className="flex items-baseline gap-3 py-2">
                    <span className="min-w-0 flex-1">
                      <span className="font-medium">{words[item.type] ?? item.type}</span>
                      {item.title && (
                        <>
                          {' '}
                          {to ? (
                            <ScreenLink to={to} className={textLink} onClick={onLeave}>
                              {item.title}
                            </ScreenLink>
                          ) : (
                            item.title
                          )}
                        </>
                      )}
                      {item.customer && <span className="text-ink-soft">, {item.customer}</span>}
                      <span className="block text-[0.8125rem]/5 text-ink-soft tabular-nums">
                        {dayAndTime(item.at)}, {ago(item.at, now)}
                      </span>
                    </span>
                    {item.amount !== null && item.currency && (
                      <span className="shrink-0 tabular-nums">{money(item.amount, item.currency)}</span>
                    )}
                  </li>
                );
              })}
            </ol>
          )
        }
      </LoadedPart>
    </section>
  );
}
