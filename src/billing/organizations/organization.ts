import type { Address } from '../../platform/address.ts';
import type { TaxId } from '../../platform/tax-id/index.ts';

/** Sets of switches a merchant turns. Stored whole; defaults as Polar's own new organizations have them. */
export type OrganizationSettings = {
  feature: Record<string, boolean>;
  subscription: {
    allow_multiple_subscriptions: boolean;
    allow_customer_updates: boolean;
    proration_behavior: string;
    benefit_revocation_grace_period: number;
    prevent_trial_abuse: boolean;
  };
  order: { invoice_numbering: 'customer' | 'organization' };
  customerEmail: Record<string, boolean>;
  customerPortal: {
    usage: { show: boolean };
    subscription: { update_seats: boolean; update_plan: boolean };
    customer: { allow_email_change: boolean };
  };
};

export type Organization = {
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  name: string;
  slug: string;
  email: string | null;
  website: string | null;
  avatarUrl: string | null;
  socials: { platform: string; url: string }[];
  /** The seller as documents show it; `name` where unset. */
  legalName: string | null;
  address: Address | null;
  taxIds: TaxId[];
  invoicePrefix: string;
  defaultCurrency: string;
  defaultTaxBehavior: 'location' | 'inclusive' | 'exclusive';
  status: 'created' | 'active' | 'blocked';
  settings: OrganizationSettings;
};

export const defaultSettings: OrganizationSettings = {
  feature: {
    member_model_enabled: true,
    seat_based_pricing_enabled: true,
  },
  subscription: {
    allow_multiple_subscriptions: false,
    allow_customer_updates: true,
    proration_behavior: 'prorate',
    benefit_revocation_grace_period: 0,
    prevent_trial_abuse: false,
  },
  order: { invoice_numbering: 'customer' },
  customerEmail: {
    order_confirmation: true,
    subscription_cancellation: true,
    subscription_confirmation: true,
    subscription_cycled: true,
    subscription_cycled_after_trial: true,
    subscription_past_due: true,
    subscription_renewal_reminder: true,
    subscription_revoked: true,
    subscription_trial_conversion_reminder: true,
    subscription_uncanceled: true,
    subscription_updated: true,
  },
  customerPortal: {
    usage: { show: true },
    subscription: { update_seats: true, update_plan: true },
    customer: { allow_email_change: false },
  },
};

/** A text as it may stand in an address: ASCII, lower case, words joined by hyphens. */
export function slugify(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
