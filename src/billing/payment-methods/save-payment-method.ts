import { newId } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import { changesBetween } from '../changes/index.ts';
import { expiryNoticeAt, type PaymentMethod } from './payment-method.ts';
import { insertPaymentMethod } from './payment-methods.sql.ts';

export type PaymentMethodInput = Pick<
  PaymentMethod,
  | 'customerId'
  | 'processor'
  | 'processorReference'
  | 'processorCustomerReference'
  | 'fingerprint'
  | 'type'
  | 'methodMetadata'
>;

/** Keeps a means of payment for a customer. */
export async function savePaymentMethod(scope: Scope, input: PaymentMethodInput): Promise<PaymentMethod> {
  const now = scope.clock.now();
  const method: PaymentMethod = {
    ...input,
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    modifiedAt: null,
    deletedAt: null,
    nextActionAt: expiryNoticeAt(input.methodMetadata, now),
  };
  await insertPaymentMethod(scope, method, {
    type: 'payment_method.created',
    objectType: 'payment_method',
    objectId: method.id,
    changes: changesBetween<PaymentMethod>(null, method, [
      'customerId',
      'processor',
      'type',
      'methodMetadata',
    ]),
  });
  return method;
}
