import type { Scope } from '../../platform/scope.ts';

/** A customer's wish to leave a means of payment, that waits for them to authenticate. */
export type SetUp = {
  /** Also the processor's key. */
  id: string;
  createdAt: Date;
  customerId: string;
  processor: string;
  processorReference: string;
  clientSecret: string | null;
  /** What it became; null while it is no method. */
  paymentMethodId: string | null;
};

export async function insertSetUp(scope: Scope, setUp: SetUp): Promise<void> {
  const s = setUp;
  await scope.database`
    insert into payment_method_set_ups (organization_id, mode, id, created_at, customer_id, processor, processor_reference,
      client_secret, payment_method_id)
    values (${scope.organizationId}, ${scope.mode}, ${s.id}, ${s.createdAt}, ${s.customerId}, ${s.processor},
      ${s.processorReference}, ${s.clientSecret}, ${s.paymentMethodId})`;
}

/** One of a customer's own, by what the processor or the buyer's form knows it by; held until the transaction ends. */
export async function selectSetUpLocked(
  scope: Scope,
  customerId: string,
  named: string,
): Promise<SetUp | undefined> {
  const [row] = await scope.database<SetUp[]>`
    select * from payment_method_set_ups
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}
      and (processor_reference = ${named} or client_secret = ${named})
    for update`;
  return row;
}

export async function completeSetUp(scope: Scope, id: string, paymentMethodId: string): Promise<void> {
  await scope.database`
    update payment_method_set_ups set payment_method_id = ${paymentMethodId}
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}`;
}

/** Whether the processors have met a customer: with a method, or with one that was begun. */
export async function isKnownToProcessor(scope: Scope, customerId: string): Promise<boolean> {
  const [row] = await scope.database<{ is: boolean }[]>`
    select exists (select from payment_methods
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId})
    or exists (select from payment_method_set_ups
      where organization_id = ${scope.organizationId} and mode = ${scope.mode} and customer_id = ${customerId}) as is`;
  return row?.is ?? false;
}
