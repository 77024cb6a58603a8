import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useMay, useWorkspace } from '../session.ts';
import { customerName } from '../shared/customer-link.tsx';
import { useScopedKey, useScopedQuery } from '../shared/queries.ts';
import type { Metrics } from './metrics.ts';

/** How far somebody has come who begins. */
export type Steps = {
  /** What was put up for sale first, to try it with. */
  product: { id: string; name: string } | undefined;
  /** Whether there is another plan to change to. */
  hasOtherPlan: boolean;
  /** Who bought last. */
  buyer: { id: string; name: string } | undefined;
  hasChanged: boolean;
  hasRenewed: boolean;
  hasProcessor: boolean;
};

/** The steps are taken in other tabs, too: there is a look at how far they are while the overview is. */
const lookMilliseconds = 2_500;

/**
 * What a new organization does first. It is shown where nothing has ever been sold, and stays until all is done or it is
 * dismissed: for others it is not asked for.
 */
export function useFirstSteps(metrics: Metrics | undefined): {
  areShown: boolean;
  steps: Steps | undefined;
  dismiss(): void;
} {
  const { organization, mode } = useWorkspace();
  const mayWrite = useMay('products:write');
  const key = `florin.first-steps.${organization.id}.${mode}`;
  const [state, setState] = useState(() => localStorage.getItem(key));
  const isNew = metrics !== undefined && metrics.currencies.length === 0;
  const isWanted = mayWrite && state !== 'over' && (isNew || state === 'begun');
  const steps = useScopedQuery(['first-steps'], () => readSteps(organization.id, mode), {
    isEnabled: isWanted,
    refetchInterval: lookMilliseconds,
  });
  useReloadWith(steps.data);
  useEffect(() => {
    if (!isWanted || state !== null) return;
    localStorage.setItem(key, 'begun');
    setState('begun');
  }, [isWanted, state, key]);
  return {
    areShown: isWanted,
    steps: steps.data,
    dismiss() {
      localStorage.setItem(key, 'over');
      setState('over');
    },
  };
}

/** With a step that is taken the figures and lists below change. */
function useReloadWith(steps: Steps | undefined) {
  const client = useQueryClient();
  const scoped = useScopedKey();
  const known = useRef<string>(undefined);
  useEffect(() => {
    const next = steps && JSON.stringify(steps);
    if (next !== undefined && known.current !== undefined && next !== known.current) {
      client.invalidateQueries({ queryKey: scoped() });
    }
    known.current = next;
  }, [steps, client, scoped]);
}

async function readSteps(organizationId: string, mode: 'test' | 'live'): Promise<Steps> {
  const oldest = { is_archived: false, sorting: ['created_at' as const] };
  const [products, plans, orders, changes, renewals, processor] = await Promise.all([
    answerOf(polar.GET('/v1/products/', { params: { query: { ...oldest, limit: 1 } } })),
    answerOf(polar.GET('/v1/products/', { params: { query: { ...oldest, is_recurring: true, limit: 2 } } })),
    answerOf(polar.GET('/v1/orders/', { params: { query: { limit: 1 } } })),
    eventsOf('subscription.updated'),
    eventsOf('subscription.cycled'),
    mode === 'live'
      ? answerOf(
          florin.GET('/florin/v1/organizations/{id}/processor', {
            params: { path: { id: organizationId }, query: { mode } },
          }),
        )
      : undefined,
  ]);
  const [product] = products.items;
  const [order] = orders.items;
  return {
    product: product && { id: product.id, name: product.name },
    hasOtherPlan: plans.items.length > 1,
    buyer: order && { id: order.customer.id, name: customerName(order.customer) },
    // Subscriptions are updated for other reasons, too.
    hasChanged: changes.items.some(({ data }) => (data as { plan_version?: unknown }).plan_version != null),
    hasRenewed: renewals.items.length > 0,
    hasProcessor: processor?.processor === 'stripe',
  };
}

function eventsOf(type: 'subscription.updated' | 'subscription.cycled') {
  return answerOf(florin.GET('/florin/v1/events', { params: { query: { type: [type], limit: 50 } } }));
}
