-- The billing engine. `next_action_at` is when something falls due of a row: due work is found by it, of all organizations by
-- the index `…_due`; of one, which only a test clock asks for, by `…_due_of`. A renewal writes a row of subscriptions, invoices
-- and payments each: every index on these is paid for by all renewals, so each is named with what it is for.

alter table subscriptions
  add version integer not null default 1,
  add currency text not null default 'usd',
  -- What a period costs before discount and tax, metered use aside.
  add amount bigint not null default 0,
  add recurring_interval text,
  add recurring_interval_count integer,
  -- The day of the month that periods begin on where the month has it.
  add anchor_day smallint,
  add current_period_start timestamptz,
  add current_period_end timestamptz,
  -- Metered use was billed up to here.
  add usage_billed_until timestamptz,
  add trial_start timestamptz,
  add trial_end timestamptz,
  add cancel_at_period_end boolean not null default false,
  add ends_at timestamptz,
  add ended_at timestamptz,
  add customer_cancellation_reason text,
  add customer_cancellation_comment text,
  add pause_at_period_end boolean not null default false,
  add paused_at timestamptz,
  add resumes_at timestamptz,
  add past_due_at timestamptz,
  add checkout_id uuid,
  add discount_id uuid,
  -- The start of the first period that the discount reduced; null while it reduced none.
  add discount_applied_at timestamptz,
  -- The discount that is in what the current period cost.
  add period_discount_id uuid,
  add seats integer check (seats > 0),
  add units integer check (units > 0),
  add custom_amount bigint check (custom_amount >= 0),
  add payment_method_id uuid,
  -- What the next period begins with: { id, createdAt, modifiedAt, appliesAt, productId, seats, units }.
  add pending_update jsonb,
  -- The payment that a change waits for; nothing else may change meanwhile.
  add change_payment_id uuid,
  add collection_method text not null default 'charge_automatically'
    check (collection_method in ('charge_automatically', 'send_invoice')),
  add days_until_due integer,
  add custom_field_data jsonb not null default '{}',
  add next_action_at timestamptz,
  add check (not renews or (recurring_interval is not null and recurring_interval_count > 0
    and current_period_start < current_period_end));

alter table subscription_items
  add amount bigint not null default 0,
  -- When other items took its place; null also where the subscription ended with it.
  add replaced_at timestamptz,
  alter unit_price drop not null;
update subscription_items set amount = unit_price * quantity;
update subscriptions set amount = coalesce((
  select sum(item.amount) from subscription_items item
  where item.organization_id = subscriptions.organization_id and item.mode = subscriptions.mode
    and item.subscription_id = subscriptions.id and item.expired_at is null), 0),
  currency = coalesce((
  select prices.currency from prices
  where prices.organization_id = subscriptions.organization_id and prices.mode = subscriptions.mode
    and prices.id = subscriptions.price_id), 'usd');
alter table subscriptions alter currency drop default;

create index subscriptions_due on subscriptions (mode, next_action_at, organization_id, id)
  where next_action_at is not null;
create index subscriptions_due_of on subscriptions (organization_id, mode, next_action_at, id)
  where next_action_at is not null and mode = 'test';
-- Lists, which begin with the latest started; those of a product, and of a discount.
create index subscriptions_started on subscriptions (organization_id, mode, started_at desc, id desc);
create index subscriptions_by_product on subscriptions (organization_id, mode, product_id, started_at desc, id desc);
create index subscriptions_by_discount on subscriptions (organization_id, mode, discount_id) where discount_id is not null;
-- A checkout begins one subscription.
create unique index subscriptions_checkout on subscriptions (organization_id, mode, checkout_id)
  where checkout_id is not null;

-- Lines that wait for the next invoice: what a change within a period costs or gives back.
create table pending_lines (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  customer_id uuid not null,
  subscription_id uuid,
  currency text not null,
  label text not null,
  quantity integer not null default 1,
  unit_amount bigint not null,
  amount bigint not null,
  discountable boolean not null,
  proration boolean not null,
  price_id uuid,
  period_start timestamptz,
  period_end timestamptz,
  -- The invoice that it came on; null while it waits.
  invoice_id uuid,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id)
);
create index pending_lines_waiting on pending_lines (organization_id, mode, subscription_id, created_at, id)
  where invoice_id is null;

