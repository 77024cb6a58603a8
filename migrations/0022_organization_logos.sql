-- The picture that an organization shows, as it was uploaded. It is told from others by its hash, and served under it.
create table organization_logos (
  organization_id uuid not null references organizations (id),
  modified_at timestamptz not null,
  -- The first half of its SHA-256, hexadecimal.
  hash text not null,
  media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
  content bytea not null,
  primary key (organization_id, hash)
);
