import type { Subscription } from '../queries.ts';
import { SubscriptionCard } from './subscription-card.tsx';

export function SubscriptionList({ subscriptions }: { subscriptions: readonly Subscription[] }) {
  return (
    <ul className="flex flex-col gap-3 empty:hidden">
      {subscriptions.map((subscription) => (
        <li key={subscription.id}>
          <SubscriptionCard subscription={subscription} />
        </li>
      ))}
    </ul>
  );
}
