import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { OrderRows } from '../orders/order-rows.tsx';
import { MethodLine } from '../payment-methods/method.tsx';
import {
  paymentMethodsQuery,
  type Subscription,
  subscriptionOrdersQuery,
  subscriptionQuery,
  type Upcoming,
  upcomingQuery,
} from '../queries.ts';
import { useReader } from '../reader.ts';
import { CardSkeleton, Loaded } from '../shell/loaded.tsx';
import { Page } from '../shell/page.tsx';
import { SeatManager } from '../team/seat-manager.tsx';
import { useWords } from '../words.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import { usePrices } from './price.ts';
import { SeatsDialog } from './seats-dialog.tsx';
import { StateBadge, stateOf, useNextStep } from './state.tsx';
import { SubscriptionNotices } from './subscription-notices.tsx';

export function SubscriptionPage() {
  const { say } = useWords();
  const { id = '' } = useParams({ strict: false });
  const query = useQuery(subscriptionQuery(id));
  const back = { to: '/subscriptions', label: say('navSubscriptions') };
  const isMissing = query.error instanceof Problem && [404, 422].includes(query.error.status);
  if (isMissing)
    return <Page title={say('subscriptionMissing')} description={say('problemGone')} back={back} />;
  return (
    <Page
      title={query.data?.product.name ?? say('subscription')}
      badge={query.data && <StateBadge subscription={query.data} />}
      back={back}
    >
      <Loaded query={query} skeleton={<CardSkeleton lines={5} />}>
        {(subscription) => <SubscriptionParts subscription={subscription} />}
      </Loaded>
    </Page>
  );
}

function SubscriptionParts({ subscription }: { subscription: Subscription }) {
  const { say } = useWords();
  const orders = useQuery(subscriptionOrdersQuery(subscription.id));
  const state = stateOf(subscription);
  const isOver = state === 'ended' || state === 'incomplete';
  return (
    <>
      <SubscriptionNotices subscription={subscription} />
      <PlanCard subscription={subscription} />
      {!isOver && <PaymentCard />}
      {!isOver && subscription.seats !== null && (
        <SeatManager source={{ subscription_id: subscription.id }} title={say('seatsTitle')} />
      )}
      {orders.data && orders.data.items.length > 0 && (
        <Card title={say('navOrders')} isFlush>
          <OrderRows orders={orders.data.items} />
        </Card>
      )}
      <EndCard subscription={subscription} />
    </>
  );
}

function PlanCard({ subscription }: { subscription: Subscription }) {
  const { say, date, period } = useWords();
  const prices = usePrices();
  const nextStep = useNextStep();
  const { may } = useReader();
  const [changesSeats, setChangesSeats] = useState(false);
  const state = stateOf(subscription);
  const renews = state === 'active' || state === 'trial';
  const { data: upcoming } = useQuery({ ...upcomingQuery(subscription.id), enabled: renews });
  const isChangeable = renews || state === 'past_due' || state === 'pausing';
  const { id, seats, units, started_at, current_period_start, current_period_end } = subscription;
  return (
    <Card
      title={say('plan')}
      actions={
        isChangeable && (
          <>
            {may.changeSeats && seats !== null && (
              <Button size="small" onClick={() => setChangesSeats(true)}>
                {say('changeSeats')}
              </Button>
            )}
            {may.changePlan && (
              <Button size="small" asChild>
                <Link to={`/subscriptions/${id}/change`}>{say('changePlan')}</Link>
              </Button>
            )}
          </>
        )
      }
    >
      <Facts>
        <Fact name={say('price')}>
          <span className="tabular-nums">{prices.ofSubscription(subscription)}</span>
        </Fact>
        {seats !== null && <Fact name={say('seats')}>{say('seatCount', { count: seats })}</Fact>}
        {units !== null && <Fact name={say('units')}>{units}</Fact>}
        {started_at && <Fact name={say('startedOn')}>{date(started_at)}</Fact>}
        {state !== 'ended' && (
          <Fact name={say(state === 'trial' ? 'trialPeriod' : 'currentPeriod')}>
            {period(current_period_start, current_period_end)}
          </Fact>
        )}
        <Fact name={say(upcoming ? 'nextPayment' : 'nextStep')}>
          {upcoming ? <NextCharge upcoming={upcoming} /> : nextStep(subscription)}
        </Fact>
      </Facts>
      {seats !== null && (
        <SeatsDialog
          subscription={subscription}
          isOpen={changesSeats}
          onClose={() => setChangesSeats(false)}
        />
      )}
    </Card>
  );
}

function NextCharge({ upcoming: { invoice, period_start } }: { upcoming: Upcoming }) {
  const { say, money, date } = useWords();
  const { currency, discount_amount, tax_amount, applied_balance_amount, due_amount, lines } = invoice;
  const changes = lines.reduce((sum, line) => sum + (line.proration ? line.amount : 0), 0);
  const parts = [
    changes > 0 && say('includesChanges', { amount: money(changes, currency) }),
    discount_amount > 0 && say('afterDiscount', { amount: money(discount_amount, currency) }),
    tax_amount > 0 && say('includesTax', { amount: money(tax_amount, currency) }),
    applied_balance_amount < 0 && say('afterCredit', { amount: money(-applied_balance_amount, currency) }),
  ].filter((part) => part !== false);
  return (
    <>
      <span className="tabular-nums">
        {say('chargeOn', { amount: money(due_amount, currency), date: date(period_start) })}
      </span>
      {parts.length > 0 && (
        <span className="block text-ink-soft text-sm tabular-nums">{parts.join(' · ')}</span>
      )}
    </>
  );
}

/** With what it is paid. */
function PaymentCard() {
  const { say } = useWords();
  const { data } = useQuery(paymentMethodsQuery);
  const method = data?.items.find(({ is_default }) => is_default) ?? data?.items[0];
  if (!data) return null;
  return (
    <Card
      title={say('payment')}
      actions={
        <Button size="small" asChild>
          <Link to="/payment-methods">{say(method ? 'changeCard' : 'addCard')}</Link>
        </Button>
      }
    >
      {method ? <MethodLine method={method} /> : <p className="text-ink-soft text-sm">{say('noCard')}</p>}
    </Card>
  );
}

/** Ways out, the gentler one first. */
function EndCard({ subscription }: { subscription: Subscription }) {
  const { say, date } = useWords();
  const { may } = useReader();
  const [asks, setAsks] = useState<'pause' | 'cancel'>();
  const state = stateOf(subscription);
  const canEnd = state === 'active' || state === 'trial' || state === 'past_due' || state === 'pausing';
  if (!canEnd) return null;
  const canPause = may.pause && state === 'active';
  const end = date(subscription.current_period_end);
  return (
    <Card title={say(canPause ? 'pauseOrCancel' : 'cancelTitle')}>
      <p className="max-w-prose text-ink-soft text-sm/6">{say('cancelText', { date: end })}</p>
      <div className="mt-4 flex flex-wrap gap-2">
        {canPause && <Button onClick={() => setAsks('pause')}>{say('pause')}</Button>}
        <Button look="danger-outline" onClick={() => setAsks('cancel')}>
          {say('cancelSubscription')}
        </Button>
      </div>
      <PauseDialog subscription={subscription} isOpen={asks === 'pause'} onClose={() => setAsks(undefined)} />
      <CancelDialog
        subscription={subscription}
        isOpen={asks === 'cancel'}
        onClose={() => setAsks(undefined)}
        onPause={canPause ? () => setAsks('pause') : undefined}
      />
    </Card>
  );
}
