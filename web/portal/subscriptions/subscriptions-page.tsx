import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { subscriptionsQuery } from '../queries.ts';
import { Loaded } from '../shell/loaded.tsx';
import { Page } from '../shell/page.tsx';
import { useWords } from '../words.ts';
import { isCurrent } from './state.tsx';
import { SubscriptionList } from './subscription-list.tsx';

export function SubscriptionsPage() {
  const { say } = useWords();
  const query = useQuery(subscriptionsQuery);
  return (
    <Page title={say('navSubscriptions')}>
      <Loaded query={query}>
        {({ items }) => {
          const current = items.filter(isCurrent);
          const past = items.filter((subscription) => !isCurrent(subscription));
          if (items.length === 0) {
            return (
              <Card>
                <EmptyState icon={<RefreshCw />} title={say('subscriptionsEmptyTitle')}>
                  {say('subscriptionsEmptyText')}
                </EmptyState>
              </Card>
            );
          }
          return (
            <>
              <SubscriptionList subscriptions={current} />
              {past.length > 0 && (
                <section className="flex flex-col gap-3">
                  <h2 className="font-semibold text-[0.9375rem]">{say('subscriptionsPast')}</h2>
                  <SubscriptionList subscriptions={past} />
                </section>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
