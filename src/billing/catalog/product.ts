import type { Interval } from '../../platform/calendar.ts';
import type { Meter } from '../usage/index.ts';
import type { TierSet } from './tiers.ts';

/** A thing to sell, once or again and again. Money in it is in minor units of the price's currency. */
export type Product = {
  organizationId: string;
  mode: 'test' | 'live';
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  pricingModelId: string;
  name: string;
  slug: string;
  description: string | null;
  visibility: 'public' | 'private' | 'draft';
  archivedAt: Date | null;
  deletedAt: Date | null;
  /** The plan that a customer is on without buying anything. */
  isDefaultPlan: boolean;
  imageUrl: string | null;
  metadata: Record<string, string | number | boolean>;
  /** How often it is billed: every so many intervals. Both null for what is sold once. */
  recurringInterval: Interval | null;
  recurringIntervalCount: number | null;
  /** How long a subscription is free at first; both null where it is not. */
  trialInterval: Interval | null;
  trialIntervalCount: number | null;
  /** What buyers are asked for, in this order. */
  attachedCustomFields: AttachedCustomField[];
};

export type AttachedCustomField = { customFieldId: string; required: boolean };

export type Price = {
  organizationId: string;
  mode: 'test' | 'live';
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  productId: string;
  position: number;
  name: string | null;
  slug: string | null;
  amountType: 'fixed' | 'custom' | 'seat_based' | 'unit_based' | 'metered_unit';
  /** `catalog` prices are on their product's list; `ad_hoc` ones are of one checkout and on no list. */
  source: 'catalog' | 'ad_hoc';
  checkoutId: string | null;
  currency: string;
  /** What it costs, for `fixed`. */
  unitAmount: number | null;
  /** Bounds and proposal of what the buyer may pay, for `custom`. */
  minimumAmount: number | null;
  maximumAmount: number | null;
  presetAmount: number | null;
  /** What seats or units cost, and the fewest that can be bought, for `seat_based` and `unit_based`. */
  tiers: TierSet | null;
  minimumQuantity: number | null;
  /** What a unit is called, for `unit_based`: by locale, then by form (`=1`, `other` …). */
  unitLabel: Record<string, Record<string, string>> | null;
  /** What is counted, what one of it costs (decimal text) and the most that a period may cost, for `metered_unit`. */
  meterId: string | null;
  meteredUnitAmount: string | null;
  capAmount: number | null;
  /** The meter itself, read along with the price. */
  meter: Meter | null;
  /** How often it is billed; both null where it is paid once. */
  recurringInterval: Interval | null;
  recurringIntervalCount: number | null;
  /** Null: as the organization has it. */
  taxBehavior: 'location' | 'inclusive' | 'exclusive' | null;
  isDefault: boolean;
  archivedAt: Date | null;
};

export type ProductWithPrices = Product & { prices: Price[] };

/** Whether it is one of those that can be bought: the free plan is not sold, and what was deleted is no more. */
export function isKnown<P extends Product>(product: P | undefined): product is P {
  return product !== undefined && !product.isDefaultPlan && !product.deletedAt;
}

export type PricingModel = {
  organizationId: string;
  mode: 'test' | 'live';
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  name: string;
  isDefault: boolean;
};
