import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useLineLabel } from '../orders/line-label.ts';
import { ordersQuery, subscriptionsQuery } from '../queries.ts';
import { useReader } from '../reader.ts';
import { Loaded } from '../shell/loaded.tsx';
import { Page } from '../shell/page.tsx';
import { isCurrent } from '../subscriptions/state.tsx';
import { useWords } from '../words.ts';
import { MembersCard } from './members-card.tsx';
import { SeatManager } from './seat-manager.tsx';

export function TeamPage() {
  const { say } = useWords();
  const labelOf = useLineLabel();
  const { managesMembers } = useReader();
  const subscriptions = useQuery(subscriptionsQuery);
  const { data: orders } = useInfiniteQuery(ordersQuery);
  // Seats that were bought once are of the order itself.
  const bought = (orders?.pages.flatMap(({ items }) => items) ?? []).filter(
    ({ seats, subscription_id, paid }) => seats !== null && subscription_id === null && paid,
  );
  return (
    <Page title={say('navTeam')} description={say('teamText')}>
      <Loaded query={subscriptions}>
        {({ items }) => {
          const seated = items.filter(
            (subscription) => subscription.seats !== null && isCurrent(subscription),
          );
          return (
            <>
              {seated.map(({ id, product }) => (
                <SeatManager key={id} source={{ subscription_id: id }} title={product.name} />
              ))}
              {bought.map(({ id, description }) => (
                <SeatManager key={id} source={{ order_id: id }} title={labelOf(description)} />
              ))}
              {seated.length + bought.length === 0 && (
                <Card>
                  <EmptyState icon={<Users />} title={say('teamEmptyTitle')}>
                    {say('teamEmptyText')}
                  </EmptyState>
                </Card>
              )}
            </>
          );
        }}
      </Loaded>
      {managesMembers && <MembersCard />}
    </Page>
  );
}
