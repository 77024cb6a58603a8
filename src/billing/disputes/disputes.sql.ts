import { allOf, orderBy, type Page, selectPage } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { Dispute, DisputeStatus } from './dispute.ts';

/** Inserts and records. */
export async function insertDispute(scope: Scope, dispute: Dispute, record: ChangeRecord): Promise<void> {
  const d = dispute;
  const { database } = scope;
  await database`
    with changed as (
      insert into disputes (organization_id, mode, id, created_at, invoice_id, payment_id, customer_id, status, amount,
        tax_amount, currency, reason, evidence_due_by, processor, processor_reference)
      values (${d.organizationId}, ${d.mode}, ${d.id}, ${d.createdAt}, ${d.invoiceId}, ${d.paymentId}, ${d.customerId},
        ${d.status}, ${d.amount}, ${d.taxAmount}, ${d.currency}, ${d.reason}, ${d.evidenceDueBy}, ${d.processor},
        ${d.processorReference})
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Writes what can change of a dispute, and records it. */
export async function updateDisputeRow(scope: Scope, dispute: Dispute, record: ChangeRecord): Promise<void> {
  const d = dispute;
  const { database } = scope;
  await database`
    with changed as (
      update disputes set modified_at = ${d.modifiedAt}, status = ${d.status}, amount = ${d.amount},
        tax_amount = ${d.taxAmount}, reason = ${d.reason}, evidence_due_by = ${d.evidenceDueBy}
      where organization_id = ${d.organizationId} and mode = ${d.mode} and id = ${d.id}
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

export async function selectDispute(
  scope: Scope,
  key: { id: string } | { processor: string; reference: string },
): Promise<Dispute | undefined> {
  const { database } = scope;
  const named =
    'id' in key
      ? database`id = ${key.id}`
      : database`processor = ${key.processor} and processor_reference = ${key.reference}`;
  const [row] = await database<Dispute[]>`
    select * from disputes
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and ${named}`;
  return row;
}

export type DisputeSort = 'createdAt' | 'amount';

/** Of lists, one of the values must hold. */
export type DisputeFilter = {
  ids?: readonly string[];
  invoiceIds?: readonly string[];
  statuses?: readonly DisputeStatus[];
};

/** A page of disputes and how many there are in all. */
export async function listDisputes(
  scope: Scope,
  filter: DisputeFilter,
  page: Page<DisputeSort>,
): Promise<{ items: Dispute[]; total: number }> {
  const { database } = scope;
  const { ids, invoiceIds, statuses } = filter;
  const parts = [database`organization_id = ${scope.organizationId} and mode = ${scope.mode}`];
  if (ids) parts.push(database`id = any(${[...ids]}::uuid[])`);
  if (invoiceIds) parts.push(database`invoice_id = any(${[...invoiceIds]}::uuid[])`);
  if (statuses) parts.push(database`status = any(${[...statuses]}::text[])`);
  const order = orderBy<DisputeSort>(database, page.sort, {
    createdAt: database`created_at`,
    amount: database`amount`,
  });
  return selectPage<Dispute>(database, page, { from: 'disputes', where: allOf(database, parts), order });
}
