-- Searching customers, orders by number, and what happened to a customer: what the dashboard asks.

-- The words of a text as they are searched for: without accents, in lower case, parted by whatever is no letter or digit. The
-- same whatever the database's locale is, for an index rests on it.
create function search_words(words text) returns text[] immutable parallel safe begin atomic
  select array(select left(word, 64) from regexp_split_to_table(
    lower(regexp_replace(normalize(words, nfkd), '[\u0300-\u036f]', '', 'g')),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+') as word where word <> '');
end;

-- What the searched words of an organization's mode begin with in the index: so a search reads its own words alone, without an
-- index that needs an extension. Of two organizations that share a beginning, each reads the other's words and drops their rows.
create function search_place(organization_id uuid, mode billing_mode) returns text immutable parallel safe begin atomic
  select right(organization_id::text, 8) || case when mode = 'test' then 't' else 'l' end;
end;

-- The words that find a customer. A tax id is found with and without its country.
create function customer_words(organization_id uuid, mode billing_mode, email text, name text, billing_name text,
  external_id text, tax_ids jsonb) returns tsvector immutable parallel safe begin atomic
  select array_to_tsvector(array(select search_place(organization_id, mode) || word from unnest(search_words(
    coalesce(email, '') || ' ' || coalesce(name, '') || ' ' || coalesce(billing_name, '') || ' '
      || coalesce(external_id, '') || ' ' || numbers || ' ' || regexp_replace(numbers, '"[A-Za-z]{2}', '"', 'g'))) as word))
  from (select jsonb_path_query_array(tax_ids, '$[*].value')::text as numbers) as known;
end;

-- Written at once rather than in bulk: who searches would have to read through what waits.
create index customers_by_word on customers
  using gin (customer_words(organization_id, mode, email, name, billing_name, external_id, tax_ids))
  with (fastupdate = off) where deleted_at is null;

-- Also finds numbers by their beginning, whatever the database's collation is.
drop index invoices_number;
create unique index invoices_number on invoices (organization_id, mode, number text_pattern_ops);

-- Whose an event is, in order: of a customer and of all that is a customer's.
create index events_by_customer on events (organization_id, mode,
  (case when object_type = 'customer' then object_id::text else data ->> 'customer_id' end), sequence);

-- The latest events of one customer, along that index: PostgreSQL does not know that one has far more than another, and would
-- rather read and sort all of one who has.
create function latest_events(organization uuid, mode_wanted billing_mode, whose text, below bigint, left_out text[],
  most integer) returns setof events stable language plpgsql set enable_sort = off as $$
begin
  return query select * from events
    where organization_id = organization and mode = mode_wanted
      and (case when object_type = 'customer' then object_id::text else data ->> 'customer_id' end) = whose
      and sequence < coalesce(below, 9223372036854775807) and type <> all(left_out)
    order by sequence desc limit most;
end $$;

-- Which customer took up which others: what these had is the one's, and so is what is on record of them.
create table customer_merges (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  customer_id uuid not null,
  merged_id uuid not null,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id),
  foreign key (organization_id, mode, merged_id) references customers (organization_id, mode, id)
);
create unique index customer_merges_merged on customer_merges (organization_id, mode, merged_id);
create index customer_merges_by_customer on customer_merges (organization_id, mode, customer_id);

-- What each subscription has been worth a month, from when to when: a row with every change of it. Sums of changes up to a moment
-- are what all were worth then, so that past periods stay as they were. Made by triggers: no writer of subscriptions can forget it.
create table subscription_values (
  organization_id uuid not null,
  mode billing_mode not null,
  subscription_id uuid not null,
  number integer not null,
  -- By the clock of the organization's mode.
  at timestamptz not null,
  currency text not null,
  -- From then on: whether it is active, and in minor units, without tax, what it is worth a month.
  is_active boolean not null,
  monthly bigint not null,
  -- What that adds to what was before.
  active_change smallint not null,
  monthly_change bigint not null,
  -- Whether it was never active before; whether it ended then, for good.
  is_new boolean not null,
  is_canceled boolean not null,
  primary key (organization_id, mode, subscription_id, number),
  foreign key (organization_id, mode, subscription_id) references subscriptions (organization_id, mode, id)
);
create index subscription_values_in_order on subscription_values (organization_id, mode, currency, at)
  include (monthly_change, active_change, is_new, is_canceled);

-- What a period of it costs before tax, less the discount that is in the current one, for a month. Of prices with the tax inside, the
-- tax is as its newest invoice had it.
create function monthly_value(subscription subscriptions) returns bigint stable language sql as $$
  with item as (
    select greatest(amount, 0) as amount from subscription_items
    where organization_id = subscription.organization_id and mode = subscription.mode
      and subscription_id = subscription.id and expired_at is null),
  discount as (
    select * from discounts
    where organization_id = subscription.organization_id and mode = subscription.mode
      and id = subscription.period_discount_id
      and (product_ids = '{}' or subscription.product_id = any(product_ids))),
  billed as (
    select net_amount, net_amount + tax_amount as gross_amount from (
      select net_amount, tax_amount, tax_behavior from invoices
      where organization_id = subscription.organization_id and mode = subscription.mode
        and subscription_id = subscription.id and net_amount > 0 and tax_behavior is not null
      order by created_at desc, id desc limit 1) as newest
    where tax_behavior = 'inclusive')
  select round((subscription.amount::numeric - coalesce((
      select case type
        when 'percentage' then (select sum(least(amount, round(amount * basis_points / 10000.0))) from item)
        else least((amounts ->> subscription.currency)::numeric, (select sum(amount) from item)) end
      from discount), 0))
    * coalesce((select net_amount from billed), 1)
    * case subscription.recurring_interval when 'year' then 1 when 'month' then 12 when 'week' then 52 else 365 end
    / (coalesce((select gross_amount from billed), 1) * 12 * subscription.recurring_interval_count))::bigint
$$;

create function note_value(subscription subscriptions, moment timestamptz) returns void language plpgsql as $$
declare
  last subscription_values;
  is_active boolean := subscription.status in ('active', 'past_due') and subscription.renews
    and not subscription.is_free_plan;
  monthly bigint := case when is_active then monthly_value(subscription) else 0 end;
  ends boolean := subscription.ended_at is not null;
begin
  select * into last from subscription_values known
  where known.organization_id = subscription.organization_id and known.mode = subscription.mode
    and known.subscription_id = subscription.id
  order by number desc limit 1;
  if last.number is null then
    if not is_active then return; end if;
  elsif last.is_active = is_active and last.monthly = monthly and (last.is_canceled or not ends) then
    return;
  end if;
  insert into subscription_values (organization_id, mode, subscription_id, number, at, currency, is_active, monthly,
    active_change, monthly_change, is_new, is_canceled)
  values (subscription.organization_id, subscription.mode, subscription.id, coalesce(last.number, 0) + 1,
    greatest(moment, last.at), subscription.currency, is_active, monthly,
    is_active::integer - coalesce(last.is_active, false)::integer, monthly - coalesce(last.monthly, 0),
    last.number is null, ends and not coalesce(last.is_canceled, false));
end $$;

-- An import brings the values as they were.
create function is_importing() returns boolean stable parallel safe language sql as $$
  select coalesce(current_setting('florin.importing', true), '') = 'on'
$$;

create function value_subscription() returns trigger language plpgsql as $$
begin
  perform note_value(new, coalesce(new.modified_at, new.created_at));
  return null;
end $$;
create trigger subscriptions_valued_at_first after insert on subscriptions
  for each row when (not is_importing()) execute function value_subscription();
-- A renewal that changes nothing of it costs nothing.
create trigger subscriptions_valued after update on subscriptions
  for each row when (old.status <> new.status or old.amount <> new.amount or old.renews <> new.renews
    or old.is_free_plan <> new.is_free_plan or old.product_id <> new.product_id
    or old.recurring_interval is distinct from new.recurring_interval
    or old.recurring_interval_count is distinct from new.recurring_interval_count
    or old.period_discount_id is distinct from new.period_discount_id
    or old.ended_at is distinct from new.ended_at)
  execute function value_subscription();

create function value_subscription_billed() returns trigger language plpgsql as $$
begin
  -- Without tax inside now as before, nothing of it changes.
  if new.tax_behavior = 'exclusive' and 'inclusive' is distinct from (
      select tax_behavior from invoices
      where organization_id = new.organization_id and mode = new.mode and subscription_id = new.subscription_id
        and net_amount > 0 and tax_behavior is not null and id <> new.id
      order by created_at desc, id desc limit 1) then
    return null;
  end if;
  perform note_value(subscription, new.created_at) from subscriptions subscription
  where subscription.organization_id = new.organization_id and subscription.mode = new.mode
    and subscription.id = new.subscription_id;
  return null;
end $$;
create trigger invoices_valued after insert on invoices
  for each row when (new.subscription_id is not null and new.tax_behavior is not null and new.net_amount > 0
    and not is_importing())
  execute function value_subscription_billed();

-- Of what is there already, from when it began to be paid for until it ended, at what it is worth now.
insert into subscription_values (organization_id, mode, subscription_id, number, at, currency, is_active, monthly,
  active_change, monthly_change, is_new, is_canceled)
select organization_id, mode, id, 1, greatest(started_at, least(trial_end, ended_at)), currency, true, worth, 1, worth, true,
  false
from subscriptions subscription, lateral (
  select monthly_value(subscription) as worth) as value
where renews and not is_free_plan and status <> 'trialing' and (trial_end is null or ended_at is null or trial_end < ended_at);
insert into subscription_values (organization_id, mode, subscription_id, number, at, currency, is_active, monthly,
  active_change, monthly_change, is_new, is_canceled)
select organization_id, mode, id, 2, coalesce(subscription.ended_at, subscription.paused_at), value.currency, false, 0, -1,
  -value.monthly, false, subscription.ended_at is not null
from subscriptions subscription
join subscription_values value using (organization_id, mode)
where value.subscription_id = subscription.id and coalesce(subscription.ended_at, subscription.paused_at) is not null;

-- Revenue by when it was paid, failed payments by when they failed, and customers who are deleted by when they came.
create index invoices_by_payment on invoices (organization_id, mode, currency, paid_at) include (net_amount)
  where paid_at is not null;
create index payments_failed on payments (organization_id, mode, currency, settled_at) where status = 'failed';
create index customers_deleted on customers (organization_id, mode, created_at) where deleted_at is not null;
