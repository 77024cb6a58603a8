import { type Static, Type } from 'typebox';
import {
  type Customer,
  type CustomerCommand,
  type CustomerKey,
  type CustomerRules,
  createCustomer,
  createOwnedCustomer,
  deleteCustomer,
  listCustomers,
  selectCustomer,
  updateCustomer,
} from '../../billing/customers/index.ts';
import { eraseCustomer } from '../../billing/erasure/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import { parsed } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { csvAnswer } from './csv.ts';
import { exportHeader, exportRows } from './customer-export.ts';
import { CustomerSchema, customerView } from './customer-view.ts';
import { answerFailures, type FailureTable, notFound } from './errors.ts';
import { organizationFailure } from './input-rules.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import {
  AddressInput,
  EmailInput,
  ExternalIdInput,
  ExternalIdParams,
  IdParams,
  LocaleInput,
  MetadataFilter,
  MetadataInput,
  NameInput,
  nullable,
  oneOrMany,
  TaxIdInput,
  UuidInput,
  valueError,
} from './schemas.ts';
import { contractRules } from './versions.ts';

const read = merchant('customers:read', 'customers:write');
const write = merchant('customers:write');

const metadata = { metadata: Type.Optional(MetadataInput) };
const common = {
  name: Type.Optional(nullable(NameInput)),
  billing_address: Type.Optional(nullable(AddressInput)),
  tax_id: Type.Optional(nullable(TaxIdInput)),
  locale: Type.Optional(nullable(LocaleInput)),
};

const Owner = Type.Object({
  email: EmailInput,
  name: Type.Optional(nullable(NameInput)),
  external_id: Type.Optional(nullable(ExternalIdInput)),
});

const createMembers = {
  ...metadata,
  external_id: Type.Optional(nullable(ExternalIdInput)),
  ...common,
  organization_id: Type.Optional(nullable(UuidInput)),
  owner: Type.Optional(nullable(Owner)),
};

const IndividualCreate = Type.Object({
  ...createMembers,
  type: Type.Literal('individual', { default: 'individual' }),
  email: EmailInput,
});

const TeamCreate = parsed(
  Type.Object({ ...createMembers, type: Type.Literal('team'), email: Type.Optional(nullable(EmailInput)) }),
  (team) =>
    team.email || team.owner
      ? { value: team }
      : valueError(
          'An owner with an email address is required when creating a team customer without an email.',
        ),
);

const CustomerCreate = Type.Unsafe<Static<typeof IndividualCreate> | Static<typeof TeamCreate>>({
  oneOf: [IndividualCreate, TeamCreate],
  discriminator: {
    propertyName: 'type',
    default: 'individual',
    inPath: true,
    name: '_customer_create_type()',
  },
});

const UpdateByExternalId = Type.Object({
  ...metadata,
  email: Type.Optional(nullable(EmailInput)),
  ...common,
});

const Update = Type.Object({
  ...UpdateByExternalId.properties,
  external_id: Type.Optional(nullable(ExternalIdInput)),
  type: Type.Optional(nullable(Type.Unsafe<Customer['type']>({ enum: ['individual', 'team'] }))),
});

/** How the core's failures are told of a customer. */
export const customerFailures: FailureTable = {
  email_taken: { type: 'value_error', loc: ['body', 'email'] },
  external_id_taken: { type: 'value_error', loc: ['body', 'external_id'] },
  external_id_fixed: { type: 'value_error', loc: ['body', 'external_id'] },
  billing_address_required: { type: 'value_error', loc: ['body', 'billing_address'] },
  type_downgrade: { type: 'value_error', loc: ['body', 'type'] },
  tax_id_without_country: { type: 'missing', loc: ['body', 'billing_address'] },
  tax_id_invalid: { type: 'invalid', loc: ['body', 'tax_id'] },
};

export function customerRules(contract: string): CustomerRules {
  const rules = contractRules(contract);
  return {
    email: 'unique_ignoring_case',
    emailCase: rules.emailCaseStored ? 'stored' : 'ignored',
    externalId: 'set_once',
    billingAddress: rules.addressClears ? 'clearable' : 'kept',
    taxIds: rules.taxIdPairs ? 'checked_where_it_fitted' : 'checked',
  };
}

function ownerInput({ email, name = null, external_id: externalId = null }: Static<typeof Owner>) {
  return { email, name, externalId };
}

type UpdateBody = Partial<Static<typeof Update>>;

async function update(
  scope: Scope,
  key: CustomerKey,
  body: UpdateBody,
  request: RequestFacts,
): Promise<Answer> {
  const command: CustomerCommand = {
    metadata: body.metadata,
    name: body.name,
    billingAddress: body.billing_address,
    taxId: body.tax_id,
    locale: body.locale,
    externalId: body.external_id,
    // Null leaves these two as they are.
    email: body.email ?? undefined,
    type: body.type ?? undefined,
  };
  const result = await updateCustomer(scope, key, command, customerRules(request.version), {
    announceUnchanged: true,
  });
  return result.ok
    ? { status: 200, body: customerView(result.value) }
    : answerFailures(result.failures, customerFailures, body);
}

