import { Type } from 'typebox';
import type { Customer } from '../../billing/customers/index.ts';
import type { PaymentMethod } from '../../billing/payment-methods/index.ts';
import { billingAddressView, customerId } from './customer-view.ts';
import { recordView } from './pricing-model-view.ts';
import { Metadata, nullable } from './schemas.ts';
import { type ContractRules, inPricingModelMembers, Timestamp } from './versions.ts';

export const PaymentMethodSchema = Type.Object({
  id: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  livemode: Type.Boolean(),
  customerId: Type.String(),
  billingDetails: Type.Object({
    name: nullable(Type.String()),
    email: nullable(Type.String()),
    address: Type.Object({ country: Type.String() }),
  }),
  type: Type.String({ enum: ['card', 'link', 'us_bank_account', 'sepa_debit'] }),
  default: Type.Boolean(),
  paymentMethodData: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: {} }),
  metadata: nullable(Metadata),
  ...inPricingModelMembers,
});

/** Its owner's address is what is known of where it is billed. */
export function paymentMethodView(method: PaymentMethod, owner: Customer, rules: ContractRules) {
  const { email, phone } = owner;
  const name = owner.billingName ?? owner.name;
  const billing = billingAddressView(owner.billingAddress, { name, email, phone });
  return {
    ...recordView('pm', method, rules),
    customerId: customerId(method.customerId),
    billingDetails: { name, email, address: billing?.address ?? { country: '' } },
    type: method.type,
    default: owner.defaultPaymentMethodId === method.id,
    paymentMethodData: method.methodMetadata,
    metadata: null,
    ...rules.inPricingModel(owner.pricingModelId),
  };
}
