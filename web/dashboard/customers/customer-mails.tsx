import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { day, humanize } from '../shared/format.ts';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { Customer } from '../shared/objects.ts';

type Mail = { id: string; subject: string; to: string; status: string; created_at: string };

const tones: Record<string, Tone> = { sent: 'good', queued: 'warn', failed: 'bad', kept: 'neutral' };

const columns: readonly Column<Mail>[] = [
  { id: 'subject', header: 'Subject', cell: ({ subject }) => subject, className: 'max-w-60' },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Badge tone={tones[status]}>{humanize(status)}</Badge>,
    onPhone: 'aside',
  },
  { id: 'to', header: 'To', cell: ({ to }) => to, className: 'max-w-40 text-ink-soft', onPhone: 'hidden' },
  {
    id: 'at',
    header: 'When',
    cell: ({ created_at }) => day(created_at),
    align: 'right',
    className: 'whitespace-nowrap text-ink-soft',
  },
];

/** What was mailed to a customer. */
export function CustomerMails({ customer }: { customer: Customer }) {
  const address = useAddress();
  return (
    <Card
      title="Emails"
      description="“Kept” means not sent: no mail server is set up, or this is test mode."
      isFlush
    >
      <List
        isPart
        name="Emails"
        queryKey={['mails', 'of', customer.id]}
        fetch={async (cursor) => {
          const query = { customer_id: customer.id, limit: 25, ...(cursor ? { cursor } : {}) };
          const { items, next_cursor } = await answerOf(
            florin.GET('/florin/v1/mails', { params: { query } }),
          );
          return { items, next: next_cursor ?? undefined };
        }}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('mails', id)}
        empty={
          <EmptyState title="No emails yet" className="pt-4">
            Confirmations, receipts and reminders show up here once they are sent.
          </EmptyState>
        }
      />
    </Card>
  );
}
