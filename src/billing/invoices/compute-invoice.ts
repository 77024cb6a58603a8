import type { Address } from '../../platform/address.ts';
import { minimumAmount } from '../../platform/currency.ts';
import type { TaxId } from '../../platform/tax-id/index.ts';
import { type Discount, discountShares } from '../discounts/index.ts';
import type { Organization } from '../organizations/index.ts';
import { type TaxAnswer, taxCalculatorOf } from '../tax/index.ts';
import { type InvoiceAmounts, invoiceAmounts } from './invoice-amounts.ts';

/** A line as it is to stand on the invoice. Money is in minor units of the invoice's currency. */
export type LineInput = {
  label: string;
  quantity: number;
  unitAmount: number;
  /** Before discount; with the tax inside where the invoice's prices have it inside. Negative for a credit. */
  amount: number;
  /** Whether the invoice's discount comes off it. */
  discountable: boolean;
  /** Whether it is for a part of a period. Such a line has its discount in the amount already. */
  proration: boolean;
  priceId: string | null;
  periodStart: Date | null;
  periodEnd: Date | null;
};

/** A whole price, once. */
export function plainLine(line: Pick<LineInput, 'label' | 'amount'> & Partial<LineInput>): LineInput {
  return {
    quantity: 1,
    unitAmount: line.amount,
    discountable: true,
    proration: false,
    priceId: null,
    periodStart: null,
    periodEnd: null,
    ...line,
  };
}

export type ComputeInput = {
  organization: Organization;
  buyer: { address: Address | null; taxId: TaxId | null; taxExempt: boolean };
  lines: readonly LineInput[];
  discount: Discount | null;
  behavior: 'inclusive' | 'exclusive';
  currency: string;
  at: Date;
  /** The customer's account before: positive is credit, negative is debt. */
  balance: number;
};

export type ComputedLine = LineInput & { discountAmount: number; taxAmount: number; taxRate: string | null };

export type ComputedInvoice = InvoiceAmounts & {
  lines: ComputedLine[];
  tax: TaxAnswer;
  /** What is due, where that is too little to be charged: it goes on the customer's account instead. */
  deferredAmount: number;
};

/**
 * What an invoice of these lines comes to. Discount and tax are worked out over all lines and split over them, so that the
 * lines add up to the sums to the cent.
 */
export function computeInvoice(input: ComputeInput): ComputedInvoice {
  const { organization, buyer, lines, discount, behavior, currency, at, balance } = input;
  const discounts = splitDiscount(lines, discount, currency);
  const tax = taxCalculatorOf(organization).calculate({
    seller: { country: organization.address?.country ?? null, registrations: organization.taxRegistrations },
    buyer,
    at,
    amounts: lines.map((line, index) => line.amount - (discounts[index] ?? 0)),
    behavior,
  });
  const computed = lines.map((line, index) => ({
    ...line,
    discountAmount: discounts[index] ?? 0,
    taxAmount: tax.taxAmounts[index] ?? 0,
    taxRate: tax.rate,
  }));
  const amounts = invoiceAmounts({
    lines: computed,
    discountAmount: discounts.reduce((sum, amount) => sum + amount, 0),
    taxInclusive: behavior === 'inclusive',
    balance,
  });
  const isTooLittle = amounts.dueAmount > 0 && amounts.dueAmount < minimumAmount(currency);
  return { ...amounts, lines: computed, tax, deferredAmount: isTooLittle ? amounts.dueAmount : 0 };
}

/** The discount's part of each line, 0 where it does not come off. */
function splitDiscount(
  lines: readonly LineInput[],
  discount: Discount | null,
  currency: string,
): readonly number[] {
  if (!discount) return lines.map(() => 0);
  const amounts = lines.map((line) => (line.discountable && line.amount > 0 ? line.amount : 0));
  return discountShares(discount, amounts, currency);
}
