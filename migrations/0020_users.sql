-- Who signs in to the dashboard, and the teams of organizations. People are of the whole server and few: their tables are on every
-- machine whole. Tokens are kept as their SHA-256 only.

create table users (
  id uuid primary key,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  -- In small letters.
  email text not null unique,
  email_verified boolean not null default false,
  image text
);

create table user_sessions (
  id uuid primary key,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  user_id uuid not null references users (id) on delete cascade,
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text
);
create index user_sessions_by_user on user_sessions (user_id);
create index user_sessions_by_end on user_sessions (expires_at);

-- What a person signs in with besides mails and passkeys: a password.
create table user_accounts (
  id uuid primary key,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  user_id uuid not null references users (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text,
  unique (user_id, provider_id)
);

-- What was handed out to be brought back once: links, challenges of passkeys.
create table user_verifications (
  id uuid primary key,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  identifier_hash bytea not null,
  value text not null,
  expires_at timestamptz not null
);
create index user_verifications_by_identifier on user_verifications (identifier_hash);
create index user_verifications_by_end on user_verifications (expires_at);

create table user_passkeys (
  id uuid primary key,
  created_at timestamptz not null,
  user_id uuid not null references users (id) on delete cascade,
  name text,
  public_key text not null,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text
);
create index user_passkeys_by_user on user_passkeys (user_id);

-- Who works for an organization, in both modes.
create table team_members (
  organization_id uuid not null references organizations (id),
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz not null,
  modified_at timestamptz,
  role text not null check (role in ('owner', 'admin', 'support', 'read_only')),
  primary key (organization_id, user_id)
);
create index team_members_by_user on team_members (user_id);

create table team_invitations (
  organization_id uuid not null references organizations (id),
  id uuid not null,
  created_at timestamptz not null,
  -- In small letters.
  email text not null,
  role text not null check (role in ('owner', 'admin', 'support', 'read_only')),
  invited_by uuid not null references users (id) on delete cascade,
  token_hash bytea not null,
  expires_at timestamptz not null,
  primary key (organization_id, id),
  unique (organization_id, email)
);
create index team_invitations_by_token on team_invitations (token_hash);
