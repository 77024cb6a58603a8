import { useParams } from '@tanstack/react-router';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import type { CustomerUpdate } from '../shared/objects.ts';
import { useScopedQuery } from '../shared/queries.ts';

/** The customer that the address names. */
export function useCustomer() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  return useScopedQuery(['customers', id], () => readCustomer(id));
}

export const readCustomer = (id: string) =>
  answerOf(florin.GET('/florin/v1/customers/{id}', { params: { path: { id } } }));

export const updateCustomer = (id: string, body: CustomerUpdate) =>
  answerOf(florin.PATCH('/florin/v1/customers/{id}', { params: { path: { id } }, body }));
