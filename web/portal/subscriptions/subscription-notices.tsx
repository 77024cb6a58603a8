import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { isPayable, PayDialog } from '../orders/pay-dialog.tsx';
import { AddCardDialog } from '../payment-methods/add-card-dialog.tsx';
import { useProblemText } from '../problem-text.ts';
import {
  organizationQuery,
  paymentMethodsQuery,
  type Subscription,
  subscriptionOrdersQuery,
} from '../queries.ts';
import { useReader } from '../reader.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';
import { stateOf, useNextStep } from './state.tsx';
import { type SubscriptionUpdate, updateSubscription } from './update.ts';

/** What of a subscription wants a decision, and what can be taken back. */
export function SubscriptionNotices({ subscription }: { subscription: Subscription }) {
  return (
    <>
      <PastDueNotice subscription={subscription} />
      <StateNotice subscription={subscription} />
      <PendingNotice subscription={subscription} />
    </>
  );
}

/** A notice with one thing to do. */
export function NoticeWithAct({
  tone,
  title,
  children,
  act,
}: {
  tone: 'info' | 'warn' | 'bad';
  title?: string;
  children: ReactNode;
  act?: ReactNode;
}) {
  return (
    <Notice tone={tone}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2.5">
        <div className="min-w-0 flex-1 basis-60">
          {title && <p className="font-semibold">{title}</p>}
          <p>{children}</p>
        </div>
        {act}
      </div>
    </Notice>
  );
}

export function PastDueNotice({ subscription }: { subscription: Subscription }) {
  const { say, money } = useWords();
  const isPastDue = stateOf(subscription) === 'past_due';
  const { data } = useQuery({ ...subscriptionOrdersQuery(subscription.id), enabled: isPastDue });
  const order = data?.items.find(isPayable);
  const [isPaying, setPaying] = useState(false);
  if (!isPastDue && !isPaying) return null;
  return (
    <NoticeWithAct
      tone="bad"
      title={say('pastDueTitle', { product: subscription.product.name })}
      act={
        order && (
          <>
            <Button look="danger" onClick={() => setPaying(true)}>
              {say('payNow')}
            </Button>
            <PayDialog order={order} isOpen={isPaying} onClose={() => setPaying(false)} />
          </>
        )
      }
    >
      {order
        ? say('pastDueText', { amount: money(order.due_amount, order.currency) })
        : say('pastDueUnpayable')}
    </NoticeWithAct>
  );
}

const undo: Record<string, { body: SubscriptionUpdate; act: 'uncancel' | 'unpause' | 'resume' }> = {
  ending: { body: { cancel_at_period_end: false }, act: 'uncancel' },
  pausing: { body: { pause_at_period_end: false }, act: 'unpause' },
  paused: { body: { resume: true }, act: 'resume' },
};

function StateNotice({ subscription }: { subscription: Subscription }) {
  const { say } = useWords();
  const textOf = useProblemText();
  const nextStep = useNextStep();
  const { may } = useReader();
  const { data: methods } = useQuery(paymentMethodsQuery);
  const [isAdding, setAdding] = useState(false);
  const state = stateOf(subscription);
  const way = undo[state];
  const command = useCommand(
    (body: SubscriptionUpdate) => updateSubscription(subscription.id, body),
    way ? { done: say(`${way.act}Done`) } : {},
  );
  if (!way) return null;
  const isAllowed = state === 'ending' || may.pause;
  // Nothing can be paid for again without a card.
  const needsCard = subscription.amount > 0 && state !== 'pausing' && methods?.items.length === 0;
  return (
    <>
      <NoticeWithAct
        tone={state === 'paused' ? 'info' : 'warn'}
        act={
          isAllowed && (
            <Button
              isBusy={command.isPending}
              onClick={() => (needsCard ? setAdding(true) : command.mutate(way.body))}
            >
              {say(needsCard ? 'addCardFirst' : way.act)}
            </Button>
          )
        }
      >
        {nextStep(subscription)}
      </NoticeWithAct>
      {command.error && <Notice tone="bad">{textOf(command.error)}</Notice>}
      <AddCardDialog isOpen={isAdding} onClose={() => setAdding(false)} isFirst />
    </>
  );
}

/** A change that the next period begins with. */
function PendingNotice({ subscription }: { subscription: Subscription }) {
  const { say, date } = useWords();
  const textOf = useProblemText();
  const { data: shop } = useQuery(organizationQuery);
  const command = useCommand(() => updateSubscription(subscription.id, { pending_update: null }), {
    done: say('pendingDropped'),
  });
  const { pending_update: pending } = subscription;
  if (!pending) return null;
  const plan = shop?.products.find(({ id }) => id === pending.product_id)?.name;
  const when = date(pending.applies_at);
  const seats = pending.seats === null ? undefined : say('seatCount', { count: pending.seats });
  const text =
    pending.product_id !== null
      ? say('pendingPlan', {
          plan: [plan ?? say('anotherPlan'), seats].filter(Boolean).join(', '),
          date: when,
        })
      : say('pendingSeats', { seats: seats ?? '', date: when });
  return (
    <>
      <NoticeWithAct
        tone="info"
        act={
          <Button isBusy={command.isPending} onClick={() => command.mutate(undefined)}>
            {say('pendingDrop')}
          </Button>
        }
      >
        {text}
      </NoticeWithAct>
      {command.error && <Notice tone="bad">{textOf(command.error)}</Notice>}
    </>
  );
}
