import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import type { Erasure } from './erasure.ts';

function columns(database: Database) {
  return database`organization_id, mode, id, created_at, customer_id, actor, request_id, keeps_metadata, finished_at`;
}

export async function insertErasure(
  scope: Scope,
  { id, customerId, keepsMetadata }: Pick<Erasure, 'id' | 'customerId' | 'keepsMetadata'>,
): Promise<Erasure> {
  const { database } = scope;
  const [row] = await database<Erasure[]>`
    insert into erasures (organization_id, mode, id, customer_id, actor, request_id, keeps_metadata)
    values (${scope.organizationId}, ${scope.mode}, ${id}, ${customerId}, ${database.json(scope.actor)},
      ${scope.requestId}, ${keepsMetadata})
    returning ${columns(database)}`;
  if (!row) throw new Error('An insert answered no row.');
  return row;
}

export async function selectErasure(scope: Scope, id: string): Promise<Erasure | undefined> {
  const { database } = scope;
  const [row] = await database<Erasure[]>`
    select ${columns(database)} from erasures
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}

/** The erasure of a customer that is under way. */
export async function selectOpenErasure(scope: Scope, customerId: string): Promise<Erasure | undefined> {
  const { database } = scope;
  const [row] = await database<Erasure[]>`
    select ${columns(database)} from erasures
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and finished_at is null`;
  return row;
}

/** Takes the oldest erasure that nobody works on, for so long. */
export async function leaseErasure(database: Database, milliseconds: number): Promise<Erasure | undefined> {
  const [row] = await database<Erasure[]>`
    update erasures set leased_until = now() + ${milliseconds}::double precision * interval '1 millisecond'
    where (organization_id, mode, id) in (
      select organization_id, mode, id from erasures
      where finished_at is null and (leased_until is null or leased_until <= now())
      order by created_at limit 1 for update skip locked)
    returning ${columns(database)}`;
  return row;
}

export async function renewErasure(scope: Scope, id: string, milliseconds: number): Promise<void> {
  await scope.database`
    update erasures set leased_until = now() + ${milliseconds}::double precision * interval '1 millisecond'
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
}

/** Marks as finished, and forgets which objects it was about. False where somebody else did. */
export async function finishErasureRow(scope: Scope, id: string): Promise<boolean> {
  const rows = await scope.database`
    update erasures set finished_at = now(), leased_until = null
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and finished_at is null
    returning 1`;
  return rows.length > 0;
}

export async function deleteErasureObjects(scope: Scope, id: string): Promise<void> {
  await scope.database`
    delete from erasure_objects
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and erasure_id = ${id}`;
}

/** The next objects of an erasure, in the order of their ids. */
export async function selectErasureObjects(
  scope: Scope,
  id: string,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const rows = await scope.database<{ objectId: string }[]>`
    select object_id from erasure_objects
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and erasure_id = ${id}
      and (${after ?? null}::uuid is null or object_id > ${after ?? null}::uuid)
    order by object_id limit ${limit}`;
  return rows.map(({ objectId }) => objectId);
}

/** All that has a `customer_id` and an id by which it is told of, or holds something of a person. */
const ownedTables = [
  'members',
  'payment_methods',
  'customer_sessions',
  'checkouts',
  'subscriptions',
  'invoices',
  'payments',
  'refunds',
  'credit_notes',
  'disputes',
  'customer_seats',
  'discount_redemptions',
  'trial_redemptions',
];

/** Those whom a customer took up: what is left of them is of the same person. */
export async function selectMerged(scope: Scope, customerId: string): Promise<string[]> {
  const rows = await scope.database<{ mergedId: string }[]>`
    select merged_id from customer_merges
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}`;
  return rows.map(({ mergedId }) => mergedId);
}

/**
 * Notes all that there is of a customer, those it took up among it, and, as long as the addresses of its people are known, the checkouts that these began
 * and left. May be called again: what has come since is added.
 */
export async function insertErasureObjects(scope: Scope, erasure: Erasure): Promise<void> {
  const { database } = scope;
  const { organizationId, mode, id, customerId } = erasure;
  const ids = [customerId, ...(await selectMerged(scope, customerId))];
  const owned = ownedTables
    .map(
      (table) => database`union select id from ${database(table)}
        where organization_id = ${organizationId} and mode = ${mode} and customer_id = any(${ids}::uuid[])`,
    )
    .reduce((all, one) => database`${all} ${one}`);
  await database`
    insert into erasure_objects (organization_id, mode, erasure_id, object_id)
    select ${organizationId}, ${mode}, ${id}, object_id from (
      select unnest(${ids}::uuid[]) as object_id
      union select owner_member_id(whose) from unnest(${ids}::uuid[]) as whose ${owned}
      union select id from checkouts
      where organization_id = ${organizationId} and mode = ${mode} and customer_id is null
        and lower(customer_email) in (
          select lower(email) from customers
          where organization_id = ${organizationId} and mode = ${mode} and id = ${customerId}
          union select lower(email) from members
          where organization_id = ${organizationId} and mode = ${mode} and customer_id = ${customerId})) as owned
    on conflict (organization_id, mode, erasure_id, object_id) do nothing`;
  await database`
    insert into erasure_objects (organization_id, mode, erasure_id, object_id)
    select ${organizationId}, ${mode}, ${id}, of_checkout.id from (
      select organization_id, mode, id, checkout_id from payments
      union all select organization_id, mode, id, checkout_id from discount_redemptions
    ) as of_checkout
    join erasure_objects known on known.organization_id = of_checkout.organization_id and known.mode = of_checkout.mode
      and known.object_id = of_checkout.checkout_id
    where known.organization_id = ${organizationId} and known.mode = ${mode} and known.erasure_id = ${id}
    on conflict (organization_id, mode, erasure_id, object_id) do nothing`;
}
