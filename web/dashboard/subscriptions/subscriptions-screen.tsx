import { Repeat } from 'lucide-react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { EmptyState } from '../../ui/states.tsx';
import { useMay } from '../session.ts';
import type { BulkAct } from '../shared/bulk.tsx';
import { countedPages } from '../shared/counted-pages.ts';
import { customerName } from '../shared/customer-link.tsx';
import { ChoiceFilter, useAddressState } from '../shared/filters.tsx';
import { day, every, money } from '../shared/format.ts';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { Subscription } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { CustomerFilter, DiscountFilter, ProductFilter } from '../shared/pick-filter.tsx';
import { choicesOf, SubscriptionStatus, subscriptionStates } from '../shared/status.tsx';
import { nextCharge, updateSubscription } from './use-subscription.ts';

const columns: readonly Column<Subscription>[] = [
  {
    id: 'customer',
    header: 'Customer',
    cell: ({ customer }) => customerName(customer),
    csv: ({ customer }) => customer.email,
    className: 'max-w-64',
  },
  {
    id: 'product',
    header: 'Plan',
    cell: ({ product }) => product.name,
    csv: ({ product }) => product.name,
    className: 'max-w-56',
  },
  {
    id: 'status',
    header: 'Status',
    cell: (subscription) => <SubscriptionStatus subscription={subscription} />,
    csv: ({ status }) => status,
  },
  {
    id: 'next',
    header: 'Next charge',
    cell: (subscription) => {
      const next = nextCharge(subscription);
      return next ? day(next) : <span className="text-ink-faint max-sm:hidden">–</span>;
    },
    csv: nextCharge,
    onPhone: 'hidden',
    className: 'whitespace-nowrap text-ink-soft',
  },
  {
    id: 'started',
    header: 'Since',
    cell: ({ started_at, created_at }) => day(started_at ?? created_at),
    csv: ({ started_at }) => started_at,
    onPhone: 'hidden',
    className: 'whitespace-nowrap text-ink-soft',
  },
  {
    id: 'amount',
    header: 'Amount',
    cell: (one) =>
      `${money(one.amount, one.currency)}${every(one.recurring_interval, one.recurring_interval_count)}`,
    csv: ({ amount }) => amount,
    align: 'right',
    onPhone: 'aside',
    className: 'whitespace-nowrap',
  },
  {
    id: 'currency',
    header: 'Currency',
    cell: () => null,
    csv: ({ currency }) => currency,
    isExportOnly: true,
  },
  { id: 'seats', header: 'Seats', cell: () => null, csv: ({ seats }) => seats, isExportOnly: true },
  { id: 'ends', header: 'Ends', cell: () => null, csv: ({ ends_at }) => ends_at, isExportOnly: true },
  { id: 'id', header: 'ID', cell: () => null, csv: ({ id }) => id, isExportOnly: true },
];

const cancelAtEnd: BulkAct<Subscription> = {
  label: 'Cancel at the end of the period',
  isDestructive: true,
  explain: (count) =>
    `${count === 1 ? 'The subscription' : 'Each subscription'} runs until the end of its paid period and is not renewed. You can undo this until then.`,
  run: ({ id }) => updateSubscription(id, { cancel_at_period_end: true }),
  nameOf: ({ customer, product }) => `${customerName(customer)}, ${product.name}`,
};
const uncancel: BulkAct<Subscription> = {
  label: 'Do not cancel',
  explain: () => 'Subscriptions that were about to end will renew again.',
  run: ({ id }) => updateSubscription(id, { cancel_at_period_end: false }),
  nameOf: cancelAtEnd.nameOf,
};

export default function SubscriptionsScreen() {
  const [{ status, product, customer, discount, ending }] = useAddressState();
  const address = useAddress();
  const mayWrite = useMay('subscriptions:write');
  const filter = {
    ...(status ? { status: [status as Subscription['status']] } : {}),
    ...(product ? { product_id: [product] } : {}),
    ...(customer ? { customer_id: [customer] } : {}),
    ...(discount ? { discount_id: [discount] } : {}),
    ...(ending ? { cancel_at_period_end: ending === 'yes' } : {}),
  };
  return (
    <Page title="Subscriptions">
      <List
        name="Subscriptions"
        queryKey={['subscriptions', 'list', filter]}
        fetch={countedPages((page) =>
          answerOf(
            polar.GET('/v1/subscriptions/', {
              params: { query: { ...filter, ...page, sorting: ['-started_at'] } },
            }),
          ),
        )}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('subscriptions', id)}
        filters={
          <>
            <ChoiceFilter label="Status" name="status" options={choicesOf(subscriptionStates)} />
            <ChoiceFilter
              label="Renewal"
              name="ending"
              options={[
                { value: 'yes', label: 'Canceling' },
                { value: 'no', label: 'Renewing' },
              ]}
            />
            <ProductFilter />
            <CustomerFilter />
            {discount && <DiscountFilter />}
          </>
        }
        bulkActs={mayWrite ? [ending === 'yes' ? uncancel : cancelAtEnd] : []}
        empty={
          Object.keys(filter).length > 0 ? (
            <EmptyState icon={<Repeat />} title="No matching subscriptions">
              Change the filters to see others.
            </EmptyState>
          ) : (
            <EmptyState icon={<Repeat />} title="No subscriptions yet">
              Everyone who buys a recurring product becomes a subscriber. To get started, share a checkout
              link.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
