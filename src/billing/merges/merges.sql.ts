import type { Database } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { Member } from '../members/index.ts';

/**
 * What has a customer, by what it is called in a merge, in the order in which rows are locked elsewhere. A new table with a
 * `customer_id` belongs here too, or among those of `notMoved`: a test asks the schema.
 */
export const movedTables = {
  checkouts: 'checkouts',
  payments: 'payments',
  subscriptions: 'subscriptions',
  invoices: 'invoices',
  refunds: 'refunds',
  credit_notes: 'credit_notes',
  disputes: 'disputes',
  payment_methods: 'payment_methods',
  payment_method_set_ups: 'payment_method_set_ups',
  pending_lines: 'pending_lines',
  customer_seats: 'seats',
  discount_redemptions: 'discount_redemptions',
  trial_redemptions: 'trial_redemptions',
  usage_records: 'usage_records',
  mails: 'mails',
} as const;

/** What is not simply the other customer's from then on, with the reason. */
export const notMoved: Readonly<Record<string, string>> = {
  members: 'who is in both becomes one',
  customer_balances: 'what is on the account is booked over',
  customer_balance_entries: 'the account that was keeps its entries',
  customer_sessions: 'end',
  login_codes: 'end',
  email_changes: 'end',
  customer_merges: 'point at who has it all now',
  erasures: 'are of whom they were asked for',
};

type MovedTable = keyof typeof movedTables;
export type MovedName = (typeof movedTables)[MovedTable];

const tableNames = Object.keys(movedTables) as MovedTable[];

/**
 * Holds customers until the transaction ends: both of a merge in one order, so that two merges do not wait for each other. What is
 * being paid or bought comes first, as it does where a payment is settled and a checkout writes its buyer.
 */
export async function holdCustomers(scope: Scope, ids: readonly string[]): Promise<void> {
  for (const [table, status] of [
    ['payments', 'pending'],
    ['checkouts', 'open'],
    ['checkouts', 'confirmed'],
  ] as const) {
    await scope.database`
      select 1 from ${scope.database(table)}
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and status = ${status}
        and customer_id = any(${[...ids]}::uuid[])
      order by id for update`;
  }
  await scope.database`
    select 1 from customers
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = any(${[...ids]}::uuid[])
    order by id for no key update`;
}

