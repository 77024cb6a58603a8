import { formatAddressLines } from '../../platform/address.ts';
import { euMemberStates, type TaxId } from '../../platform/tax-id/index.ts';
import type { Customer } from '../customers/index.ts';
import type { Organization } from '../organizations/index.ts';
import { type Invoice, type InvoiceLine, type InvoiceStatus, isPaid } from './invoice.ts';
import type {
  CalendarDate,
  DocumentKind,
  DocumentStatus,
  DocumentTax,
  InvoiceDocument,
  Party,
} from './pdf/index.ts';

export type DocumentSource = { invoice: Invoice; organization: Organization; customer: Customer };

const documentStatuses: Record<InvoiceStatus, DocumentStatus> = {
  draft: 'draft',
  pending: 'due',
  paid: 'paid',
  partially_refunded: 'partially_refunded',
  refunded: 'refunded',
  void: 'void',
};

/** All that an invoice's PDF, or its receipt's, is to say. */
export function documentContent(kind: DocumentKind, source: DocumentSource): InvoiceDocument {
  const { invoice, customer } = source;
  const isReceipt = kind === 'receipt';
  const issuedAt = (isReceipt ? invoice.paidAt : invoice.issuedAt) ?? invoice.createdAt;
  return {
    kind,
    number: (isReceipt ? invoice.receiptNumber : invoice.number) ?? '',
    issuedOn: calendarDate(issuedAt),
    ...(invoice.dueAt && !isPaid(invoice.status) ? { dueOn: calendarDate(invoice.dueAt) } : {}),
    ...(invoice.paidAt ? { paidOn: calendarDate(invoice.paidAt) } : {}),
    locale: customer.locale ?? 'en',
    currency: invoice.currency,
    seller: seller(source.organization),
    buyer: buyer(invoice, customer),
    lines: invoice.lines.map(({ label, quantity, unitAmount, amount, taxRate }) => ({
      description: shortened(label),
      quantity,
      unitAmount,
      amount,
      taxRate,
    })),
    subtotal: invoice.subtotalAmount,
    discount: invoice.discountAmount,
    net: invoice.netAmount,
    taxes: taxSummary(invoice),
    total: invoice.totalAmount,
    appliedBalance: invoice.appliedBalanceAmount,
    due: invoice.dueAmount,
    refunded: invoice.refundedAmount + invoice.refundedTaxAmount,
    status: documentStatuses[invoice.status],
    notes: [],
    references: [
      ...(isReceipt && invoice.number ? [{ label: 'Invoice', value: invoice.number }] : []),
      { label: 'Order', value: invoice.id },
    ],
  };
}

/** The day in UTC: a seller's own time zone is not known. */
function calendarDate(time: Date): CalendarDate {
  return time.toISOString().slice(0, 10);
}

/** More than any name or street has. Callers may store megabytes, which would keep the server busy with one page. */
const maximumTextLength = 500;

function shortened(text: string): string {
  return text.length > maximumTextLength ? `${text.slice(0, maximumTextLength)}…` : text;
}

function shortenedParty(party: Party): Party {
  return { ...party, name: shortened(party.name), addressLines: party.addressLines.map(shortened) };
}

function seller(organization: Organization): Party {
  return shortenedParty({
    name: organization.legalName ?? organization.name,
    addressLines: organization.address ? formatAddressLines(organization.address) : [],
    taxIds: organization.taxIds.map(labelledTaxId),
    email: organization.email ?? '',
    website: organization.website ?? '',
  });
}

function buyer(invoice: Invoice, customer: Customer): Party {
  return shortenedParty({
    name: invoice.billingName || customer.name || '',
    addressLines: invoice.billingAddress ? formatAddressLines(invoice.billingAddress) : [],
    taxIds: invoice.taxId ? [labelledTaxId(invoice.taxId)] : [],
    email: customer.email ?? '',
  });
}

/** `eu_vat` is printed as `VAT`, `us_ein` as `EIN`. */
function labelledTaxId({ value, format }: TaxId): { label: string; value: string } {
  return { label: format.split('_').slice(1).join(' ').toUpperCase(), value };
}

/** The tax by rate, with what it was worked out on. The net amounts add up to the invoice's where every line has a rate. */
export function taxSummary(invoice: Invoice): DocumentTax[] {
  if (invoice.taxAmount === 0 && invoice.lines.every((line) => line.taxRate === null)) return [];
  const country = invoice.billingAddress?.country;
  const label = country && (euMemberStates as readonly string[]).includes(country) ? 'VAT' : 'Tax';
  const nets = netByLine(invoice);
  const byRate = Map.groupBy(invoice.lines, (line) => line.taxRate);
  return [...byRate].map(([rate, lines]) => ({
    label,
    rate,
    net: sum(lines.map((line) => nets.get(line) ?? 0)),
    amount: sum(lines.map((line) => line.taxAmount)),
  }));
}

/** Each line without its share of the discount and, where prices have the tax inside, without its tax. */
function netByLine(invoice: Invoice): Map<InvoiceLine, number> {
  const isInclusive = invoice.netAmount !== invoice.subtotalAmount - invoice.discountAmount;
  const nets = new Map<InvoiceLine, number>();
  let amountSoFar = 0;
  let discountSoFar = 0;
  for (const line of invoice.lines) {
    amountSoFar += line.amount;
    // Rounding what was given so far, not each share: the shares add up to the discount.
    const discount =
      invoice.subtotalAmount === 0
        ? 0
        : Math.round((invoice.discountAmount * amountSoFar) / invoice.subtotalAmount);
    nets.set(line, line.amount - (discount - discountSoFar) - (isInclusive ? line.taxAmount : 0));
    discountSoFar = discount;
  }
  return nets;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
