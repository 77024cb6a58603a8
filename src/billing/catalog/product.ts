/** A thing to sell. Money in it is in minor units of the price's currency. */
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
  /** The plan that a customer is on without buying anything. */
  isDefaultPlan: boolean;
  imageUrl: string | null;
  metadata: Record<string, string | number | boolean>;
};

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
  amountType: 'fixed' | 'free' | 'custom';
  currency: string;
  /** What a unit costs, for `fixed`; 0 for `free`. */
  unitAmount: number | null;
  /** Bounds and proposal of what the buyer may pay, for `custom`. */
  minimumAmount: number | null;
  maximumAmount: number | null;
  presetAmount: number | null;
  taxBehavior: 'location' | 'inclusive' | 'exclusive' | null;
  isDefault: boolean;
  archivedAt: Date | null;
};

export type ProductWithPrices = Product & { prices: Price[] };

export type PricingModel = {
  organizationId: string;
  mode: 'test' | 'live';
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  name: string;
  isDefault: boolean;
};
