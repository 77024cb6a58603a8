import { Type } from 'typebox';
import type { PaymentMethod } from '../../billing/payment-methods/index.ts';
import { timestamp, timestampOrNull } from './customer-view.ts';
import { nullable, Timestamp, Uuid } from './schemas.ts';

const members = {
  id: Uuid,
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  processor: Type.Literal('stripe'),
  customer_id: Uuid,
  type: Type.String(),
  is_default: Type.Boolean(),
};

const Card = Type.Object({
  ...members,
  type: Type.Literal('card'),
  method_metadata: Type.Object({
    brand: Type.String(),
    last4: Type.String(),
    exp_month: Type.Integer(),
    exp_year: Type.Integer(),
    wallet: Type.Optional(nullable(Type.String())),
  }),
});

export const PaymentMethodSchema = Type.Union([Card, Type.Object(members)]);

/** A means of payment. Its processor is always told as the only one that the vendor's clients know. */
export function paymentMethodView(method: PaymentMethod, defaultPaymentMethodId: string | null) {
  const view = {
    id: method.id,
    created_at: timestamp(method.createdAt),
    modified_at: timestampOrNull(method.modifiedAt),
    processor: 'stripe',
    customer_id: method.customerId,
    type: method.type,
    is_default: method.id === defaultPaymentMethodId,
  };
  return method.type === 'card' ? { ...view, method_metadata: method.methodMetadata } : view;
}
