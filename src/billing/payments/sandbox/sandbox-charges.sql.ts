import type { Database } from '../../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../../platform/scope.ts';
import type { ChargedMethod } from '../processor.ts';
import type { CardOutcome, DeclineReason } from './card-behavior.ts';
import type { SandboxCard } from './sandbox-cards.sql.ts';

/** A charge, or the set-up of a card, as the far side knows it. */
export type SandboxCharge = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  kind: 'charge' | 'set_up';
  idempotencyKey: string;
  /** Minor units; null of a set-up, which takes nothing. */
  amount: number | null;
  currency: string | null;
  outcome: CardOutcome;
  /** The kept card that is charged, or kept with it. */
  cardId: string | null;
  customerReference: string;
  method: ChargedMethod | null;
  status: 'succeeded' | 'failed' | 'requires_action' | 'pending';
  declineReason: DeclineReason | null;
  /** With it the buyer's form answers the challenge; null where there is none. */
  clientSecret: string | null;
  /** When something comes of it by itself. */
  nextActionAt: Date | null;
};

/**
 * Keeps a charge, and the card that is kept with it, unless one with its key is there already. One statement, so that of
 * two calls at once with one key only the first does anything.
 *
 * @returns the charge that has the key
 */
export async function insertSandboxCharge(
  scope: Scope,
  charge: SandboxCharge,
  keptCard: SandboxCard | undefined,
): Promise<SandboxCharge> {
  const c = charge;
  const k = keptCard;
  const { database } = scope;
  const [inserted] = await database<SandboxCharge[]>`
    with charged as (
      insert into sandbox_charges (organization_id, mode, id, created_at, kind, idempotency_key, amount, currency, outcome,
        card_id, customer_reference, method, status, decline_reason, client_secret, next_action_at)
      values (${c.organizationId}, ${c.mode}, ${c.id}, ${c.createdAt}, ${c.kind}, ${c.idempotencyKey}, ${c.amount},
        ${c.currency}, ${c.outcome}, ${c.cardId}, ${c.customerReference}, ${database.json(c.method)}, ${c.status},
        ${c.declineReason}, ${c.clientSecret}, ${c.nextActionAt})
      on conflict (organization_id, mode, kind, idempotency_key) do nothing
      returning *)
    ${
      k
        ? database`, kept as (
      insert into sandbox_cards (organization_id, mode, id, created_at, outcome, brand, last4, exp_month, exp_year,
        fingerprint, customer_reference)
      select organization_id, mode, card_id, created_at, outcome, ${k.brand}::text, ${k.last4}::text, ${k.expMonth}::int,
        ${k.expYear}::int, ${k.fingerprint}::text, customer_reference from charged)`
        : database``
    }
    select * from charged`;
  const kept = inserted ?? (await selectSandboxChargeByKey(scope, c.kind, c.idempotencyKey));
  if (!kept) throw new Error('A charge of the sandbox is gone.');
  if (kept.amount !== c.amount || kept.currency !== c.currency) {
    throw new Error('A key of the sandbox was used for two charges that are not the same.');
  }
  return kept;
}

export async function selectSandboxChargeByKey(
  scope: Scope,
  kind: SandboxCharge['kind'],
  key: string,
): Promise<SandboxCharge | undefined> {
  const [row] = await scope.database<SandboxCharge[]>`
    select * from sandbox_charges
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and kind = ${kind}
      and idempotency_key = ${key}`;
  return row;
}

/** `lock` holds the row until the transaction ends. */
export async function selectSandboxCharge(
  scope: Scope,
  id: string,
  options: { lock?: boolean } = {},
): Promise<SandboxCharge | undefined> {
  const { database } = scope;
  const [row] = await database<SandboxCharge[]>`
    select * from sandbox_charges
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
    ${options.lock ? database`for update` : database``}`;
  return row;
}

/** The one lookup before the organization is known: the secret says whose charge it is. */
export async function selectSandboxChargeBySecret(
  database: Database,
  clientSecret: string,
): Promise<SandboxCharge | undefined> {
  const [row] = await database<SandboxCharge[]>`
    select * from sandbox_charges where client_secret = ${clientSecret}`;
  return row;
}

export type SandboxSettlement = Pick<SandboxCharge, 'status' | 'declineReason' | 'nextActionAt'>;

/**
 * Writes what became of a charge that waited, and remembers of its card that the holder authenticated.
 *
 * @returns undefined where it does not wait so any more
 */
export async function settleSandboxChargeRow(
  scope: Scope,
  id: string,
  from: 'requires_action' | 'pending',
  settlement: SandboxSettlement,
  isAuthenticated: boolean,
): Promise<SandboxCharge | undefined> {
  const { database } = scope;
  const [row] = await database<SandboxCharge[]>`
    with settled as (
      update sandbox_charges set modified_at = ${scope.clock.now()}, status = ${settlement.status},
        decline_reason = ${settlement.declineReason}, next_action_at = ${settlement.nextActionAt}
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and status = ${from}
      returning *)
    ${
      isAuthenticated
        ? database`, authenticated as (
      update sandbox_cards set is_authenticated = true
      where organization_id = ${scope.organizationId} and mode = ${scope.mode}
        and id = (select card_id from settled where status <> 'failed'))`
        : database``
    }
    select * from settled`;
  return row;
}

export async function updateSandboxNextAction(
  scope: Scope,
  id: string,
  nextActionAt: Date | null,
): Promise<void> {
  await scope.database`
    update sandbox_charges set next_action_at = ${nextActionAt}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
}
