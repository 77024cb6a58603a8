import type { Mode, Scope } from '../../../platform/scope.ts';
import type { ProcessorDispute } from '../processor.ts';

export type SandboxDispute = {
  organizationId: string;
  mode: Mode;
  id: string;
  createdAt: Date;
  modifiedAt: Date | null;
  chargeId: string;
  status: ProcessorDispute['status'];
  reason: string;
  evidenceDueBy: Date | null;
};

/** Of a charge, or by its own id. */
export async function selectSandboxDispute(
  scope: Scope,
  key: { chargeId: string } | { id: string },
): Promise<SandboxDispute | undefined> {
  const { database } = scope;
  const named = 'id' in key ? database`id = ${key.id}` : database`charge_id = ${key.chargeId}`;
  const [row] = await database<SandboxDispute[]>`
    select * from sandbox_disputes
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and ${named}`;
  return row;
}

/** Answers whether it is the charge's first: a charge is disputed once. */
export async function insertSandboxDispute(scope: Scope, dispute: SandboxDispute): Promise<boolean> {
  const d = dispute;
  const rows = await scope.database`
    insert into sandbox_disputes (organization_id, mode, id, created_at, charge_id, status, reason, evidence_due_by)
    values (${d.organizationId}, ${d.mode}, ${d.id}, ${d.createdAt}, ${d.chargeId}, ${d.status}, ${d.reason},
      ${d.evidenceDueBy})
    on conflict (organization_id, mode, charge_id) do nothing`;
  return rows.count > 0;
}

/** Answers the dispute, or undefined where it is none or over already. */
export async function moveSandboxDispute(
  scope: Scope,
  id: string,
  status: SandboxDispute['status'],
): Promise<SandboxDispute | undefined> {
  const [row] = await scope.database<SandboxDispute[]>`
    update sandbox_disputes set modified_at = ${scope.clock.now()}, status = ${status}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
      and status in ('early_warning', 'needs_response', 'under_review')
    returning *`;
  return row;
}
