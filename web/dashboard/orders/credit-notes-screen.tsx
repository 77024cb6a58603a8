import { ReceiptText } from 'lucide-react';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { EmptyState } from '../../ui/states.tsx';
import { useAddressState } from '../shared/filters.tsx';
import { day, humanize, money } from '../shared/format.ts';
import { LinkTabs } from '../shared/link-tabs.tsx';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { CreditNote } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { CustomerFilter } from '../shared/pick-filter.tsx';
import { CreditNoteStatus } from '../shared/status.tsx';
import { settlements } from './credit-notes.tsx';
import { orderTabs } from './order-tabs.ts';

const rowsAtOnce = 25;

const columns: readonly Column<CreditNote>[] = [
  { id: 'number', header: 'Number', cell: ({ number }) => number, csv: ({ number }) => number },
  {
    id: 'reason',
    header: 'Reason',
    cell: ({ reason }) => humanize(reason),
    csv: ({ reason }) => reason,
  },
  {
    id: 'settled',
    header: 'Settled',
    cell: ({ settled_by }) => settlements[settled_by],
    csv: ({ settled_by }) => settled_by,
    className: 'text-ink-soft',
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <CreditNoteStatus status={status} />,
    csv: ({ status }) => status,
  },
  {
    id: 'created',
    header: 'Date',
    cell: ({ created_at }) => day(created_at),
    csv: ({ created_at }) => created_at,
    className: 'whitespace-nowrap text-ink-soft',
  },
  {
    id: 'total',
    header: 'Total',
    cell: ({ total_amount, currency }) => money(total_amount, currency),
    csv: ({ total_amount }) => total_amount,
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
  { id: 'order', header: 'Order', cell: () => null, csv: ({ invoice_id }) => invoice_id, isExportOnly: true },
];

export default function CreditNotesScreen() {
  const [{ customer }] = useAddressState();
  const address = useAddress();
  const filter = customer ? { customer_id: customer } : {};
  return (
    <Page title="Credit notes">
      <LinkTabs label="Orders" tabs={orderTabs} />
      <List
        name="Credit notes"
        queryKey={['credit-notes', 'list', filter]}
        fetch={async (cursor) => {
          const query = { ...filter, limit: rowsAtOnce, ...(cursor ? { cursor } : {}) };
          const { items, next_cursor } = await answerOf(
            florin.GET('/florin/v1/credit-notes', { params: { query } }),
          );
          return { items, next: next_cursor ?? undefined };
        }}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ invoice_id }) => address('orders', invoice_id)}
        filters={<CustomerFilter />}
        empty={
          <EmptyState icon={<ReceiptText />} title="No credit notes">
            Issued invoices never change. Refunds and corrections are recorded as credit notes.
          </EmptyState>
        }
      />
    </Page>
  );
}
