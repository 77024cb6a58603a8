import type { ReactNode } from 'react';
import { cn } from '../../ui/class-names.ts';
import { money, number } from './format.ts';

export type Line = {
  id: string;
  label: string;
  quantity: number;
  unit_amount: number;
  amount: number;
};

export type Sum = {
  label: ReactNode;
  /** Minor units; null for what is not known. */
  amount: number | null;
  isStrong?: boolean;
};

/** What an invoice is of, line by line, and what it comes to. */
export function MoneyTable({
  name,
  lines,
  sums,
  currency,
}: {
  name: string;
  lines: readonly Line[];
  sums: readonly Sum[];
  currency: string;
}) {
  return (
    <table className="w-full border-collapse text-left text-sm">
      <caption className="sr-only">{name}</caption>
      <thead>
        <tr className="border-line border-y text-ink-soft text-xs">
          <th scope="col" className="px-5 py-2 font-medium">
            Item
          </th>
          <th scope="col" className="whitespace-nowrap px-2 py-2 text-right font-medium max-sm:hidden">
            Quantity
          </th>
          <th scope="col" className="px-2 py-2 text-right font-medium max-sm:hidden">
            Each
          </th>
          <th scope="col" className="px-5 py-2 text-right font-medium">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id} className="border-line border-b align-top">
            <td className="px-5 py-2.5">
              {line.label}
              {line.quantity > 1 && (
                <span className="block text-[0.8125rem] text-ink-soft sm:hidden">
                  {number(line.quantity)} × {money(line.unit_amount, currency)}
                </span>
              )}
            </td>
            <td className="whitespace-nowrap px-2 py-2.5 text-right tabular-nums max-sm:hidden">
              {number(line.quantity)}
            </td>
            <td className="whitespace-nowrap px-2 py-2.5 text-right tabular-nums max-sm:hidden">
              {money(line.unit_amount, currency)}
            </td>
            <td className="whitespace-nowrap px-5 py-2.5 text-right tabular-nums">
              {money(line.amount, currency)}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot className="after:block after:h-4">
        {sums.map(({ label, amount, isStrong }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sums are told by their place
          <tr key={index} className={cn(isStrong ? 'font-semibold' : 'text-ink-soft')}>
            <th
              scope="row"
              colSpan={3}
              className={cn('px-5 pt-2 text-right max-sm:hidden', isStrong ? 'font-semibold' : 'font-normal')}
            >
              {label}
            </th>
            <th scope="row" className={cn('px-5 pt-2 sm:hidden', isStrong ? 'font-semibold' : 'font-normal')}>
              {label}
            </th>
            <td className="whitespace-nowrap px-5 pt-2 text-right tabular-nums last:pb-0">
              {amount === null ? '–' : money(amount, currency)}
            </td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
}

type Sums = {
  subtotal_amount: number;
  discount_amount: number;
  net_amount: number;
  tax_amount: number;
  total_amount: number;
  applied_balance_amount: number;
  due_amount: number;
};

/** From the lines to what is due: only the steps that there are. Tax that was in the price stands below the total. */
export function sumsOf(
  invoice: Sums,
  details: { discount?: string | null; taxRate?: string | null } = {},
): Sum[] {
  const { discount_amount: discount, applied_balance_amount: balance, tax_amount } = invoice;
  const rate = details.taxRate ? ` (${number(Number(details.taxRate))}%)` : '';
  const isIncluded = tax_amount !== 0 && invoice.subtotal_amount - discount === invoice.total_amount;
  const sums: (Sum | false)[] = [
    (discount !== 0 || (tax_amount !== 0 && !isIncluded)) && {
      label: 'Subtotal',
      amount: invoice.subtotal_amount,
    },
    discount !== 0 && {
      label: details.discount ? `Discount (${details.discount})` : 'Discount',
      amount: -discount,
    },
    !isIncluded && { label: `Tax${rate}`, amount: tax_amount },
    { label: 'Total', amount: invoice.total_amount, isStrong: true },
    isIncluded && { label: `Includes tax${rate}`, amount: tax_amount },
    balance !== 0 && { label: 'On the customer’s account', amount: balance },
    balance !== 0 && { label: 'Due', amount: invoice.due_amount, isStrong: true },
  ];
  return sums.filter((sum) => sum !== false);
}
