-- Every table carries (organization_id, mode), every primary key and unique index begins with organization_id, so that the
-- tables distribute by organization as they are. The exceptions are small, and looked up before the organization is known:
-- organizations, api_keys, customer_sessions, secrets.

create type billing_mode as enum ('test', 'live');

create table organizations (
  id uuid primary key,
  created_at timestamptz not null,
  modified_at timestamptz,
  name text not null,
  slug text not null unique,
  email text,
  website text,
  avatar_url text,
  socials jsonb not null default '[]',
  -- The seller as documents show it.
  legal_name text,
  address jsonb,
  tax_ids jsonb not null default '[]',
  invoice_prefix text not null,
  default_currency text not null default 'usd',
  default_tax_behavior text not null default 'location',
  status text not null default 'active',
  settings jsonb not null default '{}'
);

create table secrets (
  name text primary key,
  value bytea not null
);

create table pricing_models (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  name text not null,
  is_default boolean not null default false,
  primary key (organization_id, mode, id)
);
create unique index pricing_models_default on pricing_models (organization_id, mode) where is_default;

create table api_keys (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  name text not null,
  token_hash bytea not null,
  -- The last four characters, for people to tell keys apart.
  token_hint text not null,
  scopes text[] not null,
  pricing_model_id uuid not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, pricing_model_id) references pricing_models (organization_id, mode, id)
);
create unique index api_keys_token_hash on api_keys (token_hash);

create sequence customer_short_ids;

create table customers (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  deleted_at timestamptz,
  archived_at timestamptz,
  -- Counts changes: an update applies only to the version that it was decided on.
  version integer not null default 1,
  pricing_model_id uuid not null,
  short_id bigint not null,
  invoice_number_base text not null,
  email text,
  -- What must be unique: the address as the dialect that wrote it compares addresses, or null where it may be shared.
  email_key text,
  email_verified boolean not null default false,
  type text not null default 'individual' check (type in ('individual', 'team')),
  name text,
  billing_name text,
  external_id text,
  phone text,
  description text,
  billing_address jsonb,
  shipping_address jsonb,
  tax_ids jsonb not null default '[]',
  tax_exempt boolean not null default false,
  locale text,
  metadata jsonb not null default '{}',
  default_payment_method_id uuid,
  -- A token of somebody else's card vault, in the place of a payment method of ours.
  payment_token text,
  logo_url text,
  icon_url text,
  domain text,
  user_id text,
  first_user_event_at timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, pricing_model_id) references pricing_models (organization_id, mode, id)
);
create unique index customers_email_key on customers (organization_id, mode, email_key) where deleted_at is null;
create unique index customers_external_id on customers (organization_id, mode, pricing_model_id, external_id)
  where deleted_at is null and archived_at is null;
create index customers_by_external_id on customers (organization_id, mode, external_id) where deleted_at is null;
create index customers_by_email on customers (organization_id, mode, lower(email)) where deleted_at is null;
create index customers_newest on customers (organization_id, mode, created_at desc, id desc) where deleted_at is null;

-- How many customers there are, so that a list's total needs no count over the table. Spread over shards: creations
-- that run side by side do not wait for each other's row.
create table customer_counts (
  organization_id uuid not null,
  mode billing_mode not null,
  pricing_model_id uuid not null,
  shard smallint not null,
  customers bigint not null,
  primary key (organization_id, mode, pricing_model_id, shard)
);

create function count_new_customers() returns trigger language plpgsql as $$
begin
  insert into customer_counts as counts (organization_id, mode, pricing_model_id, shard, customers)
  select organization_id, mode, pricing_model_id, floor(random() * 16)::smallint, count(*)
  from added where deleted_at is null group by organization_id, mode, pricing_model_id
  on conflict (organization_id, mode, pricing_model_id, shard)
  do update set customers = counts.customers + excluded.customers;
  return null;
end $$;

create function count_moved_customers() returns trigger language plpgsql as $$
begin
  insert into customer_counts as counts (organization_id, mode, pricing_model_id, shard, customers)
  select new.organization_id, new.mode, pricing_model_id, floor(random() * 16)::smallint, sum(change)
  from (values
    (old.pricing_model_id, case when old.deleted_at is null then -1 else 0 end),
    (new.pricing_model_id, case when new.deleted_at is null then 1 else 0 end)) as moved (pricing_model_id, change)
  group by pricing_model_id
  on conflict (organization_id, mode, pricing_model_id, shard)
  do update set customers = counts.customers + excluded.customers;
  return null;
end $$;

create trigger customers_counted after insert on customers
  referencing new table as added for each statement execute function count_new_customers();
create trigger customers_moved after update of deleted_at, pricing_model_id on customers
  for each row when (old.deleted_at is distinct from new.deleted_at or old.pricing_model_id <> new.pricing_model_id)
  execute function count_moved_customers();

