import { type Static, Type } from 'typebox';
import type { ComputedInvoice, ComputedLine } from '../../billing/invoices/index.ts';
import {
  type PlanPreview,
  type ProrationBehavior,
  previewChange,
  previewRenewal,
  prorationBehaviors,
  type RenewalPreview,
  type SubscriptionWithItems,
  selectSubscription,
} from '../../billing/subscriptions/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, customerBilling, keyWith } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { nullable, optional, Timestamp, Uuid, UuidInput } from './schemas.ts';

const LineSchema = Type.Object({
  label: Type.String(),
  quantity: Type.Integer(),
  unit_amount: Type.Integer(),
  amount: Type.Integer(),
  discount_amount: Type.Integer(),
  tax_amount: Type.Integer(),
  proration: Type.Boolean(),
  price_id: nullable(Uuid),
  period_start: nullable(Timestamp),
  period_end: nullable(Timestamp),
});

const InvoiceSchema = Type.Object({
  currency: Type.String(),
  subtotal_amount: Type.Integer(),
  discount_amount: Type.Integer(),
  net_amount: Type.Integer(),
  tax_amount: Type.Integer(),
  tax_status: Type.String(),
  tax_rate: nullable(Type.String()),
  total_amount: Type.Integer(),
  applied_balance_amount: Type.Integer(),
  due_amount: Type.Integer(),
  lines: Type.Array(LineSchema),
});

const PreviewSchema = Type.Object({
  applies_at: Type.String({ format: 'date-time', description: 'Now, or when the next period begins.' }),
  billed: Type.Unsafe<'at_once' | 'with_next_invoice' | 'not_at_all'>({
    type: 'string',
    enum: ['at_once', 'with_next_invoice', 'not_at_all'],
  }),
  product_id: Uuid,
  seats: nullable(Type.Integer()),
  units: nullable(Type.Integer()),
  amount: nullable(
    Type.Integer({ description: 'What a period costs then; null where the next period decides.' }),
  ),
  current_period_start: Timestamp,
  current_period_end: Timestamp,
  invoice: nullable(InvoiceSchema),
});

const UpcomingSchema = Type.Object({
  subscription_id: Uuid,
  period_start: Timestamp,
  period_end: Timestamp,
  invoice: InvoiceSchema,
});

const ChangeMembers = Type.Object({
  product_id: optional(UuidInput),
  seats: optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  units: optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  proration_behavior: optional(
    Type.Unsafe<ProrationBehavior>({ type: 'string', enum: [...prorationBehaviors] }),
  ),
});

const ChangeInput = parsed(ChangeMembers, (body): ParseOutcome<Static<typeof ChangeMembers>> => {
  if (body.product_id != null || body.seats != null || body.units != null) return { value: body };
  return { type: 'missing', reason: 'Required, or `seats` or `units` in its place.', path: ['product_id'] };
});

/** What customers themselves may change: settled as the organization has it. */
const CustomerChangeMembers = Type.Pick(ChangeMembers, ['product_id', 'seats']);

const CustomerChangeInput = parsed(
  CustomerChangeMembers,
  (body): ParseOutcome<Static<typeof CustomerChangeMembers>> =>
    body.product_id != null || body.seats != null
      ? { value: body }
      : { type: 'missing', reason: 'Required, or `seats` in its place.', path: ['product_id'] },
);

const Whose = Type.Object(whoseQuery);
const Params = Type.Object({ id: UuidInput });
const access = keyWith('subscriptions:read', 'subscriptions:write');

/** Finds the subscription, and answers about it. */
async function about(
  caller: Scope,
  { params, query }: { params: Static<typeof Params>; query: Static<typeof Whose> },
  request: RequestFacts,
  answer: (scope: Scope, subscription: SubscriptionWithItems) => Promise<Answer>,
): Promise<Answer> {
  const scope = await callerScope(caller, query, request);
  const subscription = scope && (await selectSubscription(scope, { id: params.id, renews: true }));
  return scope && subscription ? answer(scope, subscription) : notFound(caller.requestId, 'subscription');
}

function lineView(line: ComputedLine): Static<typeof LineSchema> {
  return {
    label: line.label,
    quantity: line.quantity,
    unit_amount: line.unitAmount,
    amount: line.amount,
    discount_amount: line.discountAmount,
    tax_amount: line.taxAmount,
    proration: line.proration,
    price_id: line.priceId,
    period_start: line.periodStart?.toISOString() ?? null,
    period_end: line.periodEnd?.toISOString() ?? null,
  };
}

function invoiceView(invoice: ComputedInvoice, currency: string): Static<typeof InvoiceSchema> {
  return {
    currency,
    subtotal_amount: invoice.subtotalAmount,
    discount_amount: invoice.discountAmount,
    net_amount: invoice.netAmount,
    tax_amount: invoice.taxAmount,
    tax_status: invoice.tax.status,
    tax_rate: invoice.tax.rate,
    total_amount: invoice.totalAmount,
    applied_balance_amount: invoice.appliedBalanceAmount,
    due_amount: invoice.dueAmount,
    lines: invoice.lines.map(lineView),
  };
}

