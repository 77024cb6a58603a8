import { CreditCard } from 'lucide-react';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { EmptyState } from '../../ui/states.tsx';
import { customerName } from '../shared/customer-link.tsx';
import { ChoiceFilter, useAddressState } from '../shared/filters.tsx';
import { dayAndTime, money } from '../shared/format.ts';
import { LinkTabs } from '../shared/link-tabs.tsx';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { FoundPayment } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { CustomerFilter } from '../shared/pick-filter.tsx';
import { choicesOf, PaymentStatus, paymentStates } from '../shared/status.tsx';
import { paymentTabs } from './payment-tabs.ts';
import { cardWords, declineWords, triggerWords } from './payment-words.ts';

const rowsAtOnce = 25;

const columns: readonly Column<FoundPayment>[] = [
  {
    id: 'customer',
    header: 'Customer',
    cell: ({ customer }) =>
      customer ? customerName(customer) : <span className="text-ink-soft">Not known yet</span>,
    csv: ({ customer }) => customer?.email,
    className: 'max-w-56',
  },
  {
    id: 'method',
    header: 'Method',
    cell: cardWords,
    csv: cardWords,
    className: 'whitespace-nowrap',
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <PaymentStatus status={status} />,
    csv: ({ status }) => status,
  },
  {
    id: 'why',
    header: 'Reason',
    cell: ({ trigger }) => triggerWords(trigger),
    csv: ({ trigger }) => trigger,
    className: 'text-ink-soft',
  },
  {
    id: 'declined',
    header: 'Decline reason',
    cell: (payment) => declineWords(payment),
    csv: ({ decline_reason }) => decline_reason,
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
    cell: ({ amount, currency }) => money(amount, currency),
    csv: ({ amount }) => amount,
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

export default function PaymentsScreen() {
  const [{ status, customer }] = useAddressState();
  const address = useAddress();
  const filter = {
    ...(status ? { status: status as FoundPayment['status'] } : {}),
    ...(customer ? { customer_id: customer } : {}),
  };
  return (
    <Page title="Payments">
      <LinkTabs label="Payments" tabs={paymentTabs} />
      <List
        name="Payments"
        queryKey={['payments', 'list', filter]}
        fetch={async (cursor) => {
          const query = { ...filter, limit: rowsAtOnce, ...(cursor ? { cursor } : {}) };
          const { items, next_cursor } = await answerOf(
            florin.GET('/florin/v1/payments', { params: { query } }),
          );
          return { items, next: next_cursor ?? undefined };
        }}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('payments', id)}
        filters={
          <>
            <ChoiceFilter label="Status" name="status" options={choicesOf(paymentStates)} />
            <CustomerFilter />
          </>
        }
        empty={
          Object.keys(filter).length > 0 ? (
            <EmptyState icon={<CreditCard />} title="No matching payments">
              Change the filters to see others.
            </EmptyState>
          ) : (
            <EmptyState icon={<CreditCard />} title="No payments yet">
              Every payment attempt shows up here, whether it succeeded or was declined.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
