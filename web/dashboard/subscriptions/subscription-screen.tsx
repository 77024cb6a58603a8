import { Notice } from '../../ui/states.tsx';
import { CustomerLink } from '../shared/customer-link.tsx';
import { day, every, money } from '../shared/format.ts';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import type { Subscription } from '../shared/objects.ts';
import { Columns, Page } from '../shared/page.tsx';
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
  const { status, past_due_at, paused_at, resumes_at, ended_at } = subscription;
  if (status === 'past_due') {
    return (
      <Notice tone="bad" title="The last renewal is not paid">
        {past_due_at && `Since ${day(past_due_at)}. `}The customer keeps what was bought while the card is
        tried again. See{' '}
        <ScreenLink
          to={['orders']}
          search={{ customer: subscription.customer_id, status: 'pending' }}
          className={textLink}
        >
          the order that is owed
        </ScreenLink>
        .
      </Notice>
    );
  }
  if (status === 'paused') {
    return (
      <Notice title="This subscription rests">
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