/** How many rows there are to move. */
export async function countMoved(scope: Scope, from: string): Promise<Record<MovedName, number>> {
  const { database, organizationId, mode } = scope;
  const counts = await Promise.all(
    tableNames.map(async (table) => {
      const [row] = await database<{ rows: number }[]>`
        select count(*) as rows from ${database(table)}
        where organization_id = ${organizationId} and mode = ${mode} and customer_id = ${from}`;
      return [movedTables[table], row?.rows ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts) as Record<MovedName, number>;
}

/**
 * Moves rows from one customer to another, table by table. Who writes to one of them meanwhile is waited for, and may have added
 * to a table that was done: so it is gone through again until there is nothing left. Answers how many rows moved, and which
 * subscriptions.
 */
export async function moveRows(
  scope: Scope,
  from: string,
  to: string,
): Promise<{ moves: Record<MovedName, number>; subscriptionIds: string[] }> {
  const { database, organizationId, mode } = scope;
  const names = Object.values(movedTables);
  const moves = Object.fromEntries(names.map((name) => [name, 0])) as Record<MovedName, number>;
  const subscriptionIds: string[] = [];
  for (let rows = Number.POSITIVE_INFINITY; rows > 0; ) {
    rows = 0;
    for (const table of tableNames) {
      const found = await database<{ id: string }[]>`
        update ${database(table)} set customer_id = ${to}
        where organization_id = ${organizationId} and mode = ${mode} and customer_id = ${from}
        ${table === 'subscriptions' ? database`returning id` : database``}`;
      moves[movedTables[table]] += found.count;
      rows += found.count;
      subscriptionIds.push(...found.map(({ id }) => id));
    }
  }
  return { moves, subscriptionIds };
}

/** Gives issued invoices that show the customer's own name that name for good: they are another's from now on. */
export async function keepBilledName(scope: Scope, from: string): Promise<void> {
  await scope.database`
    update invoices set billing_name = customer.name, version = invoices.version + 1
    from customers customer
    where invoices.organization_id = ${scope.organizationId} and invoices.mode = ${scope.mode}
      and invoices.customer_id = ${from} and coalesce(invoices.billing_name, '') = '' and invoices.status <> 'draft'
      and customer.organization_id = invoices.organization_id and customer.mode = invoices.mode
      and customer.id = invoices.customer_id and customer.name is not null`;
}

/** The members of a customer that have a row of their own, the owner first. */
export async function selectMembersToMove(scope: Scope, customerId: string): Promise<Member[]> {
  return scope.database<Member[]>`
    select organization_id, mode, id, created_at, modified_at, customer_id, email, name, external_id, role from members
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and deleted_at is null
    order by role <> 'owner', created_at, id`;
}

/** Gives a member to another customer. */
export async function moveMember(scope: Scope, member: Member, record: ChangeRecord): Promise<void> {
  const { database, organizationId, mode } = scope;
  await database`
    with changed as (
      update members set customer_id = ${member.customerId}, role = ${member.role}, external_id = ${member.externalId},
        modified_at = ${member.modifiedAt}
      where organization_id = ${organizationId} and mode = ${mode} and id = ${member.id}
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Gives one member the seats of another; of a subscription or order in which both have one, the other's is left. */
export async function moveSeats(scope: Scope, from: string, to: string): Promise<void> {
  const { database, organizationId, mode } = scope;
  await database`
    update customer_seats seat set member_id = ${to}
    where organization_id = ${organizationId} and mode = ${mode} and member_id = ${from}
      and not exists (select from customer_seats taken
        where taken.organization_id = ${organizationId} and taken.mode = ${mode} and taken.member_id = ${to}
          and (taken.subscription_id = seat.subscription_id or taken.invoice_id = seat.invoice_id))`;
}

/** Ends what lets a customer in, or would change it. */
export async function endLogins(scope: Scope, customerId: string): Promise<number> {
  const { database, organizationId, mode } = scope;
  const own = database`organization_id = ${organizationId} and mode = ${mode} and customer_id = ${customerId}`;
  const [row] = await database<{ sessions: number }[]>`
    with codes as (delete from login_codes where ${own}),
    links as (delete from email_changes where ${own}),
    sessions as (delete from customer_sessions where ${own} returning 1)
    select count(*) as sessions from sessions`;
  return row?.sessions ?? 0;
}

export async function countSessions(scope: Scope, customerId: string): Promise<number> {
  const { database, organizationId, mode } = scope;
  const [row] = await database<{ sessions: number }[]>`
    select count(*) as sessions from customer_sessions
    where organization_id = ${organizationId} and mode = ${mode} and customer_id = ${customerId}`;
  return row?.sessions ?? 0;
}

/** Notes that one customer took up another, and with it those whom that had taken up. */
export async function insertMerge(
  scope: Scope,
  { id, from, to }: { id: string; from: string; to: string },
): Promise<void> {
  const { database, organizationId, mode } = scope;
  await database`
    with earlier as (
      update customer_merges set customer_id = ${to}
      where organization_id = ${organizationId} and mode = ${mode} and customer_id = ${from})
    insert into customer_merges (organization_id, mode, id, created_at, customer_id, merged_id)
    values (${organizationId}, ${mode}, ${id}, ${scope.clock.now()}, ${to}, ${from})`;
}

/** A merge that is to be looked after. */
type FollowedMerge = { organizationId: string; mode: Mode; customerId: string; mergedId: string };

/**
 * Takes the merge that is longest due to be looked after; nobody else does before its next time. Looks grow rarer; after ten
 * minutes, which no request takes, there are no more: what breaks one off is made good by the next.
 */
export async function takeMergeToFollow(database: Database): Promise<FollowedMerge | undefined> {
  const [row] = await database<FollowedMerge[]>`
    update customer_merges
    set follow_at = case when merged_at > now() - interval '10 minutes'
      then now() + greatest(now() - merged_at, interval '1 second') end
    where (organization_id, mode, id) in (
      select organization_id, mode, id from customer_merges
      where follow_at <= now() order by follow_at limit 1 for update skip locked)
    returning organization_id, mode, customer_id, merged_id`;
  return row;
}
