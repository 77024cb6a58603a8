import type { Mode, Scope } from '../../../platform/scope.ts';
import type { CardOutcome } from './card-behavior.ts';

/** A card as the sandbox keeps it: never the number, only what a test number stands for. */
export type SandboxCard = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  /** The only checkout that a token may pay; null where it may pay any, and of a card that is kept. */
  checkoutId: string | null;
  outcome: CardOutcome;
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
  fingerprint: string | null;
  /** Whose kept card it is; null of a token. */
  customerReference: string | null;
  isAuthenticated: boolean;
  detachedAt: Date | null;
};

export async function insertSandboxCard(scope: Scope, card: SandboxCard): Promise<void> {
  const c = card;
  await scope.database`
    insert into sandbox_cards (organization_id, mode, id, created_at, checkout_id, outcome, brand, last4, exp_month, exp_year,
      fingerprint, customer_reference, is_authenticated)
    values (${c.organizationId}, ${c.mode}, ${c.id}, ${c.createdAt}, ${c.checkoutId}, ${c.outcome}, ${c.brand}, ${c.last4},
      ${c.expMonth}, ${c.expYear}, ${c.fingerprint}, ${c.customerReference}, ${c.isAuthenticated})`;
}

export async function selectSandboxCard(scope: Scope, id: string): Promise<SandboxCard | undefined> {
  const [row] = await scope.database<SandboxCard[]>`
    select * from sandbox_cards
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}

export async function detachSandboxCard(scope: Scope, id: string): Promise<void> {
  await scope.database`
    update sandbox_cards set detached_at = ${scope.clock.now()}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and detached_at is null`;
}

/** From now on the card does something else. Answers whether there is such a card. */
export async function changeSandboxCardOutcome(
  scope: Scope,
  id: string,
  outcome: CardOutcome,
): Promise<boolean> {
  const rows = await scope.database`
    update sandbox_cards set outcome = ${outcome}, is_authenticated = false
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and detached_at is null`;
  return rows.count > 0;
}
