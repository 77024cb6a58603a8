import { type Static, Type } from 'typebox';
import {
  avatarUrlAt,
  isBrandColor,
  keptAvatarUrl,
  type Organization,
  type OrganizationInput,
  readTaxRegistration,
  repeatedRegistration,
  selectOrganization,
  selectOrganizations,
  type TaxRegistration,
  taxCalculatorNames,
  taxSchemes,
  updateOrganization,
} from '../../billing/organizations/index.ts';
import { type DunningSchedule, defaultDunning } from '../../billing/subscriptions/index.ts';
import { foundOrganization } from '../../billing/users/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import { type TaxId, taxIdFormats, validateTaxId } from '../../platform/tax-id/index.ts';
import { type Access, operator, organizationWith, userOrOperator } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import {
  Address,
  AddressInput,
  CountryInput,
  CurrencyInput,
  EmailInput,
  listOf,
  NameInput,
  nullable,
  optional,
  page,
  pageQuery,
  Timestamp,
  UrlInput,
  Uuid,
  UuidInput,
} from './schemas.ts';

const TaxIdFormat = Type.Unsafe<string>({ type: 'string', enum: [...taxIdFormats] });
const TaxBehavior = Type.Unsafe<Organization['defaultTaxBehavior']>({
  type: 'string',
  enum: ['location', 'inclusive', 'exclusive'],
});

const TaxCalculator = Type.Unsafe<Organization['taxCalculator']>({
  type: 'string',
  enum: [...taxCalculatorNames],
  description: 'How tax is worked out: `table` by the built-in rates, `none` not at all.',
});
const TaxScheme = Type.Unsafe<(typeof taxSchemes)[number]>({ type: 'string', enum: [...taxSchemes] });

const InvoiceNumbering = Type.Unsafe<Organization['settings']['order']['invoice_numbering']>({
  type: 'string',
  enum: ['customer', 'organization'],
  description: 'Whether each customer has a run of invoice numbers, or the whole organization has one.',
});

const DayInput = Type.String({ description: 'A day, `2026-01-31`, itself counted in.' });

const TaxRegistrationMembers = Type.Object({
  country: CountryInput,
  state: optional(Type.String({ maxLength: 64, description: 'Of US or CA; left out, the whole country.' })),
  scheme: Type.Optional(TaxScheme),
  tax_id: optional(Type.String({ maxLength: 64 })),
  valid_from: optional(DayInput),
  valid_to: optional(DayInput),
});

const registrationMembers: Record<keyof TaxRegistration, string> = {
  country: 'country',
  state: 'state',
  scheme: 'scheme',
  taxId: 'tax_id',
  validFrom: 'valid_from',
  validTo: 'valid_to',
};

const TaxRegistrationInput = parsed(TaxRegistrationMembers, (members): ParseOutcome<TaxRegistration> => {
  const { country, state, scheme, tax_id: taxId, valid_from: validFrom, valid_to: validTo } = members;
  const read = readTaxRegistration({ country, state, scheme, taxId, validFrom, validTo });
  if (read.ok) return { value: read.registration };
  const { member, message } = read.issue;
  return { type: 'invalid', reason: message, path: [registrationMembers[member]] };
});

const TaxRegistrationsInput = parsed(
  Type.Array(TaxRegistrationInput, { maxItems: 100, description: 'Where tax is collected.' }),
  (registrations): ParseOutcome<TaxRegistration[]> => {
    const repeated = repeatedRegistration(registrations);
    if (repeated === undefined) return { value: registrations };
    return { type: 'invalid', reason: 'Repeats a registration above, for some day.', path: [repeated] };
  },
);

const TaxIdsInput = Type.Array(
  Type.Object({ value: Type.String({ maxLength: 64 }), format: Type.Optional(TaxIdFormat) }),
  { maxItems: 10, description: "Of the address's country." },
);
const InvoicePrefix = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,63}$' });

const OrganizationMembers = Type.Object({
  name: NameInput,
  slug: Type.String({
    description: '3 to 64 letters, digits and hyphens; what else is in it becomes hyphens.',
  }),
  email: optional(EmailInput),
  website: optional(UrlInput),
  avatar_url: optional(UrlInput),
  socials: Type.Optional(
    Type.Array(Type.Object({ platform: Type.String({ minLength: 1, maxLength: 64 }), url: UrlInput }), {
      maxItems: 50,
    }),
  ),
  legal_name: optional(NameInput),
  address: optional(AddressInput),
  tax_ids: Type.Optional(TaxIdsInput),
  invoice_prefix: optional(InvoicePrefix),
  default_currency: optional(CurrencyInput),
  default_tax_behavior: optional(TaxBehavior),
  tax_registrations: optional(TaxRegistrationsInput),
  tax_calculator: optional(TaxCalculator),
});

