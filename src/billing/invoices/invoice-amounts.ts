/** The sums of an invoice, in minor units. `net + tax = total`, and `due` is what the customer is to pay. */
export type InvoiceAmounts = {
  /** The lines, before discount and tax. */
  subtotalAmount: number;
  discountAmount: number;
  netAmount: number;
  taxAmount: number;
  totalAmount: number;
  /** Negative where the customer's credit paid a part, positive where an old debt is collected. */
  appliedBalanceAmount: number;
  dueAmount: number;
};

export type AmountsInput = {
  lines: readonly { amount: number; taxAmount: number }[];
  /** What is taken off the lines, as a positive number. */
  discountAmount: number;
  /** Whether the lines have their tax inside. */
  taxInclusive: boolean;
  /** The customer's account before this invoice: positive is credit, negative is debt. */
  balance: number;
};

/** Polar: the sums of an order; tax counts on top of the lines or is inside them, balance counts last. */
export function invoiceAmounts(input: AmountsInput): InvoiceAmounts {
  const subtotalAmount = sum(input.lines.map((line) => line.amount));
  const taxAmount = sum(input.lines.map((line) => line.taxAmount));
  const discounted = subtotalAmount - input.discountAmount;
  const netAmount = input.taxInclusive ? discounted - taxAmount : discounted;
  const totalAmount = netAmount + taxAmount;
  const appliedBalanceAmount = appliedBalance(totalAmount, input.balance);
  return {
    subtotalAmount,
    discountAmount: input.discountAmount,
    netAmount,
    taxAmount,
    totalAmount,
    appliedBalanceAmount,
    dueAmount: Math.max(0, totalAmount + appliedBalanceAmount),
  };
}

/** Credit pays at most the total; a debt is collected whole; what is owed to the customer settles at most the debt. */
export function appliedBalance(total: number, balance: number): number {
  // `0 - x` rather than `-x`: there is no negative zero in money.
  if (total >= 0) return 0 - Math.min(total, balance);
  return balance < 0 ? Math.min(-total, -balance) : 0;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

type Refundable = Pick<InvoiceAmounts, 'netAmount' | 'taxAmount' | 'appliedBalanceAmount'> & {
  creditedAmount: number;
  creditedTaxAmount: number;
};

/**
 * What can still be given back, without and of the tax (Polar: credit that was used is not money to give back). What was
 * credited, as a refund or otherwise, is not credited again.
 */
export function refundableAmounts(invoice: Refundable): { amount: number; taxAmount: number } {
  const credited = invoice.creditedAmount - invoice.creditedTaxAmount;
  return {
    amount: Math.max(0, invoice.netAmount + invoice.appliedBalanceAmount - credited),
    taxAmount: Math.max(0, invoice.taxAmount - invoice.creditedTaxAmount),
  };
}

type WithLines = Pick<InvoiceAmounts, 'subtotalAmount' | 'discountAmount' | 'netAmount'>;

/** A line without its share of the discount and, where the invoice's prices have it inside, without its tax. */
export function netOfLine(
  invoice: WithLines,
  line: { amount: number; discountAmount: number; taxAmount: number },
): number {
  const isInclusive = invoice.netAmount !== invoice.subtotalAmount - invoice.discountAmount;
  return line.amount - line.discountAmount - (isInclusive ? line.taxAmount : 0);
}
