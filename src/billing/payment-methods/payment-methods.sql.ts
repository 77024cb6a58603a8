import { selectPage } from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordedIn } from '../changes/index.ts';
import type { PaymentMethod } from './payment-method.ts';

/** One of a customer's own methods. */
export async function selectPaymentMethod(
  scope: Scope,
  customerId: string,
  id: string,
): Promise<PaymentMethod | undefined> {
  const [row] = await scope.database<PaymentMethod[]>`
    select * from payment_methods
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
      and customer_id = ${customerId} and deleted_at is null`;
  return row;
}

/** A page of a customer's methods, newest first, and how many there are in all. */
export async function listPaymentMethods(
  scope: Scope,
  customerId: string,
  page: { limit: number; offset: number },
): Promise<{ items: PaymentMethod[]; total: number }> {
  const { database } = scope;
  const where = database`
    organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
    and deleted_at is null`;
  const order = database`created_at desc, id desc`;
  return selectPage<PaymentMethod>(database, page, { from: 'payment_methods', where, order });
}

/** Whoever's it is. */
export async function selectPaymentMethodById(scope: Scope, id: string): Promise<PaymentMethod | undefined> {
  const [row] = await scope.database<PaymentMethod[]>`
    select * from payment_methods
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id} and deleted_at is null`;
  return row;
}

/**
 * The method to charge a customer with: the one preferred (a subscription's own), else the customer's default, else the
 * newest. Only of methods that the organization's processor keeps; undefined where there is none.
 */
export async function paymentMethodToCharge(
  scope: Scope,
  { customerId, preferredId }: { customerId: string; preferredId: string | null },
): Promise<PaymentMethod | undefined> {
  const { organizationId, mode } = scope;
  const [row] = await scope.database<PaymentMethod[]>`
    select method.* from payment_methods method
    join customers customer on customer.organization_id = method.organization_id and customer.mode = method.mode
      and customer.id = method.customer_id
    where method.organization_id = ${organizationId} and method.mode = ${mode} and method.customer_id = ${customerId}
      and method.deleted_at is null
      and method.processor = coalesce((select processor from processor_accounts
        where organization_id = ${organizationId} and mode = ${mode}), 'sandbox')
    order by method.id is not distinct from ${preferredId}::uuid desc,
      method.id is not distinct from customer.default_payment_method_id desc, method.created_at desc, method.id desc
    limit 1`;
  return row;
}

/** One of a customer's own, by what its processor knows it by. */
export async function selectPaymentMethodByReference(
  scope: Scope,
  customerId: string,
  { processor, reference }: { processor: string; reference: string },
): Promise<PaymentMethod | undefined> {
  const [row] = await scope.database<PaymentMethod[]>`
    select * from payment_methods
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and processor = ${processor} and processor_reference = ${reference} and deleted_at is null
    order by created_at limit 1`;
  return row;
}

/** What a processor knows a customer by, where a method of theirs says so: also one that was deleted since. */
export async function customerReferenceOf(
  scope: Scope,
  customerId: string,
  processor: string,
): Promise<string | null> {
  const [row] = await scope.database<{ reference: string }[]>`
    select processor_customer_reference as reference from payment_methods
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and processor = ${processor} and processor_customer_reference is not null
    order by created_at desc, id desc limit 1`;
  return row?.reference ?? null;
}

/** What is told of a method: nothing that could be charged. */
function toldColumns(scope: Scope) {
  return scope.database`organization_id, mode, id, created_at, modified_at, deleted_at, customer_id, processor, type,
    method_metadata`;
}

/** Inserts and records. */
export async function insertPaymentMethod(
  scope: Scope,
  method: PaymentMethod,
  record: ChangeRecord,
): Promise<void> {
  const m = method;
  const { database } = scope;
  await database`
    with changed as (
      insert into payment_methods (organization_id, mode, id, created_at, customer_id, processor, processor_reference,
        processor_customer_reference, fingerprint, type, method_metadata, next_action_at)
      values (${m.organizationId}, ${m.mode}, ${m.id}, ${m.createdAt}, ${m.customerId}, ${m.processor},
        ${m.processorReference}, ${m.processorCustomerReference}, ${m.fingerprint}, ${m.type},
        ${database.json(m.methodMetadata)}, ${m.nextActionAt})
      returning ${toldColumns(scope)}),
    ${recordedIn(database, scope, record)}
    select 1`;
}

/** Marks as deleted, and records. Answers whether it was there. */
export async function deletePaymentMethodRow(
  scope: Scope,
  method: Pick<PaymentMethod, 'id' | 'deletedAt'>,
  record: ChangeRecord,
): Promise<boolean> {
  const { database } = scope;
  const rows = await database`
    with changed as (
      update payment_methods set deleted_at = ${method.deletedAt}, modified_at = ${method.deletedAt}, next_action_at = null
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${method.id}
        and deleted_at is null
      returning ${toldColumns(scope)}),
    ${recordedIn(database, scope, record)}
    select id from changed`;
  return rows.length > 0;
}

/** Notes that the owner of a method is told what was due to be told of it, and tells it. */
export async function updateNoticed(scope: Scope, id: string, record: ChangeRecord): Promise<void> {
  const { database } = scope;
  await database`
    with changed as (
      update payment_methods set next_action_at = null
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
      returning ${toldColumns(scope)}),
    ${recordedIn(database, scope, record)}
    select 1`;
}
