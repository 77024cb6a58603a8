import { Link } from '@tanstack/react-router';
import { Package, Plus } from 'lucide-react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useMay } from '../session.ts';
import { countedPages } from '../shared/counted-pages.ts';
import { ChoiceFilter, SearchFilter, useAddressState } from '../shared/filters.tsx';
import { day } from '../shared/format.ts';
import { LinkTabs } from '../shared/link-tabs.tsx';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { Product } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { pricesByCurrency, productPriceWords } from '../shared/price-words.ts';
import { ProductState } from '../shared/status.tsx';
import { useBulkArchive } from './bulk-archive.ts';
import { catalogTabs } from './catalog-tabs.ts';

const columns: readonly Column<Product>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => name, csv: ({ name }) => name, className: 'max-w-96' },
  {
    id: 'price',
    header: 'Price',
    cell: (product) => <ProductPrice product={product} />,
    csv: productPriceWords,
  },
  {
    id: 'state',
    header: 'Visibility',
    cell: (product) => <ProductState product={product} />,
    csv: ({ is_archived, visibility }) => (is_archived ? 'archived' : visibility),
    onPhone: 'aside',
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ created_at }) => day(created_at),
    csv: ({ created_at }) => created_at,
    onPhone: 'hidden',
    className: 'text-ink-soft',
  },
  { id: 'id', header: 'ID', cell: ({ id }) => id, csv: ({ id }) => id, isExportOnly: true },
];

function ProductPrice({ product }: { product: Product }) {
  const more = pricesByCurrency(product.prices).length - 1;
  return (
    <>
      {productPriceWords(product)}
      {more > 0 && (
        <span className="text-ink-soft">{` +${more} ${more === 1 ? 'currency' : 'currencies'}`}</span>
      )}
    </>
  );
}

export default function ProductsScreen() {
  const [state] = useAddressState();
  const address = useAddress();
  const mayWrite = useMay('products:write');
  const { query, archived, kind } = state;
  const bulkActs = useBulkArchive(archived);
  const filter = {
    ...(query ? { query } : {}),
    ...(archived === 'all' ? {} : { is_archived: archived === 'only' }),
    ...(kind ? { is_recurring: kind === 'recurring' } : {}),
  };
  const isFiltered = Boolean(query || archived || kind);
  const newButton = mayWrite && (
    <Button look="primary" asChild>
      <Link to={address('products', 'new')}>
        <Plus /> New product
      </Link>
    </Button>
  );
  return (
    <Page title="Products" actions={newButton}>
      <LinkTabs label="Catalog" tabs={catalogTabs} />
      <List
        name="Products"
        queryKey={['products', 'list', filter]}
        fetch={countedPages((page) =>
          answerOf(
            polar.GET('/v1/products/', {
              params: { query: { ...filter, ...page, sorting: ['-created_at'] } },
            }),
          ),
        )}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('products', id)}
        filters={
          <>
            <SearchFilter label="Search products" />
            <ChoiceFilter
              label="Kind"
              name="kind"
              options={[
                { value: 'recurring', label: 'Subscriptions' },
                { value: 'one_time', label: 'One-time' },
              ]}
            />
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
          isFiltered ? (
            <EmptyState icon={<Package />} title="No matching products">
              Try another search, or change the filters.
            </EmptyState>
          ) : (
            <EmptyState icon={<Package />} title="No products yet" action={newButton}>
              A product is what people buy, once or as a subscription. It has a price in each currency you
              sell in, and its own checkout.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
