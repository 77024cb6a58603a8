import { type Static, Type } from 'typebox';
import { retryPaymentForMerchant } from '../../billing/collection/index.ts';
import { type Customer, selectCustomersById } from '../../billing/customers/index.ts';
import { type Payment, selectPaymentsBefore } from '../../billing/payments/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, keyWith } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { listOf, nullable, optional, page, pageQuery, Timestamp, Uuid, UuidInput } from './schemas.ts';

const statuses: readonly Payment['status'][] = ['pending', 'succeeded', 'failed'];
const Status = Type.Unsafe<Payment['status']>({ type: 'string', enum: [...statuses] });

const PaymentSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  settled_at: nullable(Timestamp),
  status: Status,
  amount: Type.Integer(),
  currency: Type.String(),
  processor: Type.String(),
  processor_reference: nullable(Type.String({ description: 'What the processor knows it by.' })),
  method: Type.String(),
  method_metadata: Type.Record(Type.String(), Type.Unknown()),
  trigger: Type.Unsafe<Payment['trigger']>({
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
  decline_reason: nullable(Type.String()),
  decline_message: nullable(Type.String()),
  order_id: nullable(Uuid),
  checkout_id: nullable(Uuid),
  subscription_id: nullable(Uuid),
  customer: nullable(
    Type.Object({ id: Uuid, name: nullable(Type.String()), email: nullable(Type.String()) }),
  ),
});

function paymentView(payment: Payment, customer: Customer | undefined): Static<typeof PaymentSchema> {
  return {
    id: payment.id,
    created_at: payment.createdAt.toISOString(),
    settled_at: payment.settledAt?.toISOString() ?? null,
    status: payment.status,
    amount: payment.amount,
    currency: payment.currency,
    processor: payment.processor,
    processor_reference: payment.processorReference,
    method: payment.method,
    method_metadata: payment.methodMetadata,
    trigger: payment.trigger,
    decline_reason: payment.declineReason,
    decline_message: payment.declineMessage,
    order_id: payment.invoiceId,
    checkout_id: payment.checkoutId,
    subscription_id: payment.subscriptionId,
    customer: customer ? { id: customer.id, name: customer.name, email: customer.email } : null,
  };
}

export const paymentRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/payments',
    summary: 'List payments with whose they are, newest first',
    access: keyWith('payments:read'),
    mayBeStale: true,
    query: Type.Object({
      ...whoseQuery,
      ...pageQuery,
      status: Type.Optional(Status),
      customer_id: Type.Optional(UuidInput),
    }),
    responses: { 200: listOf(PaymentSchema) },
    async handle(caller, { query }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const { status, customer_id: customerId, limit, cursor: before } = query;
      const filter = {
        statuses: status && [status],
        customerIds: customerId === undefined ? undefined : [customerId],
      };
      const payments = await selectPaymentsBefore(scope, filter, { limit: limit + 1, before });
      const ids = new Set(payments.flatMap(({ customerId: id }) => id ?? []));
      const customers = new Map(
        (await selectCustomersById(scope, [...ids])).map((customer) => [customer.id, customer]),
      );
      const view = (payment: Payment) => paymentView(payment, customers.get(payment.customerId ?? ''));
      return { status: 200, body: page(payments, limit, view) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/florin/v1/invoices/{id}/retry',
    summary: 'Try the payment of an invoice that dunning is at, now',
    access: keyWith('orders:write'),
    inSteps: true,
    params: Type.Object({ id: UuidInput }),
    query: Type.Object(whoseQuery),
    body: Type.Object({
      payment_method_id: optional({
        ...UuidInput,
        description: "Left out, the card that renewals are charged to, or the customer's default.",
      }),
    }),
    bodyOptional: true,
    responses: { 200: PaymentSchema },
    async handle(caller, { params, query, body }, request) {
      const scope = await callerScope(caller, query, request);
      if (!scope) return notFound(caller.requestId, 'organization');
      const result = await retryPaymentForMerchant(scope, params, body?.payment_method_id ?? null);
      if (!result.ok) {
        const [{ field, ...failure }] = result.failures;
        return answerFailures(scope.requestId, [
          { ...failure, field: field === 'paymentMethodId' ? 'payment_method_id' : field },
        ]);
      }
      const [customer] = await selectCustomersById(
        scope,
        result.value.customerId ? [result.value.customerId] : [],
      );
      return { status: 200, body: paymentView(result.value, customer) };
    },
  }),
];
