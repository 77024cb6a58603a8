import { type Static, Type } from 'typebox';
import { type CustomerKey, selectCustomer } from '../../billing/customers/index.ts';
import {
  createMember,
  listMembers,
  type Member,
  type MemberFilter,
  type MemberKey,
  selectMember,
  updateMember,
} from '../../billing/members/index.ts';
import { removeMember } from '../../billing/seats/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import { parseUuid } from '../../platform/ids.ts';
import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { answerFailures, type FailureTable, known, notFound } from './errors.ts';
import { MemberSchema, memberView, RoleSchema } from './member-view.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import {
  EmailInput,
  ExternalIdInput,
  ExternalIdParams,
  IdParams,
  NameInput,
  nullable,
  UuidInput,
} from './schemas.ts';

const read = merchant('members:read', 'members:write');
const write = merchant('members:write');

const Create = Type.Object({
  email: EmailInput,
  name: Type.Optional(nullable(NameInput)),
  external_id: Type.Optional(nullable(ExternalIdInput)),
  role: Type.Unsafe<'member' | 'billing_manager'>({
    type: 'string',
    enum: ['member', 'billing_manager'],
    default: 'member',
  }),
});

const Update = Type.Object({
  name: Type.Optional(nullable(NameInput)),
  email: Type.Optional(nullable(EmailInput)),
  role: Type.Optional(nullable(RoleSchema)),
});

const ById = Type.Object({ id: UuidInput, member_id: UuidInput });
const ByExternalId = Type.Object({ external_id: Type.String(), member_external_id: Type.String() });

const listQuery = {
  role: Type.Optional(nullable(RoleSchema)),
  ...pagingQuery('created_at'),
};

/** How the core's failures are told of a member. */
export const memberFailures: FailureTable = {
  owner_email_fixed: { type: 'value_error', loc: ['body', 'email'] },
  member_email_taken: { type: 'value_error', loc: ['body', 'email'] },
  member_external_id_taken: { type: 'value_error', loc: ['body', 'external_id'] },
  transfer_by_owner_only: { type: 'value_error', loc: ['body', 'role'] },
  owner_needed: { type: 'value_error', loc: ['body', 'role'] },
  last_owner: { type: 'value_error', loc: ['body'], input: () => null },
};

/** The answer to an operation on members that failed. */
export function refuseMember(
  { failures }: Extract<Result<unknown>, { ok: false }>,
  body: unknown,
  table = memberFailures,
): Answer {
  const [{ code, message }] = failures;
  if (code === 'not_found') return notFound(message);
  if (code === 'members_disabled' || code === 'individual_has_owner') return known('NotPermitted', message);
  return answerFailures(failures, table, body);
}

async function customerId(scope: Scope, key: CustomerKey): Promise<string | undefined> {
  return (await selectCustomer(scope, key))?.id;
}

async function create(scope: Scope, key: CustomerKey, body: Static<typeof Create>): Promise<Answer> {
  const id = await customerId(scope, key);
  if (id === undefined) return notFound('Customer not found');
  const { email, name = null, external_id: externalId = null, role } = body;
  const result = await createMember(scope, id, { email, name, externalId, role });
  return result.ok ? { status: 201, body: memberView(result.value) } : refuseMember(result, body);
}

async function list(
  scope: Scope,
  filter: MemberFilter,
  query: Static<Type.TObject<typeof listQuery>>,
): Promise<Answer> {
  const sort = sortOf(query.sorting, { created_at: 'createdAt' } as const);
  const page = { ...limitAndOffset(query), sort };
  const { items, total } = await listMembers(scope, { ...filter, role: query.role ?? undefined }, page);
  return listAnswer(items.map(memberView), total, query);
}

async function listOf(
  scope: Scope,
  key: CustomerKey,
  query: Static<Type.TObject<typeof listQuery>>,
): Promise<Answer> {
  const id = await customerId(scope, key);
  return id === undefined ? notFound('Customer not found') : list(scope, { customerId: id }, query);
}

/** Finds the customer, then does something with the member; either may not be there. */
async function withMember(
  scope: Scope,
  key: CustomerKey,
  work: (customerId: string) => Promise<Answer>,
): Promise<Answer> {
  const id = await customerId(scope, key);
  return id === undefined ? notFound('Member not found') : work(id);
}

function get(scope: Scope, customer: CustomerKey, key: MemberKey): Promise<Answer> {
  return withMember(scope, customer, async (id) => {
    const member = await selectMember(scope, id, key);
    return member ? { status: 200, body: memberView(member) } : notFound('Member not found');
  });
}

