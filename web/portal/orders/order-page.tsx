import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { cn } from '../../ui/class-names.ts';
import { creditNotesQuery, type Order, orderQuery } from '../queries.ts';
import { CardSkeleton, Loaded } from '../shell/loaded.tsx';
import { Page } from '../shell/page.tsx';
import { Sum } from '../subscriptions/change-preview.tsx';
import { NoticeWithAct } from '../subscriptions/subscription-notices.tsx';
import { useWords } from '../words.ts';
import { BillingDetails } from './billing-details.tsx';
import { useLineLabel } from './line-label.ts';
import { OrderBadge } from './order-rows.tsx';
import { isPayable, PayDialog } from './pay-dialog.tsx';
import { useDownload } from './use-download.ts';

export function OrderPage() {
  const { say, date } = useWords();
  const labelOf = useLineLabel();
  const { id = '' } = useParams({ strict: false });
  const query = useQuery(orderQuery(id));
  const back = { to: '/orders', label: say('navOrders') };
  const isMissing = query.error instanceof Problem && [404, 422].includes(query.error.status);
  if (isMissing) return <Page title={say('orderMissing')} description={say('problemGone')} back={back} />;
  const order = query.data;
  return (
    <Page
      title={order ? labelOf(order.description) : say('order')}
      badge={order && <OrderBadge order={order} />}
      description={
        order && [date(order.created_at), order.invoice_number].filter((part) => part !== null).join(' · ')
      }
      back={back}
    >
      <Loaded query={query} skeleton={<CardSkeleton lines={5} />}>
        {(found) => (
          <>
            <UnpaidNotice order={found} />
            <Lines order={found} />
            <CreditNotes order={found} />
            <BillingDetails key={String(found.is_invoice_generated)} order={found} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function UnpaidNotice({ order }: { order: Order }) {
  const { say, money, date } = useWords();
  const [isPaying, setPaying] = useState(false);
  if (order.status !== 'pending' && !isPaying) return null;
  const { next_payment_attempt_at: next } = order;
  return (
    <NoticeWithAct
      tone="warn"
      title={say('unpaidTitle', { amount: money(order.due_amount, order.currency) })}
      act={
        (isPayable(order) || isPaying) && (
          <>
            <Button look="primary" onClick={() => setPaying(true)}>
              {say('payNow')}
            </Button>
            <PayDialog order={order} isOpen={isPaying} onClose={() => setPaying(false)} />
          </>
        )
      }
    >
      {next ? say('unpaidRetry', { date: date(next) }) : say('unpaidText')}
    </NoticeWithAct>
  );
}

function Lines({ order }: { order: Order }) {
  const { say, money } = useWords();
  const labelOf = useLineLabel();
  const download = useDownload();
  const amount = (value: number) => money(value, order.currency);
  const { subscription } = order;
  const hasParts = order.discount_amount !== 0 || order.tax_amount !== 0;
  const refunded = order.refunded_amount + order.refunded_tax_amount;
  return (
    <Card
      title={say('orderLines')}
      actions={
        order.receipt_number !== null && (
          <Button
            size="small"
            isBusy={download.isPending}
            onClick={() => download.mutate({ kind: 'receipt', id: order.id })}
          >
            <Download aria-hidden="true" /> {say('downloadReceipt')}
          </Button>
        )
      }
    >
      <dl className="flex flex-col gap-2 text-[0.9375rem] tabular-nums">
        {order.items.map((item) => (
          <div key={item.id} className="flex justify-between gap-4">
            <dt className="min-w-0">{labelOf(item.label)}</dt>
            <dd className="shrink-0">{amount(item.amount)}</dd>
          </div>
        ))}
      </dl>
      <dl
        className={cn(
          'mt-2 flex flex-col gap-1.5 text-[0.9375rem] tabular-nums',
          hasParts && 'border-line border-t pt-3',
        )}
      >
        {hasParts && <Sum name={say('subtotal')}>{amount(order.subtotal_amount)}</Sum>}
        {order.discount_amount !== 0 && <Sum name={say('discount')}>{amount(-order.discount_amount)}</Sum>}
        {order.tax_amount !== 0 && <Sum name={say('tax')}>{amount(order.tax_amount)}</Sum>}
        <Sum isTotal name={say('total')}>
          {amount(order.total_amount)}
        </Sum>
        {order.applied_balance_amount !== 0 && (
          <Sum name={say('accountCredit')}>{amount(order.applied_balance_amount)}</Sum>
        )}
        {order.applied_balance_amount !== 0 && (
          <Sum name={say(order.paid ? 'paidAmount' : 'dueAmount')}>{amount(order.due_amount)}</Sum>
        )}
        {refunded > 0 && <Sum name={say('refundedAmount')}>{amount(-refunded)}</Sum>}
      </dl>
      {subscription && (
        <p className="mt-4 text-sm">
          <Link
            to={`/subscriptions/${subscription.id}`}
            className="text-accent underline-offset-4 hover:underline"
          >
            {say('toSubscription')}
          </Link>
        </p>
      )}
    </Card>
  );
}

/** What was taken off the order after it was invoiced. */
function CreditNotes({ order }: { order: Order }) {
  const { say, date, money } = useWords();
  const download = useDownload();
  const { data } = useQuery(creditNotesQuery(order.id));
  if (!data || data.items.length === 0) return null;
  return (
    <Card title={say('creditNotes')} description={say('creditNotesText')} isFlush>
      <ul className="divide-y divide-line border-line border-t">
        {data.items.map((note) => (
          <li
            key={note.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3.5"
          >
            <span className="flex min-w-0 flex-col gap-0.5">
              <span className="flex flex-wrap items-center gap-2 font-medium text-[0.9375rem]">
                {note.number}
                {note.status === 'void' && <Badge>{say('orderVoid')}</Badge>}
              </span>
              <span className="text-ink-soft text-sm">{date(note.created_at)}</span>
            </span>
            <span className="flex items-center gap-3">
              <span className="font-medium text-[0.9375rem] tabular-nums">
                {money(-note.total_amount, note.currency)}
              </span>
              <Button
                size="small"
                isBusy={download.isPending}
                aria-label={say('downloadCreditNote', { number: note.number })}
                onClick={() => download.mutate({ kind: 'credit_note', id: note.id })}
              >
                <Download aria-hidden="true" /> {say('download')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
