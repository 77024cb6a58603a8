import { type Static, Type } from 'typebox';
import {
  keptAvatarUrl,
  type Organization,
  type OrganizationChange,
  selectOrganization,
  updateOrganization,
} from '../../billing/organizations/index.ts';
import { currencies } from '../../platform/currency.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant, nobody, refuseSubject } from './access.ts';
import { answerFailures, domainError, type FailureTable, notFound } from './errors.ts';
import {
  CustomerEmailSettings,
  CustomerPortalSettings,
  OrganizationSchema,
  organizationView,
  SubscriptionSettings,
  socialPlatforms,
  taxBehaviors,
} from './organization-view.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery } from './paging.ts';
import { CountryInput, EmailInput, IdParams, nullable, UrlInput } from './schemas.ts';

const read = merchant('organizations:read', 'organizations:write');
const write = merchant('organizations:write');

const optional = <S extends Parameters<typeof nullable>[0]>(schema: S) => Type.Optional(nullable(schema));
const textList = Type.Optional(Type.Array(Type.String()));

const SocialLink = Type.Object({
  platform: Type.Unsafe<(typeof socialPlatforms)[number]>({ type: 'string', enum: [...socialPlatforms] }),
  url: UrlInput,
});

const Details = Type.Object({
  about: optional(Type.String()),
  product_description: optional(Type.String()),
  selling_categories: textList,
  pricing_models: textList,
  intended_use: optional(Type.String()),
  customer_acquisition: textList,
  future_annual_revenue: optional(Type.Integer({ minimum: 0 })),
  switching: Type.Boolean({ default: false }),
  switching_from: optional(
    Type.Unsafe<string>({ type: 'string', enum: ['paddle', 'lemon_squeezy', 'gumroad', 'stripe', 'other'] }),
  ),
  previous_annual_revenue: optional(Type.Integer({ minimum: 0 })),
});

const FeatureSettings = Type.Object({
  seat_based_pricing_enabled: Type.Optional(Type.Boolean()),
  member_model_enabled: Type.Optional(Type.Boolean()),
  checkout_localization_enabled: Type.Optional(Type.Boolean()),
  overview_metrics: optional(Type.Array(Type.String())),
});

const OrganizationUpdate = Type.Object({
  name: optional(Type.String({ minLength: 3 })),
  avatar_url: optional(UrlInput),
  email: optional(EmailInput),
  website: optional(UrlInput),
  socials: optional(Type.Array(SocialLink)),
  details: optional(Details),
  country: optional(CountryInput),
  feature_settings: optional(FeatureSettings),
  subscription_settings: optional(SubscriptionSettings),
  customer_email_settings: optional(CustomerEmailSettings),
  customer_portal_settings: optional(CustomerPortalSettings),
  dispute_settings: optional(
    Type.Object({ auto_accept_below_amount: optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
  ),
  embed_hosts: optional(Type.Array(Type.String())),
  default_presentment_currency: optional(Type.Unsafe<string>({ type: 'string', enum: [...currencies] })),
  default_tax_behavior: optional(
    Type.Unsafe<(typeof taxBehaviors)[number]>({ type: 'string', enum: [...taxBehaviors] }),
  ),
  sso_enforced: optional(Type.Boolean()),
});

type UpdateBody = Static<typeof OrganizationUpdate>;

/** Null clears what a merchant may leave empty, and leaves everything else as it is. */
function changeOf(body: UpdateBody, publicUrl: string): OrganizationChange {
  return {
    name: body.name ?? undefined,
    avatarUrl: body.avatar_url ? keptAvatarUrl(publicUrl, body.avatar_url) : body.avatar_url,
    email: body.email,
    website: body.website,
    socials: body.socials === null ? [] : body.socials,
    details: body.details === null ? {} : (body.details as OrganizationChange['details']),
    country: body.country,
    feature: body.feature_settings ?? undefined,
    subscription: body.subscription_settings ?? undefined,
    customerEmail: body.customer_email_settings ?? undefined,
    customerPortal: body.customer_portal_settings ?? undefined,
    embedHosts: body.embed_hosts ?? undefined,
    defaultCurrency: body.default_presentment_currency ?? undefined,
    defaultTaxBehavior: body.default_tax_behavior ?? undefined,
  };
}

const organizationFailures: FailureTable = {
  seat_pricing_kept: {
    type: 'value_error',
    loc: ['body', 'feature_settings', 'seat_based_pricing_enabled'],
  },
  member_model_needed: { type: 'value_error', loc: ['body', 'feature_settings', 'member_model_enabled'] },
  currency_without_prices: { type: 'value_error', loc: ['body', 'default_presentment_currency'] },
};

/** What only the vendor's own operation can offer. */
function refuseAbsentFeatures(body: UpdateBody): Answer | undefined {
  if (body.sso_enforced) {
    return domainError(
      409,
      'SSOEnforcementRequiresConnection',
      'Single sign-on can only be enforced once a connection is set up.',
    );
  }
  if (body.dispute_settings?.auto_accept_below_amount != null) {
    return domainError(
      403,
      'DisputeAutoAcceptNotEnabled',
      'Accepting disputes automatically is not enabled for this organization.',
    );
  }
  return undefined;
}

/** The one organization that a key sees; an id of another is not found. */
async function own(scope: Scope, id: string): Promise<Organization | undefined> {
  return id === scope.organizationId ? selectOrganization(scope.database, id) : undefined;
}

export const organizationRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/organizations/',
    summary: 'List organizations',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      slug: Type.Optional(Type.String()),
      ...pagingQuery('created_at', 'slug', 'name', 'next_review_threshold', 'days_in_status'),
    }),
    responses: { 200: listSchema(OrganizationSchema) },
    async handle(scope, { query }, { publicUrl }) {
      const organization = await selectOrganization(scope.database, scope.organizationId);
      const matches = organization && (query.slug === undefined || query.slug === organization.slug);
      const items = matches ? [organizationView(organization, publicUrl)] : [];
      const { limit, offset } = limitAndOffset(query);
      return listAnswer(items.slice(offset, offset + limit), items.length, query);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/organizations/',
    summary: 'Create an organization (for people who are signed in; no key may)',
    access: nobody,
    responses: { 201: OrganizationSchema },
    handle: async () => refuseSubject(),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/organizations/{id}',
    summary: 'Get an organization',
    access: read,
    params: IdParams,
    responses: { 200: OrganizationSchema },
    async handle(scope, { params }, { publicUrl }) {
      const organization = await own(scope, params.id);
      return organization ? { status: 200, body: organizationView(organization, publicUrl) } : notFound();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/organizations/{id}',
    summary: 'Update an organization',
    access: write,
    params: IdParams,
    body: OrganizationUpdate,
    responses: { 200: OrganizationSchema },
    async handle(scope, { params, body }, { publicUrl }) {
      if (params.id !== scope.organizationId) return notFound();
      const refused = refuseAbsentFeatures(body);
      if (refused) return refused;
      const result = await updateOrganization(scope, changeOf(body, publicUrl));
      return result.ok
        ? { status: 200, body: organizationView(result.value, publicUrl) }
        : answerFailures(result.failures, organizationFailures, body);
    },
  }),
];
