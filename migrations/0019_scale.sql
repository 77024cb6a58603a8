-- For several processes on one database, and for a database that is spread over several machines.

-- How many calls were made within what is limited, over all processes. Worth nothing after a crash: not logged.
create unlogged table rate_windows (
  name text not null,
  calls integer not null,
  seconds integer not null,
  -- For how long nobody is let in who made too many; 0 where that is until the window ends.
  blocked_seconds integer not null,
  used integer not null,
  ends_at timestamptz not null,
  primary key (name, calls, seconds)
) with (fillfactor = 50);

-- Hashes of tokens are unique by the tokens' chance. An index that enforced it could not be spread by organization.
drop index api_keys_token_hash;
create index api_keys_by_token on api_keys (token_hash);
drop index customer_sessions_token_hash;
create index customer_sessions_by_token on customer_sessions (token_hash);
drop index email_changes_token_hash;
create index email_changes_by_token on email_changes (token_hash);
drop index customer_seats_invitation;
create index customer_seats_by_invitation on customer_seats (invitation_token_hash)
  where invitation_token_hash is not null;

-- As before, without keeping anybody from the table meanwhile: a part that is made first and attached then needs no lock that
-- those who write to the table would wait for.
create or replace function create_month_parts(parent text, months_ahead integer) returns void language plpgsql as $$
declare
  first date := date_trunc('month', now() at time zone 'UTC');
  month date;
  part text;
begin
  for ahead in 0..months_ahead loop
    month := first + make_interval(months => ahead);
    part := parent || to_char(month, '_YYYY_MM');
    continue when to_regclass(format('%I', part)) is not null;
    execute format('create table %I (like %I including all)', part, parent);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)',
      parent, part, month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
  end loop;
end $$;
