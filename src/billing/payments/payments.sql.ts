import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { Payment } from './payment.ts';

/** Inserts and records. */
export async function insertPayment(scope: Scope, payment: Payment, record: ChangeRecord): Promise<void> {
  const p = payment;
  const { database } = scope;
  await database`
    with changed as (
      insert into payments (organization_id, mode, id, created_at, customer_id, checkout_id, invoice_id,
        payment_method_id, processor, processor_reference, status, trigger, amount, currency, method, method_metadata,
        decline_reason, decline_message)
      values (${p.organizationId}, ${p.mode}, ${p.id}, ${p.createdAt}, ${p.customerId}, ${p.checkoutId}, ${p.invoiceId},
        ${p.paymentMethodId}, ${p.processor}, ${p.processorReference}, ${p.status}, ${p.trigger}, ${p.amount},
        ${p.currency}, ${p.method}, ${database.json(p.methodMetadata)}, ${p.declineReason}, ${p.declineMessage})
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}

export async function selectPayment(scope: Scope, id: string): Promise<Payment | undefined> {
  const [row] = await scope.database<Payment[]>`
    select * from payments
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
  return row;
}
