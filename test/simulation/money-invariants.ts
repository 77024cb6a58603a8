/** What must be true of money, whatever happened. Every function answers what is not. */
import type { Database } from '../../src/platform/postgres/database.ts';

type Found = { message: string };

async function messages(rows: PromiseLike<readonly Found[]>): Promise<string[]> {
  return (await rows).map(({ message }) => message);
}

/** The lines add up to the sums, and the sums to the total. */
export function invoicesAddUp(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with summed as (
      select invoice.*, coalesce(sum(line.amount), 0) as lines, coalesce(sum(line.discount_amount), 0) as discounts,
        coalesce(sum(line.tax_amount), 0) as taxes,
        case tax_behavior when 'inclusive' then invoice.tax_amount else 0 end as tax_inside
      from invoices invoice
      left join invoice_lines line on line.organization_id = invoice.organization_id and line.mode = invoice.mode
        and line.invoice_id = invoice.id
      group by invoice.organization_id, invoice.mode, invoice.id)
    select format('invoice %s: lines %s, discounts %s, taxes %s make no subtotal %s, discount %s, tax %s, net %s, total %s',
      id, lines, discounts, taxes, subtotal_amount, discount_amount, tax_amount, net_amount, total_amount) as message
    from summed
    where lines <> subtotal_amount or discounts <> discount_amount or taxes <> tax_amount
      or net_amount <> subtotal_amount - discount_amount - tax_inside
      or total_amount <> net_amount + tax_amount
      or due_amount <> greatest(0, total_amount + applied_balance_amount)
      or deferred_amount not in (0, due_amount)`);
}

/**
 * What was to be paid of an invoice is paid with money, put on the account because it is too little, credited, still due, or
 * given up; and it is never two of them.
 */
export function paidAndDueAndCreditedAreTheTotal(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with counted as (
      select invoice.*,
        coalesce((select sum(amount) from payments payment where payment.organization_id = invoice.organization_id
          and payment.mode = invoice.mode and payment.invoice_id = invoice.id and payment.status = 'succeeded'), 0) as paid,
        coalesce((select sum(amount + tax_amount) from credit_notes note where note.organization_id = invoice.organization_id
          and note.mode = invoice.mode and note.invoice_id = invoice.id and note.status = 'issued'
          and note.settled_by = 'due'), 0) as credited_off_due,
        coalesce((select sum(amount + tax_amount) from credit_notes note where note.organization_id = invoice.organization_id
          and note.mode = invoice.mode and note.invoice_id = invoice.id and note.status = 'issued'), 0) as credited,
        coalesce((select sum(entry.amount) from customer_balance_entries entry
          where entry.organization_id = invoice.organization_id and entry.mode = invoice.mode
          and entry.invoice_id = invoice.id and entry.reason = 'adjustment'), 0) as overpaid
      from invoices invoice),
    owed as (
      select *, case
        when status in ('paid', 'partially_refunded', 'refunded') then 0
        when status in ('pending', 'uncollectible') then due_amount - credited_off_due
        when status = 'void' then due_amount
        else due_amount + paid end as left_over
      from counted)
    select format('invoice %s (%s): due %s is not paid %s + deferred %s + credited %s + left %s', id, status, due_amount,
      paid - overpaid, deferred_amount, credited_off_due, left_over) as message
    from owed
    where status <> 'draft' and not (
      due_amount = paid - overpaid + deferred_amount + credited_off_due * (status <> 'void')::int + left_over
      and credited_amount = credited)`);
}

/** Refunded is what succeeded of the refunds, and the status says how much of it was. */
export function refundsAddUp(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with summed as (
      select invoice.*, coalesce(sum(refund.amount), 0) as refunds, coalesce(sum(refund.tax_amount), 0) as taxes
      from invoices invoice
      left join refunds refund on refund.organization_id = invoice.organization_id and refund.mode = invoice.mode
        and refund.invoice_id = invoice.id and refund.status = 'succeeded'
      group by invoice.organization_id, invoice.mode, invoice.id)
    select format('invoice %s (%s): refunds %s and their taxes %s are not what it says: %s and %s', id, status, refunds,
      taxes, refunded_amount, refunded_tax_amount) as message
    from summed
    where refunds <> refunded_amount or taxes <> refunded_tax_amount
      or refunds + taxes > greatest(due_amount, 0)
      or (refunds + taxes > 0) <> (status in ('partially_refunded', 'refunded'))`);
}

/** An account is the sum of its entries, and every entry says what it was after it. */
export function accountsAreTheirEntries(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with running as (
      select *, sum(amount) over (partition by organization_id, mode, customer_id, currency order by sequence) as summed
      from customer_balance_entries)
    select format('balance entry %s of customer %s: %s after it, by the entries %s', id, customer_id, balance_after, summed)
      as message
    from running where balance_after <> summed
    union all
    select format('account of customer %s in %s: %s, by the entries %s', customer_id, currency, account.amount,
      coalesce(sum(entry.amount), 0))
    from customer_balances account
    left join customer_balance_entries entry using (organization_id, mode, customer_id, currency)
    group by organization_id, mode, customer_id, currency, account.amount
    having account.amount <> coalesce(sum(entry.amount), 0)
    union all
    select format('customer %s has entries in %s and no account', customer_id, currency)
    from customer_balance_entries entry
    left join customer_balances account using (organization_id, mode, customer_id, currency)
    where account.amount is null
    group by customer_id, currency`);
}

