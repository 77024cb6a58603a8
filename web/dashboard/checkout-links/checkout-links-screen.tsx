import { Link } from '@tanstack/react-router';
import { Link2, Plus } from 'lucide-react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useMay } from '../session.ts';
import type { BulkAct } from '../shared/bulk.tsx';
import { countedPages } from '../shared/counted-pages.ts';
import { useAddressState } from '../shared/filters.tsx';
import { day } from '../shared/format.ts';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { CheckoutLink } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { ProductFilter } from '../shared/pick-filter.tsx';
import { deleteCheckoutLink, linkName } from './use-checkout-links.ts';

const columns: readonly Column<CheckoutLink>[] = [
  { id: 'label', header: 'Name', cell: linkName, csv: ({ label }) => label },
  {
    id: 'products',
    header: 'Products',
    cell: ({ products }) => products.map(({ name }) => name).join(', '),
    csv: ({ products }) => products.map(({ name }) => name).join(', '),
    className: 'text-ink-soft',
  },
  {
    id: 'discount',
    header: 'Discount',
    cell: ({ discount }) =>
      discount ? (discount as { name: string }).name : <span className="text-ink-faint">–</span>,
    csv: ({ discount }) => (discount as { name: string } | null)?.name,
    onPhone: 'hidden',
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ created_at }) => day(created_at),
    csv: ({ created_at }) => created_at,
    className: 'whitespace-nowrap text-ink-soft',
  },
  {
    id: 'url',
    header: 'Address',
    cell: (link) => <CopyButton text={link.url} label={`Copy the address of ${linkName(link)}`} />,
    csv: ({ url }) => url,
    align: 'right',
    onPhone: 'hidden',
    className: 'py-1',
  },
  { id: 'id', header: 'ID', cell: () => null, csv: ({ id }) => id, isExportOnly: true },
];

const remove: BulkAct<CheckoutLink> = {
  label: 'Delete',
  isDestructive: true,
  explain: (count) =>
    `${count === 1 ? 'Its address stops' : 'Their addresses stop'} working wherever you have shared ${count === 1 ? 'it' : 'them'}. This cannot be undone.`,
  run: ({ id }) => deleteCheckoutLink(id),
  nameOf: linkName,
};

export default function CheckoutLinksScreen() {
  const [{ product }] = useAddressState();
  const address = useAddress();
  const mayWrite = useMay('checkout_links:write');
  const filter = product ? { product_id: [product] } : {};
  const newButton = mayWrite && (
    <Button look="primary" asChild>
      <Link to={address('checkout-links', 'new')}>
        <Plus /> New checkout link
      </Link>
    </Button>
  );
  return (
    <Page title="Checkout links" actions={newButton}>
      <List
        name="Checkout links"
        queryKey={['checkout-links', 'list', filter]}
        fetch={countedPages((page) =>
          answerOf(
            polar.GET('/v1/checkout-links/', {
              params: { query: { ...filter, ...page, sorting: ['-created_at'] } },
            }),
          ),
        )}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('checkout-links', id)}
        filters={<ProductFilter />}
        bulkActs={mayWrite ? [remove] : []}
        empty={
          product ? (
            <EmptyState icon={<Link2 />} title="No links for this product">
              Create one, or change the filter.
            </EmptyState>
          ) : (
            <EmptyState icon={<Link2 />} title="No checkout links yet" action={newButton}>
              A checkout link is an address for your website, emails or a QR code. It opens a new checkout for
              everyone who follows it.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
