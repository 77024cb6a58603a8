import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { type Subscription, upcomingQuery } from '../queries.ts';
import { useReader } from '../reader.ts';
import { useWords } from '../words.ts';
import { usePrices } from './price.ts';
import { StateBadge, stateOf, useNextStep } from './state.tsx';

/** A subscription in a list: what it is, what it costs, what comes next. All of it leads to the subscription. */
export function SubscriptionCard({ subscription }: { subscription: Subscription }) {
  const { say } = useWords();
  const prices = usePrices();
  const nextStep = useNextStep();
  const { managesBilling } = useReader();
  const { id, product, seats } = subscription;
  const renews = managesBilling && stateOf(subscription) === 'active';
  const { data: upcoming } = useQuery({ ...upcomingQuery(id), enabled: renews });
  const content = (
    <>
      <span className="flex min-w-0 flex-1 flex-col gap-1">
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="font-semibold">{product.name}</span>
          <StateBadge subscription={subscription} />
        </span>
        <span className="text-[0.9375rem] tabular-nums">
          {prices.ofSubscription(subscription)}
          {seats !== null && <span className="text-ink-soft"> · {say('seatCount', { count: seats })}</span>}
        </span>
        <span className="text-ink-soft text-sm">{nextStep(subscription, upcoming?.invoice.due_amount)}</span>
      </span>
      {managesBilling && <ChevronRight aria-hidden="true" className="size-5 shrink-0 text-ink-faint" />}
    </>
  );
  const look = 'flex items-center gap-4 rounded-xl border border-line bg-surface p-5';
  if (!managesBilling) return <div className={look}>{content}</div>;
  return (
    <Link to={`/subscriptions/${id}`} className={`${look} transition-colors hover:border-line-strong`}>
      {content}
    </Link>
  );
}
