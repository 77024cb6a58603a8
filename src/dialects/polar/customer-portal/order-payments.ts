import { type Static, Type } from 'typebox';
import { type RetryMethod, retryPayment } from '../../../billing/collection/index.ts';
import { type InvoiceKey, selectInvoice } from '../../../billing/invoices/index.ts';
import { listPayments, type Payment } from '../../../billing/payments/index.ts';
import { type Answer, defineRoute, type Route } from '../../../platform/http/route.ts';
import type { Failure } from '../../../platform/result.ts';
import { type ParseOutcome, parsed } from '../../../platform/schema.ts';
import type { Scope } from '../../../platform/scope.ts';
import { type Access, portalBillingRead, portalBillingWrite, portalCustomer } from '../access.ts';
import { domainError, invalid, known, notFound } from '../errors.ts';
import { IdParams, nullable, UuidInput, valueError } from '../schemas.ts';

/** Only an order of the caller's own: any other is not found. */
function ownOrder(scope: Scope, { id }: { id: string }): InvoiceKey {
  return { id, customerId: portalCustomer(scope).id };
}

const paymentStatuses = ['no_payment', 'pending', 'succeeded', 'failed'] as const;

/** How the latest try to pay an order ended. */
async function paymentStatus(scope: Scope, key: InvoiceKey): Promise<Answer> {
  const invoice = await selectInvoice(scope, key);
  if (!invoice) return notFound();
  const { items } = await listPayments(scope, { invoiceIds: [invoice.id] }, { limit: 1, offset: 0 });
  const [latest] = items;
  return {
    status: 200,
    body: { status: latest?.status ?? 'no_payment', error: latest?.declineMessage ?? null },
  };
}

const Methods = Type.Object({
  confirmation_token_id: Type.Optional(nullable(Type.String())),
  payment_method_id: Type.Optional(nullable(UuidInput)),
  payment_processor: Type.Optional(Type.Literal('stripe')),
});

/** Exactly one of the two ways to pay. */
const ConfirmPayment = parsed(Methods, (members: Static<typeof Methods>): ParseOutcome<RetryMethod> => {
  const { confirmation_token_id: confirmationToken, payment_method_id: paymentMethodId } = members;
  if (confirmationToken != null && paymentMethodId != null) {
    return valueError('Only one of confirmation_token_id or payment_method_id can be provided');
  }
  if (confirmationToken != null) return { value: { confirmationToken } };
  if (paymentMethodId != null) return { value: { paymentMethodId } };
  return valueError('Either confirmation_token_id or payment_method_id must be provided');
});

const confirmationStatuses = ['succeeded', 'requires_action', 'failed', 'pending'] as const;

function confirmationView(payment: Payment) {
  const { status, clientSecret, declineMessage } = payment;
  return {
    status: status === 'pending' && clientSecret !== null ? 'requires_action' : status,
    client_secret: clientSecret,
    error: declineMessage,
  };
}

function refuseRetry({ code, message }: Failure, method: RetryMethod): Answer {
  switch (code) {
    case 'not_found':
      return notFound();
    case 'not_eligible':
      return domainError(422, 'OrderNotEligibleForRetry', message);
    case 'payment_in_progress':
      return domainError(409, 'PaymentAlreadyInProgress', message);
    case 'too_many_attempts':
      return domainError(429, 'ManualRetryLimitExceeded', message);
    case 'payment_not_ready':
      return known('PaymentNotReady', 'Organization is not ready to accept payments');
    case 'payment_method_unknown':
      return invalid([
        {
          type: 'value_error',
          loc: ['body', 'payment_method_id'],
          msg: message,
          input: 'paymentMethodId' in method ? method.paymentMethodId : null,
        },
      ]);
    default:
      throw new Error(`No answer is given for ${code}.`);
  }
}

export const portalOrderPaymentRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/customer-portal/orders/{id}/payment-status',
    summary: 'Get how the latest payment of an order ended',
    access: portalBillingRead,
    params: IdParams,
    responses: {
      200: Type.Object({
        status: Type.Unsafe<(typeof paymentStatuses)[number]>({ type: 'string', enum: [...paymentStatuses] }),
        error: nullable(Type.String()),
      }),
    },
    handle: (scope, { params }) => paymentStatus(scope, ownOrder(scope, params)),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/customer-portal/orders/{id}/confirm-payment',
    summary: 'Try the payment of an order again',
    access: portalBillingWrite,
    inSteps: true,
    params: IdParams,
    body: ConfirmPayment,
    responses: {
      200: Type.Object({
        status: Type.Unsafe<(typeof confirmationStatuses)[number]>({
          type: 'string',
          enum: [...confirmationStatuses],
        }),
        client_secret: nullable(Type.String()),
        error: nullable(Type.String()),
      }),
    },
    async handle(scope, { params, body }) {
      const result = await retryPayment(scope, ownOrder(scope, params), body);
      return result.ok
        ? { status: 200, body: confirmationView(result.value) }
        : refuseRetry(result.failures[0], body);
    },
  }),
];
