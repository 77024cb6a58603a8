import { Link } from '@tanstack/react-router';
import { FileText, Plus } from 'lucide-react';
import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useMay } from '../session.ts';
import { countedPages } from '../shared/counted-pages.ts';
import { customerName } from '../shared/customer-link.tsx';
import { ChoiceFilter, SearchFilter, useAddressState } from '../shared/filters.tsx';
import { day, money } from '../shared/format.ts';
import { LinkTabs } from '../shared/link-tabs.tsx';
import { useAddress } from '../shared/links.tsx';
import { type Column, type FetchChunk, List } from '../shared/list.tsx';
import type { Order } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { CustomerFilter, DiscountFilter, ProductFilter } from '../shared/pick-filter.tsx';
import { choicesOf, OrderStatus, orderStates } from '../shared/status.tsx';
import { orderTabs } from './order-tabs.ts';

const columns: readonly Column<Order>[] = [
  {
    id: 'number',
    header: 'Invoice',
    cell: ({ invoice_number, status }) =>
      invoice_number ?? <span className="text-ink-soft">{status === 'draft' ? 'Draft' : 'No number'}</span>,
    csv: ({ invoice_number }) => invoice_number,
    className: 'whitespace-nowrap',
  },
  {
    id: 'customer',
    header: 'Customer',
    cell: ({ customer }) => customerName(customer),
    csv: ({ customer }) => customer.email,
    className: 'max-w-56',
  },
  {
    id: 'what',
    header: 'For',
    cell: ({ description }) => description,
    csv: ({ description }) => description,
    className: 'max-w-56 text-ink-soft',
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <OrderStatus status={status} />,
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
  { id: 'tax', header: 'Tax', cell: () => null, csv: ({ tax_amount }) => tax_amount, isExportOnly: true },
  {
    id: 'refunded',
    header: 'Refunded',
    cell: () => null,
    csv: ({ refunded_amount, refunded_tax_amount }) => refunded_amount + refunded_tax_amount,
    isExportOnly: true,
  },
  { id: 'id', header: 'ID', cell: () => null, csv: ({ id }) => id, isExportOnly: true },
];

const mostFound = 20;

/** Orders by a part of their number: those that the search knows. */
function searchOrders(query: string): FetchChunk<Order> {
  return async () => {
    const found = await answerOf(
      florin.GET('/florin/v1/search', { params: { query: { query, limit: mostFound } } }),
    );
    const ids = found.items.filter(({ kind }) => kind === 'order').map(({ id }) => id);
    const items = await Promise.all(
      ids.map((id) => answerOf(polar.GET('/v1/orders/{id}', { params: { path: { id } } }))),
    );
    return { items };
  };
}

export default function OrdersScreen() {
  const [{ query, status, product, customer, discount }] = useAddressState();
  const address = useAddress();
  const mayWrite = useMay('orders:write');
  const filter = {
    ...(status ? { status: [status as Order['status']] } : {}),
    ...(product ? { product_id: [product] } : {}),
    ...(customer ? { customer_id: [customer] } : {}),
    ...(discount ? { discount_id: [discount] } : {}),
  };
  const isFiltered = Boolean(query) || Object.keys(filter).length > 0;
  const newButton = mayWrite && (
    <Button asChild>
      <Link to={address('orders', 'new')}>
        <Plus /> New order
      </Link>
    </Button>
  );
  return (
    <Page title="Orders" actions={newButton}>
      <LinkTabs label="Orders" tabs={orderTabs} />
      <List
        name="Orders"
        queryKey={['orders', 'list', query ?? null, filter]}
        fetch={
          query
            ? searchOrders(query)
            : countedPages((page) =>
                answerOf(
                  polar.GET('/v1/orders/', {
                    params: { query: { ...filter, ...page, sorting: ['-created_at'] } },
                  }),
                ),
              )
        }
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('orders', id)}
        filters={
          <>
            <SearchFilter label="Invoice number" />
            {!query && (
              <>
                <ChoiceFilter label="Status" name="status" options={choicesOf(orderStates)} />
                <ProductFilter />
                <CustomerFilter />
                {discount && <DiscountFilter />}
              </>
            )}
          </>
        }
        empty={
          isFiltered ? (
            <EmptyState icon={<FileText />} title="No matching orders">
              {query ? 'Invoice numbers are found by their beginning.' : 'Change the filters to see others.'}
            </EmptyState>
          ) : (
            <EmptyState icon={<FileText />} title="No orders yet">
              Each purchase and each renewal of a subscription is an order, with an invoice. Share a checkout
              link, or charge a customer’s saved card with a new order.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
