import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { selectCustomer, updateCustomer } from '../customers/index.ts';
import { ProcessorError, processorNamed } from '../payments/index.ts';
import { untouchedRules } from './keep-payment-method.ts';
import type { PaymentMethod } from './payment-method.ts';
import { deletePaymentMethodRow, selectPaymentMethod } from './payment-methods.sql.ts';

/**
 * Takes a means of payment from a customer: nothing is charged with it any more, and where it was the one to use, none is.
 *
 * @returns `not_found`
 */
export async function deletePaymentMethod(
  scope: Scope,
  customerId: string,
  id: string,
): Promise<Result<PaymentMethod>> {
  const deleted = await transaction(scope.database, (database) =>
    deleteRow({ ...scope, database }, customerId, id),
  );
  if (!deleted) return fail({ code: 'not_found', message: 'There is no such payment method.' });
  await forgetAtProcessor(scope, deleted);
  return ok(deleted);
}

async function deleteRow(scope: Scope, customerId: string, id: string): Promise<PaymentMethod | undefined> {
  const before = await selectPaymentMethod(scope, customerId, id);
  if (!before) return undefined;
  const now = scope.clock.now();
  const after: PaymentMethod = { ...before, modifiedAt: now, deletedAt: now };
  const isDone = await deletePaymentMethodRow(scope, after, {
    type: 'payment_method.deleted',
    objectType: 'payment_method',
    objectId: id,
    changes: changesBetween<PaymentMethod>(before, after, ['deletedAt']),
  });
  if (!isDone) return undefined;
  const customer = await selectCustomer(scope, { id: customerId });
  if (customer?.defaultPaymentMethodId === id) {
    await updateCustomer(scope, { id: customerId }, { defaultPaymentMethodId: null }, untouchedRules);
  }
  return after;
}

/** Whatever the processor says: with us it is gone, so that nobody charges it. */
async function forgetAtProcessor(scope: Scope, method: PaymentMethod): Promise<void> {
  try {
    const processor = await processorNamed(scope, method.processor);
    await processor.detachMethod(scope, method.processorReference);
  } catch (error) {
    if (!(error instanceof ProcessorError)) throw error;
  }
}
