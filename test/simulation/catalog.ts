/** What is sold in the simulation, as Polar's API takes it. */

const fixed = (price_amount: number, more = {}) => [{ amount_type: 'fixed', price_amount, ...more }];

const seats = (kind: 'volume' | 'graduated', first: number, second: number) => [
  {
    amount_type: 'seat_based',
    seat_tiers: {
      seat_tier_type: kind,
      tiers: [
        { min_seats: 1, max_seats: 10, price_per_seat: first },
        { min_seats: 11, price_per_seat: second },
      ],
    },
  },
];

const monthly = { recurring_interval: 'month' };

export const products = [
  { name: 'Basic', ...monthly, prices: fixed(900) },
  { name: 'Pro', ...monthly, prices: fixed(2999) },
  { name: 'Inclusive', ...monthly, prices: fixed(1190, { tax_behavior: 'inclusive' }) },
  { name: 'Cheap', ...monthly, prices: fixed(60) },
  { name: 'Free', ...monthly, prices: [{ amount_type: 'free' }] },
  { name: 'Trial', ...monthly, prices: fixed(1900), trial_interval: 'day', trial_interval_count: 14 },
  { name: 'Yearly', recurring_interval: 'year', prices: fixed(29_000) },
  { name: 'Fortnightly', recurring_interval: 'week', recurring_interval_count: 2, prices: fixed(777) },
  { name: 'Team', ...monthly, prices: seats('volume', 1000, 733) },
  { name: 'Crew', ...monthly, prices: seats('graduated', 1100, 901) },
  {
    name: 'Units',
    ...monthly,
    prices: [
      {
        amount_type: 'unit_based',
        tiers: { type: 'graduated', tiers: [{ bound: 100, unit_amount: '12.5' }, { unit_amount: '7.25' }] },
      },
    ],
  },
  { name: 'Book', prices: fixed(1500) },
  { name: 'Donation', prices: [{ amount_type: 'custom', minimum_amount: 100, preset_amount: 500 }] },
] as const;

export type ProductName = (typeof products)[number]['name'];

export const recurring: readonly ProductName[] = products.flatMap((product) =>
  'recurring_interval' in product ? [product.name] : [],
);
export const once: readonly ProductName[] = ['Book', 'Donation'];
export const counted: Record<'seats' | 'units', readonly string[]> = {
  seats: ['Team', 'Crew'],
  units: ['Units'],
};

const percent = (basis_points: number) => ({ type: 'percentage', basis_points });

export const discounts = [
  { name: 'A fifth', ...percent(2_000), duration: 'forever' },
  { name: 'A third for three months', ...percent(3_333), duration: 'repeating', duration_in_months: 3 },
  { name: 'Five', type: 'fixed', amount: 500, currency: 'usd', duration: 'once' },
  { name: 'Everything', ...percent(10_000), duration: 'once' },
  {
    name: 'Few',
    ...percent(1_000),
    duration: 'forever',
    max_redemptions: 4,
    max_redemptions_per_customer: 1,
  },
] as const;

/** Cards by what becomes of them; the more often a card stands here, the more often it is used. */
export const cards = [
  ...Array<string>(10).fill('tok_visa'),
  'tok_mastercard',
  'tok_mastercard',
  // Taken at first, declined later.
  'tok_chargeCustomerFail',
  'tok_chargeCustomerFail',
  'tok_chargeCustomerFail',
  'tok_pendingThenSucceeds',
  'tok_pendingThenSucceeds',
  'tok_pendingThenFails',
  'tok_chargeDeclined',
  'tok_chargeInsufficientFunds',
  'tok_chargeDeclinedExpiredCard',
  'tok_threeDSecure2Required',
  'tok_createDispute',
  'tok_pendingRefund',
  'tok_refundFail',
] as const;

/** What a kept card turns into. Some of it is final: trying again is of no use. */
export const fates = [
  'tok_visa',
  'tok_visa',
  'tok_chargeInsufficientFunds',
  'tok_chargeDeclinedLostCard',
  'tok_pendingThenSucceeds',
  'tok_pendingThenFails',
] as const;

export const addresses = [
  { country: 'DE' },
  { country: 'NL' },
  { country: 'HU' },
  { country: 'CH' },
  {
    country: 'US',
    state: 'US-CA',
    line1: '1 Main St',
    city: 'San Francisco',
    postal_code: '94104',
  },
] as const;
