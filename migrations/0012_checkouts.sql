-- Checkouts in full: what is chosen of seats, units, discount and trial, and the card that is kept where nothing is paid yet.

alter table checkouts
  -- What is billed together; `price_id` is the first of them.
  add column price_ids uuid[] not null default '{}',
  -- Whether any product has prices of this checkout's own, in the place of its list.
  add column has_ad_hoc_prices boolean not null default false,
  add column seats integer check (seats > 0),
  add column min_seats integer check (min_seats > 0),
  add column max_seats integer check (max_seats > 0),
  add column units integer check (units > 0),
  add column discount_id uuid,
  -- The free subscription that what is bought here takes the place of.
  add column subscription_id uuid,
  -- When the trial ends that was confirmed.
  add column trial_end timestamptz,
  -- When the buyer first saw it.
  add column opened_at timestamptz,
  add column confirmed_at timestamptz,
  -- What tax and trial went by when it was confirmed, so that they stay what the buyer agreed to.
  add column terms jsonb;
update checkouts set price_ids = array[price_id];
create index checkouts_by_product on checkouts (organization_id, mode, product_id, created_at desc);
create index checkouts_by_customer on checkouts (organization_id, mode, customer_id, created_at desc)
  where customer_id is not null;

-- A card that is to be kept for later charges: written down before the processor is asked, settled once it has answered.
create table checkout_set_ups (
  organization_id uuid not null,
  mode billing_mode not null,
  -- Also the key that keeps the processor from doing it twice.
  id uuid not null,
  created_at timestamptz not null,
  checkout_id uuid not null,
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  processor text not null,
  -- Stands for the buyer's card until it is kept.
  confirmation_token text,
  processor_reference text,
  -- With it the buyer's form takes the buyer through authentication.
  client_secret text,
  decline_reason text,
  decline_message text,
  settled_at timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, checkout_id) references checkouts (organization_id, mode, id)
);
-- One at a time.
create unique index checkout_set_ups_pending on checkout_set_ups (organization_id, mode, checkout_id)
  where status = 'pending';

-- Who has had a trial, known by any of id, address and card, for merchants who give one only once.
create table trial_redemptions (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  checkout_id uuid not null,
  customer_id uuid not null,
  -- The address in lower case and without its plus-alias.
  email_key text,
  card_fingerprint text,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id)
);
create unique index trial_redemptions_checkout on trial_redemptions (organization_id, mode, checkout_id);
create index trial_redemptions_by_customer on trial_redemptions (organization_id, mode, customer_id);
create index trial_redemptions_by_email on trial_redemptions (organization_id, mode, email_key)
  where email_key is not null;
create index trial_redemptions_by_card on trial_redemptions (organization_id, mode, card_fingerprint)
  where card_fingerprint is not null;

-- Who is just paying.
create index checkouts_confirmed on checkouts (organization_id, mode, lower(customer_email)) where status = 'confirmed';
