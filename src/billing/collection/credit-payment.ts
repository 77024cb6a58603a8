import type { Scope } from '../../platform/scope.ts';
import { addToBalance } from '../invoices/index.ts';
import type { Payment } from '../payments/index.ts';

/** Money that came in for nothing is the customer's. */
export async function creditPayment(scope: Scope, payment: Payment, invoiceId: string | null): Promise<void> {
  const { customerId, currency, amount } = payment;
  if (customerId === null) throw new Error(`Payment ${payment.id} is nobody's.`);
  await addToBalance(scope, { customerId, currency, amount, reason: 'adjustment', invoiceId });
}
