import { useParams } from '@tanstack/react-router';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { Notice } from '../../ui/states.tsx';
import { PaymentLine } from '../orders/order-payments.tsx';
import { useDisputesOf, usePaymentsOf } from '../orders/use-order.ts';
import { useMay } from '../session.ts';
import { CustomerLink } from '../shared/customer-link.tsx';
import { dayAndTime, money } from '../shared/format.ts';
import { IdFact } from '../shared/id-fact.tsx';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { Loaded, LoadedPart } from '../shared/loaded.tsx';
import type { Order, Payment } from '../shared/objects.ts';
import { Columns, Page } from '../shared/page.tsx';
import { useScopedQuery } from '../shared/queries.ts';
import { DisputeStatus, OrderStatus, PaymentStatus } from '../shared/status.tsx';
import { cardWords, declineWords, triggerWords } from './payment-words.ts';
import { SandboxActs } from './sandbox-acts.tsx';

function usePayment() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  return useScopedQuery(['payments', id], () =>
    answerOf(polar.GET('/v1/payments/{id}', { params: { path: { id } } })),
  );
}

function useOrderOf({ order_id: id }: Payment) {
  return useScopedQuery(
    ['orders', id],
    () => answerOf(polar.GET('/v1/orders/{id}', { params: { path: { id: id ?? '' } } })),
    { isEnabled: id !== null },
  );
}

export default function PaymentScreen() {
  const payment = usePayment();
  return (
    <Loaded query={payment} what="This payment">
      {(found) => (
        <Page
          title={money(found.amount, found.currency)}
          badge={<PaymentStatus status={found.status} />}
          description={`${triggerWords(found.trigger)} · ${cardWords(found)} · ${dayAndTime(found.created_at)}`}
          trail={[{ label: 'Payments', to: ['payments'] }]}
        >
          <Columns main={<Main payment={found} />} aside={<Aside payment={found} />} />
        </Page>
      )}
    </Loaded>
  );
}

function Main({ payment }: { payment: Payment }) {
  const order = useOrderOf(payment);
  return (
    <>
      {payment.status === 'failed' && (
        <Notice tone="bad" title={declineWords(payment) || 'Declined'}>
          {payment.decline_message && `The buyer was told: “${payment.decline_message}”`}
        </Notice>
      )}
      {payment.status === 'pending' && (
        <Notice tone="warn" title="Pending">
          Waiting for the bank or the buyer’s authentication.
        </Notice>
      )}
      {payment.order_id === null ? (
        <WithoutOrder payment={payment} />
      ) : (
        <LoadedPart query={order}>
          {(found) => (
            <>
              <OrderCard order={found} />
              <OtherAttempts order={found} payment={payment} />
              <DisputesCard order={found} payment={payment} />
            </>
          )}
        </LoadedPart>
      )}
      <SandboxActs payment={payment} />
    </>
  );
}

/** Of a purchase that came to nothing: who tried, and what. */
function WithoutOrder({ payment }: { payment: Payment }) {
  const { checkout_id: id } = payment;
  const checkout = useScopedQuery(
    ['checkouts', id],
    () => answerOf(polar.GET('/v1/checkouts/{id}', { params: { path: { id: id ?? '' } } })),
    { isEnabled: useMay('checkouts:read') && id !== null },
  ).data;
  if (!checkout) {
    return (
      <Card title="Order">
        <p className="text-ink-soft text-sm/6">This payment has no order.</p>
      </Card>
    );
  }
  return (
    <Card title="Checkout" description={checkoutWords[checkout.status]}>
      <Facts>
        <Fact name="Buyer">
          {[checkout.customer_name, checkout.customer_email].filter(Boolean).join(', ') || 'Not given'}
        </Fact>
        <Fact name="Product">
          <ScreenLink to={['products', checkout.product_id]} className={textLink}>
            {checkout.product.name}
          </ScreenLink>
        </Fact>
        <Fact name="Total">{money(checkout.total_amount, checkout.currency)}</Fact>
      </Facts>
    </Card>
  );
}

const checkoutWords = {
  open: 'It is open still: the buyer may try another card.',
  confirmed: 'It waits for the payment.',
  succeeded: 'It was paid.',
  failed: 'It failed.',
  expired: 'It expired before it was paid.',
};

function OrderCard({ order }: { order: Order }) {
  return (
    <Card title="Order">
      <Facts>
        <Fact name="Invoice">
          <span className="flex flex-wrap items-center gap-2">
            <ScreenLink to={['orders', order.id]} className={textLink}>
              {order.invoice_number ?? 'Draft'}
            </ScreenLink>
            <OrderStatus status={order.status} />
          </span>
        </Fact>
        <Fact name="For">{order.description}</Fact>
        <Fact name="Customer">
          <CustomerLink customer={order.customer} />
        </Fact>
        <Fact name="Total">{money(order.total_amount, order.currency)}</Fact>
      </Facts>
    </Card>
  );
}

function OtherAttempts({ order, payment }: { order: Order; payment: Payment }) {
  const others = usePaymentsOf(order).data?.items.filter(({ id }) => id !== payment.id) ?? [];
  if (others.length === 0) return null;
  return (
    <Card title="Other attempts" isFlush>
      <ul className="divide-y divide-line border-line border-t">
        {others.map((other) => (
          <PaymentLine key={other.id} payment={other} />
        ))}
      </ul>
    </Card>
  );
}

function DisputesCard({ order, payment }: { order: Order; payment: Payment }) {
  const disputes =
    useDisputesOf(order).data?.items.filter(({ payment_id }) => payment_id === payment.id) ?? [];
  if (disputes.length === 0) return null;
  return (
    <Card title="Dispute">
      {disputes.map((dispute) => (
        <p key={dispute.id} className="flex flex-wrap items-center gap-2 text-sm">
          <ScreenLink to={['payments', 'disputes', dispute.id]} className={textLink}>
            {money(dispute.amount + dispute.tax_amount, dispute.currency)} disputed
          </ScreenLink>
          <DisputeStatus status={dispute.status} />
        </p>
      ))}
    </Card>
  );
}

function Aside({ payment }: { payment: Payment }) {
  return (
    <Card title="Details">
      <Facts>
        <Fact name="Method">{cardWords(payment)}</Fact>
        <Fact name="Tried">{dayAndTime(payment.created_at)}</Fact>
        {payment.modified_at && <Fact name="Settled">{dayAndTime(payment.modified_at)}</Fact>}
        {payment.decline_reason && (
          <Fact name="Reason">
            <code className="text-[0.8125rem]">{payment.decline_reason}</code>
          </Fact>
        )}
        <IdFact id={payment.id} />
        {payment.checkout_id && <IdFact id={payment.checkout_id} name="Checkout" />}
      </Facts>
    </Card>
  );
}
