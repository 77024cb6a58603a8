-- The clock that an organization's test mode goes by. A row stays when its clock is taken away, so that versions only grow.
create table test_clocks (
  organization_id uuid not null references organizations (id),
  mode billing_mode not null default 'test' check (mode = 'test'),
  -- Of two notices of one clock the later one counts, in whichever order they come.
  version integer not null default 1,
  -- Of the wall clock, as the row is not of the time that it sets.
  created_at timestamptz not null default now(),
  modified_at timestamptz,
  -- The moment that it stands at; null where test mode follows the wall clock.
  now timestamptz,
  -- Where an advance is bound for that is under way, or that a crash broke off.
  advancing_to timestamptz,
  primary key (organization_id, mode),
  check (advancing_to >= now),
  check (advancing_to is null or now is not null)
);