const dunningMembers = {
  retry_days: Type.Array(Type.Integer({ minimum: 1, maximum: 90 }), {
    maxItems: 20,
    description: 'Days from one attempt to the next. None: after the first failure it is given up.',
  }),
  deadline_minutes: Type.Integer({
    minimum: 1,
    maximum: 525_600,
    description: 'How long after the first failure it is given up at the latest.',
  }),
};

const BrandColor = parsed(
  Type.String({ description: 'Of buttons and links in checkout and portal: `#0b6e5c`.' }),
  (text): ParseOutcome<string> => {
    const color = text.trim().toLowerCase();
    return isBrandColor(color)
      ? { value: color }
      : { type: 'invalid', reason: 'Must be a colour, # and six hexadecimal digits.' };
  },
);

const OrganizationUpdate = Type.Object({
  name: Type.Optional(NameInput),
  email: optional(EmailInput),
  website: optional(UrlInput),
  legal_name: optional(NameInput),
  address: optional(AddressInput),
  tax_ids: Type.Optional(TaxIdsInput),
  invoice_prefix: Type.Optional(InvoicePrefix),
  default_currency: Type.Optional(CurrencyInput),
  default_tax_behavior: Type.Optional(TaxBehavior),
  brand_color: optional(BrandColor),
  dunning: Type.Optional(
    nullable(
      Type.Object(dunningMembers, {
        description: 'How failed payments are tried again; null for the usual schedule.',
      }),
    ),
  ),
  invoice_numbering: Type.Optional(InvoiceNumbering),
  tax_registrations: Type.Optional(TaxRegistrationsInput),
  tax_calculator: Type.Optional(TaxCalculator),
});

type OrganizationBody = Omit<Static<typeof OrganizationMembers>, 'tax_ids'> & { tax_ids: TaxId[] };

const OrganizationCreate = parsed(OrganizationMembers, (members): ParseOutcome<OrganizationBody> => {
  const taxIds: TaxId[] = [];
  for (const [index, { value, format }] of (members.tax_ids ?? []).entries()) {
    const country = members.address?.country;
    if (!country) return { type: 'missing', reason: 'Tax ids need an address.', path: ['address'] };
    const taxId = validateTaxId(value, country);
    if (!taxId || (format !== undefined && taxId.format !== format)) {
      const reason = `Must be a tax id of ${country}${format === undefined ? '' : ` of the format ${format}`}.`;
      return { type: 'invalid', reason, path: ['tax_ids', index, 'value'] };
    }
    taxIds.push(taxId);
  }
  return { value: { ...members, tax_ids: taxIds } };
});

export const OrganizationSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  name: Type.String(),
  slug: Type.String(),
  email: nullable(Type.String()),
  website: nullable(Type.String()),
  avatar_url: nullable(Type.String()),
  brand_color: nullable(Type.String()),
  socials: Type.Array(Type.Object({ platform: Type.String(), url: Type.String() })),
  legal_name: nullable(Type.String()),
  address: nullable(Address),
  tax_ids: Type.Array(Type.Object({ value: Type.String(), format: TaxIdFormat })),
  invoice_prefix: Type.String(),
  invoice_numbering: InvoiceNumbering,
  default_currency: Type.String(),
  default_tax_behavior: TaxBehavior,
  tax_registrations: Type.Array(
    Type.Object({
      country: Type.String(),
      state: nullable(Type.String()),
      scheme: TaxScheme,
      tax_id: nullable(Type.String()),
      valid_from: nullable(Type.String()),
      valid_to: nullable(Type.String()),
    }),
  ),
  tax_calculator: TaxCalculator,
  dunning: Type.Object(dunningMembers),
  status: Type.Unsafe<Organization['status']>({ type: 'string', enum: ['created', 'active', 'blocked'] }),
});

export function organizationView(
  organization: Organization,
  publicUrl: string,
): Static<typeof OrganizationSchema> {
  const o = organization;
  return {
    id: o.id,
    created_at: o.createdAt.toISOString(),
    modified_at: o.modifiedAt?.toISOString() ?? null,
    name: o.name,
    slug: o.slug,
    email: o.email,
    website: o.website,
    avatar_url: avatarUrlAt(publicUrl, o),
    brand_color: o.settings.branding?.color ?? null,
    socials: o.socials,
    legal_name: o.legalName,
    address: o.address,
    tax_ids: o.taxIds,
    invoice_prefix: o.invoicePrefix,
    invoice_numbering: o.settings.order.invoice_numbering,
    default_currency: o.defaultCurrency,
    default_tax_behavior: o.defaultTaxBehavior,
    tax_registrations: o.taxRegistrations.map((registration) => ({
      country: registration.country,
      state: registration.state ?? null,
      scheme: registration.scheme ?? 'standard',
      tax_id: registration.taxId ?? null,
      valid_from: registration.validFrom ?? null,
      valid_to: registration.validTo ?? null,
    })),
    tax_calculator: o.taxCalculator,
    dunning: dunningView(o.settings.dunning ?? defaultDunning),
    status: o.status,
  };
}

