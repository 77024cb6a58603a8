import { Type } from 'typebox';
import { listDisputes } from '../../billing/disputes/index.ts';
import {
  createRefund,
  givenReasons,
  listRefunds,
  type Refund,
  type RefundReason,
  type RefundStatus,
} from '../../billing/refunds/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Failure } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, merchant } from './access.ts';
import { metadataView, timestamp, timestampOrNull } from './customer-view.ts';
import { withinReach } from './customers.ts';
import { RefundDisputeSchema, refundDisputeView } from './dispute-view.ts';
import { domainError, invalid } from './errors.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { Metadata, MetadataInput, nullable, oneOrMany, Timestamp, Uuid, UuidInput } from './schemas.ts';

const read = merchant('refunds:read', 'refunds:write');
const write = merchant('refunds:write');

const statuses: readonly RefundStatus[] = ['pending', 'succeeded', 'failed', 'canceled'];
const GivenReason = Type.Unsafe<(typeof givenReasons)[number]>({ type: 'string', enum: [...givenReasons] });

const RefundSchema = Type.Object({
  created_at: Timestamp,
  modified_at: nullable(Timestamp),
  id: Uuid,
  metadata: Metadata,
  status: Type.Unsafe<RefundStatus>({ type: 'string', enum: [...statuses] }),
  reason: Type.Unsafe<RefundReason>({ type: 'string', enum: [...givenReasons, 'dispute_prevention'] }),
  amount: Type.Integer(),
  tax_amount: Type.Integer(),
  currency: Type.String(),
  organization_id: Uuid,
  order_id: Uuid,
  subscription_id: nullable(Uuid),
  customer_id: Uuid,
  revoke_benefits: Type.Boolean(),
  dispute: nullable(RefundDisputeSchema),
});

const RefundCreate = Type.Object({
  metadata: Type.Optional(MetadataInput),
  order_id: UuidInput,
  reason: GivenReason,
  amount: Type.Integer({ exclusiveMinimum: 0 }),
  comment: Type.Optional(nullable(Type.String())),
  revoke_benefits: Type.Optional(Type.Boolean()),
});

/** Refunds as they are shown, in the same order; their disputes are loaded for all at once. */
export async function refundViews(scope: Scope, refunds: readonly Refund[]) {
  const ids = refunds.flatMap(({ disputeId }) => disputeId ?? []);
  const { items } =
    ids.length === 0 ? { items: [] } : await listDisputes(scope, { ids }, { limit: ids.length, offset: 0 });
  const disputes = new Map(items.map((dispute) => [dispute.id, dispute]));
  return refunds.map((refund) => {
    const dispute = disputes.get(refund.disputeId ?? '');
    return {
      created_at: timestamp(refund.createdAt),
      modified_at: timestampOrNull(refund.modifiedAt),
      id: refund.id,
      metadata: metadataView(refund.metadata),
      status: refund.status,
      reason: refund.reason,
      amount: refund.amount,
      tax_amount: refund.taxAmount,
      currency: refund.currency,
      organization_id: refund.organizationId,
      order_id: refund.invoiceId,
      subscription_id: refund.subscriptionId,
      customer_id: refund.customerId,
      revoke_benefits: refund.revokeBenefits,
      dispute: dispute ? refundDisputeView(dispute, scope.clock.now()) : null,
    };
  });
}

/** The vendor's words for what keeps money from going back. */
function refuse({ code, message }: Failure, body: { order_id: string; amount: number }): Answer {
  const id = body.order_id;
  switch (code) {
    case 'not_found':
      return invalid([{ type: 'value_error', loc: ['body', 'order_id'], msg: message, input: id }]);
    case 'refund_amount_too_large':
      return invalid([{ type: 'value_error', loc: ['body', 'amount'], msg: message, input: body.amount }]);
    case 'refunded_already':
      return domainError(403, 'RefundedAlready', `Order ${id} is already fully refunded.`);
    case 'refunds_blocked':
      return domainError(403, 'RefundsBlocked', message);
    case 'payment_disputed':
      return domainError(403, 'RefundDisputedPayment', `The payment of order ${id} is disputed.`);
    case 'subscription_benefits_kept':
      return domainError(
        400,
        'RevokeSubscriptionBenefitsProhibited',
        'The benefits of a subscription are revoked with the subscription only.',
      );
    case 'payment_unknown':
      return domainError(404, 'RefundUnknownPayment', `Order ${id} has no payment to refund.`);
    default:
      throw new Error(`No answer is given for ${code}.`);
  }
}

export const refundRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/refunds/',
    summary: 'List refunds',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      id: oneOrMany(UuidInput),
      organization_id: oneOrMany(UuidInput),
      order_id: oneOrMany(UuidInput),
      subscription_id: oneOrMany(UuidInput),
      customer_id: oneOrMany(UuidInput),
      external_customer_id: oneOrMany(Type.String()),
      succeeded: Type.Optional(Type.Boolean()),
      ...pagingQuery('created_at', 'amount'),
    }),
    responses: { 200: listSchema(RefundSchema) },
    async handle(scope, { query }) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const filter = {
        ids: query.id,
        invoiceIds: query.order_id,
        subscriptionIds: query.subscription_id,
        customerIds: query.customer_id,
        externalCustomerIds: query.external_customer_id,
        succeeded: query.succeeded,
      };
      const sort = sortOf(query.sorting, { created_at: 'createdAt', amount: 'amount' } as const);
      const { items, total } = await listRefunds(scope, filter, { ...limitAndOffset(query), sort });
      return listAnswer(await refundViews(scope, items), total, query);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/refunds/',
    summary: 'Refund an order',
    access: write,
    inSteps: true,
    body: RefundCreate,
    responses: { 201: RefundSchema },
    async handle(scope, { body }) {
      const result = await createRefund(scope, {
        invoiceId: body.order_id,
        amount: body.amount,
        reason: body.reason,
        comment: body.comment ?? null,
        metadata: body.metadata ?? {},
        revokeBenefits: body.revoke_benefits ?? false,
      });
      if (!result.ok) return refuse(result.failures[0], body);
      const [view] = await refundViews(scope, [result.value]);
      return { status: 201, body: view };
    },
  }),
];
