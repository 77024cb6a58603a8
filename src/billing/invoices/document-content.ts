import { formatAddressLines } from '../../platform/address.ts';
import { euMemberStates, type TaxId } from '../../platform/tax-id/index.ts';
import { type Customer, isAnonymousAddress } from '../customers/index.ts';
import type { Organization } from '../organizations/index.ts';
import { type Invoice, type InvoiceLine, type InvoiceStatus, isPaid } from './invoice.ts';
import { netOfLine } from './invoice-amounts.ts';
import type {
  CalendarDate,
  DocumentLine,
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
  uncollectible: 'due',
};

/** All that an invoice's PDF, or its receipt's, is to say. */
export function documentContent(kind: 'invoice' | 'receipt', source: DocumentSource): InvoiceDocument {
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
    ...documentParties(source),
    lines: invoice.lines.map(documentLine),
    subtotal: invoice.subtotalAmount,
    discount: invoice.discountAmount,
    net: invoice.netAmount,
    taxes: taxSummary(invoice),
    total: invoice.totalAmount,
    appliedBalance: invoice.appliedBalanceAmount,
    due: invoice.dueAmount,
    refunded: invoice.refundedAmount + invoice.refundedTaxAmount,
    credited: invoice.creditedAmount - invoice.refundedAmount - invoice.refundedTaxAmount,
    deferred: invoice.deferredAmount,
    status: documentStatuses[invoice.status],
    notes: notesOf(invoice),
    references: [
      ...(isReceipt && invoice.number ? [{ label: 'Invoice', value: invoice.number }] : []),
      { label: 'Order', value: invoice.id },
    ],
  };
}

function documentLine(line: InvoiceLine): DocumentLine {
  const { label, quantity, unitAmount, amount, taxRate, taxAmount, periodStart, periodEnd } = line;
  const period = periodStart && periodEnd ? daysOf(periodStart, periodEnd) : undefined;
  return {
    description: shortened(period ? labelWithoutPeriod(label) : label),
    quantity,
    unitAmount,
    amount,
    taxRate,
    taxAmount,
    ...(period ? { period } : {}),
  };
}

/** Polar's labels end with the period, in English. Here it is written beside them, in the reader's language. */
export function labelWithoutPeriod(label: string): string {
  return label.replace(/ — From [^—]+ to [^—]+$/, '');
}

/** From the first day to the last: the moment at which a period ends is the next one's. */
function daysOf(start: Date, end: Date): { from: CalendarDate; to: CalendarDate } {
  const lastMoment = Math.max(start.getTime(), end.getTime() - 1);
  return { from: calendarDate(start), to: calendarDate(new Date(lastMoment)) };
}

/** What a law or a reader wants to be told. */
function notesOf(invoice: Invoice): string[] {
  const notes: string[] = [];
  if (invoice.taxStatus === 'reverse_charge') {
    notes.push(`Reverse charge: the buyer accounts for the ${invoice.taxName ?? 'tax'}.`);
  }
  if (invoice.taxStatus === 'exempt') notes.push('No tax is charged: the buyer is exempt from it.');
  if (invoice.deferredAmount > 0) {
    notes.push('The amount is too small to be charged. It is collected with the next invoice.');
  }
  return notes;
}

/** The day in UTC: a seller's own time zone is not known. */
export function calendarDate(time: Date): CalendarDate {
  return time.toISOString().slice(0, 10);
}

/** More than any name or street has. Callers may store megabytes, which would keep the server busy with one page. */
const maximumTextLength = 500;

export function shortened(text: string): string {
  return text.length > maximumTextLength ? `${text.slice(0, maximumTextLength)}…` : text;
}

/** Who sells and who buys, as documents show them. */
export function documentParties({ invoice, organization, customer }: DocumentSource) {
  return { seller: seller(organization), buyer: buyer(invoice, customer) };
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
    // Of a customer that was erased the document names what the law wants, and no address that was made up.
    email: customer.email && !isAnonymousAddress(customer.email) ? customer.email : '',
  });
}

/** `eu_vat` is printed as `VAT`, `us_ein` as `EIN`. */
function labelledTaxId({ value, format }: TaxId): { label: string; value: string } {
  return { label: format.split('_').slice(1).join(' ').toUpperCase(), value };
}

/** The tax by rate, with what it was worked out on. The net amounts add up to the invoice's where every line has a rate. */
export function taxSummary(invoice: Invoice): DocumentTax[] {
  if (invoice.taxAmount === 0 && invoice.lines.every((line) => line.taxRate === null)) return [];
  return taxRows(
    taxLabel(invoice),
    invoice.lines.map((line) => ({
      rate: line.taxRate,
      net: netOfLine(invoice, line),
      taxAmount: line.taxAmount,
    })),
  );
}

/** What the tax of an invoice is called. */
export function taxLabel({ taxName, billingAddress }: Pick<Invoice, 'taxName' | 'billingAddress'>): string {
  const country = billingAddress?.country;
  if (taxName !== null) return taxName;
  return country && (euMemberStates as readonly string[]).includes(country) ? 'VAT' : 'Tax';
}

/** One row a rate. */
export function taxRows(
  label: string,
  lines: readonly { rate: string | null; net: number; taxAmount: number }[],
): DocumentTax[] {
  return [...Map.groupBy(lines, ({ rate }) => rate)].map(([rate, ofRate]) => ({
    label,
    rate,
    net: sum(ofRate.map(({ net }) => net)),
    amount: sum(ofRate.map(({ taxAmount }) => taxAmount)),
  }));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
