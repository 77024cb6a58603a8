import type { Address } from '../../platform/address.ts';
import type { TaxId } from '../../platform/tax-id/index.ts';
import type { TaxRegistration } from './tax-registration.ts';

/** Sets of switches a merchant turns. Stored whole; defaults as Polar's own new organizations have them. */
export type OrganizationSettings = {
  feature: {
    member_model_enabled: boolean;
    seat_based_pricing_enabled: boolean;
    checkout_localization_enabled: boolean;
    /** Which figures the merchant's overview shows; null for the usual ones. */
    overview_metrics: string[] | null;
  };
  subscription: {
    allow_multiple_subscriptions: boolean;
    allow_customer_updates: boolean;
    proration_behavior: 'invoice' | 'prorate' | 'next_period';
    /** Days. */
    benefit_revocation_grace_period: number;
    prevent_trial_abuse: boolean;
  };
  order: { invoice_numbering: 'customer' | 'organization' };
  /** How failed payments are tried again; as the engine's default says where unset. */
  dunning?: { retryDays: number[]; deadlineMinutes: number };
  customerEmail: CustomerEmailSettings;
  customerPortal: {
    usage: { show: boolean };
    subscription: { update_seats: boolean; update_plan: boolean; pause?: boolean };
    customer?: { allow_email_change?: boolean };
  };
  /** The hosts whose pages may show a checkout within themselves. */
  embedHosts: string[];
  /** How checkout and portal look; as they look by themselves where unset. The colour is `#rrggbb`. */
  branding?: { color: string | null };
  /** Of its accounts at Stripe, by mode: what buyers' card forms are opened with. No secret. */
  publishableKeys?: { test?: string; live?: string };
  /** What the merchant tells of the business. */
  details: { [member: string]: string | string[] | number | boolean | null };
};

/** The mails that a customer can get, each of which the merchant may turn off. */
export const customerEmailKinds = [
  'order_confirmation',
  'payment_method_expiration_reminder',
  'subscription_cancellation',
  'subscription_confirmation',
  'subscription_cycled',
  'subscription_cycled_after_trial',
  'subscription_past_due',
  'subscription_paused',
  'subscription_resumed',
  'subscription_renewal_reminder',
  'subscription_revoked',
  'subscription_trial_conversion_reminder',
  'subscription_uncanceled',
  'subscription_updated',
] as const;

export type CustomerEmailSettings = Record<(typeof customerEmailKinds)[number], boolean>;

export const taxCalculatorNames = ['table', 'none'] as const;

export type Organization = {
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  name: string;
  slug: string;
  email: string | null;
  website: string | null;
  /** Of a logo that we keep its path: `avatarUrlAt` makes an address of it. */
  avatarUrl: string | null;
  socials: { platform: string; url: string }[];
  /** The seller as documents show it; `name` where unset. */
  legalName: string | null;
  address: Address | null;
  taxIds: TaxId[];
  invoicePrefix: string;
  defaultCurrency: string;
  defaultTaxBehavior: 'location' | 'inclusive' | 'exclusive';
  /** Where tax is collected. */
  taxRegistrations: TaxRegistration[];
  /** How tax is worked out: from the built-in table of rates, or not at all. */
  taxCalculator: (typeof taxCalculatorNames)[number];
  status: 'created' | 'active' | 'blocked';
  settings: OrganizationSettings;
};

export const defaultSettings: OrganizationSettings = {
  feature: {
    member_model_enabled: true,
    seat_based_pricing_enabled: true,
    checkout_localization_enabled: false,
    overview_metrics: null,
  },
  subscription: {
    allow_multiple_subscriptions: false,
    allow_customer_updates: true,
    proration_behavior: 'prorate',
    benefit_revocation_grace_period: 0,
    prevent_trial_abuse: false,
  },
  order: { invoice_numbering: 'customer' },
  customerEmail: Object.fromEntries(customerEmailKinds.map((kind) => [kind, true])) as CustomerEmailSettings,
  customerPortal: {
    usage: { show: true },
    subscription: { update_seats: true, update_plan: true },
    customer: { allow_email_change: false },
  },
  embedHosts: [],
  details: {},
};

/** Whether a text is a colour as branding has it. */
export function isBrandColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/.test(text);
}

/** A text as it may stand in an address: ASCII, lower case, words joined by hyphens. */
export function slugify(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
