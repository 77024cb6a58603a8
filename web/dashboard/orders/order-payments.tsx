import { Card } from '../../ui/card.tsx';
import { cardWords, declineWords, triggerWords } from '../payments/payment-words.ts';
import { dayAndTime, humanize, money } from '../shared/format.ts';
import { ScreenLink } from '../shared/links.tsx';
import type { Order, Payment, Refund } from '../shared/objects.ts';
import { PaymentStatus, RefundStatus } from '../shared/status.tsx';
import { usePaymentsOf, useRefundsOf } from './use-order.ts';

/** How an order was paid, or was tried to be, and what went back. */
export function OrderPayments({ order }: { order: Order }) {
  const payments = usePaymentsOf(order).data?.items ?? [];
  const refunds = useRefundsOf(order).data?.items ?? [];
  if (payments.length === 0 && refunds.length === 0) return null;
  return (
    <Card title="Payments and refunds" isFlush>
      <ul className="divide-y divide-line border-line border-t">
        {refunds.map((refund) => (
          <RefundLine key={refund.id} refund={refund} />
        ))}
        {payments.map((payment) => (
          <PaymentLine key={payment.id} payment={payment} />
        ))}
      </ul>
    </Card>
  );
}

export function PaymentLine({ payment }: { payment: Payment }) {
  const { id, amount, currency, status, created_at, decline_reason } = payment;
  return (
    <li>
      <ScreenLink
        to={['payments', id]}
        className="flex items-start justify-between gap-4 px-5 py-2.5 text-sm -outline-offset-2 hover:bg-hover/60"
      >
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{cardWords(payment)}</span>
            <PaymentStatus status={status} />
          </span>
          <span className="block text-[0.8125rem]/5 text-ink-soft">
            {dayAndTime(created_at)}
            {payment.trigger && ` · ${triggerWords(payment.trigger)}`}
            {decline_reason && ` · ${declineWords(payment)}`}
          </span>
        </span>
        <span className="shrink-0 tabular-nums">{money(amount, currency)}</span>
      </ScreenLink>
    </li>
  );
}

function RefundLine({ refund }: { refund: Refund }) {
  return (
    <li className="flex items-start justify-between gap-4 px-5 py-2.5 text-sm">
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium">Refund</span>
          <RefundStatus status={refund.status} />
        </span>
        <span className="block text-[0.8125rem]/5 text-ink-soft">
          {dayAndTime(refund.created_at)} · {humanize(refund.reason)}
        </span>
      </span>
      <span className="shrink-0 tabular-nums">
        {money(-(refund.amount + refund.tax_amount), refund.currency)}
      </span>
    </li>
  );
}
