import { useParams } from '@tanstack/react-router';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import type { Discount } from '../shared/objects.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';

const byId = (id: string) => ({ params: { path: { id } } });

/** The discount that the address names. */
export function useDiscount() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  return useScopedQuery(['discounts', id], () => answerOf(polar.GET('/v1/discounts/{id}', byId(id))));
}

export const deleteDiscount = (id: string) => answerOf(polar.DELETE('/v1/discounts/{id}', byId(id)));

export function useDeleteDiscount() {
  return useAct(({ id }: Pick<Discount, 'id'>) => deleteDiscount(id), { done: 'Discount deleted.' });
}

/** Whether it can be redeemed at a moment, and why not. */
export function standingOf(discount: Discount, now: Date): 'active' | 'planned' | 'over' | 'used_up' {
  const { starts_at, ends_at, max_redemptions, redemptions_count } = discount;
  if (ends_at && new Date(ends_at) <= now) return 'over';
  if (max_redemptions !== null && redemptions_count >= max_redemptions) return 'used_up';
  return starts_at && new Date(starts_at) > now ? 'planned' : 'active';
}
