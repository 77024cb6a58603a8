import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { Badge, type Tone } from '../../ui/badge.tsx';
import type { Order } from '../queries.ts';
import { type Key, useWords } from '../words.ts';
import { useLineLabel } from './line-label.ts';

const looks: Record<Order['status'], { tone: Tone; label: Key }> = {
  draft: { tone: 'neutral', label: 'orderDraft' },
  pending: { tone: 'warn', label: 'orderPending' },
  paid: { tone: 'good', label: 'orderPaid' },
  refunded: { tone: 'neutral', label: 'orderRefunded' },
  partially_refunded: { tone: 'neutral', label: 'orderPartlyRefunded' },
  void: { tone: 'neutral', label: 'orderVoid' },
};

export function OrderBadge({ order }: { order: Order }) {
  const { say } = useWords();
  const { tone, label } = looks[order.status];
  return <Badge tone={tone}>{say(label)}</Badge>;
}

/** Orders one under the other, each a link to itself. */
export function OrderRows({ orders }: { orders: readonly Order[] }) {
  const { date, money } = useWords();
  const labelOf = useLineLabel();
  return (
    <ul className="divide-y divide-line border-line border-t first:border-t-0">
      {orders.map((order) => (
        <li key={order.id}>
          <Link
            to={`/orders/${order.id}`}
            className="flex items-center gap-4 px-5 py-3.5 -outline-offset-2 transition-colors hover:bg-hover"
          >
            <span className="flex min-w-0 flex-1 flex-col gap-0.5">
              <span className="font-medium text-[0.9375rem]">{labelOf(order.description)}</span>
              <span className="text-ink-soft text-sm tabular-nums">
                {date(order.created_at)}
                {order.invoice_number && <span className="max-sm:hidden"> · {order.invoice_number}</span>}
              </span>
            </span>
            <span className="flex shrink-0 flex-wrap items-center justify-end gap-x-3 gap-y-1 max-sm:flex-col max-sm:items-end">
              <OrderBadge order={order} />
              <span className="min-w-20 text-right font-medium text-[0.9375rem] tabular-nums">
                {money(order.total_amount, order.currency)}
              </span>
            </span>
            <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
