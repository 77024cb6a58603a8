-- Mail: a queue of what is to be sent, and when customers are told of what is ahead.

-- One mail, from the transaction that wants it sent until it is forgotten. Times are by the wall clock.
create table mails (
  organization_id uuid not null,
  mode billing_mode not null,
  -- Stays the same however often it is sent.
  id uuid not null,
  created_at timestamptz not null,
  kind text not null,
  -- Whom it is about; null of mails to the merchant.
  customer_id uuid,
  -- The event that it is on account of.
  event_id uuid,
  -- What it tells of, where that must not be told twice.
  about text,
  recipient text not null,
  sender_name text not null,
  reply_to text,
  locale text not null,
  subject text not null,
  -- Both are blank of a mail with a code or a link that lets its reader in, once that was sent.
  text text not null,
  html text not null,
  -- [{ "kind": "receipt", "invoiceId": … }]: rendered when it is sent.
  attachments jsonb not null,
  -- `kept` is not sent to anybody: there is no mail server, or it is of a test clock's time.
  status text not null check (status in ('queued', 'sent', 'failed', 'kept')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  -- After this moment it is of no use to its reader.
  expires_at timestamptz,
  finished_at timestamptz,
  -- Why the last attempt failed.
  error text,
  primary key (organization_id, mode, id, created_at)
) partition by range (created_at);
create index mails_due on mails (next_attempt_at) where status = 'queued';
create index mails_by_customer on mails (organization_id, mode, customer_id);
create index mails_by_about on mails (organization_id, mode, about) where about is not null;
select create_month_parts('mails', 3);

-- What was told before there were mails is not told any more.
update event_readers set sequence = greatest(sequence, (select coalesce(max(sequence), 0) from events)) where name = 'mails';

alter table subscriptions
  -- The end of the period that its customer was told of ahead.
  add reminded_of timestamptz,
  -- The version that began with another product, other seats or units; null where it never was changed.
  add plan_version integer;
update subscriptions set next_action_at = least(next_action_at, current_period_end - interval '3 days')
  where status = 'trialing' and renews and not cancel_at_period_end and not is_free_plan
    and current_period_end - interval '3 days' > current_period_start;
update subscriptions set next_action_at = least(next_action_at, current_period_end - interval '7 days')
  where status = 'active' and renews and not cancel_at_period_end and not pause_at_period_end and not is_free_plan
    and ((recurring_interval = 'year') or (recurring_interval = 'month' and recurring_interval_count >= 6))
    and current_period_end - interval '7 days' > current_period_start;

-- When the owner of a card is told that it expires.
alter table payment_methods add next_action_at timestamptz;
create index payment_methods_due on payment_methods (mode, next_action_at, organization_id, id)
  where next_action_at is not null;
create index payment_methods_due_of on payment_methods (organization_id, mode, next_action_at, id)
  where next_action_at is not null and mode = 'test';
update payment_methods set next_action_at = first_day
from (
  select organization_id, mode, id, make_timestamptz((method_metadata ->> 'exp_year')::integer,
    (method_metadata ->> 'exp_month')::integer, 1, 0, 0, 0, 'UTC') as first_day
  from payment_methods
  where type = 'card' and deleted_at is null and method_metadata ->> 'exp_month' ~ '^([1-9]|1[0-2])$'
    and method_metadata ->> 'exp_year' ~ '^2\d{3}$'
) as expiring
where expiring.organization_id = payment_methods.organization_id and expiring.mode = payment_methods.mode
  and expiring.id = payment_methods.id and first_day > now();
