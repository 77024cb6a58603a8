import { orderBy, type Page, selectPage } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordColumns, recordedFrom, recordedIn, recordRow } from '../changes/index.ts';
import type { CustomerType } from '../customers/index.ts';
import type { Member, MemberKey, MemberRole } from './member.ts';

/** As it is kept: null of an owner that has no row of its own yet. */
type Stored = { storedEmail: string | null };

function columns({ database }: Scope) {
  return database`organization_id, mode, id, created_at, modified_at, customer_id, email, name, external_id, role`;
}

function ofCustomer({ database, organizationId, mode }: Scope, customerId: string) {
  return database`organization_id = ${organizationId} and mode = ${mode} and customer_id = ${customerId}`;
}

/** A member of a customer that is not deleted. */
export async function selectMember(
  scope: Scope,
  customerId: string,
  key: MemberKey | { email: string } | { role: 'owner' },
): Promise<Member | undefined> {
  const { database } = scope;
  const [row] = await database<Member[]>`
    select ${columns(scope)} from customer_members where ${ofCustomer(scope, customerId)} and ${keyed(scope, key)}`;
  return row;
}

function keyed({ database }: Scope, key: MemberKey | { email: string } | { role: 'owner' }) {
  if ('id' in key) return database`id = ${key.id}`;
  if ('externalId' in key) return database`external_id = ${key.externalId}`;
  if ('role' in key) return database`role = 'owner'`;
  return database`lower(email) = lower(${key.email})`;
}

/** Those of some customers' members that are named and not deleted. */
export async function selectMembers(
  scope: Scope,
  customerIds: readonly string[],
  ids: readonly string[],
): Promise<Member[]> {
  return scope.database<Member[]>`
    select ${columns(scope)} from customer_members
    where organization_id = ${scope.organizationId} and mode = ${scope.mode}
      and customer_id = any(${[...customerIds]}::uuid[]) and id = any(${[...ids]}::uuid[])`;
}

/** The owner that a customer is itself: from its creation on, whether or not it has got a row of its own since. */
export type ImpliedOwner = { customerId: string; id: string; isSettled: boolean };

