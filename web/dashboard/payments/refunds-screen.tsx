import { Undo2 } from 'lucide-react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { EmptyState } from '../../ui/states.tsx';
import { countedPages } from '../shared/counted-pages.ts';
import { ChoiceFilter, useAddressState } from '../shared/filters.tsx';
import { dayAndTime, humanize, money } from '../shared/format.ts';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { Refund } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { CustomerFilter } from '../shared/pick-filter.tsx';
import { RefundStatus } from '../shared/status.tsx';

const columns: readonly Column<Refund>[] = [
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
    header: 'Of it tax',
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
        fetch={countedPages((page) =>
          answerOf(
            polar.GET('/v1/refunds/', {
              params: { query: { ...filter, ...page, sorting: ['-created_at'] } },
            }),
          ),
        )}
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
            Money is given back from the order that it paid: all of it, or a part.
          </EmptyState>
        }
      />
    </Page>
  );
}
