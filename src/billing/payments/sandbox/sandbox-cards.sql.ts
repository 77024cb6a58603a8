import type { Mode, Scope } from '../../../platform/scope.ts';
import type { CardOutcome } from './test-cards.ts';

/** A card as the sandbox keeps it: never the number, only what a test number stands for. */
export type SandboxCard = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  checkoutId: string | null;
  outcome: CardOutcome;
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
};

export async function insertSandboxCard(scope: Scope, card: SandboxCard): Promise<void> {
  const c = card;
  await scope.database`
    insert into sandbox_cards (organization_id, mode, id, created_at, checkout_id, outcome, brand, last4, exp_month, exp_year)
    values (${c.organizationId}, ${c.mode}, ${c.id}, ${c.createdAt}, ${c.checkoutId}, ${c.outcome}, ${c.brand}, ${c.last4},
      ${c.expMonth}, ${c.expYear})`;
}

export async function selectSandboxCard(scope: Scope, id: string): Promise<SandboxCard | undefined> {
  const [row] = await scope.database<SandboxCard[]>`
    select * from sandbox_cards
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}
