import type { Scope } from '../../platform/scope.ts';
import { type Customer, selectCustomersById } from '../customers/index.ts';
import { type StoredEvent, selectSnapshots } from '../events/index.ts';
import { type Subscription, selectSubscriptionsById } from '../subscriptions/index.ts';
import type { ToldInvoice } from './invoice-notices.ts';
import { selectBilledChanges, selectNamesPaidWith, selectOwnerEmails } from './notices.sql.ts';

/** All that the mails on account of several events of one organization's mode are made of. */
export type Facts = {
  /** By the event. */
  invoices: ReadonlyMap<string, ToldInvoice>;
  subscriptions: ReadonlyMap<string, Subscription>;
  /** By their own id, as they are now. */
  customers: ReadonlyMap<string, Customer>;
  subscriptionsNow: ReadonlyMap<string, Subscription>;
  /** By the customer: where a customer has no address of its own. */
  ownerEmails: ReadonlyMap<string, string>;
  /** By the card. */
  namesPaidWith: ReadonlyMap<string, string>;
  /** The changes that have an invoice of their own: `requestId subscriptionId`. */
  billedChanges: ReadonlySet<string>;
};

export async function loadFacts(scope: Scope, events: readonly StoredEvent[]): Promise<Facts> {
  const of = (type: string) => events.filter(({ objectType }) => objectType === type);
  const [invoices, subscriptions] = await Promise.all([
    loadInvoices(scope, of('invoice')),
    selectSnapshots<Subscription>(scope, 'subscriptions', of('subscription')),
  ]);
  const [customers, now, namesPaidWith, billedChanges] = await Promise.all([
    selectCustomersById(scope, [...new Set(events.flatMap(({ data }) => textsOf(data.customer_id)))]),
    selectSubscriptionsById(scope, [
      ...new Set([...invoices.values()].flatMap(({ subscriptionId }) => textsOf(subscriptionId))),
    ]),
    selectNamesPaidWith(
      scope,
      of('payment_method').map(({ objectId }) => objectId),
    ),
    selectBilledChanges(scope, of('subscription')),
  ]);
  const withoutAddress = customers.filter(({ email }) => email === null).map(({ id }) => id);
  return {
    invoices,
    subscriptions,
    customers: new Map(customers.map((customer) => [customer.id, customer])),
    subscriptionsNow: new Map(now.map((subscription) => [subscription.id, subscription])),
    ownerEmails: await selectOwnerEmails(scope, withoutAddress),
    namesPaidWith,
    billedChanges,
  };
}

async function loadInvoices(scope: Scope, events: readonly StoredEvent[]): Promise<Map<string, ToldInvoice>> {
  const rows = await selectSnapshots<Omit<ToldInvoice, 'lines'>>(scope, 'invoices', events);
  return new Map(
    events.flatMap(({ id, data }) => {
      const row = rows.get(id);
      return row ? [[id, { ...row, lines: linesOf(data) }] as const] : [];
    }),
  );
}

type StoredLine = { label: string; amount: number; period_start: string | null; period_end: string | null };

function linesOf({ lines }: StoredEvent['data']): ToldInvoice['lines'] {
  return ((lines ?? []) as StoredLine[]).map(({ label, amount, period_start: start, period_end: end }) => ({
    label,
    amount,
    periodStart: start === null ? null : new Date(start),
    periodEnd: end === null ? null : new Date(end),
  }));
}

function textsOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}
