import { Type } from 'typebox';
import type { Customer } from '../../billing/customers/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import { AddressSchema, addressView } from './addresses.ts';
import { nullable, seconds } from './schemas.ts';

export const CustomerSchema = Type.Object({
  id: Type.String(),
  object: Type.Literal('customer'),
  // Null for customers of the other dialects who have none.
  email: nullable(Type.String()),
  name: nullable(Type.String()),
  phone: nullable(Type.String()),
  description: nullable(Type.String()),
  billing_address: nullable(AddressSchema),
  shipping_address: nullable(AddressSchema),
  default_payment_method: nullable(Type.String()),
  tax_exempt: Type.Boolean(),
  tax_ids: Type.Array(
    Type.Object({ type: Type.String(), value: Type.String() }, { additionalProperties: true }),
  ),
  metadata: Type.Object({}, { additionalProperties: true }),
  created: Type.Integer(),
});

export const customerId = (uuid: string) => prefixedId('cus', uuid);

export function customerView(customer: Customer) {
  const { defaultPaymentMethodId } = customer;
  return {
    id: customerId(customer.id),
    object: 'customer',
    email: customer.email,
    name: customer.name,
    phone: customer.phone,
    description: customer.description,
    billing_address: addressView(customer.billingAddress),
    shipping_address: addressView(customer.shippingAddress),
    default_payment_method:
      defaultPaymentMethodId === null ? customer.paymentToken : prefixedId('pm', defaultPaymentMethodId),
    tax_exempt: customer.taxExempt,
    tax_ids: customer.taxIds.map(({ format, value, other }) => ({ ...other, type: format, value })),
    metadata: customer.metadata,
    created: seconds(customer.createdAt),
  };
}
