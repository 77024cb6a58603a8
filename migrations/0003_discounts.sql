-- Discounts and who has redeemed them.

create table discounts (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  deleted_at timestamptz,
  name text not null,
  type text not null check (type in ('fixed', 'percentage')),
  -- { currency: minor units }
  amounts jsonb,
  basis_points integer check (basis_points > 0),
  duration text not null check (duration in ('once', 'repeating', 'forever')),
  duration_in_months integer check (duration_in_months > 0),
  code text,
  -- What must be unique: the code as buyers may write it, ignoring case.
  code_key text,
  starts_at timestamptz,
  ends_at timestamptz,
  max_redemptions integer check (max_redemptions > 0),
  max_redemptions_per_customer integer check (max_redemptions_per_customer > 0),
  -- What the discount is limited to; all products where empty.
  product_ids uuid[] not null default '{}',
  metadata jsonb not null default '{}',
  primary key (organization_id, mode, id),
  check ((type = 'fixed') = (amounts is not null)),
  check ((type = 'percentage') = (basis_points is not null)),
  check (duration <> 'repeating' or duration_in_months is not null)
);
create unique index discounts_code_key on discounts (organization_id, mode, code_key) where deleted_at is null;
create index discounts_newest on discounts (organization_id, mode, created_at desc, id desc) where deleted_at is null;

create table discount_redemptions (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  -- A released redemption does not count: what it was for was not paid.
  released_at timestamptz,
  discount_id uuid not null,
  checkout_id uuid,
  subscription_id uuid,
  customer_id uuid,
  -- The address in lower case and without its plus-alias: one person's, however it was written.
  email_key text,
  card_fingerprint text,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, discount_id) references discounts (organization_id, mode, id)
);
-- A checkout redeems once.
create unique index discount_redemptions_checkout on discount_redemptions (organization_id, mode, checkout_id)
  where released_at is null;
create index discount_redemptions_by_customer on discount_redemptions (organization_id, mode, discount_id, customer_id)
  where released_at is null;
create index discount_redemptions_by_email on discount_redemptions (organization_id, mode, discount_id, email_key)
  where released_at is null;
create index discount_redemptions_by_card on discount_redemptions (organization_id, mode, discount_id, card_fingerprint)
  where released_at is null;

-- How many redemptions count, so that a discount which many redeem is shown without counting them. Spread over shards by
-- the redemption's id: redemptions that run side by side seldom wait for each other's row.
create table discount_redemption_counts (
  organization_id uuid not null,
  mode billing_mode not null,
  discount_id uuid not null,
  shard smallint not null,
  redemptions bigint not null,
  primary key (organization_id, mode, discount_id, shard)
);

create function count_discount_redemption() returns trigger language plpgsql as $$
begin
  insert into discount_redemption_counts as counts (organization_id, mode, discount_id, shard, redemptions)
  values (new.organization_id, new.mode, new.discount_id, get_byte(uuid_send(new.id), 15) % 16,
    case when new.released_at is null then 1 else -1 end)
  on conflict (organization_id, mode, discount_id, shard)
  do update set redemptions = counts.redemptions + excluded.redemptions;
  return null;
end $$;

create trigger discount_redemptions_made after insert on discount_redemptions
  for each row when (new.released_at is null) execute function count_discount_redemption();
create trigger discount_redemptions_released after update of released_at on discount_redemptions
  for each row when ((old.released_at is null) <> (new.released_at is null)) execute function count_discount_redemption();