function billedOf({ decision, invoice }: PlanPreview): Static<typeof PreviewSchema>['billed'] {
  if (!invoice) return 'not_at_all';
  return decision.billsNow ? 'at_once' : 'with_next_invoice';
}

function previewView(
  subscription: SubscriptionWithItems,
  preview: PlanPreview,
  now: Date,
): Static<typeof PreviewSchema> {
  const { decision, invoice } = preview;
  const { pendingUpdate } = decision.members;
  const isPutOff = decision.items === null;
  const after = { ...subscription, ...decision.members };
  const period = { start: after.currentPeriodStart ?? now, end: after.currentPeriodEnd ?? now };
  return {
    applies_at: (isPutOff ? period.end : now).toISOString(),
    billed: billedOf(preview),
    product_id: (isPutOff && pendingUpdate?.productId) || after.productId,
    seats: (isPutOff && pendingUpdate?.seats) || after.seats,
    units: (isPutOff && pendingUpdate?.units) || after.units,
    amount: isPutOff ? null : after.amount,
    current_period_start: period.start.toISOString(),
    current_period_end: period.end.toISOString(),
    invoice: invoice && invoiceView(invoice, subscription.currency),
  };
}

function upcomingView(
  { id, currency }: SubscriptionWithItems,
  { period, invoice }: RenewalPreview,
): Static<typeof UpcomingSchema> {
  return {
    subscription_id: id,
    period_start: period.start.toISOString(),
    period_end: period.end.toISOString(),
    invoice: invoiceView(invoice, currency),
  };
}

/** The customer's own subscription, and the answer about it. */
async function aboutOwn(
  scope: Scope,
  id: string,
  answer: (subscription: SubscriptionWithItems) => Promise<Answer>,
): Promise<Answer> {
  const { actor } = scope;
  if (actor.kind !== 'customer_session') throw new Error('A portal route was reached without a session.');
  const subscription = await selectSubscription(scope, { id, customerId: actor.customerId, renews: true });
  return subscription ? answer(subscription) : notFound(scope.requestId, 'subscription');
}

/** The members of the body that the core's are. */
const members: Record<string, string> = { productId: 'product_id' };

async function answerPreview(
  scope: Scope,
  subscription: SubscriptionWithItems,
  body: Static<typeof ChangeMembers>,
): Promise<Answer> {
  const result = await previewChange(scope, subscription, {
    productId: body.product_id ?? undefined,
    seats: body.seats ?? undefined,
    units: body.units ?? undefined,
    behavior: body.proration_behavior ?? undefined,
  });
  if (result.ok) return { status: 200, body: previewView(subscription, result.value, scope.clock.now()) };
  const [{ field, ...failure }] = result.failures;
  return answerFailures(scope.requestId, [{ ...failure, field: field && (members[field] ?? field) }]);
}

async function answerUpcoming(scope: Scope, subscription: SubscriptionWithItems): Promise<Answer> {
  const preview = await previewRenewal(scope, subscription);
  if (preview) return { status: 200, body: upcomingView(subscription, preview) };
  const message = 'No period of this subscription follows: there is no next invoice.';
  return answerFailures(scope.requestId, [{ code: 'no_upcoming_invoice', message }]);
}

export const previewRoutes: Route<Access>[] = [
  defineRoute({
    method: 'POST',
    path: '/florin/v1/subscriptions/{id}/preview',
    summary: 'See what a change of a subscription would do and cost, without making it',
    access,
    params: Params,
    query: Whose,
    body: ChangeInput,
    responses: { 200: PreviewSchema },
    handle: (caller, { params, query, body }, request) =>
      about(caller, { params, query }, request, (scope, subscription) =>
        answerPreview(scope, subscription, body),
      ),
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/subscriptions/{id}/upcoming-invoice',
    summary: 'See the invoice of the next renewal as things stand',
    access,
    params: Params,
    query: Whose,
    responses: { 200: UpcomingSchema },
    handle: (caller, { params, query }, request) => about(caller, { params, query }, request, answerUpcoming),
  }),
  defineRoute({
    method: 'POST',
    path: '/florin/v1/customer-portal/subscriptions/{id}/preview',
    summary: "See what a change of one of the customer's subscriptions would do and cost, without making it",
    access: customerBilling,
    params: Params,
    body: CustomerChangeInput,
    responses: { 200: PreviewSchema },
    handle: (scope, { params, body }) =>
      aboutOwn(scope, params.id, (subscription) => answerPreview(scope, subscription, body)),
  }),
  defineRoute({
    method: 'GET',
    path: '/florin/v1/customer-portal/subscriptions/{id}/upcoming-invoice',
    summary: "See the invoice of the next renewal of one of the customer's subscriptions",
    access: customerBilling,
    params: Params,
    responses: { 200: UpcomingSchema },
    handle: (scope, { params }) =>
      aboutOwn(scope, params.id, (subscription) => answerUpcoming(scope, subscription)),
  }),
];
