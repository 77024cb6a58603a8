import type { Seat, SeatSource } from './seat.ts';

/** What a seat is of. */
export function sourceOf({ subscriptionId, invoiceId }: Seat): SeatSource {
  if (subscriptionId !== null) return { subscriptionId };
  if (invoiceId === null) throw new Error('A seat is of nothing.');
  return { invoiceId };
}