function dunningView({ retryDays, deadlineMinutes }: DunningSchedule) {
  return { retry_days: [...retryDays], deadline_minutes: deadlineMinutes };
}

/** A member of the core's as the body has it: `taxIds.0.value` is `tax_ids.0.value`. */
function updateMember(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What was left out or null is left to the defaults. */
function inputOf(body: OrganizationBody, publicUrl: string): OrganizationInput {
  const { name, slug } = body;
  const settings: Omit<OrganizationInput, 'name' | 'slug'> = {
    email: body.email ?? undefined,
    website: body.website ?? undefined,
    avatarUrl: body.avatar_url ? keptAvatarUrl(publicUrl, body.avatar_url) : undefined,
    socials: body.socials,
    legalName: body.legal_name ?? undefined,
    address: body.address ?? undefined,
    taxIds: body.tax_ids,
    invoicePrefix: body.invoice_prefix ?? undefined,
    defaultCurrency: body.default_currency ?? undefined,
    defaultTaxBehavior: body.default_tax_behavior ?? undefined,
    taxRegistrations: body.tax_registrations ?? undefined,
    taxCalculator: body.tax_calculator ?? undefined,
  };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { name, slug, ...Object.fromEntries(given) };
}

export const OrganizationParams = Type.Object({ id: UuidInput });

export const organizationRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/florin/v1/organizations',
    summary: 'Make an organization, whose owner is who is signed in',
    access: userOrOperator,
    body: OrganizationCreate,
    responses: { 201: OrganizationSchema },
    async handle(scope, { body }, { publicUrl }) {
      const result = await foundOrganization(scope, inputOf(body, publicUrl));
      return result.ok
        ? { status: 201, body: organizationView(result.value, publicUrl) }
        : answerFailures(scope.requestId, result.failures);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/organizations',
    summary: 'List the organizations, newest first',
    access: operator,
    query: Type.Object(pageQuery),
    responses: { 200: listOf(OrganizationSchema) },
    async handle(scope, { query }, { publicUrl }) {
      const rows = await selectOrganizations(scope.database, {
        limit: query.limit + 1,
        before: query.cursor,
      });
      return { status: 200, body: page(rows, query.limit, (row) => organizationView(row, publicUrl)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/organizations/{id}',
    summary: 'Get an organization',
    access: organizationWith('organizations:read', 'organizations:write'),
    params: OrganizationParams,
    responses: { 200: OrganizationSchema },
    async handle(scope, { params }, { publicUrl }) {
      const organization = await selectOrganization(scope.database, params.id);
      return organization
        ? { status: 200, body: organizationView(organization, publicUrl) }
        : notFound(scope.requestId, 'organization');
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/florin/v1/organizations/{id}',
    summary: 'Change who an organization is, how it looks, numbers invoices, and collects tax and payments',
    access: organizationWith('organizations:write'),
    params: OrganizationParams,
    body: OrganizationUpdate,
    responses: { 200: OrganizationSchema },
    async handle(scope, { params, body }, { publicUrl }) {
      const result = await updateOrganization(
        { ...scope, organizationId: params.id },
        {
          name: body.name,
          email: body.email,
          website: body.website,
          legalName: body.legal_name,
          address: body.address,
          taxIds: body.tax_ids,
          invoicePrefix: body.invoice_prefix,
          defaultCurrency: body.default_currency,
          defaultTaxBehavior: body.default_tax_behavior,
          taxRegistrations: body.tax_registrations,
          taxCalculator: body.tax_calculator,
          invoiceNumbering: body.invoice_numbering,
          branding: body.brand_color === undefined ? undefined : { color: body.brand_color },
          dunning: body.dunning && {
            retryDays: body.dunning.retry_days,
            deadlineMinutes: body.dunning.deadline_minutes,
          },
        },
      );
      if (result.ok) return { status: 200, body: organizationView(result.value, publicUrl) };
      const [{ field, ...failure }] = result.failures;
      return answerFailures(scope.requestId, [{ ...failure, field: field && updateMember(field) }]);
    },
  }),
];
