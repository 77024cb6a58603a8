import { type Price, type Product, selectPricesById } from '../../billing/catalog/index.ts';
import type { Checkout } from '../../billing/checkouts/index.ts';
import type { Customer } from '../../billing/customers/index.ts';
import type { Discount } from '../../billing/discounts/index.ts';
import type { Dispute } from '../../billing/disputes/index.ts';
import {
  type SnapshotTable,
  type StoredEvent,
  selectListSnapshots,
  selectSnapshots,
} from '../../billing/events/index.ts';
import { type Invoice, listInvoices, selectLatestInvoiceIds } from '../../billing/invoices/index.ts';
import { listPayments, type Payment } from '../../billing/payments/index.ts';
import type { Refund } from '../../billing/refunds/index.ts';
import type { Subscription, SubscriptionItem } from '../../billing/subscriptions/index.ts';
import type { Scope } from '../../platform/scope.ts';
import { checkoutSessionView } from './checkout-session-view.ts';
import { couponView } from './coupon-view.ts';
import { customerView } from './customer-view.ts';
import { invoiceView } from './invoice-view.ts';
import { disputeView, paymentView, refundView } from './payment-view.ts';
import { priceView } from './price-view.ts';
import { productView } from './product-view.ts';
import { subscriptionView } from './subscription-view.ts';

/** What events of one kind tell of, as Atlas shows it, by the events' ids: all loaded at once. */
export type LoadObjects = (scope: Scope, events: readonly StoredEvent[]) => Promise<Map<string, object>>;

/** Objects that need nothing but their row as the event found it. */
function ofRows<Row extends object>(
  table: SnapshotTable,
  view: (row: Row, event: StoredEvent) => object,
): LoadObjects {
  return async (scope, events) => {
    const rows = await selectSnapshots<Row>(scope, table, events);
    return viewed(events, (event) => {
      const row = rows.get(event.id);
      return row && view(row, event);
    });
  };
}

function viewed(
  events: readonly StoredEvent[],
  view: (event: StoredEvent) => object | undefined,
): Map<string, object> {
  return new Map(
    events.flatMap((event) => {
      const object = view(event);
      return object ? [[event.id, object]] : [];
    }),
  );
}

async function pricesById(scope: Scope, ids: readonly (string | null)[]): Promise<Map<string, Price>> {
  const known = new Set(ids.filter((id) => id !== null));
  const prices = known.size === 0 ? [] : await selectPricesById(scope, [...known]);
  return new Map(prices.map((price) => [price.id, price]));
}

export const customers = ofRows<Customer>('customers', customerView);
export const prices = ofRows<Price>('prices', priceView);
export const refunds = ofRows<Refund>('refunds', refundView);
export const disputes = ofRows<Dispute>('disputes', disputeView);
/** Before anything of them was given back. */
export const payments = ofRows<Payment>('payments', (payment) => paymentView(payment, undefined));

export const coupons = ofRows<Discount>('discounts', (discount, { data, occurredAt }) =>
  couponView({ ...discount, redemptionsCount: Number(data.redemptions_count) }, occurredAt),
);

export const products: LoadObjects = async (scope, events) => {
  const [rows, lists] = await Promise.all([
    selectSnapshots<Product>(scope, 'products', events),
    selectListSnapshots<Price>(scope, 'prices', 'prices', events),
  ]);
  return viewed(events, ({ id }) => {
    const row = rows.get(id);
    return row && productView(row, lists.get(id) ?? []);
  });
};

export const subscriptions: LoadObjects = async (scope, events) => {
  const [rows, lists, latest] = await Promise.all([
    selectSnapshots<Subscription>(scope, 'subscriptions', events),
    selectListSnapshots<SubscriptionItem>(scope, 'subscription_items', 'items', events),
    selectLatestInvoiceIds(
      scope,
      events.map(({ objectId }) => objectId),
    ),
  ]);
  const items = [...lists.values()].flat();
  const byId = await pricesById(
    scope,
    items.map(({ priceId }) => priceId),
  );
  return viewed(events, ({ id, objectId }) => {
    const row = rows.get(id);
    const surroundings = { prices: byId, latestInvoiceId: latest.get(objectId) };
    return row && subscriptionView({ ...row, items: lists.get(id) ?? [] }, surroundings);
  });
};

export const invoices: LoadObjects = async (scope, events) => {
  const [rows, lists] = await Promise.all([
    selectSnapshots<Omit<Invoice, 'lines'>>(scope, 'invoices', events),
    selectListSnapshots<Invoice['lines'][number]>(scope, 'invoice_lines', 'lines', events),
  ]);
  const lines = [...lists.values()].flat();
  const byId = await pricesById(
    scope,
    lines.map(({ priceId }) => priceId),
  );
  const productIds = new Map([...byId].map(([id, { productId }]) => [id, productId]));
  return viewed(events, ({ id, occurredAt }) => {
    const row = rows.get(id);
    return row && invoiceView({ ...row, lines: lists.get(id) ?? [] }, productIds, occurredAt);
  });
};

/** The payments that refunds give back, as they are by now. */
export const refundedPayments: LoadObjects = async (scope, events) => {
  const rows = await selectSnapshots<Refund>(scope, 'refunds', events);
  const refunded = [...rows.values()];
  const page = { limit: refunded.length, offset: 0 };
  const [paid, billed] = await Promise.all([
    listPayments(scope, { ids: refunded.map(({ paymentId }) => paymentId) }, page),
    listInvoices(scope, { ids: refunded.map(({ invoiceId }) => invoiceId) }, page),
  ]);
  const paymentsById = new Map(paid.items.map((payment) => [payment.id, payment]));
  const invoicesById = new Map(billed.items.map((invoice) => [invoice.id, invoice]));
  return viewed(events, ({ id }) => {
    const refund = rows.get(id);
    const payment = refund && paymentsById.get(refund.paymentId);
    return payment && paymentView(payment, invoicesById.get(refund.invoiceId));
  });
};

/** Told once they are over: nobody goes to their page any more. */
export const checkoutSessions: LoadObjects = async (scope, events) => {
  const rows = await selectSnapshots<Checkout>(scope, 'checkouts', events);
  const checkouts = [...rows.values()];
  const [byId, billed] = await Promise.all([
    pricesById(
      scope,
      checkouts.flatMap(({ priceIds }) => priceIds),
    ),
    listInvoices(
      scope,
      { checkoutIds: checkouts.map(({ id }) => id) },
      { limit: checkouts.length, offset: 0 },
    ),
  ]);
  const subscriptionIds = new Map(
    billed.items.map((invoice) => [invoice.checkoutId, invoice.subscriptionId]),
  );
  return viewed(events, ({ id, occurredAt }) => {
    const checkout = rows.get(id);
    if (!checkout) return undefined;
    const bought = checkout.priceIds.flatMap((priceId) => byId.get(priceId) ?? []);
    const subscriptionId = subscriptionIds.get(checkout.id) ?? null;
    return checkoutSessionView(checkout, { prices: bought, subscriptionId, url: null }, occurredAt);
  });
};
