import type { Invoice, InvoiceLine } from './invoice.ts';

const organizationId = '01984f00-0000-4000-8000-000000000001';
const invoiceId = '01984f00-0000-4000-8000-000000000002';
const createdAt = new Date('2026-01-05T10:00:00Z');

/** A line of an invoice for tests, which change what they look at. */
export function sampleLine(changes: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    organizationId,
    mode: 'test',
    id: '01984f00-0000-4000-8000-000000000003',
    createdAt,
    modifiedAt: null,
    invoiceId,
    position: 0,
    label: 'Handbook',
    quantity: 1,
    unitAmount: 1000,
    amount: 1000,
    taxAmount: 0,
    taxRate: null,
    proration: false,
    priceId: null,
    ...changes,
  };
}

/** A paid invoice to a customer in California for tests, which change what they look at. */
export function sampleInvoice(changes: Partial<Invoice> = {}): Invoice {
  return {
    organizationId,
    mode: 'test',
    id: invoiceId,
    createdAt,
    modifiedAt: null,
    version: 1,
    status: 'paid',
    billingReason: 'purchase',
    customerId: '01984f00-0000-4000-8000-000000000004',
    productId: null,
    checkoutId: null,
    subscriptionId: null,
    currency: 'usd',
    subtotalAmount: 1000,
    discountAmount: 0,
    netAmount: 1000,
    taxAmount: 0,
    totalAmount: 1000,
    appliedBalanceAmount: 0,
    dueAmount: 1000,
    refundedAmount: 0,
    refundedTaxAmount: 0,
    billingName: 'Jane Doe',
    billingAddress: {
      line1: '1 Main St',
      line2: null,
      postal_code: '94104',
      city: 'San Francisco',
      state: 'US-CA',
      country: 'US',
    },
    taxId: null,
    number: 'ACME-AAAAAAAA-0001',
    receiptNumber: 'RCPT-AAAAAAAA-0001',
    issuedAt: createdAt,
    dueAt: createdAt,
    paidAt: createdAt,
    description: 'Handbook',
    metadata: {},
    customFieldData: {},
    hasDocument: false,
    lines: [sampleLine()],
    ...changes,
  };
}
