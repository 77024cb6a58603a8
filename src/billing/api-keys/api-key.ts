import type { Mode } from '../../platform/scope.ts';

export type ApiKey = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  name: string;
  /** The last four characters of the token, for people to tell keys apart. */
  tokenHint: string;
  scopes: string[];
  pricingModelId: string;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
};

const readable = [
  'organizations',
  'custom_fields',
  'discounts',
  'checkout_links',
  'checkouts',
  'products',
  'benefits',
  'events',
  'meters',
  'files',
  'subscriptions',
  'customers',
  'members',
  'wallets',
  'disputes',
  'refunds',
  'webhooks',
  'license_keys',
  'metrics',
  'transactions',
  'payouts',
  'notifications',
  'notification_recipients',
  'organization_access_tokens',
  'orders',
  'customer_seats',
];

/** What a key may be allowed (Polar's list). A key made without a list has them all. */
export const allScopes: readonly string[] = [
  ...readable.flatMap((area) => [`${area}:read`, `${area}:write`]),
  'payments:read',
  'customer_meters:read',
  'customer_sessions:write',
  'member_sessions:write',
];
