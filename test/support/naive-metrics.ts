import type { MetricValues } from '../../src/billing/metrics/index.ts';
import type { Pool } from '../../src/platform/postgres/database.ts';

type Row = Record<string, unknown>;
type Told = { at: number; sequence: number; subscription: Row };
type Books = {
  told: Map<string, Told[]>;
  invoices: Row[];
  refunds: Row[];
  creditNotes: Row[];
  payments: Row[];
  customers: Row[];
  discounts: Map<unknown, Row>;
};

const moment = (value: unknown) => (value === null ? Number.NaN : new Date(value as string).getTime());
const amountOf = (value: unknown) => BigInt(value as number);

/** All that the numbers are made of, as it was written: rows, and what events told of subscriptions. */
export async function readBooks(
  database: Pool,
  organizationId: string,
  mode: 'test' | 'live',
): Promise<Books> {
  const rows = async (table: string): Promise<Row[]> => {
    const found = await database<{ row: Row }[]>`
      select to_jsonb(t) as row from ${database(table)} t where organization_id = ${organizationId} and mode = ${mode}`;
    return found.map(({ row }) => row);
  };
  const events = await rows('events');
  const told = Map.groupBy(
    events
      .filter(({ object_type }) => object_type === 'subscription')
      .map(({ occurred_at, sequence, data }) => ({
        at: moment(occurred_at),
        sequence: Number(sequence),
        subscription: data as Row,
      }))
      .sort((one, other) => one.sequence - other.sequence),
    ({ subscription }) => subscription.id as string,
  );
  return {
    told,
    invoices: await rows('invoices'),
    refunds: await rows('refunds'),
    creditNotes: await rows('credit_notes'),
    payments: await rows('payments'),
    customers: await rows('customers'),
    discounts: new Map((await rows('discounts')).map((row) => [row.id, row])),
  };
}

const isActive = ({ status, renews, is_free_plan }: Row) =>
  (status === 'active' || status === 'past_due') && renews === true && is_free_plan === false;

/** What a period costs less its discount, line by line. */
function discounted(subscription: Row, discounts: Books['discounts']): bigint {
  const amounts = (subscription.items as Row[]).map(({ amount }) => amountOf(amount));
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  const discount = discounts.get(subscription.period_discount_id);
  const ids = (discount?.product_ids ?? []) as string[];
  if (!discount || (ids.length > 0 && !ids.includes(subscription.product_id as string))) return total;
  if (discount.type === 'fixed') {
    const fixed = BigInt((discount.amounts as Record<string, number>)[subscription.currency as string] ?? 0);
    return fixed < total ? total - fixed : 0n;
  }
  const points = amountOf(discount.basis_points);
  return amounts.reduce((left, amount) => left - (amount * points + 5000n) / 10_000n, total);
}

function monthlyValue(subscription: Row, before: number, { discounts, invoices }: Books): bigint {
  const billed = invoices
    .filter(
      (invoice) =>
        invoice.subscription_id === subscription.id &&
        moment(invoice.created_at) < before &&
        invoice.tax_behavior !== null &&
        amountOf(invoice.net_amount) > 0n,
    )
    .sort(
      (one, other) =>
        moment(one.created_at) - moment(other.created_at) || (String(one.id) < String(other.id) ? -1 : 1),
    )
    .at(-1);
  const [net, gross] =
    billed?.tax_behavior === 'inclusive'
      ? [amountOf(billed.net_amount), amountOf(billed.net_amount) + amountOf(billed.tax_amount)]
      : [1n, 1n];
  const perYear = { year: 1n, month: 12n, week: 52n, day: 365n }[subscription.recurring_interval as 'year'];
  const part = discounted(subscription, discounts) * net * perYear;
  const whole = gross * 12n * amountOf(subscription.recurring_interval_count);
  return (2n * part + whole) / (2n * whole);
}

/** The numbers of one period, worked out row by row: the slow and plain way. */
export function naiveMetrics(
  books: Books,
  currency: string,
  period: { start: Date; end: Date },
): MetricValues {
  const [start, end] = [period.start.getTime(), period.end.getTime()];
  const within = (value: unknown) => moment(value) >= start && moment(value) < end;
  const inCurrency = (row: Row) => row.currency === currency;
  let mrr = 0n;
  let [active, activeBefore, began, canceled] = [0, 0, 0, 0];
  for (const told of books.told.values()) {
    if (told[0]?.subscription.currency !== currency) continue;
    const at = (limit: number) => told.filter((one) => one.at < limit).at(-1)?.subscription;
    const now = at(end);
    if (now && isActive(now)) {
      active++;
      mrr += monthlyValue(now, end, books);
    }
    const then = at(start);
    if (then && isActive(then)) activeBefore++;
    const firstActive = told.find(({ subscription }) => isActive(subscription));
    if (!firstActive) continue;
    if (firstActive.at >= start && firstActive.at < end) began++;
    const end_ = told.find(({ subscription }) => subscription.ended_at !== null);
    if (end_ && end_.at >= start && end_.at < end) canceled++;
  }
  const sum = (rows: readonly Row[], name: string) =>
    rows.reduce((total, row) => total + Number(row[name]), 0);
  const paidAt = new Map(books.invoices.map((invoice) => [invoice.id, invoice.paid_at]));
  const credited = books.creditNotes.filter(
    (note) =>
      inCurrency(note) &&
      note.status === 'issued' &&
      note.refund_id === null &&
      within(note.settled_by === 'due' ? paidAt.get(note.invoice_id) : note.created_at),
  );
  const paid = books.invoices.filter((invoice) => inCurrency(invoice) && within(invoice.paid_at));
  const refunded = books.refunds.filter(
    (refund) => inCurrency(refund) && refund.status === 'succeeded' && within(refund.settled_at),
  );
  return {
    mrr: Number(mrr),
    netRevenue: sum(paid, 'net_amount') - sum(refunded, 'amount') - sum(credited, 'amount'),
    activeSubscriptions: active,
    newSubscriptions: began,
    canceledSubscriptions: canceled,
    churnRate: activeBefore === 0 ? 0 : canceled / activeBefore,
    newCustomers: books.customers.filter(({ created_at }) => within(created_at)).length,
    failedPayments: books.payments.filter(
      (payment) => inCurrency(payment) && payment.status === 'failed' && within(payment.settled_at),
    ).length,
  };
}
