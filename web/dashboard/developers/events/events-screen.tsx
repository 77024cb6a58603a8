import { Activity, Radio } from 'lucide-react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { ChoiceFilter, SearchFilter, useAddressState } from '../../shared/filters.tsx';
import { humanize } from '../../shared/format.ts';
import { useAddress } from '../../shared/links.tsx';
import { List } from '../../shared/list.tsx';
import { Page } from '../../shared/page.tsx';
import { TimeFilter, useTimeFilter } from '../../shared/time-filter.tsx';
import { eventColumns } from './event-columns.tsx';
import { LiveTail } from './live-tail.tsx';
import { objectTypes, useEventFilter } from './use-event-filter.ts';

export default function EventsScreen() {
  const address = useAddress();
  const [{ live }, change] = useAddressState();
  const filter = useEventFilter();
  const time = useTimeFilter('organization');
  const isLive = live !== undefined;
  const whole = { ...filter, ...time };
  const filters = (
    <>
      <SearchFilter label="Event, or the ID of an object" />
      <ChoiceFilter
        label="About"
        name="object"
        all="Anything"
        options={objectTypes.map((value) => ({ value, label: humanize(value) }))}
      />
      {!isLive && <TimeFilter />}
    </>
  );
  return (
    <Page
      title="Events"
      description="Everything that happened, in order. Webhooks, emails and the audit log build on it."
      actions={
        <Button
          aria-pressed={isLive}
          look={isLive ? 'primary' : 'secondary'}
          onClick={() => change({ live: isLive ? undefined : 'yes' })}
        >
          <Radio /> Live
        </Button>
      }
    >
      {isLive ? (
        <div className="min-w-0 rounded-xl border border-line bg-surface">
          <div className="flex flex-wrap items-center gap-2 border-line border-b p-3">{filters}</div>
          <LiveTail filter={filter} />
        </div>
      ) : (
        <List
          name="Events"
          queryKey={['events', 'list', whole]}
          fetch={async (cursor) => {
            const query = { ...whole, ...(cursor ? { cursor } : {}) };
            const { items, next_cursor } = await answerOf(
              florin.GET('/florin/v1/events', { params: { query } }),
            );
            return { items, next: next_cursor ?? undefined };
          }}
          columns={eventColumns}
          idOf={({ id }) => id}
          addressOf={({ id }) => address('events', id)}
          filters={filters}
          empty={
            Object.keys(whole).length > 0 ? (
              <EmptyState icon={<Activity />} title="No matching events">
                Names are those of Florin’s core, such as customer.updated and invoice.paid. Try another
                search, or a longer time.
              </EmptyState>
            ) : (
              <EmptyState icon={<Activity />} title="Nothing has happened yet">
                Everything that is created, changed, paid or ended is recorded here. Turn on Live and create a
                customer to see it.
              </EmptyState>
            )
          }
        />
      )}
    </Page>
  );
}
