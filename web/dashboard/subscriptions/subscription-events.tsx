import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Card } from '../../ui/card.tsx';
import { cn } from '../../ui/class-names.ts';
import { useMay } from '../session.ts';
import { eventName, toneOf } from '../shared/event-words.ts';
import { dayAndTime, exactMoment } from '../shared/format.ts';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import type { Subscription } from '../shared/objects.ts';
import { useScopedQuery } from '../shared/queries.ts';

const most = 100;

type Happened = { id: string; type: string; occurred_at: string };

const dots: Record<ReturnType<typeof toneOf>, string> = {
  neutral: 'bg-line-strong',
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  info: 'bg-info',
  accent: 'bg-accent',
};

/** What happened to a subscription, the latest first. */
export function SubscriptionEvents({ subscription }: { subscription: Subscription }) {
  const mayRead = useMay('webhooks:read');
  const events = useScopedQuery(
    ['events', 'of', subscription.id],
    () =>
      answerOf(
        florin.GET('/florin/v1/events', {
          params: { query: { object_id: subscription.id, limit: most } },
        }),
      ),
    { isEnabled: mayRead },
  );
  if (!mayRead) return null;
  return (
    <Card
      title="Timeline"
      actions={
        <ScreenLink to={['customers', subscription.customer_id]} className={cn(textLink, 'text-[0.8125rem]')}>
          Customer timeline
        </ScreenLink>
      }
    >
      <LoadedPart query={events}>
        {({ items }) => (
          <ol className="border-line border-l">
            {tellingOnes(items).map((event) => (
              <li
                key={event.id}
                className="relative flex justify-between gap-x-4 py-1.5 pl-5 text-sm max-sm:flex-col"
              >
                <span
                  aria-hidden="true"
                  className={cn(
                    'absolute top-3.5 -left-[4.5px] size-2 rounded-full ring-4 ring-surface',
                    dots[toneOf(event)],
                  )}
                />
                <span className="font-medium">{eventName(event)}</span>
                <time
                  dateTime={event.occurred_at}
                  title={exactMoment(event.occurred_at)}
                  className="text-ink-faint text-xs tabular-nums"
                >
                  {dayAndTime(event.occurred_at)}
                </time>
              </li>
            ))}
          </ol>
        )}
      </LoadedPart>
    </Card>
  );
}

/** Without "updated" where another event of the moment says what was updated. */
function tellingOnes<Event extends Happened>(events: readonly Event[]): Event[] {
  return events.filter(
    ({ type, occurred_at }) =>
      type !== 'subscription.updated' ||
      !events.some((other) => other.occurred_at === occurred_at && other.type !== type),
  );
}