/** The implied owners of those of some customers that have one: not where the owner was named when the customer was made. */
export async function selectImpliedOwners(
  scope: Scope,
  customerIds: readonly string[],
): Promise<Map<string, ImpliedOwner>> {
  const { database, organizationId, mode } = scope;
  const rows = await database<ImpliedOwner[]>`
    select customer_id, id, coalesce(is_settled, false) as is_settled
    from (select id as customer_id, owner_member_id(id) as id from unnest(${[...customerIds]}::uuid[]) as customer (id)) implied
    left join lateral (
      select bool_or(member.id = implied.id) as is_settled from members member
      where member.organization_id = ${organizationId} and member.mode = ${mode}
        and member.customer_id = implied.customer_id) as known on true
    where coalesce(is_settled, true) and (
      select (settings #>> '{feature,member_model_enabled}')::boolean from organizations where id = ${organizationId})`;
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** The members with an address, of teams: an individual is found as the customer that they are. */
export async function selectTeamMembersByEmail(
  scope: Scope,
  email: string,
  limit: number,
): Promise<Member[]> {
  const { database, organizationId, mode } = scope;
  return database<Member[]>`
    select ${columns(scope)} from members
    where organization_id = ${organizationId} and mode = ${mode} and lower(email) = lower(${email}) and deleted_at is null
      and exists (select from customers customer
        where customer.organization_id = members.organization_id and customer.mode = members.mode
          and customer.id = members.customer_id and customer.type = 'team' and customer.deleted_at is null
          and customer.archived_at is null)
    order by created_at desc, id desc limit ${limit}`;
}

export async function selectOwnerAsStored(
  scope: Scope,
  customerId: string,
): Promise<(Member & Stored) | undefined> {
  const [row] = await scope.database<(Member & Stored)[]>`
    select ${columns(scope)}, stored_email from customer_members
    where ${ofCustomer(scope, customerId)} and role = 'owner'`;
  return row;
}

/** What kind of customer it is, held against other changes to it or its members until the transaction ends. */
export async function lockCustomer(scope: Scope, customerId: string): Promise<CustomerType | undefined> {
  const { database, organizationId, mode } = scope;
  const [row] = await database<{ type: CustomerType }[]>`
    select type from customers
    where organization_id = ${organizationId} and mode = ${mode} and id = ${customerId} and deleted_at is null
    for no key update`;
  return row?.type;
}

export type MemberFilter = { customerId?: string; externalCustomerId?: string; role?: MemberRole };

/** A page of members and how many there are in all, newest first where no order is asked for. */
export async function listMembers(
  scope: Scope,
  filter: MemberFilter,
  page: Page<'createdAt'>,
): Promise<{ items: Member[]; total: number }> {
  const { database } = scope;
  const where = conditions(scope, filter);
  const order = orderBy<'createdAt'>(database, page.sort, { createdAt: database`created_at` });
  const list = { from: 'customer_members', columns: columns(scope), where, order };
  return selectPage<Member>(database, page, list);
}

function conditions({ database, organizationId, mode }: Scope, filter: MemberFilter) {
  const { customerId, externalCustomerId, role } = filter;
  return database`organization_id = ${organizationId} and mode = ${mode}
    ${customerId === undefined ? database`` : database`and customer_id = ${customerId}`}
    ${
      externalCustomerId === undefined
        ? database``
        : database`and customer_id in (select id from customers
            where organization_id = ${organizationId} and mode = ${mode} and external_id = ${externalCustomerId}
              and deleted_at is null)`
    }
    ${role === undefined ? database`` : database`and role = ${role}`}`;
}

/** Inserts, unless the customer has a member with the id, address, external id or office by now. */
export async function insertMember(
  scope: Scope,
  member: Member,
  record: ChangeRecord,
): Promise<Member | undefined> {
  const m = member;
  const { database } = scope;
  const [row] = await database<Member[]>`
    with changed as (
      insert into members (organization_id, mode, id, created_at, customer_id, email, name, external_id, role)
      values (${m.organizationId}, ${m.mode}, ${m.id}, ${m.createdAt}, ${m.customerId}, ${m.email}, ${m.name},
        ${m.externalId}, ${m.role})
      on conflict do nothing
      returning *),
    ${recordedIn(database, scope, record)}
    select ${columns(scope)} from changed`;
  return row;
}

export async function updateMemberRow(
  scope: Scope,
  member: Member,
  record: ChangeRecord,
): Promise<Member | undefined> {
  const m = member;
  const { database } = scope;
  const [row] = await database<Member[]>`
    with changed as (
      update members set modified_at = ${m.modifiedAt}, email = ${m.email}, name = ${m.name}, role = ${m.role}
      where organization_id = ${m.organizationId} and mode = ${m.mode} and id = ${m.id} and deleted_at is null
      returning *),
    ${recordedIn(database, scope, record)}
    select ${columns(scope)} from changed`;
  return row;
}

/** Marks members as deleted and ends their sessions. */
export async function deleteMemberRows(scope: Scope, members: readonly Member[], now: Date): Promise<void> {
  if (members.length === 0) return;
  const { database, organizationId, mode } = scope;
  const input = members.map(({ id }) => ({
    id,
    ...recordRow(scope, {
      type: 'member.deleted',
      objectType: 'member',
      objectId: id,
      changes: { deletedAt: { before: null, after: now } },
    }),
  }));
  await database`
    with input as (
      select * from jsonb_to_recordset(${database.json(input as never)}) as input (${recordColumns(database)}, id uuid)),
    changed as (
      update members set modified_at = ${now}, deleted_at = ${now}
      from input
      where members.organization_id = ${organizationId} and members.mode = ${mode} and members.id = input.id
        and members.deleted_at is null
      returning members.*),
    ${recordedFrom(database)},
    ended as (
      delete from customer_sessions using input
      where organization_id = ${organizationId} and mode = ${mode} and member_id = input.id)
    select 1`;
}

/** The members of a customer that have a row of their own, held until the transaction ends. */
export async function selectMemberRows(scope: Scope, customerId: string): Promise<Member[]> {
  return scope.database<Member[]>`
    select ${columns(scope)} from members where ${ofCustomer(scope, customerId)} and deleted_at is null
    order by id for no key update`;
}
