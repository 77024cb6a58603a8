import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { AddCardDialog } from '../payment-methods/add-card-dialog.tsx';
import { useProblemText } from '../problem-text.ts';
import {
  organizationQuery,
  type Preview,
  type Product,
  paymentMethodsQuery,
  previewQuery,
  type Subscription,
  subscriptionQuery,
} from '../queries.ts';
import { useReader } from '../reader.ts';
import { Loaded } from '../shell/loaded.tsx';
import { Page } from '../shell/page.tsx';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';
import { ChangePreview, dueNow, useChangeAction } from './change-preview.tsx';
import { usePrices } from './price.ts';
import { updateSubscription } from './update.ts';

export function ChangePlanPage() {
  const { say } = useWords();
  const { id = '' } = useParams({ strict: false });
  const subscription = useQuery(subscriptionQuery(id));
  const shop = useQuery(organizationQuery);
  const both = {
    data: subscription.data && shop.data && { subscription: subscription.data, products: shop.data.products },
    error: subscription.error ?? shop.error,
    refetch: () => {
      shop.refetch();
      subscription.refetch();
    },
  };
  return (
    <Page
      title={say('changePlan')}
      back={{ to: `/subscriptions/${id}`, label: subscription.data?.product.name ?? say('subscription') }}
    >
      <Loaded query={both}>
        {({ subscription: found, products }) => <PlanChoice subscription={found} products={products} />}
      </Loaded>
    </Page>
  );
}

/** Whether a subscription can go over to a plan: what is paid for by the seat, or by the unit, stays so. */
function canChangeTo(product: Product, { currency, prices }: Subscription): boolean {
  const kindsOf = (list: readonly { amount_type: string }[]) =>
    new Set(list.map(({ amount_type }) => amount_type));
  const before = kindsOf(prices);
  const there = product.prices.filter((price) => price.price_currency === currency && !price.is_archived);
  const after = kindsOf(there);
  return (
    product.is_recurring &&
    !product.is_archived &&
    there.length > 0 &&
    !after.has('custom') &&
    (['seat_based', 'unit_based'] as const).every((kind) => !before.has(kind) || after.has(kind))
  );
}

function PlanChoice({
  subscription,
  products,
}: {
  subscription: Subscription;
  products: readonly Product[];
}) {
  const { say } = useWords();
  const prices = usePrices();
  const { may } = useReader();
  const [chosen, setChosen] = useState<string>();
  const { product_id, currency } = subscription;
  const others = products.filter(
    (product) => product.id !== product_id && canChangeTo(product, subscription),
  );
  if (!may.changePlan || others.length === 0) {
    return (
      <Card>
        <EmptyState title={say('plansEmptyTitle')}>{say('plansEmptyText')}</EmptyState>
      </Card>
    );
  }
  const current = {
    value: product_id,
    label: (
      <PlanLabel name={subscription.product.name} price={prices.ofSubscription(subscription)} isCurrent />
    ),
    hint: subscription.product.description ?? undefined,
  };
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <RadioGroup
        label={say('choosePlan')}
        looksLikeCards
        value={chosen ?? product_id}
        onChange={setChosen}
        options={[
          current,
          ...others.map((product) => ({
            value: product.id,
            label: <PlanLabel name={product.name} price={prices.ofPlan(product, currency) ?? ''} />,
            hint: product.description ?? undefined,
          })),
        ]}
      />
      {chosen !== undefined && chosen !== product_id ? (
        <Card title={say('changeSummary')}>
          <PlanChange
            key={chosen}
            subscription={subscription}
            product={others.find(({ id }) => id === chosen) as Product}
          />
        </Card>
      ) : (
        <p className="rounded-xl border border-line border-dashed px-5 py-8 text-center text-ink-soft text-sm">
          {say('choosePlanHint')}
        </p>
      )}
    </div>
  );
}

function PlanLabel({ name, price, isCurrent = false }: { name: string; price: string; isCurrent?: boolean }) {
  const { say } = useWords();
  return (
    <span className="flex flex-col gap-0.5">
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-semibold">{name}</span>
        {isCurrent && <Badge>{say('currentPlan')}</Badge>}
      </span>
      <span className="tabular-nums">{price}</span>
    </span>
  );
}

function PlanChange({ subscription, product }: { subscription: Subscription; product: Product }) {
  const { say, money } = useWords();
  const textOf = useProblemText();
  const navigate = useNavigate();
  const prices = usePrices();
  const actionOf = useChangeAction();
  const { id, currency } = subscription;
  const preview = useQuery(previewQuery(id, { product_id: product.id }));
  const methods = useQuery(paymentMethodsQuery);
  const [isAdding, setAdding] = useState(false);
  const command = useCommand(() => updateSubscription(id, { product_id: product.id }), {
    done: say('planChanged'),
    onDone: () => navigate({ to: `/subscriptions/${id}` }),
  });
  const priceAfter = ({ amount }: Preview) =>
    amount === null
      ? prices.ofPlan(product, currency)
      : prices.perPeriod(
          money(amount, currency),
          product.recurring_interval ?? subscription.recurring_interval,
          product.recurring_interval_count ?? 1,
        );
  const needsCard = preview.data && dueNow(preview.data) > 0 && methods.data?.items.length === 0;
  return (
    <div className="flex flex-col gap-5">
      <ChangePreview
        query={preview}
        price={preview.data && say('newPrice', { price: priceAfter(preview.data) ?? '' })}
      />
      {command.error && (
        <Notice tone="bad">
          {textOf(command.error)}{' '}
          <Link to="/payment-methods" className="font-medium underline underline-offset-2">
            {say('navPaymentMethods')}
          </Link>
        </Notice>
      )}
      {needsCard ? (
        <Button look="primary" size="large" onClick={() => setAdding(true)}>
          {say('addCardFirst')}
        </Button>
      ) : (
        <Button
          look="primary"
          size="large"
          className="h-auto min-h-12 whitespace-normal py-2"
          disabled={!preview.data}
          isBusy={command.isPending}
          onClick={() => command.mutate(undefined)}
        >
          {actionOf(preview.data, say('changeTo', { plan: product.name }))}
        </Button>
      )}
      <AddCardDialog isOpen={isAdding} onClose={() => setAdding(false)} isFirst />
    </div>
  );
}
