import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Card } from '../../ui/card.tsx';
import { useNow } from '../shared/clock.ts';
import { customerName } from '../shared/customer-link.tsx';
import { ago, exactMoment, money } from '../shared/format.ts';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import { useScopedQuery } from '../shared/queries.ts';
import { OrderStatus } from '../shared/status.tsx';

const shown = 6;

export function LatestOrders() {
  const now = useNow() ?? new Date();
  const orders = useScopedQuery(['orders', 'latest'], () =>
    answerOf(polar.GET('/v1/orders/', { params: { query: { limit: shown, sorting: ['-created_at'] } } })),
  );
  return (
    <Card
      title="Latest orders"
      isFlush
      actions={
        <ScreenLink to={['orders']} className={textLink}>
          All orders
        </ScreenLink>
      }
    >
      <LoadedPart query={orders}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-5 pb-5 text-ink-soft">Orders and renewals will show up here.</p>
          ) : (
            <ul className="divide-y divide-line border-line border-t">
              {items.map((order) => (
                <li key={order.id}>
                  <ScreenLink
                    to={['orders', order.id]}
                    className="flex items-center gap-3 px-5 py-2.5 -outline-offset-2 last:rounded-b-xl hover:bg-hover/60"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-medium">{customerName(order.customer)}</span>
                      <span className="block truncate text-[0.8125rem]/5 text-ink-soft">
                        {order.description}
                        {', '}
                        <time dateTime={order.created_at} title={exactMoment(order.created_at)}>
                          {ago(order.created_at, now)}
                        </time>
                      </span>
                    </span>
                    <OrderStatus status={order.status} />
                    <span className="w-20 shrink-0 text-right tabular-nums">
                      {money(order.total_amount, order.currency)}
                    </span>
                  </ScreenLink>
                </li>
              ))}
            </ul>
          )
        }
      </LoadedPart>
    </Card>
  );
}
