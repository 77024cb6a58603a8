import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { toast } from '../../ui/toast.tsx';
import { useAct, useScopedQuery } from '../shared/queries.ts';

/** How many subscriptions of a product run. */
export function useSubscriberCount(productId: string) {
  return useScopedQuery(['products', productId, 'subscribers'], async () => {
    const query = { product_id: [productId], active: true, limit: 1 };
    const { pagination } = await answerOf(polar.GET('/v1/subscriptions/', { params: { query } }));
    return pagination.total_count;
  });
}

const createCheckout = (products: string[]) => answerOf(polar.POST('/v1/checkouts/', { body: { products } }));

/** Makes a checkout for products, to be looked at here. */
export function useNewCheckout() {
  return useAct(createCheckout);
}

/** Opens a checkout for products in a tab of its own. */
export function useOpenCheckout() {
  return useAct(async (products: string[]) => {
    // Opened while the click is still fresh, else browsers take it for an advertisement.
    const tab = window.open('', '_blank');
    try {
      const { url } = await createCheckout(products);
      if (!tab)
        return toast('The browser did not open a tab. Allow this page to open tabs.', { tone: 'bad' });
      tab.opener = null;
      tab.location.href = url;
    } catch (error) {
      tab?.close();
      throw error;
    }
  });
}
