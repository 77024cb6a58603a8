import { Undo2 } from 'lucide-react';
import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { EmptyState } from '../../ui/states.tsx';
import { countedPages } from '../shared/counted-pages.ts';
import { customerName } from '../shared/customer-link.tsx';
import { ChoiceFilter, useAddressState } from '../shared/filters.tsx';
import { dayAndTime, humanize, money } from '../shared/format.ts';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { Refund } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { CustomerFilter } from '../shared/pick-filter.tsx';
import { RefundStatus } from '../shared/status.tsx';

type Whose = { name: string | null; email: string | null };
type RefundOf = Refund & { customer: Whose | undefined };

const columns: readonly Column<RefundOf>[] = [
  {
    id: 'customer',
    header: 'Customer',
    cell: ({ customer }) => (customer ? customerName(customer) : 'Deleted customer'),
    csv: ({ customer }) => customer?.email,
    className: 'max-w-56',
  },
  {
    id: 'reason',
    header: 'Reason',
    cell: ({ reason }) => humanize(reason),
    csv: ({ reason }) => reason,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <RefundStatus status={status} />,
    csv: ({ status }) => status,
  },
  {
    id: 'tax',
    header: 'Tax',
    cell: ({ tax_amount, currency }) => money(tax_amount, currency),
    csv: ({ tax_amount }) => tax_amount,
    align: 'right',
    onPhone: 'hidden',
    className: 'text-ink-soft',
  },
  {
    id: 'created',
    header: 'Date',
    cell: ({ created_at }) => dayAndTime(created_at),
    csv: ({ created_at }) => created_at,
    className: 'whitespace-nowrap text-ink-soft',
  },
  {
    id: 'amount',
    header: 'Amount',
    cell: ({ amount, tax_amount, currency }) => money(amount + tax_amount, currency),
    csv: ({ amount, tax_amount }) => amount + tax_amount,
    align: 'right',
    onPhone: 'aside',
  },
  {
    id: 'currency',
    header: 'Currency',
    cell: () => null,
    csv: ({ currency }) => currency,
    isExportOnly: true,
  },
  { id: 'order', header: 'Order', cell: () => null, csv: ({ order_id }) => order_id, isExportOnly: true },
  { id: 'id', header: 'ID', cell: () => null, csv: ({ id }) => id, isExportOnly: true },
];

/** Whose refunds these are; without those who are deleted. */
async function customersOf(refunds: readonly Refund[]): Promise<Map<string, Whose>> {
  const ids = [...new Set(refunds.map(({ customer_id }) => customer_id))];
  const found = await Promise.all(
    ids.map((id) =>
      answerOf(florin.GET('/florin/v1/customers/{id}', { params: { path: { id } } })).catch(() => undefined),
    ),
  );
  return new Map(found.flatMap((customer) => (customer ? [[customer.id, customer]] : [])));
}

export default function RefundsScreen() {
  const [{ customer, outcome }] = useAddressState();
  const address = useAddress();
  const filter = {
    ...(customer ? { customer_id: [customer] } : {}),
    ...(outcome ? { succeeded: outcome === 'succeeded' } : {}),
  };
  return (
    <Page title="Refunds">
      <List
        name="Refunds"
        queryKey={['refunds', 'list', filter]}
        fetch={countedPages(async (page) => {
          const { items, ...rest } = await answerOf(
            polar.GET('/v1/refunds/', {
              params: { query: { ...filter, ...page, sorting: ['-created_at'] } },
            }),
          );
          const customers = await customersOf(items);
          return {
            ...rest,
            items: items.map((refund) => ({ ...refund, customer: customers.get(refund.customer_id) })),
          };
        })}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ order_id }) => address('orders', order_id)}
        filters={
          <>
            <ChoiceFilter
              label="Outcome"
              name="outcome"
              options={[
                { value: 'succeeded', label: 'Succeeded' },
                { value: 'other', label: 'Pending or failed' },
              ]}
            />
            <CustomerFilter />
          </>
        }
        empty={
          <EmptyState icon={<Undo2 />} title="No refunds">
            Orders are refunded from their page, in full or in part.
          </EmptyState>
        }
      />
    </Page>
  );
}
