-- What merchants ask buyers for. The answers are kept with checkouts, invoices and subscriptions, by slug.

create table custom_fields (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  deleted_at timestamptz,
  type text not null check (type in ('text', 'number', 'date', 'checkbox', 'select')),
  slug text not null,
  name text not null,
  properties jsonb not null default '{}',
  metadata jsonb not null default '{}',
  primary key (organization_id, mode, id)
);
create unique index custom_fields_slug on custom_fields (organization_id, mode, slug) where deleted_at is null;
