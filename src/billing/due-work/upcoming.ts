import type { Scope } from '../../platform/scope.ts';
import { selectCustomersById } from '../customers/index.ts';
import {
  nextReminder,
  nextTurn,
  previewRenewal,
  type SubscriptionWithItems,
  selectSubscriptionsById,
  withItems,
} from '../subscriptions/index.ts';
import type { DueRow, DueTable } from './due-step.ts';
import { dueTables } from './due-steps.ts';
import { selectNextDue } from './due-work.sql.ts';
import { type DueObject, selectDueObjects } from './upcoming.sql.ts';

export const upcomingTypes = [
  /** Of subscriptions. */
  'renewal',
  'trial_end',
  'cancellation',
  'pause',
  'resumption',
  /** Their customers are told by mail of what is ahead. */
  'renewal_reminder',
  'trial_reminder',
  /** Of invoices: the next attempt to be paid, or the end of all attempts. */
  'payment_retry',
  'payment_given_up',
  /** What is under way at the processor is asked after, or told of. */
  'payment_outcome',
  'refund_outcome',
  'processor_notice',
  'checkout_expiry',
  'checkout_outcome',
  'card_expiry',
] as const;

export type UpcomingType = (typeof upcomingTypes)[number];

/** Something that will happen by itself. */
export type Upcoming = {
  at: Date;
  type: UpcomingType;
  objectType: string;
  objectId: string;
  /** What the object is called; null where it has no name. */
  title: string | null;
  customerId: string | null;
  /** By name, else by e-mail address. */
  customer: string | null;
  /** In minor units, what is to be paid or given back then, as things stand. */
  amount: number | null;
  currency: string | null;
};

type Entry = Omit<Upcoming, 'customer'>;

/**
 * What will happen next in an organization's test mode, as things stand, in order: the first of what is due of each row, and
 * after a reminder what it reminds of. What something costs is as the renewal would have it.
 *
 * @param scope of test mode, by its clock
 */
export async function selectUpcoming(scope: Scope, limit: number): Promise<Upcoming[]> {
  const due = await selectNextDue(scope.database, dueTables, scope.organizationId, { until: null, limit });
  const idsOf = (isWanted: (table: DueTable) => boolean) =>
    due.filter(({ table }) => isWanted(table)).map(({ id }) => id);
  const [subscriptions, objects] = await Promise.all([
    subscriptionsById(
      scope,
      idsOf((table) => table === 'subscriptions'),
    ),
    selectDueObjects(
      scope,
      idsOf((table) => table !== 'subscriptions'),
    ),
  ]);
  const byId = new Map(objects.map((object) => [object.id, object]));
  const entries = due.flatMap((row) => {
    if (row.table !== 'subscriptions') return entryOf(row, byId.get(row.id));
    const subscription = subscriptions.get(row.id);
    return subscription ? turnsOf(row, subscription) : [];
  });
  // What is further off than all that was looked at may have something else before it.
  const last = due.length === limit ? due.at(-1)?.dueAt : undefined;
  const shown = entries
    .filter(({ at }) => last === undefined || at <= last)
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .slice(0, limit);
  return withCustomers(scope, await withAmounts(scope, shown, subscriptions));
}

async function subscriptionsById(
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, SubscriptionWithItems>> {
  const rows = await withItems(scope, await selectSubscriptionsById(scope, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

/** A reminder and what it is of, or that alone. */
function turnsOf({ dueAt }: DueRow, subscription: SubscriptionWithItems): Entry[] {
  const entry = (type: UpcomingType, at: Date): Entry => ({
    at,
    type,
    objectType: 'subscription',
    objectId: subscription.id,
    title: subscription.name,
    customerId: subscription.customerId,
    amount: null,
    currency: null,
  });
  const reminder = nextReminder(subscription);
  const turn = nextTurn(subscription);
  const entries: Entry[] = [];
  if (reminder) {
    const type = reminder.event === 'trial_will_end' ? 'trial_reminder' : 'renewal_reminder';
    entries.push(entry(type, reminder.at));
  }
  // Put off: it is as late as it says.
  if (turn) entries.push(entry(turn.turn, turn.at > dueAt ? turn.at : dueAt));
  return entries;
}

const objectTypes: Record<Exclude<DueTable, 'subscriptions'>, string> = {
  invoices: 'invoice',
  payments: 'payment',
  refunds: 'refund',
  sandbox_charges: 'sandbox_charge',
  checkouts: 'checkout',
  payment_methods: 'payment_method',
};

function typeOf(table: Exclude<DueTable, 'subscriptions'>, { goesOn }: DueObject): UpcomingType {
  switch (table) {
    case 'invoices':
      return goesOn ? 'payment_retry' : 'payment_given_up';
    case 'payments':
      return 'payment_outcome';
    case 'refunds':
      return 'refund_outcome';
    case 'sandbox_charges':
      return 'processor_notice';
    case 'checkouts':
      return goesOn ? 'checkout_expiry' : 'checkout_outcome';
    case 'payment_methods':
      return 'card_expiry';
  }
}

function entryOf({ table, id, dueAt }: DueRow, object: DueObject | undefined): Entry[] {
  if (!object || table === 'subscriptions') return [];
  const { title, customerId, amount, currency } = object;
  const type = typeOf(table, object);
  return [
    { at: dueAt, type, objectType: objectTypes[table], objectId: id, title, customerId, amount, currency },
  ];
}

const paid: readonly UpcomingType[] = ['renewal', 'trial_end', 'resumption'];

/** What the periods cost that begin. */
async function withAmounts(
  scope: Scope,
  entries: readonly Entry[],
  subscriptions: ReadonlyMap<string, SubscriptionWithItems>,
): Promise<Entry[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const subscription = paid.includes(entry.type) ? subscriptions.get(entry.objectId) : undefined;
      const preview = subscription && (await previewRenewal(scope, subscription));
      return preview
        ? { ...entry, amount: preview.invoice.dueAmount, currency: subscription.currency }
        : entry;
    }),
  );
}

async function withCustomers(scope: Scope, entries: readonly Entry[]): Promise<Upcoming[]> {
  const ids = new Set(entries.flatMap(({ customerId }) => customerId ?? []));
  const customers = await selectCustomersById(scope, [...ids]);
  const names = new Map(customers.map(({ id, name, email }) => [id, name ?? email]));
  return entries.map((entry) => ({ ...entry, customer: names.get(entry.customerId ?? '') ?? null }));
}
