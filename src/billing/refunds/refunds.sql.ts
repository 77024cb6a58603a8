import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { Refund } from './refund.ts';

/** Inserts and records. */
export async function insertRefund(scope: Scope, refund: Refund, record: ChangeRecord): Promise<void> {
  const r = refund;
  const { database } = scope;
  await database`
    with changed as (
      insert into refunds (organization_id, mode, id, created_at, invoice_id, payment_id, customer_id, subscription_id,
        dispute_id, status, reason, amount, tax_amount, currency, comment, revoke_benefits, metadata, processor,
        processor_reference, next_action_at)
      values (${r.organizationId}, ${r.mode}, ${r.id}, ${r.createdAt}, ${r.invoiceId}, ${r.paymentId}, ${r.customerId},
        ${r.subscriptionId}, ${r.disputeId}, ${r.status}, ${r.reason}, ${r.amount}, ${r.taxAmount}, ${r.currency},
        ${r.comment}, ${r.revokeBenefits}, ${database.json(r.metadata as never)}, ${r.processor},
        ${r.processorReference}, ${r.nextActionAt})
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Writes what became of a refund, and records it. */
export async function updateRefundRow(scope: Scope, refund: Refund, record: ChangeRecord): Promise<void> {
  const r = refund;
  const { database } = scope;
  await database`
    with changed as (
      update refunds set modified_at = ${r.modifiedAt}, status = ${r.status},
        processor_reference = ${r.processorReference}, failure_reason = ${r.failureReason},
        settled_at = ${r.settledAt}, next_action_at = ${r.nextActionAt}
      where organization_id = ${r.organizationId} and mode = ${r.mode} and id = ${r.id}
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Writes what is known of a refund that is still under way: told to nobody yet. */
export async function updatePendingRefund(
  scope: Scope,
  id: string,
  known: Pick<Refund, 'processorReference' | 'nextActionAt'>,
): Promise<void> {
  await scope.database`
    update refunds set processor_reference = ${known.processorReference}, next_action_at = ${known.nextActionAt}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and status = 'pending'`;
}

/** Puts off when a refund that is under way is looked at again, unless that is later already; told to nobody. */
export async function postponeRefund(scope: Scope, id: string, until: Date): Promise<void> {
  await scope.database`
    update refunds set next_action_at = ${until}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and status = 'pending'
      and next_action_at < ${until}`;
}

/** `lock` holds the row until the transaction ends. */
export async function selectRefund(
  scope: Scope,
  key: { id: string } | { disputeId: string },
  options: { lock?: boolean } = {},
): Promise<Refund | undefined> {
  const { database } = scope;
  const named = 'id' in key ? database`id = ${key.id}` : database`dispute_id = ${key.disputeId}`;
  const [row] = await database<Refund[]>`
    select * from refunds
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and ${named}
    ${options.lock ? database`for update` : database``}`;
  return row;
}

/** The refund of an invoice that this very request made, before it died. */
export async function selectRefundOfRequest(scope: Scope, invoiceId: string): Promise<Refund | undefined> {
  const [row] = await scope.database<Refund[]>`
    select * from refunds
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and invoice_id = ${invoiceId}
      and exists (select from audit_log record
        where record.organization_id = refunds.organization_id and record.mode = refunds.mode
          and record.object_id = refunds.id and record.action = 'refund.created'
          and record.request_id = ${scope.requestId})`;
  return row;
}

/** What is on its way back of an invoice: without and of the tax. */
export async function selectPendingRefunds(
  scope: Scope,
  invoiceId: string,
): Promise<{ amount: number; taxAmount: number }> {
  const [row] = await scope.database<{ amount: number; taxAmount: number }[]>`
    select coalesce(sum(amount), 0)::bigint as amount, coalesce(sum(tax_amount), 0)::bigint as tax_amount
    from refunds
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and invoice_id = ${invoiceId}
      and status = 'pending'`;
  return row ?? { amount: 0, taxAmount: 0 };
}

/** Whether the buyer's bank disputes a payment: what is only warned of can still be given back. */
export async function isDisputed(scope: Scope, paymentId: string): Promise<boolean> {
  const [row] = await scope.database<{ is: boolean }[]>`
    select exists (select from disputes
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and payment_id = ${paymentId}
        and status in ('needs_response', 'under_review', 'lost')) as is`;
  return row?.is ?? false;
}
