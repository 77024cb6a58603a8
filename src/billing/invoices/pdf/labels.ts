import type { CreditDestination, DocumentKind, DocumentStatus } from './invoice-document.ts';

/** Every word that the renderer itself puts on the page, in one language. */
export type Labels = {
  title: Record<DocumentKind, string>;
  number: Record<DocumentKind, string>;
  issuedOn: Record<DocumentKind, string>;
  dueOn: string;
  paidOn: string;
  seller: string;
  buyer: string;
  status: Record<DocumentStatus, string>;
  headline: {
    draft: string;
    void: string;
    creditVoid: string;
    due: (amount: string, date: string | undefined) => string;
    paid: (amount: string, date: string | undefined) => string;
    partially_refunded: (refunded: string, paid: string) => string;
    refunded: (amount: string) => string;
    deferred: (amount: string) => string;
    credited: Record<CreditDestination, (amount: string) => string>;
  };
  description: string;
  quantity: string;
  unitPrice: string;
  taxRate: string;
  amount: string;
  taxIncluded: (label: string) => string;
  period: (from: string, to: string) => string;
  subtotal: string;
  discount: string;
  net: string;
  tax: string;
  total: (currency: string) => string;
  creditUsed: string;
  debtCollected: string;
  creditTotal: (currency: string) => string;
  credited: string;
  deferred: string;
  amountPaid: string;
  refunded: string;
  amountDue: string;
  taxSummary: string;
  taxName: string;
  taxableAmount: string;
  taxAmount: string;
  notes: string;
  missingScripts: (scripts: string, replacement: string) => string;
  page: (page: number, pages: number) => string;
};

const english: Labels = {
  title: { invoice: 'Invoice', receipt: 'Receipt', credit_note: 'Credit note' },
  number: { invoice: 'Invoice number', receipt: 'Receipt number', credit_note: 'Credit note number' },
  issuedOn: { invoice: 'Invoice date', receipt: 'Receipt date', credit_note: 'Credit note date' },
  dueOn: 'Due date',
  paidOn: 'Paid on',
  seller: 'From',
  buyer: 'Bill to',
  status: {
    draft: 'Draft',
    due: 'Due',
    paid: 'Paid',
    partially_refunded: 'Partly refunded',
    refunded: 'Refunded',
    void: 'Void',
    issued: 'Issued',
  },
  headline: {
    draft: 'Draft, not yet issued',
    void: 'Void, no payment is due',
    creditVoid: 'Void, nothing is credited',
    due: (amount, date) => (date ? `${amount} due on ${date}` : `${amount} due`),
    paid: (amount, date) => (date ? `${amount} paid on ${date}` : `${amount} paid`),
    partially_refunded: (refunded, paid) => `${refunded} of ${paid} refunded`,
    refunded: (amount) => `${amount} refunded`,
    deferred: (amount) => `${amount} put on the account`,
    credited: {
      refund: (amount) => `${amount} refunded`,
      due: (amount) => `${amount} taken off what is due`,
      account: (amount) => `${amount} credited to the account`,
    },
  },
  description: 'Description',
  quantity: 'Quantity',
  unitPrice: 'Unit price',
  taxRate: 'Tax rate',
  amount: 'Amount',
  taxIncluded: (label) => `${label} (incl. tax)`,
  period: (from, to) => `${from} – ${to}`,
  subtotal: 'Subtotal',
  discount: 'Discount',
  net: 'Net amount',
  tax: 'Tax',
  total: (currency) => `Total (${currency})`,
  creditUsed: 'Account credit used',
  debtCollected: 'Earlier balance collected',
  creditTotal: (currency) => `Total credited (${currency})`,
  credited: 'Credited by credit notes',
  deferred: 'Put on the account',
  amountPaid: 'Amount paid',
  refunded: 'Refunded',
  amountDue: 'Amount due',
  taxSummary: 'Tax summary',
  taxName: 'Tax',
  taxableAmount: 'Taxable amount',
  taxAmount: 'Tax amount',
  notes: 'Notes',
  missingScripts: (scripts, replacement) =>
    `Some characters could not be printed because the font of this document does not have them: ${scripts}. ` +
    `Each is shown as ${replacement}.`,
  page: (page, pages) => `Page ${page} of ${pages}`,
};

/** By language, the first part of a locale. */
const labelsByLanguage: Record<string, Labels> = { en: english };

/** The labels in the language of a BCP 47 locale, and the language they are really in. */
export function labelsFor(locale: string): { language: string; labels: Labels } {
  const language = locale.split(/[-_]/, 1)[0]!.toLowerCase();
  const labels = Object.hasOwn(labelsByLanguage, language) ? labelsByLanguage[language] : undefined;
  return labels ? { language, labels } : { language: 'en', labels: english };
}
