import type { BulkAct } from '../shared/bulk.tsx';
import type { Product } from '../shared/objects.ts';
import { archiveProduct, useToldArchive } from './use-products.ts';

/**
 * Takes many products off sale, or puts them back; either can be taken back.
 *
 * @param archived the filter of the list: what is shown decides what can be done
 */
export function useBulkArchive(archived: string | undefined): BulkAct<Product>[] {
  const tell = useToldArchive();
  const acts: (BulkAct<Product> | false)[] = [
    archived !== 'only' && {
      label: 'Archive',
      explain: (count) =>
        `${count === 1 ? 'The product' : 'The products'} can no longer be bought. Current subscribers keep their subscription and price.`,
      run: ({ id }) => archiveProduct(id, true),
      nameOf: ({ name }) => name,
      onDone: (products) => tell(products, true),
    },
    archived !== undefined && {
      label: 'Put back on sale',
      explain: () => 'They can be bought again, also through their checkout links.',
      run: ({ id }) => archiveProduct(id, false),
      nameOf: ({ name }) => name,
      onDone: (products) => tell(products, false),
    },
  ];
  return acts.filter((act) => act !== false);
}
