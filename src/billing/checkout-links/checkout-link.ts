import type { Interval } from '../../platform/calendar.ts';
import type { Mode } from '../../platform/scope.ts';
import type { ProductWithPrices } from '../catalog/index.ts';
import type { Discount } from '../discounts/index.ts';

/** An address that opens a new checkout for whoever follows it. */
export type CheckoutLink = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  deletedAt: Date | null;
  /** Who has it may open checkouts. */
  clientSecret: string;
  label: string | null;
  /** What the buyer may choose from, the first of them chosen. */
  productIds: string[];
  discountId: string | null;
  /** Null: as few as the price is for. */
  seats: number | null;
  units: number | null;
  /** In the place of the product's own trial. */
  trialInterval: Interval | null;
  trialIntervalCount: number | null;
  allowDiscountCodes: boolean;
  requireBillingAddress: boolean;
  successUrl: string | null;
  returnUrl: string | null;
  metadata: Record<string, string | number | boolean>;
};

/** A link with what it names. */
export type CheckoutLinkDetails = {
  link: CheckoutLink;
  products: ProductWithPrices[];
  discount: Discount | null;
};
