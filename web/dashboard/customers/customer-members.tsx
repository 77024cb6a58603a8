import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { countedPages } from '../shared/counted-pages.ts';
import { day, humanize } from '../shared/format.ts';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import type { Customer, Member, Subscription } from '../shared/objects.ts';
import { useScopedQuery } from '../shared/queries.ts';

const roles: Record<Member['role'], [label: string, tone: Tone]> = {
  owner: ['Owner', 'accent'],
  billing_manager: ['Billing manager', 'info'],
  member: ['Member', 'neutral'],
};

const columns: readonly Column<Member>[] = [
  { id: 'name', header: 'Name', cell: ({ name, email }) => name || email },
  { id: 'email', header: 'Email', cell: ({ name, email }) => name && email, className: 'text-ink-soft' },
  {
    id: 'role',
    header: 'Role',
    cell: ({ role }) => <Badge tone={roles[role][1]}>{roles[role][0]}</Badge>,
    onPhone: 'aside',
  },
  {
    id: 'external_id',
    header: 'External ID',
    cell: ({ external_id }) =>
      external_id && <span className="font-mono text-[0.8125rem]">{external_id}</span>,
  },
  {
    id: 'since',
    header: 'Since',
    cell: ({ created_at }) => day(created_at),
    align: 'right',
    className: 'text-ink-soft',
  },
];

/** The people inside a customer, and the seats that they sit on. */
export function CustomerMembers({ customer }: { customer: Customer }) {
  const { id } = customer;
  const subscriptions = useScopedQuery(['subscriptions', 'with-seats', id], () =>
    answerOf(
      polar.GET('/v1/subscriptions/', { params: { query: { customer_id: [id], active: true, limit: 100 } } }),
    ),
  );
  const seated = subscriptions.data?.items.filter(({ seats }) => seats !== null && seats !== undefined) ?? [];
  return (
    <div className="flex flex-col gap-5">
      <Card
        title="Members"
        description="People who can act for this customer. Owners and billing managers see the whole portal."
        isFlush
      >
        <List
          isPart
          name="Members"
          queryKey={['members', id]}
          fetch={countedPages((page) =>
            answerOf(polar.GET('/v1/customers/{id}/members', { params: { path: { id }, query: page } })),
          )}
          columns={columns}
          idOf={(member) => member.id}
          empty={
            <EmptyState title="No members yet" className="pt-4">
              Members join when a team buys, or when seats are assigned to people.
            </EmptyState>
          }
        />
      </Card>
      {seated.map((subscription) => (
        <Seats key={subscription.id} subscription={subscription} />
      ))}
    </div>
  );
}

const seatTones: Record<string, Tone> = { claimed: 'good', pending: 'warn', revoked: 'neutral' };

function Seats({ subscription }: { subscription: Subscription }) {
  const seats = useScopedQuery(['seats', subscription.id], () =>
    answerOf(polar.GET('/v1/customer-seats', { params: { query: { subscription_id: subscription.id } } })),
  );
  return (
    <Card
      title={
        <>
          Seats of{' '}
          <ScreenLink to={['subscriptions', subscription.id]} className={textLink}>
            {subscription.product.name}
          </ScreenLink>
        </>
      }
      description={seats.data && `${seats.data.available_seats} of ${seats.data.total_seats} are free.`}
      isFlush
    >
      <LoadedPart query={seats}>
        {({ seats: all }) => {
          const taken = all.filter(({ status }) => status !== 'revoked');
          return taken.length === 0 ? (
            <p className="px-5 pb-5 text-ink-soft">Nobody has a seat yet.</p>
          ) : (
            <ul className="divide-y divide-line border-line border-t">
              {taken.map((seat) => (
                <li key={seat.id} className="flex items-center justify-between gap-3 px-5 py-2.5">
                  <span className="min-w-0 truncate">
                    {seat.member?.name ?? seat.email ?? seat.customer_email ?? 'Somebody'}
                  </span>
                  <Badge tone={seatTones[seat.status]}>{humanize(seat.status)}</Badge>
                </li>
              ))}
            </ul>
          );
        }}
      </LoadedPart>
    </Card>
  );
}
