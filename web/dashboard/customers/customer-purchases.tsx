import { CreditCard, MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useMay } from '../session.ts';
import { countedPages } from '../shared/counted-pages.ts';
import { day, every, money } from '../shared/format.ts';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import type { Customer, Order, PaymentMethod, Subscription } from '../shared/objects.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';
import { OrderStatus, SubscriptionStatus } from '../shared/status.tsx';
import { updateCustomer } from './use-customers.ts';

const subscriptionColumns: readonly Column<Subscription>[] = [
  { id: 'product', header: 'Subscription', cell: ({ product }) => product.name },
  {
    id: 'status',
    header: 'Status',
    cell: (subscription) => <SubscriptionStatus subscription={subscription} />,
  },
  {
    id: 'until',
    header: 'Period',
    cell: ({ current_period_end, ended_at }) =>
      ended_at ? `Ended ${day(ended_at)}` : current_period_end && `Until ${day(current_period_end)}`,
    className: 'text-ink-soft',
  },
  {
    id: 'amount',
    header: 'Amount',
    cell: ({ amount, currency, recurring_interval, recurring_interval_count }) =>
      `${money(amount, currency)}${every(recurring_interval, recurring_interval_count)}`,
    align: 'right',
    onPhone: 'aside',
  },
];

const orderColumns: readonly Column<Order>[] = [
  { id: 'number', header: 'Order', cell: ({ invoice_number }) => invoice_number ?? 'Draft' },
  { id: 'status', header: 'Status', cell: ({ status }) => <OrderStatus status={status} /> },
  {
    id: 'created',
    header: 'Date',
    cell: ({ created_at }) => day(created_at),
    className: 'text-ink-soft',
  },
  {
    id: 'amount',
    header: 'Amount',
    cell: ({ total_amount, currency }) => money(total_amount, currency),
    align: 'right',
    onPhone: 'aside',
  },
];

/** What a customer bought, and what they pay with. */
export function CustomerPurchases({ customer }: { customer: Customer }) {
  const address = useAddress();
  const { id } = customer;
  return (
    <div className="flex flex-col gap-5">
      <Card title="Subscriptions" isFlush>
        <List
          isPart
          name="Subscriptions"
          queryKey={['subscriptions', 'of', id]}
          fetch={countedPages((page) =>
            answerOf(
              polar.GET('/v1/subscriptions/', {
                params: { query: { ...page, customer_id: [id], sorting: ['-started_at'] } },
              }),
            ),
          )}
          columns={subscriptionColumns}
          idOf={(subscription) => subscription.id}
          addressOf={(subscription) => address('subscriptions', subscription.id)}
          empty={<None>No subscriptions yet.</None>}
        />
      </Card>
      <Card title="Orders" isFlush>
        <List
          isPart
          name="Orders"
          queryKey={['orders', 'of', id]}
          fetch={countedPages((page) =>
            answerOf(
              polar.GET('/v1/orders/', {
                params: { query: { ...page, customer_id: [id], sorting: ['-created_at'] } },
              }),
            ),
          )}
          columns={orderColumns}
          idOf={(order) => order.id}
          addressOf={(order) => address('orders', order.id)}
          empty={<None>No orders yet.</None>}
        />
      </Card>
      <PaymentMethods customer={customer} />
    </div>
  );
}

const None = ({ children }: { children: React.ReactNode }) => (
  <p className="px-5 pb-5 text-ink-soft text-sm">{children}</p>
);

function PaymentMethods({ customer }: { customer: Customer }) {
  const { id } = customer;
  const methods = useScopedQuery(['payment-methods', id], () =>
    answerOf(
      polar.GET('/v1/customers/{id}/payment-methods', { params: { path: { id }, query: { limit: 100 } } }),
    ),
  );
  return (
    <Card title="Payment methods" isFlush>
      <LoadedPart query={methods}>
        {({ items }) =>
          items.length === 0 ? (
            <None>None saved. Customers add one in the portal or with their next purchase.</None>
          ) : (
            <ul aria-label="Payment methods" className="divide-y divide-line border-line border-t">
              {items.map((method) => (
                <Method key={method.id} method={method} customer={customer} />
              ))}
            </ul>
          )
        }
      </LoadedPart>
    </Card>
  );
}

function Method({ method, customer }: { method: PaymentMethod; customer: Customer }) {
  const mayWrite = useMay('customers:write');
  const makeDefault = useAct(() => updateCustomer(customer.id, { default_payment_method_id: method.id }), {
    done: 'Renewals are charged to it from now on.',
  });
  const [isAsking, setAsking] = useState(false);
  const isDefault = method.id === customer.default_payment_method_id;
  const card = 'method_metadata' in method ? method.method_metadata : undefined;
  return (
    <li className="flex min-h-12 items-center gap-3 px-5 py-2">
      <CreditCard aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2">
          {card ? (
            <span>
              <span className="capitalize">{card.brand}</span> •••• {card.last4}
            </span>
          ) : (
            <span className="capitalize">{method.type}</span>
          )}
          {isDefault && <Badge tone="accent">Default</Badge>}
        </span>
        {card && (
          <span className="text-[0.8125rem]/5 text-ink-soft tabular-nums">
            Expires {String(card.exp_month).padStart(2, '0')}/{card.exp_year}
          </span>
        )}
      </span>
      {mayWrite && !isDefault && (
        <Menu
          trigger={
            <Button look="quiet" size="icon-small" aria-label="More actions">
              <MoreHorizontal />
            </Button>
          }
        >
          <MenuItem onSelect={() => setAsking(true)}>Make default</MenuItem>
        </Menu>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Make this the default payment method?"
        description="Renewals are charged to it from now on, unless a subscription names another one."
        action="Make default"
        isDestructive={false}
        onConfirm={() => makeDefault.mutateAsync(undefined)}
      />
    </li>
  );
}
