import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Sparkles } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { OrderRows } from '../orders/order-rows.tsx';
import { expiryOf, useMethodName } from '../payment-methods/method.tsx';
import {
  ordersQuery,
  paymentMethodsQuery,
  type Subscription,
  seatedSubscriptionsQuery,
  subscriptionsQuery,
  userQuery,
} from '../queries.ts';
import { useReader } from '../reader.ts';
import { Loaded } from '../shell/loaded.tsx';
import { Page } from '../shell/page.tsx';
import { isCurrent, stateOf } from '../subscriptions/state.tsx';
import { SubscriptionList } from '../subscriptions/subscription-list.tsx';
import { NoticeWithAct, PastDueNotice } from '../subscriptions/subscription-notices.tsx';
import { useWords } from '../words.ts';

const ordersShown = 4;
/** A trial that ends within so many days is told of. */
const trialDays = 7;

export function OverviewPage() {
  const { say } = useWords();
  const { user, managesBilling } = useReader();
  const query = useQuery(userQuery);
  return (
    <Page title={user?.name ? say('welcomeName', { name: user.name }) : say('welcome')}>
      <Loaded query={query}>{() => (managesBilling ? <Overview /> : <SeatOverview />)}</Loaded>
    </Page>
  );
}

function Overview() {
  const { say } = useWords();
  const subscriptions = useQuery(subscriptionsQuery);
  const { data: orders } = useInfiniteQuery(ordersQuery);
  const latest = orders?.pages[0]?.items.slice(0, ordersShown) ?? [];
  return (
    <Loaded query={subscriptions}>
      {({ items }) => {
        const current = items.filter(isCurrent);
        return (
          <>
            <Attention subscriptions={current} />
            {current.length > 0 && (
              <section className="flex flex-col gap-3">
                <h2 className="font-semibold text-[0.9375rem]">{say('yourSubscriptions')}</h2>
                <SubscriptionList subscriptions={current} />
              </section>
            )}
            {current.length === 0 && orders && (
              <Card>
                <EmptyState icon={<Sparkles />} title={say('subscriptionsEmptyTitle')}>
                  {say('subscriptionsEmptyText')}
                </EmptyState>
              </Card>
            )}
            {latest.length > 0 && (
              <Card
                title={say('latestOrders')}
                isFlush
                actions={
                  <Button size="small" look="quiet" asChild>
                    <Link to="/orders">{say('allOrders')}</Link>
                  </Button>
                }
              >
                <OrderRows orders={latest} />
              </Card>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

/** What goes wrong unless something is done. */
function Attention({ subscriptions }: { subscriptions: readonly Subscription[] }) {
  return (
    <div className="flex flex-col gap-3 empty:hidden">
      {subscriptions.map((subscription) => (
        <PastDueNotice key={subscription.id} subscription={subscription} />
      ))}
      <CardNotice subscriptions={subscriptions} />
      {subscriptions.map((subscription) => (
        <TrialNotice key={subscription.id} subscription={subscription} />
      ))}
    </div>
  );
}

const renews = (subscription: Subscription) => ['active', 'trial'].includes(stateOf(subscription));

function CardNotice({ subscriptions }: { subscriptions: readonly Subscription[] }) {
  const { say } = useWords();
  const nameOf = useMethodName();
  const { data } = useQuery(paymentMethodsQuery);
  const willPay = subscriptions.some((subscription) => renews(subscription) && subscription.amount > 0);
  if (!data || !willPay) return null;
  const method = data.items.find(({ is_default }) => is_default) ?? data.items[0];
  const state = method ? expiryOf(method) : 'missing';
  if (state === 'good') return null;
  const text = method
    ? say(state === 'expired' ? 'cardHasExpired' : 'cardExpires', { card: nameOf(method) })
    : say('cardMissing');
  return (
    <NoticeWithAct
      tone="warn"
      act={
        <Button asChild>
          <Link to="/payment-methods">{say(method ? 'changeCard' : 'addCard')}</Link>
        </Button>
      }
    >
      {text}
    </NoticeWithAct>
  );
}

function TrialNotice({ subscription }: { subscription: Subscription }) {
  const { say, date } = useWords();
  const end = new Date(subscription.trial_end ?? subscription.current_period_end);
  const days = (end.getTime() - Date.now()) / 86_400_000;
  if (stateOf(subscription) !== 'trial' || days > trialDays) return null;
  return (
    <NoticeWithAct
      tone="info"
      act={
        <Button asChild>
          <Link to={`/subscriptions/${subscription.id}`}>{say('manage')}</Link>
        </Button>
      }
    >
      {say('trialEnds', { product: subscription.product.name, date: date(end) })}
    </NoticeWithAct>
  );
}

/** For those of a team who use what others pay for. */
function SeatOverview() {
  const { say } = useWords();
  const query = useQuery(seatedSubscriptionsQuery);
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Card>
            <EmptyState icon={<Sparkles />} title={say('seatsNoneTitle')}>
              {say('seatsNoneText')}
            </EmptyState>
          </Card>
        ) : (
          <section className="flex flex-col gap-3">
            <h2 className="font-semibold text-[0.9375rem]">{say('yourSeats')}</h2>
            <SubscriptionList subscriptions={items} />
          </section>
        )
      }
    </Loaded>
  );
}
