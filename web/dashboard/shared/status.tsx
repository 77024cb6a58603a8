import { Badge, type Tone } from '../../ui/badge.tsx';
import { day, humanize } from './format.ts';
import type { CreditNote, Dispute, Order, Payment, Product, Refund, Subscription } from './objects.ts';

export type States<State extends string> = Record<State, [label: string, tone: Tone]>;

export const subscriptionStates: States<Subscription['status']> = {
  incomplete: ['Incomplete', 'neutral'],
  incomplete_expired: ['Expired', 'neutral'],
  trialing: ['Trial', 'info'],
  active: ['Active', 'good'],
  past_due: ['Past due', 'bad'],
  canceled: ['Canceled', 'neutral'],
  unpaid: ['Unpaid', 'bad'],
  paused: ['Paused', 'neutral'],
};

export const orderStates: States<Order['status']> = {
  draft: ['Draft', 'neutral'],
  pending: ['Owed', 'warn'],
  paid: ['Paid', 'good'],
  refunded: ['Refunded', 'neutral'],
  partially_refunded: ['Partly refunded', 'info'],
  void: ['Void', 'neutral'],
};

export const paymentStates: States<Payment['status']> = {
  pending: ['Pending', 'warn'],
  succeeded: ['Succeeded', 'good'],
  failed: ['Failed', 'bad'],
};

export const refundStates: States<Refund['status']> = {
  pending: ['Pending', 'warn'],
  succeeded: ['Succeeded', 'good'],
  failed: ['Failed', 'bad'],
  canceled: ['Canceled', 'neutral'],
};

export const disputeStates: States<Dispute['status']> = {
  prevented: ['Prevented', 'neutral'],
  early_warning: ['Early warning', 'warn'],
  needs_response: ['Needs a response', 'bad'],
  under_review: ['Under review', 'warn'],
  lost: ['Lost', 'bad'],
  won: ['Won', 'good'],
};

export const visibilities: States<Product['visibility']> = {
  public: ['Public', 'neutral'],
  private: ['Private', 'info'],
  draft: ['Draft', 'warn'],
};

/** The choices of a filter by these states. */
export function choicesOf<State extends string>(states: States<State>) {
  return (Object.entries(states) as [State, States<State>[State]][]).map(([value, [label]]) => ({
    value,
    label,
  }));
}

export function StateBadge<State extends string>({ states, state }: { states: States<State>; state: State }) {
  const [label, tone] = states[state] ?? [humanize(state), 'neutral'];
  return <Badge tone={tone}>{label}</Badge>;
}

/** Where a subscription stands, and what is about to become of it. */
export function SubscriptionStatus({
  subscription,
}: {
  subscription: Pick<
    Subscription,
    'status' | 'cancel_at_period_end' | 'ends_at' | 'pause_at_period_end' | 'current_period_end' | 'ended_at'
  >;
}) {
  const { cancel_at_period_end, pause_at_period_end, ends_at, current_period_end, ended_at } = subscription;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <StateBadge states={subscriptionStates} state={subscription.status} />
      {cancel_at_period_end && !ended_at && (
        <Badge tone="warn">Ends {day(ends_at ?? current_period_end)}</Badge>
      )}
      {pause_at_period_end && <Badge tone="warn">Pauses {day(current_period_end)}</Badge>}
    </span>
  );
}

export const OrderStatus = ({ status }: Pick<Order, 'status'>) => (
  <StateBadge states={orderStates} state={status} />
);

export const PaymentStatus = ({ status }: Pick<Payment, 'status'>) => (
  <StateBadge states={paymentStates} state={status} />
);

export const RefundStatus = ({ status }: Pick<Refund, 'status'>) => (
  <StateBadge states={refundStates} state={status} />
);

export const DisputeStatus = ({ status }: Pick<Dispute, 'status'>) => (
  <StateBadge states={disputeStates} state={status} />
);

export const CreditNoteStatus = ({ status }: Pick<CreditNote, 'status'>) => (
  <StateBadge states={{ issued: ['Issued', 'good'], void: ['Void', 'neutral'] }} state={status} />
);

/** Where a product can be found; nothing of the usual. */
export function ProductState({ product }: { product: Pick<Product, 'is_archived' | 'visibility'> }) {
  if (product.is_archived) return <Badge>Archived</Badge>;
  return <StateBadge states={visibilities} state={product.visibility} />;
}
