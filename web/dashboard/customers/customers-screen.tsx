import { Plus, Users } from 'lucide-react';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useMay } from '../session.ts';
import { customerName } from '../shared/customer-link.tsx';
import { ChoiceFilter, SearchFilter, useAddressState } from '../shared/filters.tsx';
import { country, day } from '../shared/format.ts';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { FoundCustomer } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { useBulkActs } from './bulk-acts.tsx';
import { NewCustomerDialog } from './new-customer-dialog.tsx';

const rowsAtOnce = 50;

const columns: readonly Column<FoundCustomer>[] = [
  { id: 'name', header: 'Name', cell: (customer) => <Name customer={customer} />, csv: ({ name }) => name },
  {
    id: 'email',
    header: 'Email',
    // Who has no name is called by it already.
    cell: ({ name, email }) => (name && email) || '',
    csv: ({ email }) => email,
    className: 'text-ink-soft',
  },
  {
    id: 'external_id',
    header: 'External ID',
    cell: ({ external_id }) =>
      external_id && <span className="font-mono text-[0.8125rem]">{external_id}</span>,
    csv: ({ external_id }) => external_id,
    onPhone: 'hidden',
    className: 'max-w-48',
  },
  {
    id: 'tax_id',
    header: 'Tax ID',
    cell: ({ tax_id }) => tax_id && <span className="font-mono text-[0.8125rem]">{tax_id}</span>,
    csv: ({ tax_id }) => tax_id,
    onPhone: 'hidden',
  },
  {
    id: 'country',
    header: 'Country',
    cell: ({ country: code }) => code && country(code),
    csv: ({ country: code }) => code,
    className: 'text-ink-soft',
  },
  {
    id: 'subscriptions',
    header: 'Subscriptions',
    cell: ({ active_subscriptions: count }) =>
      count > 0 ? (
        <Badge tone="good">{count}</Badge>
      ) : (
        <span className="text-ink-faint max-sm:hidden">–</span>
      ),
    csv: ({ active_subscriptions }) => active_subscriptions,
    align: 'right',
    onPhone: 'aside',
  },
  {
    id: 'created',
    header: 'Since',
    cell: ({ created_at }) => day(created_at),
    csv: ({ created_at }) => created_at,
    align: 'right',
    className: 'text-ink-soft',
  },
  { id: 'id', header: 'ID', cell: ({ id }) => id, csv: ({ id }) => id, isExportOnly: true },
];

function Name({ customer }: { customer: FoundCustomer }) {
  return (
    <>
      {customerName(customer)}
      {customer.archived_at && <Badge className="ml-2">Archived</Badge>}
    </>
  );
}

const archivedFilters: Record<string, boolean | undefined> = { only: true, all: undefined };

export default function CustomersScreen() {
  const [{ query, archived, create }, change] = useAddressState();
  const address = useAddress();
  const mayWrite = useMay('customers:write');
  const bulkActs = useBulkActs();
  const isHidden = archived === undefined;
  const filter = {
    ...(query ? { query } : {}),
    ...(isHidden ? { archived: false } : { archived: archivedFilters[archived] }),
  };
  const newButton = mayWrite && (
    <Button look="primary" onClick={() => change({ create: 'yes' })}>
      <Plus /> New customer
    </Button>
  );
  return (
    <Page title="Customers" actions={newButton}>
      <List
        name="Customers"
        queryKey={['customers', 'list', filter]}
        fetch={async (cursor) => {
          const page = { limit: rowsAtOnce, ...(cursor ? { cursor } : {}) };
          const { items, next_cursor } = await answerOf(
            florin.GET('/florin/v1/customers', { params: { query: { ...filter, ...page } } }),
          );
          return { items, next: next_cursor ?? undefined };
        }}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('customers', id)}
        filters={
          <>
            <SearchFilter label="Name, email, external or tax ID" />
            <ChoiceFilter
              label="Archived"
              name="archived"
              all="Hidden"
              options={[
                { value: 'all', label: 'Included' },
                { value: 'only', label: 'Only archived' },
              ]}
            />
          </>
        }
        bulkActs={mayWrite ? bulkActs : []}
        empty={
          query || !isHidden ? (
            <EmptyState icon={<Users />} title="No matching customers">
              Search matches the beginning of words. Try fewer letters, or include archived customers.
            </EmptyState>
          ) : (
            <EmptyState icon={<Users />} title="No customers yet" action={newButton}>
              Everyone who buys becomes a customer. You can also add customers here, or have your server
              create them.
            </EmptyState>
          )
        }
      />
      {create && mayWrite && <NewCustomerDialog onClose={() => change({ create: undefined })} />}
    </Page>
  );
}
