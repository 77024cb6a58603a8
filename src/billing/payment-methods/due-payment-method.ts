import type { Scope } from '../../platform/scope.ts';
import { updateNoticed } from './payment-methods.sql.ts';

/** Tells, once, that a card's last month has begun. */
export async function runDuePaymentMethod(scope: Scope, id: string): Promise<undefined> {
  await updateNoticed(scope, id, {
    type: 'payment_method.expiring',
    objectType: 'payment_method',
    objectId: id,
    changes: {},
  });
}
