import { type Static, Type } from 'typebox';
import { createCustomerSession } from '../../billing/customer-sessions/index.ts';
import { type Customer, type CustomerKey, selectCustomer } from '../../billing/customers/index.ts';
import { type Member, type MemberKey, selectMember, settleOwner } from '../../billing/members/index.ts';
import { selectOrganization } from '../../billing/organizations/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import { aliased, open } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { CustomerSchema, customerView, timestamp, timestampOrNull } from './customer-view.ts';
import { invalid } from './errors.ts';
import { nullable, Timestamp, UrlInput, Uuid, UuidInput } from './schemas.ts';

const members = {
  member_id: Type.Optional(nullable(UuidInput)),
  external_member_id: Type.Optional(nullable(Type.String())),
  return_url: Type.Optional(nullable(UrlInput)),
};

const CustomerSessionCustomerExternalIDCreate = Type.Object(
  { ...members, external_customer_id: aliased(Type.String(), 'customer_external_id') },
  { title: 'CustomerSessionCustomerExternalIDCreate' },
);

/** Open: whoever gives both ids means the external one, which this branch would not let through. */
const CustomerSessionCustomerIDCreate = open(
  Type.Object({ ...members, customer_id: UuidInput }, { title: 'CustomerSessionCustomerIDCreate' }),
);

type ById = Static<typeof CustomerSessionCustomerIDCreate>;
type ByExternalId = Static<typeof CustomerSessionCustomerExternalIDCreate>;

const CustomerSessionCreate = Type.Unsafe<ById | ByExternalId>({
  anyOf: [CustomerSessionCustomerIDCreate, CustomerSessionCustomerExternalIDCreate],
});

const CustomerSessionSchema = Type.Object({
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  token: Type.String(),
  expires_at: Timestamp,
  return_url: nullable(Type.String()),
  customer_portal_url: Type.String(),
  customer_id: Uuid,
  customer: CustomerSchema,
});

/** The customer that a session is for, and the member of the body that names it. */
function customerNamed(body: ById | ByExternalId): { key: CustomerKey; member: string; value: string } {
  const given = body as Partial<Record<string, unknown>>;
  for (const member of ['external_customer_id', 'customer_external_id']) {
    const externalId = given[member];
    if (typeof externalId === 'string')
      return { key: { externalId }, member: 'external_customer_id', value: externalId };
  }
  const id = String(given.customer_id);
  return { key: { id }, member: 'customer_id', value: id };
}

function portalUrl(publicUrl: string, slug: string, token: string, email: string | null): string {
  const query = [`customer_session_token=${token}`, ...(email ? [`email=${encodeURIComponent(email)}`] : [])];
  return `${publicUrl}/${slug}/portal?${query.join('&')}`;
}

function refused(member: string, input: unknown, msg: string) {
  return invalid([{ type: 'value_error', loc: ['body', member], msg, input }]);
}

/** The member that a session is for, if one is named. */
async function memberNamed(
  scope: Scope,
  customer: Customer,
  body: ById | ByExternalId,
): Promise<{ member?: Member } | Answer> {
  for (const name of ['member_id', 'external_member_id'] as const) {
    const value = body[name];
    if (value == null) continue;
    const member = await findMember(
      scope,
      customer.id,
      name === 'member_id' ? { id: value } : { externalId: value },
    );
    return member ? { member } : refused(name, value, 'Member does not exist for this customer.');
  }
  return {};
}

/** A member to whom a row of its own can refer. */
async function findMember(scope: Scope, customerId: string, key: MemberKey): Promise<Member | undefined> {
  const member = await selectMember(scope, customerId, key);
  return member?.role === 'owner' ? settleOwner(scope, customerId) : member;
}

export const customerSessionRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/v1/customer-sessions/',
    summary: 'Create a customer session',
    access: merchant('customer_sessions:write'),
    body: CustomerSessionCreate,
    responses: { 201: CustomerSessionSchema },
    async handle(scope, { body }, request) {
      const { key, member: name, value } = customerNamed(body);
      const [customer, organization] = await Promise.all([
        selectCustomer(scope, key),
        selectOrganization(scope.database, scope.organizationId),
      ]);
      if (!customer || !organization) return refused(name, value, 'Customer does not exist.');
      const named = await memberNamed(scope, customer, body);
      if ('status' in named) return named;
      const { member } = named;
      if (!member && customer.type === 'team' && organization.settings.feature.member_model_enabled) {
        return refused('member_id', null, 'member_id is required for team customers.');
      }
      const { session, token } = await createCustomerSession(scope, {
        customerId: customer.id,
        memberId: member?.id ?? null,
        returnUrl: body.return_url ?? null,
      });
      const email = customer.email ?? member?.email ?? null;
      return {
        status: 201,
        body: {
          created_at: timestamp(session.createdAt),
          modified_at: timestampOrNull(session.modifiedAt),
          id: session.id,
          token,
          expires_at: timestamp(session.expiresAt),
          return_url: session.returnUrl,
          customer_portal_url: portalUrl(request.publicUrl, organization.slug, token, email),
          customer_id: customer.id,
          customer: customerView(customer),
        },
      };
    },
  }),
];
