import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Notice } from '../../ui/states.tsx';
import { RetryButton } from '../orders/retry-button.tsx';
import { useMay } from '../session.ts';
import { CustomerLink } from '../shared/customer-link.tsx';
import { day, every, money } from '../shared/format.ts';
import { ScreenLink } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import type { Subscription } from '../shared/objects.ts';
import { Columns, Page } from '../shared/page.tsx';
import { useScopedQuery } from '../shared/queries.ts';
import { SubscriptionStatus } from '../shared/status.tsx';
import { cancellationWords } from './cancellation-words.ts';
import { PendingUpdate } from './pending-update.tsx';
import { SubscriptionActions } from './subscription-actions.tsx';
import { SubscriptionAside } from './subscription-aside.tsx';
import { SubscriptionEvents } from './subscription-events.tsx';
import { SubscriptionOrders } from './subscription-orders.tsx';
import { UpcomingInvoice } from './upcoming-invoice.tsx';
import { useSubscription } from './use-subscription.ts';

export default function SubscriptionScreen() {
  const subscription = useSubscription();
  return (
    <Loaded query={subscription} what="This subscription">
      {(found) => (
        <Page
          title={found.product.name}
          badge={<SubscriptionStatus subscription={found} />}
          description={
            <>
              {money(found.amount, found.currency)}
              {every(found.recurring_interval, found.recurring_interval_count)} from{' '}
              <CustomerLink customer={found.customer} />
            </>
          }
          trail={[{ label: 'Subscriptions', to: ['subscriptions'] }]}
          actions={<SubscriptionActions subscription={found} />}
        >
          <Columns main={<Main subscription={found} />} aside={<SubscriptionAside subscription={found} />} />
        </Page>
      )}
    </Loaded>
  );
}

function Main({ subscription }: { subscription: Subscription }) {
  return (
    <>
      <Standing subscription={subscription} />
      <PendingUpdate subscription={subscription} />
      <UpcomingInvoice subscription={subscription} />
      <SubscriptionOrders subscription={subscription} />
      <SubscriptionEvents subscription={subscription} />
    </>
  );
}

/** What is not as it usually is. */
function Standing({ subscription }: { subscription: Subscription }) {
  const { status, paused_at, resumes_at, ended_at } = subscription;
  if (status === 'past_due') return <PastDue subscription={subscription} />;
  if (status === 'paused') {
    return (
      <Notice title="This subscription is paused">
        {paused_at && `Since ${day(paused_at)}. `}
        {resumes_at ? `It goes on by itself on ${day(resumes_at)}.` : 'It goes on when somebody resumes it.'}
      </Notice>
    );
  }
  if (status === 'canceled' && ended_at) {
    return <Notice title={`Ended on ${day(ended_at)}`}>{cancellationWords(subscription)}</Notice>;
  }
  return null;
}

function PastDue({ subscription }: { subscription: Subscription }) {
  const { id, past_due_at: since } = subscription;
  const query = { subscription_id: [id], status: ['pending' as const], limit: 1 };
  const owed = useScopedQuery(
    ['orders', 'owed', id],
    () => answerOf(polar.GET('/v1/orders/', { params: { query } })),
    { isEnabled: useMay('orders:read') },
  ).data?.items[0];
  return (
    <Notice
      tone="bad"
      title={owed ? `${money(owed.due_amount, owed.currency)} is owed` : 'The last renewal is not paid'}
    >
      <span className="flex flex-wrap items-center justify-between gap-3">
        <span>
          {since && `Since ${day(since)}. `}The customer keeps access while we retry the card.
          {owed && (
            <>
              {' '}
              <ScreenLink to={['orders', owed.id]} className="underline underline-offset-4">
                View order
              </ScreenLink>
            </>
          )}
        </span>
        {owed && <RetryButton order={owed} />}
      </span>
    </Notice>
  );
}
