-- Who has a seat of a subscription, or of an order of seats that were bought once.
create table customer_seats (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  subscription_id uuid,
  invoice_id uuid,
  status text not null check (status in ('pending', 'claimed', 'revoked')),
  -- Of whom bought the seat.
  customer_id uuid not null,
  -- Who has it; null once it was taken away.
  member_id uuid,
  email text not null,
  invitation_token_hash bytea,
  invitation_expires_at timestamptz,
  claimed_at timestamptz,
  revoked_at timestamptz,
  metadata jsonb not null default '{}',
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, subscription_id) references subscriptions (organization_id, mode, id),
  foreign key (organization_id, mode, invoice_id) references invoices (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id),
  foreign key (organization_id, mode, member_id) references members (organization_id, mode, id),
  check (num_nonnulls(subscription_id, invoice_id) = 1),
  check ((status = 'revoked') = (member_id is null))
);
create index customer_seats_of_subscription on customer_seats (organization_id, mode, subscription_id, created_at, id)
  where subscription_id is not null;
create index customer_seats_of_invoice on customer_seats (organization_id, mode, invoice_id, created_at, id)
  where invoice_id is not null;
-- Nobody has two seats of one purchase.
create unique index customer_seats_subscription_member on customer_seats (organization_id, mode, subscription_id, member_id);
create unique index customer_seats_invoice_member on customer_seats (organization_id, mode, invoice_id, member_id);
create index customer_seats_of_member on customer_seats (organization_id, mode, member_id) where member_id is not null;
-- Looked up before the organization is known, as sessions are.
create unique index customer_seats_invitation on customer_seats (invitation_token_hash)
  where invitation_token_hash is not null;