alter table invoices
  drop constraint invoices_status_check,
  add constraint invoices_status_check check (status in ('draft', 'pending', 'paid', 'partially_refunded', 'refunded',
    'void', 'uncollectible')),
  add discount_id uuid,
  add tax_behavior text check (tax_behavior in ('inclusive', 'exclusive')),
  -- How the tax came about: calculated, not_registered, reverse_charge, exempt, unknown_rate, no_address.
  add tax_status text,
  add tax_name text,
  add seats integer,
  add period_start timestamptz,
  add period_end timestamptz,
  -- What the customer's account was charged with in place of the means of payment: an amount too small to be charged.
  add deferred_amount bigint not null default 0,
  -- What was given back, or taken off what is due, by credit notes.
  add credited_amount bigint not null default 0,
  add collection_method text not null default 'charge_automatically'
    check (collection_method in ('charge_automatically', 'send_invoice')),
  add payment_attempts integer not null default 0,
  add first_failed_at timestamptz,
  add manual_attempts integer not null default 0,
  add next_payment_attempt_at timestamptz,
  add voided_at timestamptz,
  add next_action_at timestamptz;
create index invoices_due on invoices (mode, next_action_at, organization_id, id) where next_action_at is not null;
create index invoices_due_of on invoices (organization_id, mode, next_action_at, id)
  where next_action_at is not null and mode = 'test';
-- What a subscription owes, and its invoices in lists.
create index invoices_by_subscription on invoices (organization_id, mode, subscription_id, created_at desc)
  where subscription_id is not null;
-- Renewals have no checkout.
drop index invoices_checkout;
create unique index invoices_checkout on invoices (organization_id, mode, checkout_id) where checkout_id is not null;
-- No period is billed twice.
create unique index invoices_cycle on invoices (organization_id, mode, subscription_id, period_start)
  where billing_reason = 'subscription_cycle' and period_start is not null and status <> 'void';

alter table invoice_lines
  add discount_amount bigint not null default 0,
  add discountable boolean not null default true,
  add period_start timestamptz,
  add period_end timestamptz;

-- A customer's account in a currency: positive is credit, negative is debt that the next invoice collects.
create table customer_balances (
  organization_id uuid not null,
  mode billing_mode not null,
  customer_id uuid not null,
  currency text not null,
  amount bigint not null,
  primary key (organization_id, mode, customer_id, currency),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id)
);

create table customer_balance_entries (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  -- Of one account's entries the order in which they were made.
  sequence bigint generated always as identity,
  created_at timestamptz not null,
  customer_id uuid not null,
  currency text not null,
  amount bigint not null,
  balance_after bigint not null,
  reason text not null,
  invoice_id uuid,
  primary key (organization_id, mode, id)
);
create index customer_balance_entries_by_customer
  on customer_balance_entries (organization_id, mode, customer_id, currency, sequence);

-- A payment is there before it is tried: written pending with what it is for, then carried out, then settled.
alter table payments
  add subscription_id uuid,
  add purpose text not null default 'checkout' check (purpose in ('checkout', 'invoice', 'subscription_change')),
  -- For a change of a subscription: the command that is applied once it is paid for.
  add change jsonb,
  -- Stands for the buyer's card until the payment is settled.
  add confirmation_token text,
  -- With it the buyer's form takes the buyer through authentication.
  add client_secret text,
  add return_url text,
  add customer_reference text,
  add is_final_decline boolean not null default false,
  add settled_at timestamptz,
  add next_action_at timestamptz;
alter table payments alter purpose drop default;
create index payments_due on payments (mode, next_action_at, organization_id, id) where next_action_at is not null;
create index payments_due_of on payments (organization_id, mode, next_action_at, id)
  where next_action_at is not null and mode = 'test';
drop index payments_by_checkout;
create index payments_by_checkout on payments (organization_id, mode, checkout_id, created_at desc)
  where checkout_id is not null;
-- What a processor tells of names its own reference.
create index payments_by_reference on payments (organization_id, mode, processor_reference);
-- One at a time for one thing: nothing is charged twice.
create unique index payments_one_for_invoice on payments (organization_id, mode, invoice_id)
  where status = 'pending' and purpose = 'invoice';
create unique index payments_one_for_checkout on payments (organization_id, mode, checkout_id)
  where status = 'pending' and purpose = 'checkout';
create unique index payments_one_for_change on payments (organization_id, mode, subscription_id)
  where status = 'pending' and purpose = 'subscription_change';

alter table checkouts add next_action_at timestamptz;
update checkouts set next_action_at = expires_at where status = 'open';
create index checkouts_due on checkouts (mode, next_action_at, organization_id, id) where next_action_at is not null;
create index checkouts_due_of on checkouts (organization_id, mode, next_action_at, id)
  where next_action_at is not null and mode = 'test';
