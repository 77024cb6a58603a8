-- The people of a customer.
create table members (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  deleted_at timestamptz,
  customer_id uuid not null,
  email text not null,
  name text,
  external_id text,
  role text not null check (role in ('owner', 'billing_manager', 'member')),
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id)
);
create unique index members_owner on members (organization_id, mode, customer_id)
  where role = 'owner' and deleted_at is null;
create unique index members_email on members (organization_id, mode, customer_id, lower(email)) where deleted_at is null;
create unique index members_external_id on members (organization_id, mode, customer_id, external_id)
  where deleted_at is null;
create index members_by_email on members (organization_id, mode, lower(email)) where deleted_at is null;
create index members_newest on members (organization_id, mode, created_at desc, id desc) where deleted_at is null;

-- The id of the owner that a customer is itself. The same function leads back from it to the customer's.
create function owner_member_id(customer_id uuid) returns uuid immutable strict parallel safe language sql as $$
  select (left(customer_id::text, 24) || lpad(to_hex(
    ('x' || right(customer_id::text, 12))::bit(48)::bigint # x'a5a5a5a5a5a5'::bigint), 12, '0'))::uuid
$$;

-- All members. A customer without a row in `members` is its own owner, so that making a customer costs no second row; and
-- an individual's owner always has the customer's address. `stored_email` is null of an owner without a row.
create view customer_members as
  select member.organization_id, member.mode, member.id, member.created_at, member.modified_at, member.customer_id,
    case when member.role = 'owner' and customer.type = 'individual' then coalesce(customer.email, member.email)
      else member.email end as email,
    member.name, member.external_id, member.role, member.email as stored_email
  from members member
  join customers customer on customer.organization_id = member.organization_id and customer.mode = member.mode
    and customer.id = member.customer_id
  where member.deleted_at is null and customer.deleted_at is null
  union all
  select customer.organization_id, customer.mode, owner_member_id(customer.id), customer.created_at, null::timestamptz,
    customer.id, customer.email, customer.name, customer.external_id, 'owner', null::text
  from customers customer
  join organizations organization on organization.id = customer.organization_id
  where customer.deleted_at is null and customer.email is not null
    and (organization.settings #>> '{feature,member_model_enabled}')::boolean
    and not exists (
      select from members member
      where member.organization_id = customer.organization_id and member.mode = customer.mode
        and member.customer_id = customer.id and member.deleted_at is null);

-- A session, and a login, may be one member's.
alter table customer_sessions
  add member_id uuid,
  add foreign key (organization_id, mode, member_id) references members (organization_id, mode, id);
create index customer_sessions_by_member on customer_sessions (organization_id, mode, member_id)
  where member_id is not null;

alter table login_codes
  add member_id uuid,
  add foreign key (organization_id, mode, member_id) references members (organization_id, mode, id);

-- An address that a customer wants, until the link that was mailed there is followed.
create table email_changes (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  customer_id uuid not null,
  email text not null,
  token_hash bytea not null,
  expires_at timestamptz not null,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, customer_id) references customers (organization_id, mode, id)
);
create unique index email_changes_token_hash on email_changes (token_hash);
create index email_changes_by_age on email_changes (expires_at);
