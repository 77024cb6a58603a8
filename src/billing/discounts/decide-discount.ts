import type { Failure } from '../../platform/result.ts';
import type { Discount } from './discount.ts';

/** What a discount is made of; an update names those that change. */
export type DiscountMembers = Pick<
  Discount,
  | 'name'
  | 'type'
  | 'amounts'
  | 'basisPoints'
  | 'duration'
  | 'durationInMonths'
  | 'code'
  | 'startsAt'
  | 'endsAt'
  | 'maxRedemptions'
  | 'maxRedemptionsPerCustomer'
  | 'productIds'
  | 'metadata'
>;

export const discountMembers = [
  'name',
  'type',
  'amounts',
  'basisPoints',
  'duration',
  'durationInMonths',
  'code',
  'startsAt',
  'endsAt',
  'maxRedemptions',
  'maxRedemptionsPerCustomer',
  'productIds',
  'metadata',
] as const satisfies readonly (keyof DiscountMembers)[];

/** What a buyer was promised: it stays once anybody has redeemed the discount. */
const promisedMembers = ['amounts', 'basisPoints', 'durationInMonths'] as const;

/** What codes are compared by: two that differ in case only are one. */
export function codeKey(code: string): string {
  return code.normalize('NFC').toLowerCase();
}

/** What is wrong with a discount, new or changed, by itself: `discount_window_empty`, `discount_months_missing`. */
export function discountFailures(discount: DiscountMembers): Failure[] {
  const failures: Failure[] = [];
  const { startsAt, endsAt, duration, durationInMonths } = discount;
  if (startsAt !== null && endsAt !== null && startsAt >= endsAt) {
    const message = 'The discount must end after it starts.';
    failures.push({ code: 'discount_window_empty', field: 'endsAt', message });
  }
  if (duration === 'repeating' && durationInMonths === null) {
    const message = 'A repeating discount needs its duration in months.';
    failures.push({ code: 'discount_months_missing', field: 'durationInMonths', message });
  }
  return failures;
}

/**
 * What of a change is not allowed. Polar: type and duration never (`discount_type_fixed`, `discount_duration_fixed`,
 * `discount_months_without_repeating`), what it takes off not once it was redeemed (`discount_redeemed`).
 */
export function changeFailures(
  before: Discount,
  command: Partial<DiscountMembers>,
  changes: Readonly<Record<string, unknown>>,
): Failure[] {
  const failures: Failure[] = [];
  if (command.duration !== undefined && command.duration !== before.duration) {
    const message = 'Duration cannot be changed.';
    failures.push({ code: 'discount_duration_fixed', field: 'duration', message });
  }
  if (command.type !== undefined && command.type !== before.type) {
    failures.push({ code: 'discount_type_fixed', field: 'type', message: 'Type cannot be changed.' });
  }
  if (command.durationInMonths != null && before.duration !== 'repeating') {
    const message = 'Only a repeating discount has a duration in months.';
    failures.push({ code: 'discount_months_without_repeating', field: 'durationInMonths', message });
  }
  if (before.redemptionsCount === 0) return failures;
  for (const field of promisedMembers) {
    if (!(field in changes)) continue;
    const message = 'This field cannot be changed because the discount has already been redeemed.';
    failures.push({ code: 'discount_redeemed', field, message, detail: { member: field } });
  }
  return failures;
}
