import type { InvoiceDocument } from './invoice-document.ts';

/** A German invoice to a Greek company: two tax rates, a discount and a credit. Tests change what they look at. */
export function sampleDocument(changes: Partial<InvoiceDocument> = {}): InvoiceDocument {
  return {
    kind: 'invoice',
    number: 'NORDLICHT-0001',
    issuedOn: '2026-01-05',
    dueOn: '2026-01-19',
    locale: 'en-GB',
    currency: 'eur',
    seller: {
      name: 'Nordlicht Software GmbH',
      addressLines: ['Torstraße 140', '10119 Berlin', 'Germany'],
      taxIds: [{ label: 'VAT', value: 'DE123456789' }],
      email: 'billing@nordlicht.example',
      website: 'https://nordlicht.example',
    },
    buyer: {
      name: 'Ελληνικά Ναυπηγεία Α.Ε.',
      addressLines: ['Λεωφόρος Κηφισίας 44', '151 25 Μαρούσι', 'Greece'],
      taxIds: [{ label: 'VAT', value: 'EL094259216' }],
    },
    lines: [
      {
        description: 'Pro plan, monthly',
        quantity: 2,
        unitAmount: 59500,
        amount: 119000,
        taxRate: '19',
        period: { from: '2026-01-05', to: '2026-02-04' },
      },
      { description: 'Handbook, printed', quantity: 3, unitAmount: 2900, amount: 8700, taxRate: '7' },
    ],
    subtotal: 127700,
    discount: 1900,
    net: 125800,
    taxes: [
      { label: 'VAT Germany', rate: '19', net: 117100, amount: 22249 },
      { label: 'VAT Germany', rate: '7', net: 8700, amount: 609 },
    ],
    total: 148658,
    appliedBalance: -8658,
    due: 140000,
    status: 'due',
    notes: ['Please state the invoice number when you pay.'],
    references: [{ label: 'Order', value: '0197c2a1-7f3e-4c1b' }],
    ...changes,
  };
}
