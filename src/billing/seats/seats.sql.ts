import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordColumns, recordedFrom, recordedIn, recordRow } from '../changes/index.ts';
import type { Seat, SeatedPurchase, SeatSource } from './seat.ts';

/** All but the hash of the invitation's token, which no event tells of. */
function columns(database: Database) {
  return database`organization_id, mode, id, created_at, modified_at, subscription_id, invoice_id, status, customer_id,
    member_id, email, invitation_expires_at, claimed_at, revoked_at, metadata`;
}

function within({ database, organizationId, mode }: Scope) {
  return database`organization_id = ${organizationId} and mode = ${mode}`;
}

function ofSource({ database }: Scope, source: SeatSource) {
  return 'subscriptionId' in source
    ? database`subscription_id = ${source.subscriptionId}`
    : database`invoice_id = ${source.invoiceId}`;
}

/** What seats are of; with `lock`, held until the transaction ends, so that they are given away one after the other. */
export async function selectPurchase(
  scope: Scope,
  source: SeatSource,
  options: { lock?: boolean; customerId?: string } = {},
): Promise<SeatedPurchase | undefined> {
  const { database } = scope;
  const buyer =
    options.customerId === undefined ? database`` : database`and customer_id = ${options.customerId}`;
  const lock = options.lock ? database`for no key update` : database``;
  const [row] =
    'subscriptionId' in source
      ? await database<SeatedPurchase[]>`
          select id as subscription_id, null::uuid as invoice_id, customer_id, product_id, coalesce(seats, 0) as seats,
            status not in ('incomplete', 'incomplete_expired', 'canceled') as is_open
          from subscriptions where ${within(scope)} and id = ${source.subscriptionId} ${buyer} ${lock}`
      : await database<SeatedPurchase[]>`
          select null::uuid as subscription_id, id as invoice_id, customer_id, product_id, coalesce(seats, 0) as seats,
            status in ('paid', 'partially_refunded') as is_open
          from invoices where ${within(scope)} and id = ${source.invoiceId} ${buyer} ${lock}`;
  return row;
}

/** What a checkout of one customer came to. */
export async function selectSourceOfCheckout(
  scope: Scope,
  checkoutId: string,
  customerId: string,
): Promise<SeatSource | undefined> {
  const { database } = scope;
  const made = database`${within(scope)} and checkout_id = ${checkoutId} and customer_id = ${customerId}`;
  const [row] = await database<{ subscriptionId: string | null; invoiceId: string | null }[]>`
    select id as subscription_id, null::uuid as invoice_id from subscriptions where ${made}
    union all
    select subscription_id, id from invoices where ${made}
    limit 1`;
  if (!row) return undefined;
  const { subscriptionId, invoiceId } = row;
  if (subscriptionId !== null) return { subscriptionId };
  return invoiceId === null ? undefined : { invoiceId };
}

/** Oldest first, those that were taken away among them. */
export async function selectSeats(scope: Scope, source: SeatSource): Promise<Seat[]> {
  const { database } = scope;
  return database<Seat[]>`
    select ${columns(database)} from customer_seats where ${within(scope)} and ${ofSource(scope, source)}
    order by created_at, id`;
}

export async function selectSeat(
  scope: Scope,
  id: string,
  customerId: string | undefined,
): Promise<Seat | undefined> {
  const { database } = scope;
  const [row] = await database<Seat[]>`
    select ${columns(database)} from customer_seats
    where ${within(scope)} and id = ${id}
      ${customerId === undefined ? database`` : database`and customer_id = ${customerId}`}`;
  return row;
}

/** The seats that a member has, claimed or not yet. */
export async function selectSeatsOfMember(scope: Scope, memberId: string): Promise<Seat[]> {
  const { database } = scope;
  return database<Seat[]>`
    select ${columns(database)} from customer_seats
    where ${within(scope)} and member_id = ${memberId} order by claimed_at desc nulls last, id desc`;
}

/** How many seats are not to be had: those claimed, and those that wait to be. */
export async function countTakenSeats(scope: Scope, source: SeatSource): Promise<number> {
  const [row] = await scope.database<{ taken: number }[]>`
    select count(*) as taken from customer_seats
    where ${within(scope)} and ${ofSource(scope, source)} and status <> 'revoked'`;
  return row?.taken ?? 0;
}

