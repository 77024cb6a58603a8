import type { Database } from '../../src/platform/postgres/database.ts';

/** What is on the books, by customer, as lines of text: without ids, in the order in which things came to be. */
export type Ledger = Record<string, string[]>;

type Line = { email: string; line: string };

/** A number without the customer's part, which counts over all organizations of a server. */
const place = `substring($ from '[0-9]+$')`;
const placeOf = (column: string) => place.replace('$', column);

/** Statements that each give one kind of line. `who` is the customer's address. */
const kinds: Record<string, string> = {
  subscription: `
    select who, created_at, jsonb_build_object('name', name, 'status', status, 'amount', amount, 'seats', seats,
      'units', units, 'from', current_period_start, 'to', current_period_end, 'anchor', anchor_day, 'trial', trial_end,
      'cancels', cancel_at_period_end, 'ends', ends_at, 'ended', ended_at, 'reason', cancellation_reason,
      'pauses', pause_at_period_end, 'paused', paused_at, 'resumes', resumes_at, 'past_due', past_due_at,
      'discount', (select discount.name from discounts discount where discount.id = subscription.discount_id),
      'discounted', discount_applied_at, 'waits', change_payment_id is not null, 'next', next_action_at) as what
    from subscriptions subscription`,
  invoice: `
    select who, created_at, jsonb_build_object('number', ${placeOf('number')}, 'receipt', ${placeOf('receipt_number')},
      'status', status, 'reason', billing_reason, 'subtotal', subtotal_amount, 'discount', discount_amount,
      'net', net_amount, 'tax', tax_amount, 'total', total_amount, 'applied', applied_balance_amount, 'due', due_amount,
      'deferred', deferred_amount, 'refunded', refunded_amount, 'refunded_tax', refunded_tax_amount,
      'credited', credited_amount, 'from', period_start, 'to', period_end, 'issued', issued_at, 'paid', paid_at,
      'voided', voided_at, 'attempts', payment_attempts, 'by_hand', manual_attempts, 'next', next_payment_attempt_at,
      'lines', (select jsonb_agg(jsonb_build_array(label, quantity, amount, discount_amount, tax_amount, tax_rate,
        line.period_start, line.period_end) order by position)
        from invoice_lines line where line.invoice_id = invoice.id)) as what
    from invoices invoice`,
  payment: `
    select who, created_at, jsonb_build_object('purpose', purpose, 'trigger', trigger, 'status', status,
      'amount', amount, 'currency', currency, 'declined', decline_reason, 'settled', settled_at) as what
    from payments payment`,
  refund: `
    select who, created_at, jsonb_build_object('status', status, 'amount', amount, 'tax', tax_amount, 'reason', reason,
      'disputed', dispute_id is not null, 'settled', settled_at) as what
    from refunds refund`,
  credit_note: `
    select who, created_at, jsonb_build_object('number', ${placeOf('number')}, 'status', status, 'amount', amount,
      'tax', tax_amount, 'by', settled_by) as what
    from credit_notes note`,
  account: `
    select who, created_at, jsonb_build_object('currency', currency, 'amount', amount, 'after', balance_after,
      'reason', reason) as what
    from customer_balance_entries entry`,
  redemption: `
    select who, created_at, jsonb_build_object('released', released_at is not null, 'discount',
      (select discount.name from discounts discount where discount.id = redemption.discount_id)) as what
    from discount_redemptions redemption`,
};

/** Reads the books. Two runs of one seed have the same. */
export async function readLedger(database: Database): Promise<Ledger> {
  const rows: Line[] = [];
  for (const [kind, statement] of Object.entries(kinds)) {
    const found = await database.unsafe<Line[]>(`
      with book as (${statement.replace(/select who/, 'select customer_id as who')})
      select customer.email, '${kind} ' || to_char(book.created_at, 'YYYY-MM-DD HH24:MI:SS.MS') || ' ' || what as line
      from book join customers customer on customer.id = who
      order by customer.email, book.created_at, what::text`);
    rows.push(...found);
  }
  const events = await database<Line[]>`
    select customer.email, 'events of ' || object_type || ' ' || min(event.occurred_at)::text || ' '
      || string_agg(event.type, ' ' order by event.sequence) as line
    from events event
    join customers customer on customer.id = coalesce(event.data->>'customer_id', event.object_id::text)::uuid
    where object_type in ('subscription', 'invoice', 'payment', 'refund', 'customer')
    group by customer.email, object_type, object_id
    order by customer.email, object_type, min(event.occurred_at), 2`;
  rows.push(...events);
  const byEmail = Map.groupBy(rows, ({ email }) => email);
  return Object.fromEntries(
    [...byEmail].map(([email, lines]) => [email, lines.map(({ line }) => told(line))]),
  );
}

/** What is asked for again after a crash may be told again: the same thing, at the same moment, changing nothing. */
function told(line: string): string {
  return line.replace(/ (\S+\.(?:updated|state_changed))(?: \1)+(?= |$)/g, ' $1');
}

/** The first places in which two ledgers differ, one a customer. */
export function differences(one: Ledger, other: Ledger): string[] {
  const emails = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return emails.flatMap((email) => {
    const [ours = [], theirs = []] = [one[email], other[email]];
    const at = ours.findIndex((line, index) => line !== theirs[index]);
    const index = at < 0 && ours.length !== theirs.length ? ours.length : at;
    return index < 0 ? [] : [`${email}:\n  ${ours[index] ?? 'nothing'}\n  ${theirs[index] ?? 'nothing'}`];
  });
}
