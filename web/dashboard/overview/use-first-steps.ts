import { useEffect, useState } from 'react';
import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useMay, useWorkspace } from '../session.ts';
import { useScopedQuery } from '../shared/queries.ts';
import type { Metrics } from './metrics.ts';

/** How far somebody has come who begins; the first product that is for sale, to try it with. */
export type Steps = {
  product: { id: string; name: string } | undefined;
  isBought: boolean;
  hasRenewed: boolean;
  hasProcessor: boolean;
};

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
  });
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

async function readSteps(organizationId: string, mode: 'test' | 'live'): Promise<Steps> {
  const [products, orders, renewals, processor] = await Promise.all([
    answerOf(polar.GET('/v1/products/', { params: { query: { limit: 1, is_archived: false } } })),
    answerOf(polar.GET('/v1/orders/', { params: { query: { limit: 1 } } })),
    answerOf(
      florin.GET('/florin/v1/events', { params: { query: { type: ['subscription.cycled'], limit: 1 } } }),
    ),
    mode === 'live'
      ? answerOf(
          florin.GET('/florin/v1/organizations/{id}/processor', {
            params: { path: { id: organizationId }, query: { mode } },
          }),
        )
      : undefined,
  ]);
  const [product] = products.items;
  return {
    product: product && { id: product.id, name: product.name },
    isBought: orders.items.length > 0,
    hasRenewed: renewals.items.length > 0,
    hasProcessor: processor?.processor === 'stripe',
  };
}
