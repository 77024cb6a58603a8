import { useInfiniteQuery } from '@tanstack/react-query';
import { florin } from '../../api/client.ts';
import { answerOf, type Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { tellingOnes } from '../shared/event-words.ts';
import { useAddressState } from '../shared/filters.tsx';
import { day } from '../shared/format.ts';
import type { Customer, TimelineEntry } from '../shared/objects.ts';
import { reasonOf, useScopedKey } from '../shared/queries.ts';
import { useTeamNames } from '../shared/use-team.ts';
import { Entry } from './timeline-entry.tsx';

const entriesAtOnce = 60;

/** All that happened to a customer, by day; of what one thing does at one moment only the telling part. */
export function CustomerTimeline({ customer }: { customer: Customer }) {
  const scoped = useScopedKey();
  const [{ events }, change] = useAddressState();
  const isWhole = events === 'all';
  const timeline = useInfiniteQuery<
    { items: TimelineEntry[]; next_cursor: string | null },
    Problem,
    { pages: { items: TimelineEntry[] }[] },
    unknown[],
    string | undefined
  >({
    queryKey: scoped('timeline', customer.id),
    queryFn: ({ pageParam }) =>
      answerOf(
        florin.GET('/florin/v1/customers/{id}/timeline', {
          params: {
            path: { id: customer.id },
            query: { limit: entriesAtOnce, ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const all = timeline.data?.pages.flatMap(({ items }) => items) ?? [];
  const entries = isWhole ? all : tellingOnes(all);
  const names = useTeamNames({ isNeeded: all.some(({ actor }) => actor?.kind === 'user') });
  return (
    <Card
      title="Timeline"
      actions={
        <Switch
          label="Show every event"
          isChecked={isWhole}
          onChange={(isOn) => change({ events: isOn ? 'all' : undefined })}
        />
      }
    >
      {timeline.isPending ? (
        <div role="status" aria-label="Loading" className="flex flex-col gap-3">
          <Skeleton className="w-1/2" />
          <Skeleton className="w-2/3" />
          <Skeleton className="w-1/3" />
        </div>
      ) : timeline.isError && entries.length === 0 ? (
        <ErrorState
          title="The timeline could not be loaded."
          retry={() => timeline.refetch()}
          className="py-6"
        >
          {reasonOf(timeline.error)}
        </ErrorState>
      ) : entries.length === 0 ? (
        <EmptyState title="Nothing has happened yet" className="py-6">
          Purchases, payments, changes and emails show up here.
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-5">
          {byDay(entries).map(({ label, entries: ofDay }) => (
            <section key={label}>
              <h3 className="mb-1.5 font-medium text-[0.8125rem]/5 text-ink-soft">{label}</h3>
              <ol className="border-line border-l">
                {ofDay.map((entry) => (
                  <Entry key={entry.id} entry={entry} names={names} showsChanges={isWhole} />
                ))}
              </ol>
            </section>
          ))}
        </div>
      )}
      {timeline.hasNextPage && (
        <div className="mt-5 flex justify-center">
          <Button size="small" isBusy={timeline.isFetchingNextPage} onClick={() => timeline.fetchNextPage()}>
            Show earlier
          </Button>
        </div>
      )}
    </Card>
  );
}

function byDay(entries: readonly TimelineEntry[]): { label: string; entries: TimelineEntry[] }[] {
  const days: { label: string; entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const label = day(entry.at);
    const last = days.at(-1);
    if (last?.label === label) last.entries.push(entry);
    else days.push({ label, entries: [entry] });
  }
  return days;
}