/**
 * No money comes from nowhere or gets lost: what a customer paid, less what went back, is what was billed less what was
 * credited and is still due, and the rest is on the account. An invoice that was given up counts for what its entries say.
 */
export function moneyIsConserved(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with moved as (
      select organization_id, mode, customer_id, currency, 'paid' as kind, amount from payments
        where status = 'succeeded'
      union all
      select organization_id, mode, customer_id, currency, 'refunded', - (amount + tax_amount) from refunds
        where status = 'succeeded'
      union all
      select organization_id, mode, customer_id, currency, 'billed', - total_amount from invoices
        where status not in ('draft', 'void')
      union all
      select note.organization_id, note.mode, note.customer_id, note.currency, 'credited', note.amount + note.tax_amount
        from credit_notes note
        join invoices invoice on invoice.organization_id = note.organization_id and invoice.mode = note.mode
          and invoice.id = note.invoice_id
        where note.status = 'issued' and invoice.status <> 'void'
      union all
      select invoice.organization_id, invoice.mode, invoice.customer_id, invoice.currency, 'still due',
        due_amount - coalesce((select sum(note.amount + note.tax_amount) from credit_notes note
          where note.organization_id = invoice.organization_id and note.mode = invoice.mode
            and note.invoice_id = invoice.id and note.status = 'issued' and note.settled_by = 'due'), 0)
        from invoices invoice where status in ('pending', 'uncollectible')
      union all
      select entry.organization_id, entry.mode, entry.customer_id, entry.currency, 'given up', entry.amount
        from customer_balance_entries entry
        join invoices invoice on invoice.organization_id = entry.organization_id and invoice.mode = entry.mode
          and invoice.id = entry.invoice_id
        where invoice.status = 'void' and entry.reason <> 'adjustment'
      union all
      select organization_id, mode, customer_id, currency, 'on account', - amount from customer_balances)
    select format('customer %s in %s: %s is left over of %s', customer_id, currency, sum(amount),
      (select string_agg(kind || ' ' || total, ', ') from (select other.kind, sum(other.amount) as total from moved other
        where other.customer_id = moved.customer_id and other.currency = moved.currency group by other.kind) as kinds))
      as message
    from moved where customer_id is not null
    group by organization_id, mode, customer_id, currency having sum(amount) <> 0`);
}

/** Nothing is paid for twice. */
export function nothingIsPaidTwice(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    select format('invoice %s has %s payments that succeeded', invoice_id, count(*)) as message from payments
    where status = 'succeeded' and invoice_id is not null group by organization_id, mode, invoice_id having count(*) > 1
    union all
    select format('checkout %s has %s payments that succeeded', checkout_id, count(*)) from payments
    where status = 'succeeded' and checkout_id is not null group by organization_id, mode, checkout_id having count(*) > 1
    union all
    select format('payment %s succeeded for nothing', id) from payments payment
    where status = 'succeeded' and invoice_id is null and not exists (select 1 from customer_balance_entries entry
      where entry.organization_id = payment.organization_id and entry.customer_id = payment.customer_id
        and entry.reason = 'adjustment' and entry.amount = payment.amount)`);
}

