-- Products that are billed again and again, and prices of every kind.

alter table products
  add column recurring_interval text check (recurring_interval in ('day', 'week', 'month', 'year')),
  add column recurring_interval_count integer check (recurring_interval_count between 1 and 999),
  add column trial_interval text check (trial_interval in ('day', 'week', 'month', 'year')),
  add column trial_interval_count integer check (trial_interval_count between 1 and 1000),
  -- [{"customFieldId", "required"}], in the order in which buyers are asked.
  add column attached_custom_fields jsonb not null default '[]',
  add constraint products_recurring check ((recurring_interval is null) = (recurring_interval_count is null)),
  add constraint products_trial check (
    (trial_interval is null) = (trial_interval_count is null)
    and (trial_interval is null or recurring_interval is not null));

-- What is counted of a customer's use.
create table meters (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  name text not null,
  unit text not null default 'scalar' check (unit in ('scalar', 'token', 'custom')),
  custom_label text,
  custom_multiplier integer check (custom_multiplier > 0),
  primary key (organization_id, mode, id)
);

-- What a customer used of a meter, and what was credited against it.
create table usage_records (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  customer_id uuid not null,
  meter_id uuid not null,
  occurred_at timestamptz not null,
  kind text not null check (kind in ('consumed', 'credited')),
  quantity numeric not null check (quantity >= 0),
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, meter_id) references meters (organization_id, mode, id)
);
create index usage_records_of_customer
  on usage_records (organization_id, mode, customer_id, meter_id, occurred_at);

-- A price that is free is a fixed price of nothing.
update prices set amount_type = 'fixed', unit_amount = 0 where amount_type = 'free';

alter table prices
  drop constraint prices_amount_type_check,
  add constraint prices_amount_type_check
    check (amount_type in ('fixed', 'custom', 'seat_based', 'unit_based', 'metered_unit')),
  -- An ad hoc price is of one checkout, and on no list.
  add column source text not null default 'catalog' check (source in ('catalog', 'ad_hoc')),
  add column checkout_id uuid,
  add constraint prices_ad_hoc check ((source = 'ad_hoc') = (checkout_id is not null)),
  -- {"mode": "volume" | "graduated", "tiers": [{"from", "to", "unitAmount", "flatAmount"}]}
  add column tiers jsonb,
  add constraint prices_tiers check ((tiers is not null) or amount_type not in ('seat_based', 'unit_based')),
  add column minimum_quantity bigint check (minimum_quantity >= 1),
  add column unit_label jsonb,
  add column meter_id uuid,
  add column metered_unit_amount numeric check (metered_unit_amount >= 0),
  add column cap_amount bigint check (cap_amount >= 0),
  add column recurring_interval text check (recurring_interval in ('day', 'week', 'month', 'year')),
  add column recurring_interval_count integer check (recurring_interval_count >= 1),
  add constraint prices_recurring check ((recurring_interval is null) = (recurring_interval_count is null)),
  add foreign key (organization_id, mode, meter_id) references meters (organization_id, mode, id);

create index prices_of_checkout on prices (organization_id, mode, checkout_id) where checkout_id is not null;
