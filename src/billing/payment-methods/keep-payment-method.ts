import type { Scope } from '../../platform/scope.ts';
import { type Customer, type CustomerRules, updateCustomer } from '../customers/index.ts';
import type { ChargedMethod } from '../payments/index.ts';
import type { PaymentMethod } from './payment-method.ts';
import { selectPaymentMethodByReference } from './payment-methods.sql.ts';
import { savePaymentMethod } from './save-payment-method.ts';

export type KeptMethod = {
  /** The name of the processor that keeps it, and what that knows the customer by. */
  processor: string;
  customerReference: string | null;
  method: ChargedMethod;
  /** Whether it is the one to use from now on. */
  makeDefault: boolean;
};

/** Keeps a means of payment that the processor keeps, in the caller's transaction: once, however often that is told. */
export async function keepPaymentMethod(
  scope: Scope,
  customer: Pick<Customer, 'id'>,
  { processor, customerReference, method, makeDefault }: KeptMethod,
): Promise<PaymentMethod> {
  const kept =
    (await selectPaymentMethodByReference(scope, customer.id, { processor, reference: method.reference })) ??
    (await savePaymentMethod(scope, {
      customerId: customer.id,
      processor,
      processorReference: method.reference,
      processorCustomerReference: customerReference,
      fingerprint: method.fingerprint,
      type: method.type,
      methodMetadata: method.metadata,
    }));
  if (makeDefault) {
    await updateCustomer(scope, { id: customer.id }, { defaultPaymentMethodId: kept.id }, untouchedRules);
  }
  return kept;
}

/** For a change of the default method alone: they are about members that stay as they are. */
export const untouchedRules: CustomerRules = {
  email: 'shared',
  emailCase: 'stored',
  externalId: 'replaceable',
  billingAddress: 'clearable',
  taxIds: 'as_given',
};
