import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/states.tsx';
import { CustomerLink } from '../shared/customer-link.tsx';
import { day, humanize, money } from '../shared/format.ts';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { Loaded, LoadedPart } from '../shared/loaded.tsx';
import { MoneyTable, sumsOf } from '../shared/money-table.tsx';
import type { Order } from '../shared/objects.ts';
import { Columns, Page } from '../shared/page.tsx';
import { DisputeStatus, OrderStatus } from '../shared/status.tsx';
import { billingReasons } from './billing-reasons.ts';
import { CreditNotes } from './credit-notes.tsx';
import { OrderActions } from './order-actions.tsx';
import { OrderAside } from './order-aside.tsx';
import { OrderPayments } from './order-payments.tsx';
import { RetryButton } from './retry-button.tsx';
import { useDisputesOf, useInvoice, useOrder } from './use-order.ts';

export default function OrderScreen() {
  const order = useOrder();
  return (
    <Loaded query={order} what="This order">
      {(found) => (
        <Page
          title={found.invoice_number ?? (found.status === 'draft' ? 'Draft order' : 'Order')}
          badge={<OrderStatus status={found.status} />}
          description={
            <>
              {money(found.total_amount, found.currency)} from <CustomerLink customer={found.customer} /> on{' '}
              {day(found.created_at)}
            </>
          }
          trail={[{ label: 'Orders', to: ['orders'] }]}
          actions={<OrderActions order={found} />}
        >
          <Columns main={<Main order={found} />} aside={<OrderAside order={found} />} />
        </Page>
      )}
    </Loaded>
  );
}

function Main({ order }: { order: Order }) {
  const invoice = useInvoice(order);
  return (
    <>
      <Disputes order={order} />
      <Standing order={order} />
      <Card title={order.description} description={billingReasons[order.billing_reason]} isFlush>
        <LoadedPart query={invoice}>
          {({ lines, refunded_amount, credited_amount }) => (
            <MoneyTable
              name="Items of the order"
              lines={lines}
              currency={order.currency}
              sums={[
                ...sumsOf(order, { discount: order.discount?.name ?? null, taxRate: singleRate(lines) }),
                ...(refunded_amount > 0 ? [{ label: 'Refunded', amount: -refunded_amount }] : []),
                ...(credited_amount > refunded_amount
                  ? [{ label: 'Credited', amount: refunded_amount - credited_amount }]
                  : []),
              ]}
            />
          )}
        </LoadedPart>
      </Card>
      <OrderPayments order={order} />
      <CreditNotes order={order} />
    </>
  );
}

function singleRate(lines: readonly { tax_rate: string | null }[]): string | null {
  const rates = new Set(lines.map(({ tax_rate }) => tax_rate));
  return rates.size === 1 ? (lines[0]?.tax_rate ?? null) : null;
}

/** What has become of an order that is not simply paid. */
function Standing({ order }: { order: Order }) {
  const { status, next_payment_attempt_at: next, due_amount, currency } = order;
  if (status === 'draft') {
    return (
      <Notice title="This is a draft">
        Nothing is owed until you charge it. The customer is not notified, and it has no number yet.
      </Notice>
    );
  }
  if (status !== 'pending') return null;
  return (
    <Notice tone="warn" title={`${money(due_amount, currency)} is owed`}>
      <span className="flex flex-wrap items-center justify-between gap-3">
        {next
          ? `The customer’s card is tried again on ${day(next)}. A new card is tried at once.`
          : 'No further attempt is planned.'}
        {order.subscription_id !== null && <RetryButton order={order} />}
      </span>
    </Notice>
  );
}

function Disputes({ order }: { order: Order }) {
  const disputes = useDisputesOf(order);
  const items = disputes.data?.items ?? [];
  return items.map((dispute) => (
    <Notice
      key={dispute.id}
      tone={dispute.closed ? 'info' : 'bad'}
      title={
        <span className="flex flex-wrap items-center gap-2">
          {money(dispute.amount + dispute.tax_amount, dispute.currency)} of this order are disputed
          <DisputeStatus status={dispute.status} />
        </span>
      }
    >
      {dispute.reason && <Badge className="mr-2">{humanize(dispute.reason)}</Badge>}
      <ScreenLink to={['payments', 'disputes', dispute.id]} className={textLink}>
        View dispute
      </ScreenLink>
    </Notice>
  ));
}
