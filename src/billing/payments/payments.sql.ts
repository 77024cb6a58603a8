import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { Payment } from './payment.ts';

/** What is told of a payment: nothing that pays or authenticates. */
function toldColumns(scope: Scope) {
  return scope.database`organization_id, mode, id, created_at, modified_at, purpose, customer_id, checkout_id, invoice_id,
    subscription_id, payment_method_id, processor, processor_reference, status, trigger, amount, currency, method,
    method_metadata, decline_reason, decline_message, is_final_decline, settled_at`;
}

/** Inserts and records. */
export async function insertPayment(scope: Scope, payment: Payment, record: ChangeRecord): Promise<void> {
  const p = payment;
  const { database } = scope;
  await database`
    with changed as (
      insert into payments (organization_id, mode, id, created_at, purpose, customer_id, checkout_id, invoice_id,
        subscription_id, payment_method_id, processor, processor_reference, status, trigger, amount, currency, method,
        method_metadata, decline_reason, decline_message, is_final_decline, change, confirmation_token, return_url,
        customer_reference, settled_at, next_action_at)
      values (${p.organizationId}, ${p.mode}, ${p.id}, ${p.createdAt}, ${p.purpose}, ${p.customerId}, ${p.checkoutId},
        ${p.invoiceId}, ${p.subscriptionId}, ${p.paymentMethodId}, ${p.processor}, ${p.processorReference}, ${p.status},
        ${p.trigger}, ${p.amount}, ${p.currency}, ${p.method}, ${database.json(p.methodMetadata)}, ${p.declineReason},
        ${p.declineMessage}, ${p.isFinalDecline}, ${database.json(p.change as never)}, ${p.confirmationToken},
        ${p.returnUrl}, ${p.customerReference}, ${p.settledAt}, ${p.nextActionAt})
      returning ${toldColumns(scope)}),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Writes what became of a payment, and records it. */
export async function updatePaymentRow(scope: Scope, payment: Payment, record: ChangeRecord): Promise<void> {
  const p = payment;
  const { database } = scope;
  await database`
    with changed as (
      update payments set modified_at = ${p.modifiedAt}, customer_id = ${p.customerId}, invoice_id = ${p.invoiceId},
        subscription_id = ${p.subscriptionId}, payment_method_id = ${p.paymentMethodId},
        processor_reference = ${p.processorReference}, status = ${p.status}, method = ${p.method},
        method_metadata = ${database.json(p.methodMetadata)}, decline_reason = ${p.declineReason},
        decline_message = ${p.declineMessage}, is_final_decline = ${p.isFinalDecline},
        confirmation_token = ${p.confirmationToken}, client_secret = ${p.clientSecret},
        customer_reference = ${p.customerReference}, settled_at = ${p.settledAt}, next_action_at = ${p.nextActionAt}
      where organization_id = ${p.organizationId} and mode = ${p.mode} and id = ${p.id}
      returning ${toldColumns(scope)}),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Writes what is known of a payment that is still under way: recorded where there is a record of it, else told to nobody yet. */
export async function updatePendingPayment(
  scope: Scope,
  id: string,
  known: Pick<Payment, 'processorReference' | 'clientSecret' | 'customerReference' | 'nextActionAt'>,
  record: ChangeRecord | undefined,
): Promise<void> {
  const { database } = scope;
  await database`
    with changed as (
      update payments set processor_reference = ${known.processorReference}, client_secret = ${known.clientSecret},
        customer_reference = ${known.customerReference}, next_action_at = ${known.nextActionAt}
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and status = 'pending'
      returning ${toldColumns(scope)})
    ${record ? database`, ${recordedIn(database, scope, record)}` : database``}
    select 1`;
}

/** Puts off when a payment that is under way is looked at again, unless that is later already; told to nobody. */
export async function postponePayment(scope: Scope, id: string, until: Date): Promise<void> {
  await scope.database`
    update payments set next_action_at = ${until}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and status = 'pending'
      and next_action_at < ${until}`;
}

/** `lock` holds the row until the transaction ends. */
export async function selectPayment(
  scope: Scope,
  id: string,
  options: { lock?: boolean } = {},
): Promise<Payment | undefined> {
  const { database } = scope;
  const [row] = await database<Payment[]>`
    select * from payments
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
    ${options.lock ? database`for update` : database``}`;
  return row;
}

/** The payment that is under way for an invoice, if one is. */
export async function selectPendingPaymentOf(scope: Scope, invoiceId: string): Promise<Payment | undefined> {
  const [row] = await scope.database<Payment[]>`
    select * from payments
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and invoice_id = ${invoiceId}
      and purpose = 'invoice' and status = 'pending'`;
  return row;
}

/** The payment that a processor knows by this: the processors' references are of different kinds. */
export async function selectPaymentByReference(
  scope: Scope,
  reference: string,
): Promise<Payment | undefined> {
  const [row] = await scope.database<Payment[]>`
    select * from payments
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and processor_reference = ${reference}
    order by created_at limit 1`;
  return row;
}

/** The payment by which an invoice was paid: of several the first, as what came in later was the customer's. */
export async function selectSucceededPaymentOf(
  scope: Scope,
  invoiceId: string,
): Promise<Payment | undefined> {
  const [row] = await scope.database<Payment[]>`
    select * from payments
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and invoice_id = ${invoiceId}
      and status = 'succeeded'
    order by settled_at nulls first, created_at limit 1`;
  return row;
}
