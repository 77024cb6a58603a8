import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { useProduct } from '../products/use-products.ts';
import { useMay } from '../session.ts';
import { day, number } from '../shared/format.ts';
import type { Subscription, SubscriptionUpdate } from '../shared/objects.ts';
import { useUpdate } from './use-subscription.ts';

/** A change that waits for the next period, and its taking back. */
export function PendingUpdate({ subscription }: { subscription: Subscription }) {
  const { pending_update: update } = subscription;
  const product = useProduct(update?.product_id ?? '');
  const mayWrite = useMay('subscriptions:write');
  const clear = useUpdate(subscription, { done: 'Change undone.' });
  if (!update) return null;
  const parts = [
    update.product_id && (product.data?.name ?? 'another plan'),
    update.seats !== null && `${number(update.seats)} seats`,
    update.units !== null && `${number(update.units)} units`,
  ].filter(Boolean);
  return (
    <Notice title={`Changes on ${day(update.applies_at)} to ${parts.join(', ')}`}>
      <span className="flex flex-wrap items-center justify-between gap-3">
        Scheduled for the next period.
        {mayWrite && (
          <Button
            size="small"
            isBusy={clear.isPending}
            onClick={() => clear.mutate({ pending_update: null } as SubscriptionUpdate)}
          >
            Undo
          </Button>
        )}
      </span>
    </Notice>
  );
}
