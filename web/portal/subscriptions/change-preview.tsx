import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Notice, Skeleton } from '../../ui/states.tsx';
import { useLineLabel } from '../orders/line-label.ts';
import { useProblemText } from '../problem-text.ts';
import type { Preview } from '../queries.ts';
import { type Key, useWords } from '../words.ts';

/** What is paid at once for a change; 0 where nothing is. */
export function dueNow({ billed, invoice }: Preview): number {
  return billed === 'at_once' ? Math.max(0, invoice?.due_amount ?? 0) : 0;
}

/** The words on the button that makes a change: they name what it takes from the card. */
export function useChangeAction(): (preview: Preview | undefined, plain: string) => string {
  const { say, money } = useWords();
  return (preview, plain) => {
    const due = preview ? dueNow(preview) : 0;
    return preview?.invoice && due > 0
      ? say('changeAndPay', { amount: money(due, preview.invoice.currency) })
      : plain;
  };
}

/** What a change comes to: when it takes effect, its lines as an invoice, and what is paid when. */
export function ChangePreview({ query, price }: { query: UseQueryResult<Preview>; price: ReactNode }) {
  const { say } = useWords();
  const textOf = useProblemText();
  if (query.error) return <Notice tone="bad">{textOf(query.error)}</Notice>;
  if (!query.data) {
    return (
      <div role="status" aria-label={say('loading')} className="flex flex-col gap-3">
        <Skeleton className="w-3/5" />
        <Skeleton />
        <Skeleton className="w-4/5" />
      </div>
    );
  }
  return <PreviewLines preview={query.data} price={price} />;
}

/** What stands under the line: paid now, paid or given back with the next invoice, or put on the account. */
function totalOf(preview: Preview): { name: Key; amount: number } | undefined {
  const { billed, invoice } = preview;
  if (!invoice) return undefined;
  const { total_amount, due_amount } = invoice;
  if (billed === 'at_once') {
    return total_amount < 0
      ? { name: 'creditedNow', amount: -total_amount }
      : { name: 'dueToday', amount: Math.max(0, due_amount) };
  }
  return total_amount < 0
    ? { name: 'creditOnNext', amount: -total_amount }
    : { name: 'dueOnNext', amount: total_amount };
}

function PreviewLines({ preview, price }: { preview: Preview; price: ReactNode }) {
  const { say, money, date } = useWords();
  const labelOf = useLineLabel();
  const { invoice, billed, applies_at } = preview;
  // What takes effect with the next period has its new terms still before it.
  const isLater = preview.amount === null;
  const amount = (value: number) => money(value, invoice?.currency ?? '');
  const total = totalOf(preview);
  const usesAccount = billed === 'at_once' && invoice !== null && invoice.applied_balance_amount !== 0;
  return (
    <div aria-live="polite" className="flex flex-col gap-3 text-sm/6">
      <p>
        {isLater ? say('changesOn', { date: date(applies_at) }) : say('changesNow')} {price}
      </p>
      {invoice && total ? (
        <dl className="flex flex-col gap-1.5 tabular-nums">
          {invoice.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a preview have no ids
            <Sum key={index} name={labelOf(line.label)}>
              {amount(line.amount)}
            </Sum>
          ))}
          {invoice.discount_amount !== 0 && (
            <Sum name={say('discount')}>{amount(-invoice.discount_amount)}</Sum>
          )}
          {invoice.tax_amount !== 0 && <Sum name={say('tax')}>{amount(invoice.tax_amount)}</Sum>}
          {usesAccount && <Sum name={say('accountCredit')}>{amount(invoice.applied_balance_amount)}</Sum>}
          <Sum isTotal name={say(total.name)}>
            {amount(total.amount)}
          </Sum>
        </dl>
      ) : (
        <p className="font-medium">{say(isLater ? 'nothingDueNow' : 'nothingDue')}</p>
      )}
    </div>
  );
}

/** A name and an amount on one line; a line above the total. */
export function Sum({
  name,
  isTotal = false,
  children,
}: {
  name: ReactNode;
  isTotal?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      className={
        isTotal
          ? 'mt-1 flex justify-between gap-4 border-line border-t pt-2.5 font-semibold'
          : 'flex justify-between gap-4'
      }
    >
      <dt className={isTotal ? 'min-w-0' : 'min-w-0 text-ink-soft'}>{name}</dt>
      <dd className="shrink-0">{children}</dd>
    </div>
  );
}
