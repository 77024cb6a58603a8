import { Link } from '@tanstack/react-router';
import { Plus, Webhook } from 'lucide-react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { useMay } from '../../session.ts';
import { day } from '../../shared/format.ts';
import { useAddress } from '../../shared/links.tsx';
import { type Column, List } from '../../shared/list.tsx';
import { Page } from '../../shared/page.tsx';
import { type Endpoint, vendors } from '../objects.ts';
import { EndpointStatus } from '../states.tsx';
import { endpointName } from './use-endpoints.ts';

const columns: readonly Column<Endpoint>[] = [
  {
    id: 'name',
    header: 'Endpoint',
    cell: (endpoint) => endpointName(endpoint),
    csv: ({ name }) => name,
  },
  {
    id: 'url',
    header: 'Address',
    cell: ({ url }) => <span className="font-mono text-[0.8125rem]">{url}</span>,
    csv: ({ url }) => url,
    onPhone: 'hidden',
    className: 'text-ink-soft',
  },
  {
    id: 'vendor',
    header: 'API',
    cell: ({ dialect, contract }) => (
      <>
        {vendors[dialect]} <span className="text-ink-soft">{contract}</span>
      </>
    ),
    csv: ({ dialect, contract }) => `${dialect} ${contract}`,
  },
  {
    id: 'events',
    header: 'Events',
    cell: ({ event_types }) => (
      <>
        {event_types.length}
        <span className="sm:hidden"> events</span>
      </>
    ),
    csv: ({ event_types }) => event_types.join(' '),
    align: 'right',
  },
  {
    id: 'status',
    header: 'Status',
    cell: (endpoint) => <EndpointStatus endpoint={endpoint} />,
    csv: ({ enabled }) => (enabled ? 'on' : 'off'),
    onPhone: 'aside',
  },
  {
    id: 'created',
    header: 'Since',
    cell: ({ created_at }) => day(created_at),
    csv: ({ created_at }) => created_at,
    align: 'right',
    className: 'text-ink-soft',
  },
];

export default function WebhooksScreen() {
  const address = useAddress();
  const mayWrite = useMay('webhooks:write');
  const newButton = mayWrite && (
    <Button asChild look="primary">
      <Link to={address('webhooks', 'new')}>
        <Plus /> New endpoint
      </Link>
    </Button>
  );
  return (
    <Page
      title="Webhooks"
      description="Florin notifies your servers of events, in the format of the API they use."
      actions={newButton}
    >
      <List
        name="Webhook endpoints"
        queryKey={['webhooks', 'list']}
        fetch={async (cursor) => {
          const query = { ...(cursor ? { cursor } : {}) };
          const { items, next_cursor } = await answerOf(
            florin.GET('/florin/v1/webhooks/endpoints', { params: { query } }),
          );
          return { items, next: next_cursor ?? undefined };
        }}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('webhooks', id)}
        empty={
          <EmptyState icon={<Webhook />} title="No webhook endpoints yet" action={newButton}>
            Enter your server’s address. It receives the events you choose: signed, in order, and retried
            until they arrive.
          </EmptyState>
        }
      />
    </Page>
  );
}
