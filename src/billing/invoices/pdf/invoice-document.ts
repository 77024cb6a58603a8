/** A calendar date without a time zone: `YYYY-MM-DD`. */
export type CalendarDate = string;

/** What kinds of document there are; each needs its titles in `labels.ts`. */
export type DocumentKind = 'invoice' | 'receipt';

export type DocumentStatus = 'draft' | 'due' | 'paid' | 'partially_refunded' | 'refunded' | 'void';

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
 * All that an invoice or a receipt says, in no vendor's words. Every amount is an integer in the currency's minor
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
  status: DocumentStatus;
  /** One paragraph each, such as the reason for a reverse charge. */
  notes: string[];
  /** A handful of further facts beside the dates: order id, payment method. */
  references: { label: string; value: string }[];
};
