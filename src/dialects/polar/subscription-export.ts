import { type Customer, selectCustomersById } from '../../billing/customers/index.ts';
import { type Discount, selectDiscounts } from '../../billing/discounts/index.ts';
import {
  discountedAmount,
  everySubscription,
  type SubscriptionFilter,
  type SubscriptionWithItems,
} from '../../billing/subscriptions/index.ts';
import { decimalAmount } from '../../platform/currency.ts';
import type { Answer, RequestFacts } from '../../platform/http/route.ts';
import type { Scope } from '../../platform/scope.ts';
import { csvAnswer } from './csv.ts';
import { zonedTime } from './time-zone.ts';

type Row = {
  subscription: SubscriptionWithItems;
  customer: Customer;
  discount: Discount | null;
  time: (date: Date) => string;
};

type DatedMember =
  | 'startedAt'
  | 'currentPeriodStart'
  | 'currentPeriodEnd'
  | 'canceledAt'
  | 'endsAt'
  | 'endedAt'
  | 'trialStart'
  | 'trialEnd';

const moment =
  (member: DatedMember) =>
  ({ subscription, time }: Row): string | null => {
    const at = subscription[member];
    return at && time(at);
  };

const money = (amount: number, { subscription }: Row): string => decimalAmount(amount, subscription.currency);

/** Each column's title and what stands in it. Amounts are decimal numbers of the subscription's currency. */
const columns = {
  email: ['Email', ({ customer }) => customer.email],
  started_at: ['Started At', moment('startedAt')],
  product: ['Product', ({ subscription }) => subscription.name],
  amount: ['Amount', (row) => money(row.subscription.amount, row)],
  currency: ['Currency', ({ subscription }) => subscription.currency],
  status: ['Status', ({ subscription }) => subscription.status],
  recurring_interval: ['Recurring Interval', ({ subscription }) => subscription.recurringInterval],
  customer_name: ['Customer Name', ({ customer }) => customer.name],
  billing_name: ['Billing Name', ({ customer }) => customer.billingName ?? customer.name],
  billing_country: ['Billing Country', ({ customer }) => customer.billingAddress?.country ?? null],
  net_amount: ['Net Amount', (row) => money(discountedAmount(row.subscription, row.discount), row)],
  discount: ['Discount', ({ discount }) => discount?.name ?? null],
  seats: ['Seats', ({ subscription }) => subscription.seats?.toString() ?? null],
  current_period_start: ['Current Period Start', moment('currentPeriodStart')],
  current_period_end: ['Current Period End', moment('currentPeriodEnd')],
  cancel_at_period_end: [
    'Cancel At Period End',
    ({ subscription }) => String(subscription.cancelAtPeriodEnd),
  ],
  canceled_at: ['Canceled At', moment('canceledAt')],
  ends_at: ['Ends At', moment('endsAt')],
  ended_at: ['Ended At', moment('endedAt')],
  cancellation_reason: ['Cancellation Reason', ({ subscription }) => subscription.customerCancellationReason],
  trial_start: ['Trial Start', moment('trialStart')],
  trial_end: ['Trial End', moment('trialEnd')],
} as const satisfies Record<string, readonly [string, (row: Row) => string | null]>;

export type ExportColumn = keyof typeof columns;

export const exportColumns = Object.keys(columns) as ExportColumn[];

/** Those of an export that names none. */
const usualColumns: readonly ExportColumn[] = exportColumns.slice(0, 7);

/** The subscriptions as CSV, the latest started first; times are those of a time zone. */
export async function exportSubscriptions(
  scope: Scope,
  filter: SubscriptionFilter,
  options: { columns: readonly ExportColumn[] | undefined; timezone: string },
  request: RequestFacts,
): Promise<Answer> {
  const chosen = (options.columns ?? usualColumns).map((name) => columns[name]);
  const time = zonedTime(options.timezone);
  const table: (string | null)[][] = [chosen.map(([title]) => title)];
  for await (const subscriptions of everySubscription(scope, filter)) {
    const [customers, discounts] = await Promise.all([
      selectCustomersById(scope, distinct(subscriptions.map(({ customerId }) => customerId))),
      selectDiscounts(scope, distinct(subscriptions.map(({ discountId }) => discountId))),
    ]);
    const customerById = new Map(customers.map((customer) => [customer.id, customer]));
    const discountById = new Map<string | null, Discount>(
      discounts.map((discount) => [discount.id, discount]),
    );
    for (const subscription of subscriptions) {
      const customer = customerById.get(subscription.customerId);
      const discount = discountById.get(subscription.discountId) ?? null;
      if (customer) table.push(chosen.map(([, cell]) => cell({ subscription, customer, discount, time })));
    }
  }
  return csvAnswer(table, 'polar-subscriptions.csv', request);
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
