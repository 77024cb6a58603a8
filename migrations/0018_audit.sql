-- The audit log as evidence: appended to only, chained by hashes, and cleared of persons who are to be forgotten.

alter table audit_log
  -- Whose session it was that acted, and of whom within the customer.
  add column actor_customer_id uuid,
  add column actor_member_id uuid,
  -- Goes into the digest of `changes`, so that what is erased cannot be found by trying. Null once it is erased.
  add column salt uuid default gen_random_uuid(),
  -- The digest of `changes` as they were, and the erasure; null of what was not erased.
  add column content_digest bytea,
  add column erased_by uuid,
  add check ((salt is null) = (content_digest is not null and erased_by is not null));

create function keep_audit_log() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('florin.erasing', true) = 'on'
    and to_jsonb(old) - '{changes,salt,content_digest,erased_by}'::text[]
      = to_jsonb(new) - '{changes,salt,content_digest,erased_by}'::text[] then
    return new;
  end if;
  raise exception 'The audit log is appended to, never changed.';
end $$;
create trigger audit_log_kept before update or delete on audit_log for each row execute function keep_audit_log();
create trigger audit_log_not_emptied before truncate on audit_log for each statement execute function keep_audit_log();

-- Each seals the next rows of an organization's audit log in one mode, in the order of their sequence.
create table audit_seals (
  organization_id uuid not null,
  mode billing_mode not null,
  -- From 1 on, without gaps.
  number bigint not null,
  sealed_at timestamptz not null default now(),
  rows integer not null check (rows > 0),
  -- 16 bytes a row, and 32: see billing/audit/audit.sql.ts for what is hashed.
  row_ids bytea not null check (length(row_ids) = rows * 16),
  row_hashes bytea not null check (length(row_hashes) = rows * 32),
  previous_hash bytea not null,
  -- The row hashes, one after the other folded into `previous_hash`.
  hash bytea not null,
  primary key (organization_id, mode, number)
);
create trigger audit_seals_kept before update or delete on audit_seals for each row execute function keep_audit_log();
create trigger audit_seals_not_emptied before truncate on audit_seals for each statement execute function keep_audit_log();

-- Where each chain has got to: locked by whoever seals. What is missing here is made anew from the seals.
create table audit_chains (
  organization_id uuid not null,
  mode billing_mode not null,
  seals bigint not null,
  -- All that the seals hold.
  rows bigint not null,
  -- The sequence of the last sealed row.
  sealed_through bigint not null,
  head bytea not null,
  primary key (organization_id, mode)
);

-- Customers who are to be forgotten. Times are by the wall clock.
create table erasures (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null default now(),
  customer_id uuid not null,
  -- Who asked for it: the record is written when it is done.
  actor jsonb not null,
  request_id text not null,
  -- Whether the customer's own metadata stays, as Polar has it.
  keeps_metadata boolean not null,
  -- Until when one process alone works on it.
  leased_until timestamptz,
  finished_at timestamptz,
  primary key (organization_id, mode, id)
);
create index erasures_waiting on erasures (created_at) where finished_at is null;
create index erasures_by_customer on erasures (organization_id, mode, customer_id, created_at);

-- The objects that an erasure has still to clear, or has: all that there is of the customer.
create table erasure_objects (
  organization_id uuid not null,
  mode billing_mode not null,
  erasure_id uuid not null,
  object_id uuid not null,
  primary key (organization_id, mode, erasure_id, object_id)
);