create table payment_methods (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  deleted_at timestamptz,
  customer_id uuid not null,
  processor text not null,
  -- What the processor knows the method by.
  processor_reference text not null,
  type text not null,
  method_metadata jsonb not null default '{}',
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id)
);
create index payment_methods_by_customer on payment_methods (organization_id, mode, customer_id, created_at desc, id desc)
  where deleted_at is null;

create table products (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  pricing_model_id uuid not null,
  name text not null,
  slug text not null,
  description text,
  visibility text not null default 'public' check (visibility in ('public', 'private', 'draft')),
  archived_at timestamptz,
  -- The plan that a customer is on without buying anything; one a pricing model.
  is_default_plan boolean not null default false,
  image_url text,
  metadata jsonb not null default '{}',
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, pricing_model_id) references pricing_models (organization_id, mode, id)
);
create unique index products_slug on products (organization_id, mode, pricing_model_id, slug);
create unique index products_default_plan on products (organization_id, mode, pricing_model_id) where is_default_plan;
create index products_newest on products (organization_id, mode, created_at desc, id desc);

create table prices (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  product_id uuid not null,
  -- Its place in the product's price list.
  position integer not null,
  name text,
  slug text,
  amount_type text not null check (amount_type in ('fixed', 'free', 'custom')),
  currency text not null,
  unit_amount bigint check (unit_amount >= 0),
  minimum_amount bigint check (minimum_amount >= 0),
  maximum_amount bigint check (maximum_amount >= 0),
  preset_amount bigint check (preset_amount >= 0),
  tax_behavior text,
  is_default boolean not null default false,
  archived_at timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, product_id) references products (organization_id, mode, id)
);
create index prices_by_product on prices (organization_id, mode, product_id, position);

create table subscriptions (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  customer_id uuid not null,
  pricing_model_id uuid not null,
  product_id uuid not null,
  price_id uuid not null,
  name text not null,
  status text not null,
  renews boolean not null,
  is_free_plan boolean not null default false,
  started_at timestamptz not null,
  canceled_at timestamptz,
  cancellation_reason text,
  metadata jsonb not null default '{}',
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id),
  foreign key (organization_id, mode, product_id) references products (organization_id, mode, id)
);
create index subscriptions_by_customer on subscriptions (organization_id, mode, customer_id, created_at, id);

create table subscription_items (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  subscription_id uuid not null,
  price_id uuid not null,
  name text,
  unit_price bigint not null,
  quantity integer not null,
  expired_at timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, subscription_id) references subscriptions (organization_id, mode, id),
  foreign key (organization_id, mode, price_id) references prices (organization_id, mode, id)
);
create index subscription_items_by_subscription on subscription_items (organization_id, mode, subscription_id);

create table checkouts (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  version integer not null default 1,
  client_secret text not null,
  status text not null check (status in ('open', 'expired', 'confirmed', 'succeeded', 'failed')),
  expires_at timestamptz not null,
  product_ids uuid[] not null,
  product_id uuid not null,
  price_id uuid not null,
  currency text not null,
  -- What the buyer chose to pay, for a price of their choice.
  custom_amount bigint check (custom_amount >= 0),
  customer_id uuid,
  -- True once the buyer was found by e-mail rather than named by the merchant: such a buyer gets no session token.
  customer_matched boolean not null default false,
  external_customer_id text,
  customer_name text,
  customer_email text,
  customer_ip_address text,
  customer_billing_name text,
  customer_billing_address jsonb,
  customer_tax_id jsonb,
  customer_metadata jsonb not null default '{}',
  is_business_customer boolean not null default false,
  require_billing_address boolean not null default false,
  allow_discount_codes boolean not null default true,
  allow_trial boolean not null default true,
  trial_interval text,
  trial_interval_count integer,
  locale text,
  success_url text,
  return_url text,
  embed_origin text,
  custom_field_data jsonb not null default '{}',
  metadata jsonb not null default '{}',
  payment_method_type text,
  primary key (organization_id, mode, id)
);
create unique index checkouts_client_secret on checkouts (organization_id, mode, client_secret);
create index checkouts_by_client_secret on checkouts (client_secret);
create index checkouts_newest on checkouts (organization_id, mode, created_at desc, id desc);

-- A card as the sandbox processor keeps it: never the number, only what a test number stands for.
create table sandbox_cards (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  checkout_id uuid,
  outcome text not null,
  brand text not null,
  last4 text not null,
  exp_month integer not null,
  exp_year integer not null,
  primary key (organization_id, mode, id)
);

-- One number series a row. A series is named by what its numbers begin with, so that no two of its numbers are the same;
-- it is counted up inside the transaction that uses the number, so that none is skipped.
create table document_counters (
  organization_id uuid not null,
  mode billing_mode not null,
  series text not null,
  last_number bigint not null,
  primary key (organization_id, mode, series)
);