/** What the processor charged is what we know of, one for one: nothing charged and forgotten, nothing doubled. */
export function chargesAreThePayments(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with charge as (
      select * from sandbox_charges where kind = 'charge'),
    payment as (
      select * from payments where processor = 'sandbox')
    select format('payment %s (%s, %s %s) is at the processor %s (%s, %s %s)', payment.id, payment.status, payment.amount,
      payment.currency, charge.id, charge.status, charge.amount, charge.currency) as message
    from charge
    full join payment on payment.organization_id = charge.organization_id and payment.mode = charge.mode
      and payment.id::text = charge.idempotency_key
    where (charge.status = 'succeeded') is distinct from (payment.status = 'succeeded')
        and (charge.status = 'succeeded' or payment.status = 'succeeded')
      or charge.status = 'failed' and payment.status is distinct from 'failed'
      or charge.id is not null and (charge.amount, charge.currency) is distinct from (payment.amount, payment.currency)`);
}

/** What the processor gave back is what we know of, one for one. */
export function refundsAreTheProcessors(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with ours as (
      select * from refunds where processor = 'sandbox' and dispute_id is null)
    select format('refund %s (%s, %s) is at the processor %s (%s, %s)', ours.id, ours.status,
      ours.amount + ours.tax_amount, theirs.id, theirs.status, theirs.amount) as message
    from sandbox_refunds theirs
    full join ours on ours.organization_id = theirs.organization_id and ours.mode = theirs.mode
      and ours.id::text = theirs.idempotency_key
    where theirs.status is distinct from ours.status or theirs.amount is distinct from ours.amount + ours.tax_amount`);
}

/** A discount counts as often as it was redeemed, and no more often than it may be. */
export function redemptionsAreCounted(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    with made as (
      select organization_id, mode, discount_id, count(*) as redemptions from discount_redemptions
      where released_at is null group by 1, 2, 3),
    counted as (
      select organization_id, mode, discount_id, sum(redemptions) as redemptions from discount_redemption_counts
      group by 1, 2, 3)
    select format('discount %s counts %s redemptions, has %s and may have %s', discount.id,
      coalesce(counted.redemptions, 0), coalesce(made.redemptions, 0), max_redemptions) as message
    from discounts discount
    left join made on made.organization_id = discount.organization_id and made.mode = discount.mode
      and made.discount_id = discount.id
    left join counted on counted.organization_id = discount.organization_id and counted.mode = discount.mode
      and counted.discount_id = discount.id
    where coalesce(counted.redemptions, 0) <> coalesce(made.redemptions, 0) or made.redemptions > max_redemptions
    union all
    select format('customer %s has redeemed discount %s %s times', redemption.customer_id, discount.id, count(*))
    from discount_redemptions redemption
    join discounts discount on discount.organization_id = redemption.organization_id and discount.mode = redemption.mode
      and discount.id = redemption.discount_id
    where released_at is null and redemption.customer_id is not null
    group by redemption.organization_id, redemption.mode, redemption.customer_id, discount.id,
      discount.max_redemptions_per_customer
    having count(*) > discount.max_redemptions_per_customer`);
}

/** Series of numbers have no gap and no repetition, and the counters stand where the documents do. */
export async function numbersHaveNoGaps(database: Database): Promise<string[]> {
  const runs = await messages(database<Found[]>`
    with numbered as (
      select organization_id, mode, number from invoices where number is not null
      union all
      select organization_id, mode, receipt_number from invoices where receipt_number is not null
      union all
      select organization_id, mode, number from credit_notes),
    split as (
      select organization_id, mode, regexp_replace(number, '-[0-9]+$', '') as run,
        substring(number from '[0-9]+$')::bigint as place from numbered)
    select format('the run %s has %s numbers from %s to %s', run, count(*), min(place), max(place)) as message
    from split group by organization_id, mode, run
    having min(place) <> 1 or max(place) <> count(*) or count(distinct place) <> count(*)`);
  const counters = await messages(database<Found[]>`
    with numbers as (
      select (select count(*) from invoices where number is not null)
        + (select count(*) from invoices where receipt_number is not null)
        + (select count(*) from credit_notes) as documents,
      (select coalesce(sum(last_number), 0) from document_counters) as counted)
    select format('%s documents have numbers, %s were counted', documents, counted) as message
    from numbers where documents <> counted`);
  return [...runs, ...counters];
}

/** A line that waits for the next invoice comes on one, as it is, and once. */
export function waitingLinesAreBilledOnce(database: Database): Promise<string[]> {
  return messages(database<Found[]>`
    select format('waiting line %s (%s) is said to be on invoice %s, which has no such line', waiting.id, waiting.amount,
      waiting.invoice_id) as message
    from pending_lines waiting
    where waiting.invoice_id is not null and not exists (
      select 1 from invoice_lines line
      where line.organization_id = waiting.organization_id and line.mode = waiting.mode
        and line.invoice_id = waiting.invoice_id and line.label = waiting.label and line.amount = waiting.amount)`);
}
