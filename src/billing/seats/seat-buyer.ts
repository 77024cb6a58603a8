import type { Scope } from '../../platform/scope.ts';
import { claimFirstSeat } from './assign-seat.ts';
import { makeTeam } from './make-team.ts';
import type { SeatSource } from './seat.ts';

/** Polar: who buys seats is a team from then on, and its owner has the first of them. In the transaction of the purchase. */
export async function seatBuyer(scope: Scope, customerId: string, source: SeatSource): Promise<void> {
  await makeTeam(scope, customerId);
  await claimFirstSeat(scope, { ...source, customerId });
}
