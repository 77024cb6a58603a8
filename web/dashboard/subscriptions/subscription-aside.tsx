import { Card, Fact, Facts } from '../../ui/card.tsx';
import { methodWords } from '../payments/payment-words.ts';
import { usePaymentMethods } from '../payments/use-payment-methods.ts';
import { CustomerLink } from '../shared/customer-link.tsx';
import { day, dayAndTime, number } from '../shared/format.ts';
import { IdFact } from '../shared/id-fact.tsx';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { MetadataFacts } from '../shared/metadata.tsx';
import type { Subscription } from '../shared/objects.ts';
import { durationWords, priceWords, reductionWords } from '../shared/price-words.ts';
import { cancellationWords } from './cancellation-words.ts';
import { nextCharge } from './use-subscription.ts';

export function SubscriptionAside({ subscription }: { subscription: Subscription }) {
  return (
    <>
      <Card title="Details">
        <SubscriptionFacts subscription={subscription} />
      </Card>
      {Object.keys(subscription.custom_field_data).length > 0 && (
        <Card title="Custom fields">
          <MetadataFacts metadata={subscription.custom_field_data} />
        </Card>
      )}
      <Card title="Metadata">
        <MetadataFacts metadata={subscription.metadata} />
      </Card>
    </>
  );
}

function SubscriptionFacts({ subscription }: { subscription: Subscription }) {
  const { product, discount, seats, units, trial_end: trialEnd, canceled_at: canceledAt } = subscription;
  const next = nextCharge(subscription);
  return (
    <Facts>
      <Fact name="Customer">
        <CustomerLink customer={subscription.customer} />
      </Fact>
      <Fact name="Plan">
        <ScreenLink to={['products', product.id]} className={textLink}>
          {product.name}
        </ScreenLink>
      </Fact>
      <Fact name="Price">
        {subscription.prices.map((price) => priceWords(price, subscription)).join(' + ')}
      </Fact>
      {seats !== null && <Fact name="Seats">{number(seats)}</Fact>}
      {units !== null && <Fact name="Units">{number(units)}</Fact>}
      {discount && (
        <Fact name="Discount">
          <ScreenLink to={['discounts', discount.id]} className={textLink}>
            {discount.name}
          </ScreenLink>
          <span className="block text-[0.8125rem] text-ink-soft">
            {reductionWords(discount)} {durationWords(discount)}
          </span>
        </Fact>
      )}
      <Fact name="Next charge">{next && day(next)}</Fact>
      <Fact name="Period">
        {day(subscription.current_period_start)} – {day(subscription.current_period_end)}
      </Fact>
      {trialEnd && <Fact name="Trial until">{day(trialEnd)}</Fact>}
      <Fact name="Since">{dayAndTime(subscription.started_at ?? subscription.created_at)}</Fact>
      {canceledAt && (
        <Fact name="Canceled">
          {day(canceledAt)}
          <span className="block text-[0.8125rem] text-ink-soft">{cancellationWords(subscription)}</span>
        </Fact>
      )}
      <Fact name="Card">
        <DefaultCard customerId={subscription.customer_id} />
      </Fact>
      <IdFact id={subscription.id} />
    </Facts>
  );
}

function DefaultCard({ customerId }: { customerId: string }) {
  const { items } = usePaymentMethods(customerId).data ?? {};
  if (!items) return null;
  const method = items.find(({ is_default }) => is_default) ?? items[0];
  return method ? methodWords(method) : <span className="text-warn">None</span>;
}
