import { dayAndTime, humanize } from '../../shared/format.ts';
import type { Column } from '../../shared/list.tsx';
import type { FlorinEvent } from '../objects.ts';

/** What an event is about, in a few words, of what there is of it. */
export function subjectOf({ data, object_id }: Pick<FlorinEvent, 'data' | 'object_id'>): string {
  for (const member of ['name', 'email', 'code', 'invoice_number', 'customer_email']) {
    const value = data[member];
    if (typeof value === 'string' && value !== '') return value;
  }
  return object_id;
}

export const eventColumns: readonly Column<FlorinEvent>[] = [
  {
    id: 'type',
    header: 'Event',
    cell: ({ type }) => <span className="font-mono text-[0.8125rem]">{type}</span>,
    csv: ({ type }) => type,
  },
  {
    id: 'subject',
    header: 'About',
    cell: (event) => subjectOf(event),
    csv: ({ object_id }) => object_id,
    className: 'text-ink-soft',
  },
  {
    id: 'object',
    header: 'Object',
    cell: ({ object_type }) => humanize(object_type),
    csv: ({ object_type }) => object_type,
    onPhone: 'hidden',
    className: 'text-ink-soft',
  },
  {
    id: 'time',
    header: 'Time',
    cell: ({ occurred_at }) => dayAndTime(occurred_at),
    csv: ({ occurred_at }) => occurred_at,
    align: 'right',
    className: 'text-ink-soft',
  },
  { id: 'id', header: 'ID', cell: ({ id }) => id, csv: ({ id }) => id, isExportOnly: true },
];
