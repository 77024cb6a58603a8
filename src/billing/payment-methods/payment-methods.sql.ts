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
  const own = database`
    organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
    and deleted_at is null`;
  const [items, counts] = await Promise.all([
    database<PaymentMethod[]>`
      select * from payment_methods where ${own}
      order by created_at desc, id desc limit ${page.limit} offset ${page.offset}`,
    database<{ total: number }[]>`select count(*) as total from payment_methods where ${own}`,
  ]);
  return { items, total: counts[0]?.total ?? 0 };
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
        type, method_metadata)
      values (${m.organizationId}, ${m.mode}, ${m.id}, ${m.createdAt}, ${m.customerId}, ${m.processor},
        ${m.processorReference}, ${m.type}, ${database.json(m.methodMetadata as never)})
      returning *),
    ${recordedIn(database, scope, record)}
    select 1`;
}
