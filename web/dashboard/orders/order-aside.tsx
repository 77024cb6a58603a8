import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { useMay } from '../session.ts';
import { AddressLines } from '../shared/address-lines.tsx';
import { CustomerLink } from '../shared/customer-link.tsx';
import { dayAndTime } from '../shared/format.ts';
import { IdFact } from '../shared/id-fact.tsx';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { MetadataFacts } from '../shared/metadata.tsx';
import type { Order } from '../shared/objects.ts';
import { BillingDialog } from './billing-dialog.tsx';
import { useInvoice } from './use-order.ts';

export function OrderAside({ order }: { order: Order }) {
  return (
    <>
      <Card title="Details">
        <OrderFacts order={order} />
      </Card>
      <BillingCard order={order} />
      {Object.keys(order.custom_field_data).length > 0 && (
        <Card title="Custom fields">
          <MetadataFacts metadata={order.custom_field_data} />
        </Card>
      )}
      <Card title="Metadata">
        <MetadataFacts metadata={order.metadata} />
      </Card>
    </>
  );
}

function OrderFacts({ order }: { order: Order }) {
  const invoice = useInvoice(order).data;
  const { product, subscription, discount } = order;
  return (
    <Facts>
      <Fact name="Customer">
        <CustomerLink customer={order.customer} />
      </Fact>
      {product && (
        <Fact name="Product">
          <ScreenLink to={['products', product.id]} className={textLink}>
            {product.name}
          </ScreenLink>
        </Fact>
      )}
      {subscription && (
        <Fact name="Subscription">
          <ScreenLink to={['subscriptions', subscription.id]} className={textLink}>
            View subscription
          </ScreenLink>
        </Fact>
      )}
      {discount && (
        <Fact name="Discount">
          <ScreenLink to={['discounts', discount.id]} className={textLink}>
            {discount.name}
          </ScreenLink>
        </Fact>
      )}
      {order.seats !== null && <Fact name="Seats">{order.seats}</Fact>}
      {invoice?.issued_at && <Fact name="Issued">{dayAndTime(invoice.issued_at)}</Fact>}
      {invoice?.paid_at && <Fact name="Paid">{dayAndTime(invoice.paid_at)}</Fact>}
      {invoice?.voided_at && <Fact name="Void since">{dayAndTime(invoice.voided_at)}</Fact>}
      {order.receipt_number && <Fact name="Receipt">{order.receipt_number}</Fact>}
      <IdFact id={order.id} />
    </Facts>
  );
}

function BillingCard({ order }: { order: Order }) {
  const [isOpen, setOpen] = useState(false);
  const mayWrite = useMay('orders:write');
  const { billing_name: name, billing_address: address } = order;
  return (
    <Card
      title="Billed to"
      actions={
        mayWrite && (
          <Button size="small" look="quiet" onClick={() => setOpen(true)}>
            <Pencil /> Edit
          </Button>
        )
      }
    >
      {name || address ? (
        <div className="text-sm/6">
          {name && <p className="font-medium">{name}</p>}
          {address && <AddressLines address={address} />}
        </div>
      ) : (
        <p className="text-ink-soft text-sm/6">No name or address yet. The invoice PDF needs both.</p>
      )}
      {isOpen && <BillingDialog order={order} onClose={() => setOpen(false)} />}
    </Card>
  );
}
