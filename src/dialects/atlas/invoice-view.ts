import { Type } from 'typebox';
import { type Invoice, isPaid } from '../../billing/invoices/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import { customerId } from './customer-view.ts';
import { priceId, productId } from './price-view.ts';
import { nullable, seconds, secondsOrNull } from './schemas.ts';

const shownStatuses = ['draft', 'open', 'paid', 'void', 'uncollectible', 'past_due'] as const;

type ShownStatus = (typeof shownStatuses)[number];

const LineSchema = Type.Object({
  id: Type.String(),
  object: Type.Literal('line_item'),
  amount: Type.Integer(),
  currency: Type.String(),
  description: nullable(Type.String()),
  price: nullable(Type.Object({ id: Type.String(), product: Type.String() })),
  quantity: Type.Integer(),
  period: nullable(Type.Object({ start: Type.Integer(), end: Type.Integer() })),
});

export const InvoiceSchema = Type.Object({
  id: Type.String(),
  object: Type.Literal('invoice'),
  // Null for drafts: numbers have no gaps here, and a draft may come to nothing.
  number: nullable(Type.String()),
  customer: Type.String(),
  subscription: nullable(Type.String()),
  status: Type.Unsafe<ShownStatus>({ type: 'string', enum: [...shownStatuses] }),
  collection_method: Type.Union([Type.Literal('charge_automatically'), Type.Literal('send_invoice')]),
  currency: Type.String(),
  amount_due: Type.Integer(),
  amount_paid: Type.Integer(),
  amount_remaining: Type.Integer(),
  subtotal: Type.Integer(),
  tax: Type.Integer(),
  total: Type.Integer(),
  description: nullable(Type.String()),
  due_date: nullable(Type.Integer()),
  period_start: nullable(Type.Integer()),
  period_end: nullable(Type.Integer()),
  lines: Type.Object({ object: Type.Literal('list'), data: Type.Array(LineSchema) }),
  paid: Type.Boolean(),
  paid_at: nullable(Type.Integer()),
  voided_at: nullable(Type.Integer()),
  hosted_invoice_url: nullable(Type.String()),
  metadata: Type.Object({}, { additionalProperties: true }),
  created: Type.Integer(),
});

export const invoiceId = (uuid: string) => prefixedId('inv', uuid);

/** Atlas: past due once a charge has failed, or the day has passed until which a sent one was to be paid. */
function shownStatus(invoice: Invoice, now: Date): ShownStatus {
  const { status, collectionMethod, dueAt } = invoice;
  if (isPaid(status)) return 'paid';
  switch (status) {
    case 'pending': {
      const isLate = collectionMethod === 'send_invoice' && dueAt !== null && dueAt < now;
      return invoice.firstFailedAt !== null || isLate ? 'past_due' : 'open';
    }
    case 'draft':
    case 'void':
    case 'uncollectible':
      return status;
    default:
      throw new Error(`An invoice is ${status}.`);
  }
}

/** @param productIds the products of the lines' prices, by the prices' ids */
function lineView(line: Invoice['lines'][number], currency: string, productIds: ReadonlyMap<string, string>) {
  const { periodStart, periodEnd } = line;
  const product = line.priceId === null ? undefined : productIds.get(line.priceId);
  return {
    id: prefixedId('il', line.id),
    object: 'line_item',
    amount: line.amount,
    currency,
    description: line.label,
    price: line.priceId && product ? { id: priceId(line.priceId), product: productId(product) } : null,
    quantity: line.quantity,
    period: periodStart && periodEnd && { start: seconds(periodStart), end: seconds(periodEnd) },
  };
}

/**
 * What is due takes the customer's account into account; a void invoice still shows what remains of it (Atlas).
 *
 * @param productIds the products of the lines' prices, by the prices' ids
 * @param now at which it is seen whether it is late
 */
export function invoiceView(invoice: Invoice, productIds: ReadonlyMap<string, string>, now: Date) {
  const i = invoice;
  const paid = isPaid(i.status);
  const paidAmount = paid ? i.dueAmount : 0;
  return {
    id: invoiceId(i.id),
    object: 'invoice',
    number: i.number,
    customer: customerId(i.customerId),
    subscription: i.subscriptionId && prefixedId('sub', i.subscriptionId),
    status: shownStatus(i, now),
    collection_method: i.collectionMethod,
    currency: i.currency,
    amount_due: i.dueAmount,
    amount_paid: paidAmount,
    amount_remaining: i.dueAmount - paidAmount,
    subtotal: i.subtotalAmount,
    tax: i.taxAmount,
    total: i.totalAmount,
    description: i.description,
    due_date: secondsOrNull(i.dueAt),
    period_start: secondsOrNull(i.periodStart),
    period_end: secondsOrNull(i.periodEnd),
    lines: { object: 'list', data: i.lines.map((line) => lineView(line, i.currency, productIds)) },
    paid,
    paid_at: secondsOrNull(i.paidAt),
    voided_at: secondsOrNull(i.voidedAt),
    // There is no page for one invoice.
    hosted_invoice_url: null,
    metadata: i.metadata,
    created: seconds(i.createdAt),
  };
}