function update(
  scope: Scope,
  customer: CustomerKey,
  key: MemberKey,
  body: Static<typeof Update>,
): Promise<Answer> {
  // Null leaves these two as they are.
  const change = { name: body.name, email: body.email ?? undefined, role: body.role ?? undefined };
  return withMember(scope, customer, async (id) => {
    const result: Result<Member> = await updateMember(scope, id, key, change);
    return result.ok ? { status: 200, body: memberView(result.value) } : refuseMember(result, body);
  });
}

function remove(scope: Scope, customer: CustomerKey, key: MemberKey): Promise<Answer> {
  return withMember(scope, customer, async (id) => {
    const result = await removeMember(scope, id, key);
    return result.ok ? { status: 204 } : refuseMember(result, null);
  });
}

/** The customer whose members a list is narrowed to, named by a text that may be no id at all. */
function customerFilter(text: string | null | undefined): { customerId?: string } | Answer {
  if (text == null) return {};
  const parsed = parseUuid(text);
  if ('uuid' in parsed) return { customerId: parsed.uuid };
  return parsed.error === 'uuid_version' ? noMembers : notFound('Invalid customer ID format');
}

const noMembers: Answer = listAnswer([], 0, { page: 1, limit: 1 });

export const memberRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/members/',
    summary: 'List members',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      customer_id: Type.Optional(nullable(Type.String())),
      external_customer_id: Type.Optional(nullable(Type.String())),
      ...listQuery,
    }),
    responses: { 200: listSchema(MemberSchema) },
    async handle(scope, { query }) {
      const filter = customerFilter(query.customer_id);
      if ('status' in filter) return filter;
      const { external_customer_id: externalCustomerId } = query;
      return list(scope, { ...filter, ...(externalCustomerId == null ? {} : { externalCustomerId }) }, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customers/{id}/members',
    summary: "List a customer's members",
    access: read,
    params: IdParams,
    query: Type.Object(listQuery),
    responses: { 200: listSchema(MemberSchema) },
    handle: (scope, { params, query }) => listOf(scope, { id: params.id }, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customers/{id}/members',
    summary: 'Add a member to a customer',
    access: write,
    params: IdParams,
    body: Create,
    responses: { 201: MemberSchema },
    handle: (scope, { params, body }) => create(scope, { id: params.id }, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customers/{id}/members/{member_id}',
    summary: 'Get a member of a customer',
    access: read,
    params: ById,
    responses: { 200: MemberSchema },
    handle: (scope, { params }) => get(scope, { id: params.id }, { id: params.member_id }),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/customers/{id}/members/{member_id}',
    summary: 'Update a member of a customer',
    access: write,
    params: ById,
    body: Update,
    responses: { 200: MemberSchema },
    handle: (scope, { params, body }) => update(scope, { id: params.id }, { id: params.member_id }, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/customers/{id}/members/{member_id}',
    summary: 'Remove a member from a customer',
    access: write,
    params: ById,
    responses: { 204: null },
    handle: (scope, { params }) => remove(scope, { id: params.id }, { id: params.member_id }),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customers/external/{external_id}/members',
    summary: "List the members of a customer by the merchant's own id",
    access: read,
    params: ExternalIdParams,
    query: Type.Object(listQuery),
    responses: { 200: listSchema(MemberSchema) },
    handle: (scope, { params, query }) => listOf(scope, { externalId: params.external_id }, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customers/external/{external_id}/members',
    summary: "Add a member to a customer by the merchant's own id",
    access: write,
    params: ExternalIdParams,
    body: Create,
    responses: { 201: MemberSchema },
    handle: (scope, { params, body }) => create(scope, { externalId: params.external_id }, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/customers/external/{external_id}/members/{member_external_id}',
    summary: "Get a member by the merchant's own ids",
    access: read,
    params: ByExternalId,
    responses: { 200: MemberSchema },
    handle: (scope, { params }) =>
      get(scope, { externalId: params.external_id }, { externalId: params.member_external_id }),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/customers/external/{external_id}/members/{member_external_id}',
    summary: "Update a member by the merchant's own ids",
    access: write,
    params: ByExternalId,
    body: Update,
    responses: { 200: MemberSchema },
    handle: (scope, { params, body }) =>
      update(scope, { externalId: params.external_id }, { externalId: params.member_external_id }, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/customers/external/{external_id}/members/{member_external_id}',
    summary: "Remove a member by the merchant's own ids",
    access: write,
    params: ByExternalId,
    responses: { 204: null },
    handle: (scope, { params }) =>
      remove(scope, { externalId: params.external_id }, { externalId: params.member_external_id }),
  }),
];
