import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { toast } from '../../ui/toast.tsx';
import { useAct } from './queries.ts';

/** Opens a tab of its own at an address that the server is to give first. */
function useOpenTab<Input>(addressOf: (input: Input) => Promise<string>) {
  const act = useAct(async ({ input, tab }: { input: Input; tab: Window | null }) => {
    try {
      const address = await addressOf(input);
      if (!tab)
        return toast('The browser did not open a tab. Allow this page to open tabs.', { tone: 'bad' });
      tab.opener = null;
      tab.location.href = address;
    } catch (error) {
      tab?.close();
      throw error;
    }
  });
  return {
    isPending: act.isPending,
    /** To be called by the click itself: browsers let no tab open later. */
    open: (input: Input) => act.mutate({ input, tab: window.open('', '_blank') }),
  };
}

/** Opens a checkout for a product. */
export function useOpenCheckout() {
  return useOpenTab(async (productId: string) => {
    const { url } = await answerOf(polar.POST('/v1/checkouts/', { body: { products: [productId] } }));
    return url;
  });
}

/** Opens the portal as a customer sees it. The session it makes is in the audit log. */
export function useOpenPortal() {
  return useOpenTab(async (customerId: string) => {
    const body = { customer_id: customerId };
    return (await answerOf(polar.POST('/v1/customer-sessions/', { body }))).customer_portal_url;
  });
}
