import { ShieldAlert } from 'lucide-react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { EmptyState } from '../../ui/states.tsx';
import { countedPages } from '../shared/counted-pages.ts';
import { customerName } from '../shared/customer-link.tsx';
import { ChoiceFilter, useAddressState } from '../shared/filters.tsx';
import { day, humanize, money } from '../shared/format.ts';
import { LinkTabs } from '../shared/link-tabs.tsx';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { Dispute } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { choicesOf, DisputeStatus, disputeStates } from '../shared/status.tsx';
import { paymentTabs } from './payment-tabs.ts';

const columns: readonly Column<Dispute>[] = [
  {
    id: 'customer',
    header: 'Customer',
    cell: ({ customer }) => customerName(customer),
    csv: ({ customer }) => customer.email,
  },
  {
    id: 'reason',
    header: 'Reason',
    cell: ({ reason }) => (reason ? humanize(reason) : 'Not given'),
    csv: ({ reason }) => reason,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <DisputeStatus status={status} />,
    csv: ({ status }) => status,
  },
  {
    id: 'due',
    header: 'Answer by',
    cell: ({ evidence_due_by: due }) =>
      due ? day(due) : <span className="text-ink-faint max-sm:hidden">–</span>,
    csv: ({ evidence_due_by }) => evidence_due_by,
    className: 'whitespace-nowrap text-ink-soft',
  },
  {
    id: 'created',
    header: 'Since',
    cell: ({ created_at }) => day(created_at),
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
  { id: 'id', header: 'ID', cell: () => null, csv: ({ id }) => id, isExportOnly: true },
];

export default function DisputesScreen() {
  const [{ status }] = useAddressState();
  const address = useAddress();
  const filter = status ? { status: [status as Dispute['status']] } : {};
  return (
    <Page title="Disputes">
      <LinkTabs label="Payments" tabs={paymentTabs} />
      <List
        name="Disputes"
        queryKey={['disputes', 'list', filter]}
        fetch={countedPages((page) =>
          answerOf(
            polar.GET('/v1/disputes/', {
              params: { query: { ...filter, ...page, sorting: ['-created_at'] } },
            }),
          ),
        )}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('payments', 'disputes', id)}
        filters={<ChoiceFilter label="Status" name="status" options={choicesOf(disputeStates)} />}
        empty={
          <EmptyState icon={<ShieldAlert />} title="No disputes">
            When a buyer asks their bank for the money back, you see it here, with the day by which you can
            answer.
          </EmptyState>
        }
      />
    </Page>
  );
}
