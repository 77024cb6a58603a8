import { type Static, Type } from 'typebox';
import type { Payment } from '../../billing/payments/index.ts';
import { timestamp, timestampOrNull } from './customer-view.ts';
import { nullable, Timestamp, Uuid } from './schemas.ts';

export const paymentStatuses = ['pending', 'succeeded', 'failed'] as const;

const CardMetadata = Type.Object({ brand: Type.String(), last4: Type.String() });

export const PaymentSchema = Type.Object({
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  processor: Type.Literal('stripe'),
  status: Type.Unsafe<Payment['status']>({ type: 'string', enum: [...paymentStatuses] }),
  amount: Type.Integer(),
  currency: Type.String(),
  method: Type.String(),
  trigger: nullable(
    Type.Unsafe<Payment['trigger']>({
      type: 'string',
      enum: [
        'purchase',
        'subscription_cycle',
        'retry_dunning',
        'retry_customer',
        'retry_payment_method_update',
        'retry_admin',
      ],
    }),
  ),
  decline_reason: nullable(Type.String()),
  decline_message: nullable(Type.String()),
  organization_id: Uuid,
  checkout_id: nullable(Uuid),
  order_id: nullable(Uuid),
  processor_metadata: Type.Unsafe<Record<string, unknown>>({ type: 'object' }),
  method_metadata: Type.Union([CardMetadata, Type.Object({})]),
});

/**
 * A payment as Polar shows it. Its clients know one processor and refuse any other name, so that is the name shown,
 * whoever moved the money.
 */
export function paymentView(payment: Payment): Static<typeof PaymentSchema> {
  const { methodMetadata } = payment;
  return {
    created_at: timestamp(payment.createdAt),
    modified_at: timestampOrNull(payment.modifiedAt),
    id: payment.id,
    processor: 'stripe',
    status: payment.status,
    amount: payment.amount,
    currency: payment.currency,
    method: payment.method,
    trigger: payment.trigger,
    decline_reason: payment.declineReason,
    decline_message: payment.declineMessage,
    organization_id: payment.organizationId,
    checkout_id: payment.checkoutId,
    order_id: payment.invoiceId,
    processor_metadata: {},
    method_metadata:
      'last4' in methodMetadata ? { brand: methodMetadata.brand, last4: methodMetadata.last4 } : {},
  };
}
