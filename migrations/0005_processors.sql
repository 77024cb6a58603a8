-- An organization's own account at a real processor, one a mode. Both secrets are sealed under a key of `secrets`.
create table processor_accounts (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  processor text not null check (processor = 'stripe'),
  secret_key bytea not null,
  webhook_secret bytea not null,
  -- Where its API is served; the processor's own address where null.
  base_url text,
  primary key (organization_id, mode)
);

alter table payment_methods
  -- The same for the same card, whoever uses it.
  add fingerprint text,
  -- What the processor knows the customer by whose method it is.
  add processor_customer_reference text;

-- The sandbox plays the far side: what it keeps is what a processor would know, and refers to nothing of ours.
alter table sandbox_cards
  add fingerprint text,
  -- Whose card it is; null of a token, which is nobody's yet.
  add customer_reference text,
  -- Whether its holder authenticated when it was kept, so that later charges need not.
  add is_authenticated boolean not null default false,
  add detached_at timestamptz;

create table sandbox_charges (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  kind text not null check (kind in ('charge', 'set_up')),
  idempotency_key text not null,
  -- Null of a set-up, which takes nothing.
  amount bigint check (amount > 0),
  currency text,
  -- What the card does, as `sandbox_cards.outcome`.
  outcome text not null,
  -- The kept card that is charged, or kept with it.
  card_id uuid,
  customer_reference text not null,
  method jsonb,
  status text not null check (status in ('succeeded', 'failed', 'requires_action', 'pending')),
  decline_reason text,
  -- With it the buyer's form answers the challenge; null where there is none.
  client_secret text,
  -- When something comes of it by itself: a delayed outcome, a dispute, a delayed refund.
  next_action_at timestamptz,
  primary key (organization_id, mode, id)
);
create unique index sandbox_charges_key on sandbox_charges (organization_id, mode, kind, idempotency_key);
create index sandbox_charges_by_client_secret on sandbox_charges (client_secret) where client_secret is not null;
-- What is due: of all by the wall clock, and of one organization by its test clock.
create index sandbox_charges_due on sandbox_charges (mode, next_action_at, organization_id, id)
  where next_action_at is not null;
create index sandbox_charges_due_of on sandbox_charges (organization_id, mode, next_action_at, id)
  where next_action_at is not null and mode = 'test';

create table sandbox_refunds (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  idempotency_key text not null,
  charge_id uuid not null,
  amount bigint not null check (amount > 0),
  status text not null check (status in ('succeeded', 'failed', 'pending')),
  failure_reason text,
  -- What it turns into, and when.
  becomes text check (becomes in ('succeeded', 'failed')),
  becomes_at timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, charge_id) references sandbox_charges (organization_id, mode, id)
);
create unique index sandbox_refunds_key on sandbox_refunds (organization_id, mode, idempotency_key);
create index sandbox_refunds_by_charge on sandbox_refunds (organization_id, mode, charge_id);

create table sandbox_disputes (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  charge_id uuid not null,
  status text not null
    check (status in ('prevented', 'early_warning', 'needs_response', 'under_review', 'lost', 'won')),
  reason text not null,
  evidence_due_by timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, charge_id) references sandbox_charges (organization_id, mode, id)
);
create unique index sandbox_disputes_charge on sandbox_disputes (organization_id, mode, charge_id);
