import { useParams } from '@tanstack/react-router';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import type { CheckoutLink } from '../shared/objects.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';

const byId = (id: string) => ({ params: { path: { id } } });

/** The link that the address names. */
export function useCheckoutLink() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  return useScopedQuery(['checkout-links', id], () =>
    answerOf(polar.GET('/v1/checkout-links/{id}', byId(id))),
  );
}

export const deleteCheckoutLink = (id: string) => answerOf(polar.DELETE('/v1/checkout-links/{id}', byId(id)));

export function useDeleteCheckoutLink() {
  return useAct(({ id }: Pick<CheckoutLink, 'id'>) => deleteCheckoutLink(id), {
    done: 'Checkout link deleted.',
  });
}

/** How a link is called where nobody named it: by what it sells. */
export const linkName = ({ label, products }: Pick<CheckoutLink, 'label' | 'products'>) =>
  label || products.map(({ name }) => name).join(', ') || 'Unnamed link';
