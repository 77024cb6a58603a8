import { Mail as MailIcon, Paperclip } from 'lucide-react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { EmptyState } from '../../../ui/states.tsx';
import { useMay, useWorkspace } from '../../session.ts';
import { ChoiceFilter, SearchFilter, useAddressState } from '../../shared/filters.tsx';
import { dayAndTime } from '../../shared/format.ts';
import { useAddress } from '../../shared/links.tsx';
import { type Column, List } from '../../shared/list.tsx';
import { Page } from '../../shared/page.tsx';
import { Refused } from '../../shared/refused.tsx';
import { choicesOf } from '../../shared/status.tsx';
import type { Mail } from '../objects.ts';
import { MailStatus, mailStates } from '../states.tsx';
import { mailKindLabels } from './kinds.ts';

const refetchMilliseconds = 5_000;

const columns: readonly Column<Mail>[] = [
  {
    id: 'subject',
    header: 'Subject',
    cell: ({ subject, attachments }) => (
      <>
        {subject}
        {attachments.length > 0 && (
          <Paperclip
            aria-label={`${attachments.length} attached`}
            className="ml-1.5 inline size-3.5 text-ink-faint"
          />
        )}
      </>
    ),
    csv: ({ subject }) => subject,
    className: 'max-w-96',
  },
  { id: 'to', header: 'To', cell: ({ to }) => to, csv: ({ to }) => to, className: 'max-w-52' },
  {
    id: 'kind',
    header: 'Kind',
    cell: ({ kind }) => mailKindLabels[kind],
    csv: ({ kind }) => kind,
    className: 'max-w-44 text-ink-soft',
    onPhone: 'hidden',
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <MailStatus status={status} />,
    csv: ({ status }) => status,
    onPhone: 'aside',
  },
  {
    id: 'time',
    header: 'Time',
    cell: ({ created_at }) => dayAndTime(created_at),
    csv: ({ created_at }) => created_at,
    align: 'right',
    className: 'text-ink-soft',
  },
];

const oneOf = <Value extends string>(known: Record<Value, unknown>, text: string | undefined) =>
  text !== undefined && text in known ? (text as Value) : undefined;

export default function MailsScreen() {
  const address = useAddress();
  const { mode } = useWorkspace();
  const [{ query, kind, status, customer }] = useAddressState();
  if (!useMay('customer_sessions:write')) return <Refused title="Emails" />;
  const wanted = {
    kind: oneOf(mailKindLabels, kind),
    status: oneOf(mailStates, status),
    to: query,
    customer_id: customer,
  };
  const filter = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  return (
    <Page
      title="Emails"
      description={
        mode === 'test'
          ? 'Everything sent to customers. Without a mail server, emails are kept here and not sent.'
          : 'What customers were told, in the last 90 days.'
      }
    >
      <List
        name="Emails"
        queryKey={['mails', 'list', filter]}
        refetchInterval={refetchMilliseconds}
        fetch={async (cursor) => {
          const asked = { ...filter, ...(cursor ? { cursor } : {}) };
          const { items, next_cursor } = await answerOf(
            florin.GET('/florin/v1/mails', { params: { query: asked } }),
          );
          return { items, next: next_cursor ?? undefined };
        }}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('mails', id)}
        filters={
          <>
            <SearchFilter label="Whole email address" />
            <ChoiceFilter
              label="Kind"
              name="kind"
              options={Object.entries(mailKindLabels).map(([value, label]) => ({ value, label }))}
            />
            <ChoiceFilter label="Status" name="status" options={choicesOf(mailStates)} />
          </>
        }
        empty={
          Object.keys(filter).length > 0 ? (
            <EmptyState icon={<MailIcon />} title="No matching emails">
              Search matches whole addresses. Try another kind or status.
            </EmptyState>
          ) : (
            <EmptyState icon={<MailIcon />} title="No emails yet">
              Receipts, reminders and sign-in codes appear here, just as their readers get them.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
