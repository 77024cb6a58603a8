import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Card } from '../../ui/card.tsx';
import { billingReasons } from '../orders/billing-reasons.ts';
import { usePaymentsOf } from '../orders/use-order.ts';
import { declineWords } from '../payments/payment-words.ts';
import { useMay } from '../session.ts';
import { day, money, number } from '../shared/format.ts';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import type { Order, Subscription } from '../shared/objects.ts';
import { useScopedQuery } from '../shared/queries.ts';
import { OrderStatus } from '../shared/status.tsx';

const most = 12;

/** The orders of a subscription, the latest first; of what is owed, how often it was tried. */
export function SubscriptionOrders({ subscription }: { subscription: Subscription }) {
  const mayRead = useMay('orders:read');
  const orders = useScopedQuery(
    ['orders', 'of-subscription', subscription.id],
    () =>
      answerOf(
        polar.GET('/v1/orders/', {
          params: {
            query: { subscription_id: [subscription.id], limit: most, sorting: ['-created_at'] },
          },
        }),
      ),
    { isEnabled: mayRead },
  );
  if (!mayRead) return null;
  return (
    <Card title="Orders" isFlush>
      <LoadedPart query={orders}>
        {({ items, pagination }) =>
          items.length === 0 ? (
            <p className="px-5 pb-5 text-ink-soft text-sm/6">None yet. Nothing had to be paid so far.</p>
          ) : (
            <>
              <ul className="divide-y divide-line border-line border-t">
                {items.map((order) => (
                  <OrderLine key={order.id} order={order} />
                ))}
              </ul>
              {pagination.total_count > items.length && (
                <p className="border-line border-t px-5 py-2.5 text-ink-soft text-sm">
                  The latest {number(items.length)} of {number(pagination.total_count)}.{' '}
                  <ScreenLink
                    to={['orders']}
                    search={{ customer: subscription.customer_id, product: subscription.product_id }}
                    className={textLink}
                  >
                    View all
                  </ScreenLink>
                </p>
              )}
            </>
          )
        }
      </LoadedPart>
    </Card>
  );
}

function OrderLine({ order }: { order: Order }) {
  return (
    <li>
      <ScreenLink
        to={['orders', order.id]}
        className="flex items-start justify-between gap-4 px-5 py-2.5 text-sm -outline-offset-2 hover:bg-hover/60"
      >
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{order.invoice_number ?? 'Draft'}</span>
            <OrderStatus status={order.status} />
          </span>
          <span className="block text-[0.8125rem]/5 text-ink-soft">
            {day(order.created_at)} · {billingReasons[order.billing_reason]}
          </span>
          {order.status === 'pending' && <Attempts order={order} />}
        </span>
        <span className="shrink-0 tabular-nums">{money(order.total_amount, order.currency)}</span>
      </ScreenLink>
    </li>
  );
}

function Attempts({ order }: { order: Order }) {
  const payments = usePaymentsOf(order).data?.items ?? [];
  const failed = payments.filter(({ status }) => status === 'failed');
  const [last] = failed;
  return (
    <span className="block text-[0.8125rem]/5 text-bad">
      {last &&
        `${failed.length === 1 ? 'One attempt' : `${number(failed.length)} attempts`} failed, the last with “${declineWords(last)}”. `}
      {order.next_payment_attempt_at
        ? `Next on ${day(order.next_payment_attempt_at)}.`
        : 'No further attempt is planned.'}
    </span>
  );
}
