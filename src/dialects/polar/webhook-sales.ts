import { type Checkout, selectClientSecrets, withDetails } from '../../billing/checkouts/index.ts';
import { type StoredEvent, selectListSnapshots, selectSnapshots } from '../../billing/events/index.ts';
import type { Invoice, InvoiceLine } from '../../billing/invoices/index.ts';
import type { Refund } from '../../billing/refunds/index.ts';
import {
  revivedSubscription,
  type Subscription,
  type SubscriptionItem,
} from '../../billing/subscriptions/index.ts';
import type { TellingFacts } from '../../billing/webhooks/index.ts';
import type { Scope } from '../../platform/scope.ts';
import { checkoutView } from './checkout-view.ts';
import { merchantOrderView } from './orders.ts';
import { refundViews } from './refunds.ts';
import { distinct, subscriptionViews } from './subscriptions.ts';
import { type ToldObjects, viewsByEvent } from './webhook-told.ts';

export async function checkoutObjects(
  scope: Scope,
  events: readonly StoredEvent[],
  { publicUrl }: TellingFacts,
): Promise<ToldObjects> {
  const [snapshots, secrets] = await Promise.all([
    selectSnapshots<Checkout>(scope, 'checkouts', events),
    selectClientSecrets(scope, distinct(events.map(({ objectId }) => objectId))),
  ]);
  return viewsByEvent(events, snapshots, async (rows, told) => {
    const checkouts = rows.map((row) => ({ ...row, clientSecret: secrets.get(row.id) ?? '' }));
    const details = await withDetails(scope, checkouts);
    return details.map((each, index) => {
      const now = told[index]?.occurredAt ?? scope.clock.now();
      return checkoutView(each, { now, publicUrl });
    });
  });
}

export async function orderObjects(scope: Scope, events: readonly StoredEvent[]): Promise<ToldObjects> {
  const [snapshots, lines] = await Promise.all([
    selectSnapshots<Invoice>(scope, 'invoices', events),
    selectListSnapshots<InvoiceLine>(scope, 'invoice_lines', 'lines', events),
  ]);
  return viewsByEvent(events, snapshots, async (rows, told) => {
    const invoices = rows.map((row, index) => {
      const event = told[index];
      return {
        ...row,
        lines: lines.get(event?.id ?? '') ?? [],
        hasDocument: event?.data.has_document === true,
      };
    });
    return (await merchantOrderView(scope, invoices)) as object[];
  });
}

/** Only those with periods are subscriptions to Polar. */
export async function subscriptionObjects(
  scope: Scope,
  events: readonly StoredEvent[],
): Promise<ToldObjects> {
  const [snapshots, items] = await Promise.all([
    selectSnapshots<Subscription>(scope, 'subscriptions', events),
    selectListSnapshots<SubscriptionItem>(scope, 'subscription_items', 'items', events),
  ]);
  return viewsByEvent(
    events.filter(({ id }) => snapshots.get(id)?.renews),
    snapshots,
    (rows, told) =>
      subscriptionViews(
        scope,
        rows.map((row, index) => ({
          ...revivedSubscription(row),
          items: items.get(told[index]?.id ?? '') ?? [],
        })),
      ),
  );
}

export async function refundObjects(scope: Scope, events: readonly StoredEvent[]): Promise<ToldObjects> {
  const snapshots = await selectSnapshots<Refund>(scope, 'refunds', events);
  return viewsByEvent(events, snapshots, (refunds) => refundViews(scope, refunds));
}
