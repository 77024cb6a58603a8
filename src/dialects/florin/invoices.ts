import { type Static, Type } from 'typebox';
import { closeInvoice } from '../../billing/collection/index.ts';
import {
  type Invoice,
  type InvoiceStatus,
  invoiceStatuses,
  selectInvoice,
} from '../../billing/invoices/index.ts';
import { type Answer, defineRoute, type RequestFacts, type Route } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, keyWith } from './access.ts';
import { answerFailures, notFound } from './errors.ts';
import { callerScope, whoseQuery } from './organization-scope.ts';
import { nullable, Timestamp, Uuid, UuidInput } from './schemas.ts';

const InvoiceSchema = Type.Object({
  id: Uuid,
  created_at: Timestamp,
  status: Type.Unsafe<InvoiceStatus>({ type: 'string', enum: [...invoiceStatuses] }),
  number: nullable(Type.String()),
  customer_id: Uuid,
  subscription_id: nullable(Uuid),
  currency: Type.String(),
  net_amount: Type.Integer(),
  tax_amount: Type.Integer(),
  total_amount: Type.Integer(),
  applied_balance_amount: Type.Integer(),
  due_amount: Type.Integer(),
  refunded_amount: Type.Integer({ description: 'With tax.' }),
  credited_amount: Type.Integer({
    description: 'By credit notes, those of refunds among them; with tax.',
  }),
  issued_at: nullable(Timestamp),
  due_at: nullable(Timestamp),
  paid_at: nullable(Timestamp),
  voided_at: nullable(Timestamp),
  next_payment_attempt_at: nullable(Timestamp),
  lines: Type.Array(
    Type.Object({
      id: Uuid,
      label: Type.String(),
      quantity: Type.Integer(),
      unit_amount: Type.Integer(),
      amount: Type.Integer(),
      discount_amount: Type.Integer(),
      tax_amount: Type.Integer(),
      tax_rate: nullable(Type.String()),
      period_start: nullable(Timestamp),
      period_end: nullable(Timestamp),
    }),
  ),
});

const moment = (date: Date | null) => date?.toISOString() ?? null;

function invoiceView(invoice: Invoice): Static<typeof InvoiceSchema> {
  return {
    id: invoice.id,
    created_at: invoice.createdAt.toISOString(),
    status: invoice.status,
    number: invoice.number,
    customer_id: invoice.customerId,
    subscription_id: invoice.subscriptionId,
    currency: invoice.currency,
    net_amount: invoice.netAmount,
    tax_amount: invoice.taxAmount,
    total_amount: invoice.totalAmount,
    applied_balance_amount: invoice.appliedBalanceAmount,
    due_amount: invoice.dueAmount,
    refunded_amount: invoice.refundedAmount + invoice.refundedTaxAmount,
    credited_amount: invoice.creditedAmount,
    issued_at: moment(invoice.issuedAt),
    due_at: moment(invoice.dueAt),
    paid_at: moment(invoice.paidAt),
    voided_at: moment(invoice.voidedAt),
    next_payment_attempt_at: moment(invoice.nextPaymentAttemptAt),
    lines: invoice.lines.map((line) => ({
      id: line.id,
      label: line.label,
      quantity: line.quantity,
      unit_amount: line.unitAmount,
      amount: line.amount,
      discount_amount: line.discountAmount,
      tax_amount: line.taxAmount,
      tax_rate: line.taxRate,
      period_start: moment(line.periodStart),
      period_end: moment(line.periodEnd),
    })),
  };
}

const Params = Type.Object({ id: UuidInput });
const Whose = Type.Object(whoseQuery);

type Call = { params: Static<typeof Params>; query: Static<typeof Whose> };

async function close(
  caller: Scope,
  { params, query }: Call,
  request: RequestFacts,
  as: 'void' | 'uncollectible',
): Promise<Answer> {
  const scope = await callerScope(caller, query, request);
  if (!scope) return notFound(caller.requestId, 'organization');
  const result = await closeInvoice(scope, params.id, as);
  return result.ok
    ? { status: 200, body: invoiceView(result.value) }
    : answerFailures(scope.requestId, result.failures);
}

const shared = { params: Params, query: Whose, responses: { 200: InvoiceSchema } };

export const invoiceRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/florin/v1/invoices/{id}',
    summary: 'Get an invoice',
    access: keyWith('orders:read', 'orders:write'),
    ...shared,
    async handle(caller, { params, query }, request) {
      const scope = await callerScope(caller, query, request);
      const invoice = scope && (await selectInvoice(scope, params));
      return invoice ? { status: 200, body: invoiceView(invoice) } : notFound(caller.requestId, 'invoice');
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/florin/v1/invoices/{id}/void',
    summary: 'Void an invoice: it is owed no more, and its account is settled back',
    access: keyWith('orders:write'),
    ...shared,
    handle: (caller, call, request) => close(caller, call, request, 'void'),
  }),
  defineRoute({
    method: 'POST',
    path: '/florin/v1/invoices/{id}/mark-uncollectible',
    summary: 'Write an invoice off: it is owed, and not asked for any more',
    access: keyWith('orders:write'),
    ...shared,
    handle: (caller, call, request) => close(caller, call, request, 'uncollectible'),
  }),
];
