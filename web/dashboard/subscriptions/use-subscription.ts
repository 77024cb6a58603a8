import { useParams } from '@tanstack/react-router';
import { florin, polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import type { Subscription, SubscriptionUpdate } from '../shared/objects.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';
import { untangled } from '../shared/untangled.ts';

export const updateSubscription = (id: string, body: SubscriptionUpdate) =>
  answerOf(polar.PATCH('/v1/subscriptions/{id}', { params: { path: { id } }, body }));

/** The subscription that the address names. */
export function useSubscription() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  return useScopedQuery(['subscriptions', id], () =>
    answerOf(polar.GET('/v1/subscriptions/{id}', { params: { path: { id } } })),
  );
}

/** Changes a subscription; where a form asks for it, the form tells what is wrong. */
export function useUpdate(
  subscription: Subscription,
  options: { done: string; variant?: string; isSilent?: boolean },
) {
  return useAct(
    (body: SubscriptionUpdate) => untangled(updateSubscription(subscription.id, body), options.variant),
    { done: options.done, isSilent: options.isSilent ?? false },
  );
}

/** The next renewal as things stand; null where none follows. */
export function useUpcomingInvoice({ id }: Subscription) {
  return useScopedQuery(['subscriptions', id, 'upcoming'], async () => {
    try {
      return await answerOf(
        florin.GET('/florin/v1/subscriptions/{id}/upcoming-invoice', { params: { path: { id } } }),
      );
    } catch (error) {
      if (error instanceof Problem && error.code === 'no_upcoming_invoice') return null;
      throw error;
    }
  });
}

/** Whether it gives its customer something now, and may be changed. */
export const isRunning = ({ status }: Pick<Subscription, 'status'>) =>
  status === 'active' || status === 'trialing' || status === 'past_due';

/** When money is taken next; null where it is not. */
export function nextCharge(subscription: Subscription): string | null {
  const { status, cancel_at_period_end, pause_at_period_end, current_period_end } = subscription;
  const renews =
    (status === 'active' || status === 'trialing') && !cancel_at_period_end && !pause_at_period_end;
  return renews ? current_period_end : null;
}
