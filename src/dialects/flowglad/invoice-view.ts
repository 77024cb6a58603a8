import { Type } from 'typebox';
import type { Invoice, InvoiceStatus } from '../../billing/invoices/index.ts';
import { prefixedId } from '../../platform/ids.ts';
import { billingAddressView, customerId } from './customer-view.ts';
import { recordView } from './pricing-model-view.ts';
import { Metadata, nullable } from './schemas.ts';
import { type ContractRules, inPricingModelMembers, Timestamp } from './versions.ts';

const record = {
  id: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  livemode: Type.Boolean(),
  ...inPricingModelMembers,
};

const InvoiceSchema = Type.Object({
  ...record,
  invoiceNumber: Type.String(),
  invoiceDate: Timestamp,
  dueDate: nullable(Timestamp),
  customerId: Type.String(),
  organizationId: Type.String(),
  status: Type.String({ enum: ['draft', 'open', 'paid', 'refunded', 'partially_refunded', 'void'] }),
  type: Type.Literal('purchase'),
  purchaseId: Type.String(),
  subscriptionId: Type.Null(),
  billingPeriodId: Type.Null(),
  billingPeriodStartDate: Type.Null(),
  billingPeriodEndDate: Type.Null(),
  billingRunId: Type.Null(),
  ownerMembershipId: Type.Null(),
  pdfURL: nullable(Type.String()),
  receiptPdfURL: nullable(Type.String()),
  memo: nullable(Type.String()),
  bankPaymentOnly: Type.Boolean(),
  currency: Type.String(),
  subtotal: Type.Integer(),
  taxAmount: Type.Integer(),
  taxType: nullable(Type.String()),
  taxCountry: nullable(Type.String()),
  taxState: nullable(Type.String()),
  taxRatePercentage: nullable(Type.String()),
  applicationFee: nullable(Type.Integer()),
});

const InvoiceLineItemSchema = Type.Object({
  ...record,
  invoiceId: Type.String(),
  quantity: Type.Integer(),
  priceId: nullable(Type.String()),
  description: nullable(Type.String()),
  price: Type.Integer(),
  type: Type.Literal('static'),
  ledgerAccountId: Type.Null(),
  ledgerAccountCredit: Type.Null(),
});

export const InvoiceWithLinesSchema = Type.Object({
  invoice: InvoiceSchema,
  invoiceLineItems: Type.Array(InvoiceLineItemSchema),
});

export const PurchaseSchema = Type.Object({
  ...record,
  name: Type.String(),
  status: Type.String({ enum: ['pending', 'paid', 'refunded', 'partial_refund'] }),
  customerId: Type.String(),
  organizationId: Type.String(),
  priceId: Type.String(),
  priceType: Type.Literal('single_payment'),
  quantity: Type.Integer(),
  billingCycleAnchor: Type.Null(),
  trialPeriodDays: Type.Null(),
  pricePerBillingCycle: Type.Null(),
  intervalUnit: Type.Null(),
  intervalCount: Type.Null(),
  firstInvoiceValue: Type.Integer(),
  totalPurchaseValue: Type.Integer(),
  bankPaymentOnly: Type.Boolean(),
  purchaseDate: nullable(Timestamp),
  endDate: nullable(Timestamp),
  proposal: nullable(Type.String()),
  archived: Type.Boolean(),
  billingAddress: nullable(Type.Object({})),
  metadata: nullable(Metadata),
});

const statuses: Record<InvoiceStatus, string> = {
  draft: 'draft',
  pending: 'open',
  paid: 'paid',
  refunded: 'refunded',
  partially_refunded: 'partially_refunded',
  void: 'void',
  uncollectible: 'uncollectible',
};

/** Those that a customer's billing shows: neither drafts nor void ones. */
export const shownInvoiceStatuses: readonly InvoiceStatus[] = [
  'pending',
  'paid',
  'partially_refunded',
  'refunded',
];

const purchaseStatuses: Partial<Record<InvoiceStatus, string>> = {
  pending: 'pending',
  paid: 'paid',
  refunded: 'refunded',
  partially_refunded: 'partial_refund',
};

/** What is bought once is one thing with the invoice for it: both go by the same id. */
const purchaseId = (invoice: Invoice) => prefixedId('prch', invoice.id);

/** The rate of all lines; null where they differ. */
function taxRate(invoice: Invoice): string | null {
  const rates = new Set(invoice.lines.map((line) => line.taxRate));
  const [rate = null] = rates;
  return rates.size === 1 ? rate : null;
}

export function invoiceView(
  invoice: Invoice,
  pricingModelId: string,
  pdfUrl: string | null,
  rules: ContractRules,
) {
  const i = invoice;
  return {
    ...recordView('inv', i, rules),
    invoiceNumber: i.number ?? '',
    invoiceDate: rules.time(i.issuedAt ?? i.createdAt),
    dueDate: i.dueAt && rules.time(i.dueAt),
    customerId: customerId(i.customerId),
    organizationId: prefixedId('org', i.organizationId),
    status: statuses[i.status],
    type: 'purchase',
    purchaseId: purchaseId(i),
    subscriptionId: null,
    billingPeriodId: null,
    billingPeriodStartDate: null,
    billingPeriodEndDate: null,
    billingRunId: null,
    ownerMembershipId: null,
    pdfURL: pdfUrl,
    receiptPdfURL: null,
    memo: i.description,
    bankPaymentOnly: false,
    currency: i.currency.toUpperCase(),
    subtotal: i.subtotalAmount,
    taxAmount: i.taxAmount,
    taxType: null,
    taxCountry: i.billingAddress?.country ?? null,
    taxState: i.billingAddress?.state ?? null,
    taxRatePercentage: taxRate(i),
    applicationFee: null,
    ...rules.inPricingModel(pricingModelId),
  };
}

export function invoiceLineViews(invoice: Invoice, pricingModelId: string, rules: ContractRules) {
  return invoice.lines.map((line) => ({
    ...recordView('inv_li', line, rules),
    invoiceId: prefixedId('inv', invoice.id),
    quantity: line.quantity,
    priceId: line.priceId && prefixedId('price', line.priceId),
    description: line.label,
    price: line.unitAmount,
    type: 'static',
    ledgerAccountId: null,
    ledgerAccountCredit: null,
    ...rules.inPricingModel(pricingModelId),
  }));
}

/** The purchase that an invoice is of; none where no price of ours was bought. */
export function purchaseViews(invoice: Invoice, pricingModelId: string, rules: ContractRules) {
  const line = invoice.lines.find(({ priceId }) => priceId !== null);
  const status = purchaseStatuses[invoice.status];
  if (!line?.priceId || !status) return [];
  const purchase = {
    ...recordView('prch', invoice, rules),
    name: line.label,
    status,
    customerId: customerId(invoice.customerId),
    organizationId: prefixedId('org', invoice.organizationId),
    priceId: prefixedId('price', line.priceId),
    priceType: 'single_payment',
    quantity: line.quantity,
    billingCycleAnchor: null,
    trialPeriodDays: null,
    pricePerBillingCycle: null,
    intervalUnit: null,
    intervalCount: null,
    firstInvoiceValue: invoice.totalAmount,
    totalPurchaseValue: invoice.totalAmount,
    bankPaymentOnly: false,
    purchaseDate: invoice.paidAt && rules.time(invoice.paidAt),
    endDate: null,
    proposal: null,
    archived: false,
    billingAddress: billingAddressView(invoice.billingAddress, {
      name: invoice.billingName,
      email: null,
      phone: null,
    }),
    metadata: null,
    ...rules.inPricingModel(pricingModelId),
  };
  return [purchase];
}
