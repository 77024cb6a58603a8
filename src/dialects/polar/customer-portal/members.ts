import { type Static, Type } from 'typebox';
import { selectCustomer } from '../../../billing/customers/index.ts';
import { createMember, listMembers, updateMember } from '../../../billing/members/index.ts';
import { removeMember } from '../../../billing/seats/index.ts';
import { type Answer, defineRoute, type Route } from '../../../platform/http/route.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Access, portalCustomer, portalTeam } from '../access.ts';
import { type FailureTable, invalid, known } from '../errors.ts';
import { PortalMemberSchema, portalMemberView, RoleSchema } from '../member-view.ts';
import { memberFailures, refuseMember } from '../members.ts';
import { limitAndOffset, listAnswer, listSchema, pageQuery } from '../paging.ts';
import { EmailInput, IdParams, NameInput, nullable } from '../schemas.ts';

const Create = Type.Object({
  email: EmailInput,
  name: Type.Optional(nullable(NameInput)),
  role: Type.Unsafe<Static<typeof RoleSchema>>({ ...RoleSchema, default: 'member' }),
});

const Update = Type.Object({
  name: Type.Optional(nullable(NameInput)),
  role: Type.Optional(nullable(RoleSchema)),
});

/** What is told of the member in the path, whom the caller is themselves. */
function ownFailures(id: string): FailureTable {
  const ofPath = { type: 'value_error', loc: ['path', 'id'], input: () => id };
  return { ...memberFailures, own_role_fixed: ofPath, self_removal: ofPath };
}

/** Does something for a team; customers that are no teams have only themselves. */
async function ofTeam(scope: Scope, work: (customerId: string) => Promise<Answer>): Promise<Answer> {
  const { id } = portalCustomer(scope);
  const customer = await selectCustomer(scope, { id });
  if (customer?.type === 'team') return work(id);
  return known(
    'NotPermitted',
    'Member management is only available for team customers. Purchase a seat-based product to enable team features.',
  );
}

function add(scope: Scope, { email, name = null, role }: Static<typeof Create>): Promise<Answer> {
  return ofTeam(scope, async (customerId) => {
    if (role === 'owner') {
      const msg = 'Cannot add a member as owner. There must be exactly one owner.';
      return invalid([{ type: 'value_error', loc: ['body', 'role'], msg, input: role }]);
    }
    const result = await createMember(scope, customerId, { email, name, externalId: null, role });
    return result.ok
      ? { status: 201, body: portalMemberView(result.value) }
      : refuseMember(result, { email, name, role });
  });
}

export const portalMemberRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/members',
    summary: "List the team's members",
    access: portalTeam,
    query: Type.Object(pageQuery),
    responses: { 200: listSchema(PortalMemberSchema) },
    handle: (scope, { query }) =>
      ofTeam(scope, async (customerId) => {
        const { items, total } = await listMembers(scope, { customerId }, limitAndOffset(query));
        return listAnswer(items.map(portalMemberView), total, query);
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-portal/members',
    summary: 'Add a member to the team',
    access: portalTeam,
    body: Create,
    responses: { 201: PortalMemberSchema },
    handle: (scope, { body }) => add(scope, body),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/customer-portal/members/{id}',
    summary: "Update one of the team's members",
    access: portalTeam,
    params: IdParams,
    body: Update,
    responses: { 200: PortalMemberSchema },
    handle: (scope, { params, body }) =>
      ofTeam(scope, async (customerId) => {
        const change = { name: body.name, role: body.role ?? undefined };
        const result = await updateMember(scope, customerId, { id: params.id }, change);
        return result.ok
          ? { status: 200, body: portalMemberView(result.value) }
          : refuseMember(result, body, ownFailures(params.id));
      }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/customer-portal/members/{id}',
    summary: "Remove one of the team's members",
    access: portalTeam,
    params: IdParams,
    responses: { 204: null },
    handle: (scope, { params }) =>
      ofTeam(scope, async (customerId) => {
        const result = await removeMember(scope, customerId, { id: params.id });
        return result.ok ? { status: 204 } : refuseMember(result, null, ownFailures(params.id));
      }),
  }),
];
