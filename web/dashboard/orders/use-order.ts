import { useParams } from '@tanstack/react-router';
import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useMay } from '../session.ts';
import type { Order } from '../shared/objects.ts';
import { useScopedQuery } from '../shared/queries.ts';

const most = 50;

/** The order that the address names. */
export function useOrder() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  return useScopedQuery(['orders', id], () =>
    answerOf(polar.GET('/v1/orders/{id}', { params: { path: { id } } })),
  );
}

/** The same as an invoice: what Polar's view of it leaves out. */
export function useInvoice({ id }: Pick<Order, 'id'>) {
  return useScopedQuery(['orders', id, 'invoice'], () =>
    answerOf(florin.GET('/florin/v1/invoices/{id}', { params: { path: { id } } })),
  );
}

export function usePaymentsOf({ id }: Pick<Order, 'id'>) {
  const query = { order_id: [id], limit: most, sorting: ['-created_at' as const] };
  return useScopedQuery(
    ['payments', 'of', id],
    () => answerOf(polar.GET('/v1/payments/', { params: { query } })),
    { isEnabled: useMay('payments:read') },
  );
}

export function useRefundsOf({ id }: Pick<Order, 'id'>) {
  const query = { order_id: [id], limit: most, sorting: ['-created_at' as const] };
  return useScopedQuery(
    ['refunds', 'of', id],
    () => answerOf(polar.GET('/v1/refunds/', { params: { query } })),
    { isEnabled: useMay('refunds:read') },
  );
}

export function useDisputesOf({ id }: Pick<Order, 'id'>) {
  const query = { order_id: [id], limit: most };
  return useScopedQuery(
    ['disputes', 'of', id],
    () => answerOf(polar.GET('/v1/disputes/', { params: { query } })),
    { isEnabled: useMay('disputes:read') },
  );
}

export function useCreditNotesOf({ id }: Pick<Order, 'id'>) {
  const query = { invoice_id: id, limit: most };
  return useScopedQuery(['credit-notes', 'of', id], () =>
    answerOf(florin.GET('/florin/v1/credit-notes', { params: { query } })),
  );
}

export const isPaid = ({ status }: Pick<Order, 'status'>) =>
  status === 'paid' || status === 'partially_refunded' || status === 'refunded';

/** What can still be given back, its tax with it. */
export const refundable = ({ refundable_amount, refundable_tax_amount }: Order) =>
  refundable_amount + refundable_tax_amount;
