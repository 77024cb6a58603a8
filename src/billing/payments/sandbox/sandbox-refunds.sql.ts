import type { Mode, Scope } from '../../../platform/scope.ts';

export type SandboxRefund = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  idempotencyKey: string;
  chargeId: string;
  /** Minor units. */
  amount: number;
  status: 'succeeded' | 'failed' | 'pending';
  failureReason: string | null;
  /** What it turns into, and when; null of one that stays. */
  becomes: 'succeeded' | 'failed' | null;
  becomesAt: Date | null;
};

/** All of a charge, oldest first. */
export async function selectSandboxRefunds(scope: Scope, chargeId: string): Promise<SandboxRefund[]> {
  return scope.database<SandboxRefund[]>`
    select * from sandbox_refunds
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and charge_id = ${chargeId}
    order by created_at, id`;
}

export async function insertSandboxRefund(scope: Scope, refund: SandboxRefund): Promise<void> {
  const r = refund;
  await scope.database`
    insert into sandbox_refunds (organization_id, mode, id, created_at, idempotency_key, charge_id, amount, status,
      failure_reason, becomes, becomes_at)
    values (${r.organizationId}, ${r.mode}, ${r.id}, ${r.createdAt}, ${r.idempotencyKey}, ${r.chargeId}, ${r.amount},
      ${r.status}, ${r.failureReason}, ${r.becomes}, ${r.becomesAt})`;
}

export async function updateSandboxRefund(scope: Scope, refund: SandboxRefund): Promise<void> {
  const r = refund;
  await scope.database`
    update sandbox_refunds set modified_at = ${r.modifiedAt}, status = ${r.status}, failure_reason = ${r.failureReason},
      becomes = ${r.becomes}, becomes_at = ${r.becomesAt}
    where organization_id = ${r.organizationId} and mode = ${r.mode} and id = ${r.id}`;
}
