-- Addresses that open a new checkout for whoever follows them.

create table checkout_links (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  deleted_at timestamptz,
  client_secret text not null,
  label text,
  -- What the buyer may choose from, the first of them chosen.
  product_ids uuid[] not null,
  discount_id uuid,
  seats integer check (seats > 0),
  units integer check (units > 0),
  trial_interval text,
  trial_interval_count integer check (trial_interval_count > 0),
  allow_discount_codes boolean not null default true,
  require_billing_address boolean not null default false,
  success_url text,
  return_url text,
  metadata jsonb not null default '{}',
  primary key (organization_id, mode, id)
);
create unique index checkout_links_client_secret on checkout_links (organization_id, mode, client_secret);
-- Looked up before the organization is known.
create index checkout_links_by_client_secret on checkout_links (client_secret);
create index checkout_links_oldest on checkout_links (organization_id, mode, created_at, id) where deleted_at is null;