create table invoices (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  version integer not null default 1,
  status text not null check (status in ('draft', 'pending', 'paid', 'partially_refunded', 'refunded', 'void')),
  billing_reason text not null,
  customer_id uuid not null,
  product_id uuid,
  checkout_id uuid,
  subscription_id uuid,
  currency text not null,
  subtotal_amount bigint not null,
  discount_amount bigint not null default 0,
  net_amount bigint not null,
  tax_amount bigint not null default 0,
  total_amount bigint not null,
  applied_balance_amount bigint not null default 0,
  due_amount bigint not null,
  refunded_amount bigint not null default 0,
  refunded_tax_amount bigint not null default 0,
  billing_name text,
  billing_address jsonb,
  tax_id jsonb,
  number text,
  receipt_number text,
  issued_at timestamptz,
  due_at timestamptz,
  paid_at timestamptz,
  description text not null,
  metadata jsonb not null default '{}',
  custom_field_data jsonb not null default '{}',
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id)
);
create unique index invoices_number on invoices (organization_id, mode, number);
create unique index invoices_receipt_number on invoices (organization_id, mode, receipt_number);
create unique index invoices_checkout on invoices (organization_id, mode, checkout_id);
create index invoices_newest on invoices (organization_id, mode, created_at desc, id desc);
create index invoices_by_customer on invoices (organization_id, mode, customer_id, created_at desc, id desc);

create table invoice_lines (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  invoice_id uuid not null,
  position integer not null,
  label text not null,
  quantity integer not null default 1,
  unit_amount bigint not null,
  amount bigint not null,
  tax_amount bigint not null default 0,
  -- A percentage as text, "19" or "8.1"; null where no tax was worked out.
  tax_rate text,
  proration boolean not null default false,
  price_id uuid,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, invoice_id) references invoices (organization_id, mode, id)
);
create index invoice_lines_by_invoice on invoice_lines (organization_id, mode, invoice_id, position);

-- Rendered PDFs. The checksum covers all that the document shows, so that the same document is not rendered twice.
create table documents (
  organization_id uuid not null,
  mode billing_mode not null,
  invoice_id uuid not null,
  kind text not null check (kind in ('invoice', 'receipt')),
  created_at timestamptz not null,
  checksum text not null,
  file_name text not null,
  content bytea not null,
  primary key (organization_id, mode, invoice_id, kind),
  foreign key (organization_id, mode, invoice_id) references invoices (organization_id, mode, id)
);

create table payments (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  customer_id uuid,
  checkout_id uuid,
  invoice_id uuid,
  payment_method_id uuid,
  processor text not null,
  processor_reference text,
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  trigger text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  method text not null,
  method_metadata jsonb not null default '{}',
  decline_reason text,
  decline_message text,
  primary key (organization_id, mode, id)
);
create index payments_newest on payments (organization_id, mode, created_at desc, id desc);
create index payments_by_invoice on payments (organization_id, mode, invoice_id, created_at desc);
create index payments_by_customer on payments (organization_id, mode, customer_id, created_at desc);
create index payments_by_checkout on payments (organization_id, mode, checkout_id, created_at desc);

create table customer_sessions (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  token_hash bytea not null,
  customer_id uuid not null,
  return_url text,
  expires_at timestamptz not null,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id)
);
create unique index customer_sessions_token_hash on customer_sessions (token_hash);

create table login_codes (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  customer_id uuid not null,
  email text not null,
  code_hash bytea not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id)
);
create index login_codes_by_hash on login_codes (code_hash) where used_at is null;

-- The outbox: one row a change, written in the transaction of the change.
create table events (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  sequence bigint generated always as identity,
  occurred_at timestamptz not null,
  type text not null,
  object_type text not null,
  object_id uuid not null,
  request_id text not null,
  data jsonb not null,
  primary key (organization_id, mode, id)
);
create index events_in_order on events (organization_id, mode, sequence);

-- Who changed what, and when. Appended to, never changed.
create table audit_log (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  -- Of one object's changes the order in which they were made, also within a millisecond.
  sequence bigint generated always as identity,
  occurred_at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  request_id text not null,
  action text not null,
  object_type text not null,
  object_id uuid not null,
  -- { member: { "before": …, "after": … } }
  changes jsonb not null,
  primary key (organization_id, mode, id)
);
create index audit_log_by_object on audit_log (organization_id, mode, object_id, occurred_at);

create table idempotency_keys (
  organization_id uuid not null,
  mode billing_mode not null,
  -- Who sent the key: two callers of one organization do not meet in one key.
  caller text not null,
  -- The hash of the key; the answer is encrypted under the key itself.
  key text not null,
  created_at timestamptz not null,
  fingerprint bytea not null,
  status integer not null,
  headers jsonb not null,
  body bytea not null,
  primary key (organization_id, mode, caller, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
