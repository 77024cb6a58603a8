import { Send } from 'lucide-react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { EmptyState } from '../../../ui/states.tsx';
import { useMay } from '../../session.ts';
import type { BulkAct } from '../../shared/bulk.tsx';
import { ChoiceFilter, useAddressState } from '../../shared/filters.tsx';
import { dayAndTime } from '../../shared/format.ts';
import { useAddress } from '../../shared/links.tsx';
import { type Column, List } from '../../shared/list.tsx';
import { choicesOf } from '../../shared/status.tsx';
import { TimeFilter, useTimeFilter } from '../../shared/time-filter.tsx';
import type { Endpoint, Message } from '../objects.ts';
import { MessageStatus, messageStates } from '../states.tsx';

const refetchMilliseconds = 3_000;

const columns: readonly Column<Message>[] = [
  {
    id: 'type',
    header: 'Event',
    cell: ({ type }) => <span className="font-mono text-[0.8125rem]">{type}</span>,
    csv: ({ type }) => type,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (message) => <MessageStatus message={message} />,
    csv: ({ status }) => status,
    onPhone: 'aside',
  },
  {
    id: 'attempts',
    header: 'Attempts',
    cell: ({ attempts }) => (
      <>
        {attempts}
        <span className="sm:hidden"> {attempts === 1 ? 'attempt' : 'attempts'}</span>
      </>
    ),
    csv: ({ attempts }) => attempts,
    align: 'right',
  },
  {
    id: 'created',
    header: 'Time',
    cell: ({ created_at }) => dayAndTime(created_at),
    csv: ({ created_at }) => created_at,
    align: 'right',
    className: 'text-ink-soft',
  },
  { id: 'id', header: 'ID', cell: ({ id }) => id, csv: ({ id }) => id, isExportOnly: true },
];

export function redeliver(ids: readonly string[]) {
  return answerOf(florin.POST('/florin/v1/webhooks/redeliver', { body: { ids: [...ids] } }));
}

const bulkActs: readonly BulkAct<Message>[] = [
  {
    label: 'Redeliver',
    explain: (count) =>
      `${count === 1 ? 'This message is' : `These ${count} messages are`} sent again with the same ID, after those that are waiting. Messages that are still waiting are left alone.`,
    run: ({ id }) => redeliver([id]),
    nameOf: ({ type }) => type,
  },
];

/** What an endpoint was sent, and is to be. */
export function MessagesList({ endpoint }: { endpoint: Endpoint }) {
  const address = useAddress();
  const mayWrite = useMay('webhooks:write');
  const [{ status, type }] = useAddressState();
  const time = useTimeFilter('wall');
  const chosen = Object.keys(messageStates).find((one) => one === status) as Message['status'] | undefined;
  const filter = { ...(chosen ? { status: [chosen] } : {}), ...(type ? { type: [type] } : {}), ...time };
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <List
      name="Deliveries"
      queryKey={['webhooks', endpoint.id, 'messages', filter]}
      refetchInterval={refetchMilliseconds}
      fetch={async (cursor) => {
        const query = { endpoint_id: endpoint.id, ...filter, ...(cursor ? { cursor } : {}) };
        const { items, next_cursor } = await answerOf(
          florin.GET('/florin/v1/webhooks/messages', { params: { query } }),
        );
        return { items, next: next_cursor ?? undefined };
      }}
      columns={columns}
      idOf={({ id }) => id}
      addressOf={({ id }) => address('webhooks', endpoint.id, 'messages', id)}
      bulkActs={mayWrite ? bulkActs : []}
      filters={
        <>
          <ChoiceFilter label="Status" name="status" options={choicesOf(messageStates)} />
          <ChoiceFilter
            label="Event"
            name="type"
            options={endpoint.event_types.map((value) => ({ value, label: value }))}
          />
          <TimeFilter />
        </>
      }
      empty={
        isFiltered ? (
          <EmptyState icon={<Send />} title="No matching messages">
            Try another status or event, or a longer time.
          </EmptyState>
        ) : (
          <EmptyState icon={<Send />} title="Nothing was sent yet">
            It is notified of events from now on. Send a test event to check that it arrives.
          </EmptyState>
        )
      }
    />
  );
}
