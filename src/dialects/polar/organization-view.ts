import { Type } from 'typebox';
import { avatarUrlAt, customerEmailKinds, type Organization } from '../../billing/organizations/index.ts';
import { timestamp, timestampOrNull } from './customer-view.ts';
import { nullable, Timestamp, Uuid } from './schemas.ts';

/** The behaviours that an organization may set; single changes of subscriptions know more. */
const prorationBehaviors = ['invoice', 'prorate', 'next_period'] as const;

export const taxBehaviors = ['location', 'inclusive', 'exclusive'] as const;

export const socialPlatforms = [
  'x',
  'github',
  'facebook',
  'instagram',
  'youtube',
  'tiktok',
  'linkedin',
  'threads',
  'discord',
  'other',
] as const;

/** One of these texts. */
function oneOf<T extends string>(options: readonly T[]) {
  return Type.Unsafe<T>({ type: 'string', enum: [...options] });
}

export const SubscriptionSettings = Type.Object({
  allow_multiple_subscriptions: Type.Boolean(),
  proration_behavior: oneOf(prorationBehaviors),
  benefit_revocation_grace_period: Type.Integer(),
  prevent_trial_abuse: Type.Boolean(),
  allow_customer_updates: Type.Boolean(),
});

export const CustomerEmailSettings = Type.Object(
  Object.fromEntries(customerEmailKinds.map((kind) => [kind, Type.Boolean()])) as Record<
    (typeof customerEmailKinds)[number],
    ReturnType<typeof Type.Boolean>
  >,
);

export const CustomerPortalSettings = Type.Object({
  usage: Type.Object({ show: Type.Boolean() }),
  subscription: Type.Object({
    update_seats: Type.Boolean(),
    update_plan: Type.Boolean(),
    pause: Type.Optional(Type.Boolean()),
  }),
  customer: Type.Optional(Type.Object({ allow_email_change: Type.Optional(Type.Boolean()) })),
});

const publicMembers = {
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  name: Type.String(),
  slug: Type.String(),
  avatar_url: nullable(Type.String()),
  proration_behavior: oneOf([...prorationBehaviors, 'reset']),
  allow_customer_updates: Type.Boolean(),
  customer_portal_settings: CustomerPortalSettings,
};

/** An organization as its customers see it. */
export const CustomerOrganizationSchema = Type.Object({
  ...publicMembers,
  organization_features: Type.Optional(
    Type.Object({
      member_model_enabled: Type.Optional(Type.Boolean()),
      checkout_localization_enabled: Type.Optional(Type.Boolean()),
    }),
  ),
});

export const OrganizationSchema = Type.Object({
  ...publicMembers,
  email: nullable(Type.String()),
  website: nullable(Type.String()),
  socials: Type.Array(Type.Object({ platform: oneOf(socialPlatforms), url: Type.String() })),
  status: oneOf(['created', 'review', 'snoozed', 'denied', 'active', 'blocked', 'offboarding', 'offboarded']),
  details_submitted_at: nullable(Timestamp),
  onboarding_resubmission_requested_at: nullable(Timestamp),
  sso_enforced: Type.Boolean(),
  default_presentment_currency: Type.String(),
  default_tax_behavior: oneOf(taxBehaviors),
  feature_settings: nullable(Type.Unsafe<Record<string, unknown>>({ type: 'object' })),
  subscription_settings: SubscriptionSettings,
  customer_email_settings: CustomerEmailSettings,
  dispute_settings: Type.Object({ auto_accept_below_amount: nullable(Type.Integer()) }),
  embed_hosts: Type.Array(Type.String()),
  embed_hosts_enforced: Type.Boolean(),
  country: Type.Optional(nullable(Type.String())),
  account_id: nullable(Uuid),
  payout_account_id: nullable(Uuid),
  capabilities: Type.Object({
    checkout_payments: Type.Boolean(),
    subscription_renewals: Type.Boolean(),
    payouts: Type.Boolean(),
    refunds: Type.Boolean(),
    api_access: Type.Boolean(),
    dashboard_access: Type.Boolean(),
  }),
});

/** Members that the documentation no longer names and clients of the early days still read. */
const formerMembers = {
  bio: null,
  company: null,
  blog: null,
  location: null,
  twitter_username: null,
  pledge_minimum_amount: 0,
  pledge_badge_show_amount: false,
  default_upfront_split_to_contributors: null,
  profile_settings: null,
  notification_settings: { new_order: true, new_subscription: true },
};

/** Features that the vendor turns on for some: everybody has them here. */
const presentFeatures = { reset_proration_behavior_enabled: true, off_session_charges_enabled: true };

/** Parts of the vendor's product that are not here, so that nobody can have turned them on. */
const absentFeatures = {
  issue_funding_enabled: false,
  wallets_enabled: false,
  meter_cycling_enabled: false,
  slack_benefit_enabled: false,
  preview_access_enabled: false,
  disputes_enabled: false,
  sso_enabled: false,
  dispute_auto_accept_enabled: false,
  compass_enabled: false,
  merchant_migration_enabled: false,
};

/** Polar: a new organization may use the API before it may sell; a blocked one may nothing. */
function capabilities(status: Organization['status']) {
  const sells = status === 'active';
  return {
    checkout_payments: sells,
    subscription_renewals: sells,
    payouts: sells,
    refunds: sells,
    api_access: status !== 'blocked',
    dashboard_access: status !== 'blocked',
  };
}

/** An organization as anybody may see it. */
export function customerOrganizationView(organization: Organization, publicUrl: string) {
  const view = organizationView(organization, publicUrl);
  return {
    created_at: view.created_at,
    modified_at: view.modified_at,
    id: view.id,
    name: view.name,
    slug: view.slug,
    avatar_url: view.avatar_url,
    proration_behavior: view.proration_behavior,
    allow_customer_updates: view.allow_customer_updates,
    customer_portal_settings: view.customer_portal_settings,
    organization_features: view.organization_features,
  };
}

/** An organization as its merchant sees it; also what stands inside other objects, hence the former members. */
export function organizationView(organization: Organization, publicUrl: string) {
  const { settings } = organization;
  const { member_model_enabled, checkout_localization_enabled } = settings.feature;
  return {
    created_at: timestamp(organization.createdAt),
    modified_at: timestampOrNull(organization.modifiedAt),
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    avatar_url: avatarUrlAt(publicUrl, organization),
    proration_behavior: settings.subscription.proration_behavior,
    allow_customer_updates: settings.subscription.allow_customer_updates,
    customer_portal_settings: settings.customerPortal,
    organization_features: { member_model_enabled, checkout_localization_enabled },
    email: organization.email,
    website: organization.website,
    socials: organization.socials,
    status: organization.status,
    details_submitted_at: null,
    onboarding_resubmission_requested_at: null,
    sso_enforced: false,
    default_presentment_currency: organization.defaultCurrency,
    default_tax_behavior: organization.defaultTaxBehavior,
    feature_settings: { ...presentFeatures, ...absentFeatures, ...settings.feature },
    subscription_settings: settings.subscription,
    customer_email_settings: settings.customerEmail,
    dispute_settings: { auto_accept_below_amount: null },
    embed_hosts: settings.embedHosts,
    embed_hosts_enforced: false,
    country: organization.address?.country ?? null,
    account_id: null,
    payout_account_id: null,
    capabilities: capabilities(organization.status),
    ...formerMembers,
  };
}
