import { type Static, Type } from 'typebox';
import { finalizeDraft } from '../../billing/collection/index.ts';
import { draftInvoice } from '../../billing/invoices/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import { type Access, merchant } from './access.ts';
import { customFieldDataDetails } from './custom-field-data.ts';
import { answerFailures, domainError, type FailureTable, invalid, notFound } from './errors.ts';
import { organizationFailure } from './input-rules.ts';
import { OrderSchema } from './order-view.ts';
import { merchantOrderView } from './orders.ts';
import { IdParams, MetadataInput, nullable, UuidInput } from './schemas.ts';

const write = merchant('orders:write');

const OrderCreate = Type.Object({
  custom_field_data: Type.Optional(
    Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      propertyNames: Type.String(),
      additionalProperties: Type.Unknown(),
    }),
  ),
  metadata: Type.Optional(MetadataInput),
  organization_id: Type.Optional(nullable(UuidInput)),
  customer_id: UuidInput,
  product_id: UuidInput,
  currency: Type.Optional(nullable(Type.String())),
  amount: Type.Optional(nullable(Type.Integer({ minimum: 0 }))),
  description: Type.Optional(nullable(Type.String({ maxLength: 500 }))),
});

const draftFailures: FailureTable = {
  customer_unknown: { type: 'value_error', loc: ['body', 'customer_id'] },
  tax_unknown: { type: 'value_error', loc: ['body', 'customer_id'] },
  product_unknown: { type: 'value_error', loc: ['body', 'product_id'] },
  product_archived: { type: 'value_error', loc: ['body', 'product_id'] },
  product_not_chargeable: { type: 'value_error', loc: ['body', 'product_id'] },
  currency_unavailable: { type: 'value_error', loc: ['body', 'currency'] },
  amount_too_small: { type: 'greater_than_equal', loc: ['body', 'amount'] },
  amount_too_large: { type: 'less_than_equal', loc: ['body', 'amount'] },
};

function refuseDraft(failures: readonly [Failure, ...Failure[]], body: Static<typeof OrderCreate>): Answer {
  const [{ code, message }] = failures;
  if (code === 'payment_not_ready') return domainError(403, 'OrganizationNotReadyForPayments', message);
  if (code.startsWith('custom_field_')) {
    return invalid(customFieldDataDetails(failures, body.custom_field_data ?? {}));
  }
  return answerFailures(failures, draftFailures, body);
}

/** A declined payment is kept, although the answer refuses. */
function refuseFinalization({ code, message }: Failure, paymentMethodId: string | null): Answer {
  switch (code) {
    case 'not_found':
      return notFound();
    case 'not_draft':
      return domainError(412, 'OrderNotDraft', message);
    case 'payment_not_ready':
      return domainError(403, 'OrganizationNotReadyForPayments', message);
    case 'payment_in_progress':
      return domainError(409, 'PaymentAlreadyInProgress', message);
    case 'payment_failed':
      return domainError(402, 'PaymentFailed', message);
    case 'payment_action_required':
      return domainError(402, 'PaymentActionRequired', message);
    case 'payment_method_unknown':
      return invalid([
        { type: 'value_error', loc: ['body', 'payment_method_id'], msg: message, input: paymentMethodId },
      ]);
    default:
      throw new Error(`No answer is given for ${code}.`);
  }
}

/** Charges while the customer is not there: a draft first, then its payment. */
export const orderDraftRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/v1/orders/',
    summary: 'Draft an order to be charged while the customer is not there',
    access: write,
    body: OrderCreate,
    responses: { 201: OrderSchema },
    async handle(scope, { body }) {
      const refused = organizationFailure(body.organization_id);
      if (refused) return refused;
      const result = await draftInvoice(scope, {
        customerId: body.customer_id,
        productId: body.product_id,
        currency: body.currency?.toLowerCase() ?? null,
        amount: body.amount ?? null,
        description: body.description ?? null,
        metadata: body.metadata ?? {},
        customFieldData: body.custom_field_data ?? {},
      });
      if (!result.ok) return refuseDraft(result.failures, body);
      const [view] = await merchantOrderView(scope, [result.value]);
      return { status: 201, body: view };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/orders/{id}/finalize',
    summary: 'Charge a draft order and finalize it',
    access: write,
    inSteps: true,
    params: IdParams,
    body: Type.Object({ payment_method_id: Type.Optional(nullable(UuidInput)) }),
    bodyOptional: true,
    responses: { 200: OrderSchema },
    async handle(scope, { params, body }) {
      const paymentMethodId = body?.payment_method_id ?? null;
      const result = await finalizeDraft(scope, params.id, paymentMethodId);
      if (!result.ok) return refuseFinalization(result.failures[0], paymentMethodId);
      const [view] = await merchantOrderView(scope, [result.value]);
      return { status: 200, body: view };
    },
  }),
];
