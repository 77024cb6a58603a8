import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';

/** How many subscriptions of a product run. */
export function useSubscriberCount(productId: string) {
  return useScopedQuery(['products', productId, 'subscribers'], async () => {
    const query = { product_id: [productId], active: true, limit: 1 };
    const { pagination } = await answerOf(polar.GET('/v1/subscriptions/', { params: { query } }));
    return pagination.total_count;
  });
}

/** Makes a checkout for a product, to be looked at here. */
export function useNewCheckout() {
  return useAct((productId: string) =>
    answerOf(polar.POST('/v1/checkouts/', { body: { products: [productId] } })),
  );
}