async function get(scope: Scope, key: CustomerKey): Promise<Answer> {
  const customer = await selectCustomer(scope, key);
  return customer ? { status: 200, body: customerView(customer) } : notFound();
}

async function remove(scope: Scope, key: CustomerKey, anonymize: boolean): Promise<Answer> {
  const customer = anonymize ? await selectCustomer(scope, key) : undefined;
  const result = customer
    ? await eraseCustomer(scope, customer.id, { keepsMetadata: true })
    : await deleteCustomer(scope, key);
  return result.ok ? { status: 204 } : notFound();
}

/** Whether the caller's organization is among those asked for. */
export function withinReach(scope: Scope, organizationIds: readonly string[] | undefined): boolean {
  return organizationIds === undefined || organizationIds.includes(scope.organizationId);
}

const Deletion = Type.Object({ anonymize: Type.Boolean({ default: false }) });
const byId = (id: string): CustomerKey => ({ id });
const byExternalId = (externalId: string): CustomerKey => ({ externalId });

export const customerRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customers/',
    summary: 'List customers',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      organization_id: oneOrMany(UuidInput),
      email: Type.Optional(Type.String()),
      query: Type.Optional(Type.String()),
      active: Type.Optional(Type.Boolean()),
      ...pagingQuery('created_at', 'email', 'name'),
      metadata: MetadataFilter,
    }),
    responses: { 200: listSchema(CustomerSchema) },
    async handle(scope, { query }) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const filter = {
        email: query.email === undefined ? undefined : { value: query.email, exactCase: false },
        search: query.query,
        active: query.active,
        metadata: query.metadata,
      };
      const sort = sortOf(query.sorting, { created_at: 'createdAt', email: 'email', name: 'name' } as const);
      const { items, total } = await listCustomers(scope, filter, { ...limitAndOffset(query), sort });
      return listAnswer(items.map(customerView), total, query);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customers/',
    summary: 'Create a customer',
    access: write,
    body: CustomerCreate,
    responses: { 201: CustomerSchema },
    async handle(scope, { body }, request) {
      const refused = organizationFailure(body.organization_id);
      if (refused) return refused;
      const command: CustomerCommand = {
        email: body.email ?? null,
        type: body.type,
        name: body.name ?? null,
        externalId: body.external_id ?? null,
        billingAddress: body.billing_address ?? null,
        taxId: body.tax_id,
        locale: body.locale ?? null,
        metadata: body.metadata ?? {},
      };
      const rules = customerRules(request.version);
      const { owner } = body;
      const result =
        owner || body.type === 'team'
          ? await createOwnedCustomer(scope, command, rules, owner ? ownerInput(owner) : null)
          : await createCustomer(scope, command, rules);
      return result.ok
        ? { status: 201, body: customerView(result.value) }
        : answerFailures(result.failures, customerFailures, body);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customers/export',
    summary: 'Export customers as CSV',
    access: read,
    mayBeStale: true,
    query: Type.Object({ organization_id: oneOrMany(UuidInput) }),
    responses: { 200: Type.String() },
    async handle(scope, { query }, request) {
      const rows = withinReach(scope, query.organization_id) ? await exportRows(scope) : [];
      return csvAnswer([exportHeader, ...rows], 'polar-customers.csv', request);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customers/{id}',
    summary: 'Get a customer',
    access: read,
    params: IdParams,
    responses: { 200: CustomerSchema },
    handle: (scope, { params }) => get(scope, byId(params.id)),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/customers/{id}',
    summary: 'Update a customer',
    access: write,
    params: IdParams,
    body: Update,
    responses: { 200: CustomerSchema },
    handle: (scope, { params, body }, request) => update(scope, byId(params.id), body, request),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/customers/{id}',
    summary: 'Delete a customer',
    access: write,
    params: IdParams,
    query: Deletion,
    responses: { 204: null },
    handle: (scope, { params, query }) => remove(scope, byId(params.id), query.anonymize),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customers/external/{external_id}',
    summary: "Get a customer by the merchant's own id",
    access: read,
    params: ExternalIdParams,
    responses: { 200: CustomerSchema },
    handle: (scope, { params }) => get(scope, byExternalId(params.external_id)),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/customers/external/{external_id}',
    summary: "Update a customer by the merchant's own id",
    access: write,
    params: ExternalIdParams,
    body: UpdateByExternalId,
    responses: { 200: CustomerSchema },
    handle: (scope, { params, body }, request) =>
      update(scope, byExternalId(params.external_id), body, request),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/customers/external/{external_id}',
    summary: "Delete a customer by the merchant's own id",
    access: write,
    params: ExternalIdParams,
    query: Deletion,
    responses: { 204: null },
    handle: (scope, { params, query }) => remove(scope, byExternalId(params.external_id), query.anonymize),
  }),
];
