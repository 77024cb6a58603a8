import type { Failure } from '../../platform/result.ts';
import { type Price, quantityBounds } from '../catalog/index.ts';
import type { Checkout } from './checkout.ts';

/** The most seats or units that one checkout sells (Polar). */
const mostQuantity = 10_000;

type Asked = {
  seats?: number | null;
  minSeats?: number | null;
  maxSeats?: number | null;
  units?: number | null;
};

/**
 * Sets how many seats and units a checkout is for, by what was asked, what it was for, and what its prices allow. Nothing
 * asked: the number it was for, where the prices allow it, else the nearest that they do.
 *
 * @returns `seats_not_allowed`, `seats_below_minimum`, `seats_above_maximum`, `seat_limits_crossed`, and the same of units.
 */
export function quantityFailures(after: Checkout, prices: readonly Price[], asked: Asked): Failure[] {
  const seatPrice = prices.find(({ amountType }) => amountType === 'seat_based');
  const unitPrice = prices.find(({ amountType }) => amountType === 'unit_based');
  if (asked.minSeats !== undefined) after.minSeats = asked.minSeats;
  if (asked.maxSeats !== undefined) after.maxSeats = asked.maxSeats;
  const seats = decideQuantity('seats', after, seatPrice, asked.seats, seatLimits(after));
  const units = decideQuantity('units', after, unitPrice, asked.units, {});
  after.seats = seats.value;
  after.units = units.value;
  return [...limitFailures(after, seatPrice, asked), ...seats.failures, ...units.failures];
}

type Limits = { least?: number; most?: number };

function seatLimits({ minSeats, maxSeats }: Checkout): Limits {
  return { least: minSeats ?? undefined, most: maxSeats ?? undefined };
}

function limitFailures({ minSeats, maxSeats }: Checkout, price: Price | undefined, asked: Asked): Failure[] {
  const named = (['minSeats', 'maxSeats'] as const).filter((member) => asked[member] != null);
  if (!price) return named.map((member) => notAllowed('seats', member));
  if (minSeats === null || maxSeats === null || minSeats <= maxSeats) return [];
  const message = 'The most seats must not be fewer than the least.';
  return [{ code: 'seat_limits_crossed', field: 'maxSeats', message }];
}

function notAllowed(kind: 'seats' | 'units', field: string): Failure {
  const [what, pricing] = kind === 'seats' ? ['Seats', 'seat'] : ['Units', 'unit'];
  return {
    code: `${kind}_not_allowed`,
    field,
    message: `${what} can only be set for ${pricing}-based pricing.`,
  };
}

function decideQuantity(
  kind: 'seats' | 'units',
  before: Checkout,
  price: Price | undefined,
  asked: number | null | undefined,
  limits: Limits,
): { value: number | null; failures: Failure[] } {
  if (!price) return { value: null, failures: asked == null ? [] : [notAllowed(kind, kind)] };
  const bounds = quantityBounds(price);
  const least = Math.max(bounds.minimum, limits.least ?? 1);
  const most = Math.min(bounds.maximum ?? mostQuantity, limits.most ?? mostQuantity);
  const wanted = asked ?? before[kind] ?? least;
  if (asked != null && asked < least) {
    const message = `Minimum ${least} ${kind} required.`;
    return { value: wanted, failures: [{ code: `${kind}_below_minimum`, field: kind, message }] };
  }
  if (asked != null && asked > most) {
    const message = `Maximum ${most} ${kind} allowed.`;
    return { value: wanted, failures: [{ code: `${kind}_above_maximum`, field: kind, message }] };
  }
  return { value: Math.max(least, Math.min(wanted, most)), failures: [] };
}
