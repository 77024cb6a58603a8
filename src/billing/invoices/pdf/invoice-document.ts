/** A calendar date without a time zone: `YYYY-MM-DD`. */
export type CalendarDate = string;

/** What kinds of document there are; each needs its titles in `labels.ts`. */
export type DocumentKind = 'invoice' | 'receipt' | 'credit_note';

/** `issued`: of a credit note. */
export type DocumentStatus = 'draft' | 'due' | 'paid' | 'partially_refunded' | 'refunded' | 'void' | 'issued';

/** Where what a credit note credits goes: back to the means of payment, off what is due, or on the buyer's account. */
export type CreditDestination = 'refund' | 'due' | 'account';

/** Seller or buyer. Empty strings are left out. */
export type Party = {
  name: string;
  /** As they are to stand under the name, country last. */
  addressLines: string[];
  /** Label as the country names it: `VAT`, `GSTIN`, `EIN`. */
  taxIds: { label: string; value: string }[];
  email?: string;
  website?: string;
};

export type DocumentLine = {
  description: string;
  /** Fractions are allowed: metered usage has them. */
  quantity: number;
  /** Minor units; null where the price of one unit is no whole number of them. */
  unitAmount: number | null;
  /** Minor units, before discount; negative for a credit. */
  amount: number;
  /** Percent as a decimal string (`19`, `8.875`); null when no tax applies to the line. */
  taxRate: string | null;
  /** The tax of the line in minor units; left out where lines do not show theirs. */
  taxAmount?: number;
  /** The time the line pays for; both days included. */
  period?: { from: CalendarDate; to: CalendarDate };
};

export type DocumentTax = {
  /** Name of the tax, such as `VAT Germany`. */
  label: string;
  /** Percent as a decimal string; null when it has none, such as a flat fee. */
  rate: string | null;
  /** The amount the tax is computed on, without the tax, in minor units. */
  net: number;
  /** The tax in minor units. */
  amount: number;
};

/**
 * All that an invoice, a receipt or a credit note says, in no vendor's words. Every amount is an integer in the currency's minor
 * unit (cents for EUR, yen for JPY). The renderer prints the amounts that it gets and computes none of them.
 */
export type InvoiceDocument = {
  kind: DocumentKind;
  number: string;
  /** Overrides the kind's own title, such as `Tax invoice` where a law wants that word. */
  title?: string;
  issuedOn: CalendarDate;
  dueOn?: CalendarDate;
  paidOn?: CalendarDate;
  /** BCP 47. Says how amounts and dates are written; one that is unknown reads as `en`. */
  locale: string;
  /** ISO 4217, in either case. */
  currency: string;
  seller: Party;
  buyer: Party;
  lines: DocumentLine[];
  /** Sum of the lines. */
  subtotal: number;
  /** What is taken off the subtotal, as a positive number. */
  discount: number;
  /** Total without tax. Less than `subtotal − discount` says that the lines have their tax inside. */
  net: number;
  taxes: DocumentTax[];
  /** Net and taxes. */
  total: number;
  /** Signed: negative when the customer's credit pays a part, positive when an old debt is collected. */
  appliedBalance: number;
  /** What the buyer pays or paid for this document: total and applied balance, not below zero. */
  due: number;
  /** What was given back so far, taxes included; left out reads as nothing. */
  refunded?: number;
  /** What credit notes took off beside what was given back, taxes included; left out reads as nothing. */
  credited?: number;
  /** What was too little to be charged and so is owed by the buyer's account; left out reads as nothing. */
  deferred?: number;
  /** Of a credit note. */
  creditedTo?: CreditDestination;
  status: DocumentStatus;
  /** One paragraph each, such as the reason for a reverse charge. */
  notes: string[];
  /** A handful of further facts beside the dates: order id, payment method. */
  references: { label: string; value: string }[];
};
