import { useParams } from '@tanstack/react-router';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { toast } from '../../ui/toast.tsx';
import type { Product, ProductUpdate } from '../shared/objects.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';

export const updateProduct = (id: string, body: ProductUpdate) =>
  answerOf(polar.PATCH('/v1/products/{id}', { params: { path: { id } }, body }));

export const archiveProduct = (id: string, is_archived: boolean) => updateProduct(id, { is_archived });

/** The product that the address names. */
export function useProduct(id?: string) {
  const { id: named } = useParams({ strict: false }) as { id?: string };
  const wanted = id ?? named ?? '';
  return useScopedQuery(
    ['products', wanted],
    () => answerOf(polar.GET('/v1/products/{id}', { params: { path: { id: wanted } } })),
    { isEnabled: wanted !== '' },
  );
}

/** The organization as Polar's API has it: its default currency, and what it may sell. */
export function useSeller(organizationId: string) {
  return useScopedQuery(['organization', organizationId], () =>
    answerOf(polar.GET('/v1/organizations/{id}', { params: { path: { id: organizationId } } })),
  );
}

/** Tells that products were archived, or are back on sale, and offers to take that back. */
export function useToldArchive() {
  const back = useAct(
    async ({ products, isArchived }: { products: readonly Product[]; isArchived: boolean }) => {
      for (const { id } of products) await archiveProduct(id, isArchived);
    },
  );
  return (products: readonly Product[], isArchived: boolean) => {
    const what = products.length === 1 ? products[0]?.name : `${products.length} products`;
    toast(`${what} ${isArchived ? 'archived' : 'put back on sale'}.`, {
      undo: { label: 'Undo', run: () => back.mutate({ products, isArchived: !isArchived }) },
    });
  };
}

/** Takes a product off sale, or puts it back. */
export function useArchiveProduct() {
  const tell = useToldArchive();
  return useAct(
    ({ product, isArchived }: { product: Product; isArchived: boolean }) =>
      archiveProduct(product.id, isArchived),
    { onSuccess: (_, { product, isArchived }) => tell([product], isArchived) },
  );
}