/** Writes a seat that is given to somebody: a new row, or one that had been taken away. */
export async function writeSeat(
  scope: Scope,
  seat: Seat,
  invitationHash: Buffer | null,
  record: ChangeRecord,
): Promise<Seat> {
  const s = seat;
  const { database } = scope;
  const [row] = await database<Seat[]>`
    with changed as (
      insert into customer_seats (organization_id, mode, id, created_at, subscription_id, invoice_id, status, customer_id,
        member_id, email, invitation_token_hash, invitation_expires_at, claimed_at, metadata)
      values (${s.organizationId}, ${s.mode}, ${s.id}, ${s.createdAt}, ${s.subscriptionId}, ${s.invoiceId}, ${s.status},
        ${s.customerId}, ${s.memberId}, ${s.email}, ${invitationHash}, ${s.invitationExpiresAt}, ${s.claimedAt},
        ${database.json(s.metadata as never)})
      on conflict (organization_id, mode, id) do update set modified_at = ${scope.clock.now()}, status = excluded.status,
        member_id = excluded.member_id, email = excluded.email, invitation_token_hash = excluded.invitation_token_hash,
        invitation_expires_at = excluded.invitation_expires_at, claimed_at = excluded.claimed_at, revoked_at = null,
        metadata = excluded.metadata
      returning ${columns(database)}),
    ${recordedIn(database, scope, record)}
    select * from changed`;
  if (!row) throw new Error('A seat was not written.');
  return row;
}

/** Takes seats away that are not yet; answers those it took. */
export async function revokeSeatRows(scope: Scope, seats: readonly Seat[]): Promise<Seat[]> {
  if (seats.length === 0) return [];
  const { database } = scope;
  const now = scope.clock.now();
  const input = seats.map(({ id, status, memberId }) => ({
    id,
    ...recordRow(scope, {
      type: 'customer_seat.revoked',
      objectType: 'customer_seat',
      objectId: id,
      changes: {
        status: { before: status, after: 'revoked' },
        memberId: { before: memberId, after: null },
      },
    }),
  }));
  return database<Seat[]>`
    with input as (
      select * from jsonb_to_recordset(${database.json(input as never)}) as input (${recordColumns(database)}, id uuid)),
    changed as (
      update customer_seats set modified_at = ${now}, status = 'revoked', revoked_at = ${now}, member_id = null,
        invitation_token_hash = null, invitation_expires_at = null
      where ${within(scope)} and id in (select id from input) and status <> 'revoked'
      returning ${columns(database)}),
    ${recordedFrom(database)}
    select * from changed`;
}

/** Gives a pending seat another invitation; nothing where it is not pending. */
export async function renewInvitation(
  scope: Scope,
  id: string,
  invitationHash: Buffer,
  expiresAt: Date,
): Promise<Seat | undefined> {
  const { database } = scope;
  const [row] = await database<Seat[]>`
    with changed as (
      update customer_seats set modified_at = ${scope.clock.now()}, invitation_token_hash = ${invitationHash},
        invitation_expires_at = ${expiresAt}
      where ${within(scope)} and id = ${id} and status = 'pending'
      returning ${columns(database)}),
    ${recordedIn(database, scope, {
      type: 'customer_seat.invited',
      objectType: 'customer_seat',
      objectId: id,
      changes: { invitationExpiresAt: { before: null, after: expiresAt } },
    })}
    select * from changed`;
  return row;
}

/** Without an organization: the token is what finds it. */
export async function selectSeatByInvitation(
  database: Database,
  invitationHash: Buffer,
): Promise<Seat | undefined> {
  const [row] = await database<Seat[]>`
    select ${columns(database)} from customer_seats where invitation_token_hash = ${invitationHash}`;
  return row;
}

/** Uses an invitation up: of several at once, one gets the seat. */
export async function claimSeatRow(
  scope: Scope,
  id: string,
  invitationHash: Buffer,
): Promise<Seat | undefined> {
  const { database } = scope;
  const now = scope.clock.now();
  const [row] = await database<Seat[]>`
    with changed as (
      update customer_seats set modified_at = ${now}, status = 'claimed', claimed_at = ${now},
        invitation_token_hash = null, invitation_expires_at = null
      where ${within(scope)} and id = ${id} and status = 'pending' and invitation_token_hash = ${invitationHash}
      returning ${columns(database)}),
    ${recordedIn(database, scope, {
      type: 'customer_seat.claimed',
      objectType: 'customer_seat',
      objectId: id,
      changes: { status: { before: 'pending', after: 'claimed' } },
    })}
    select * from changed`;
  return row;
}
