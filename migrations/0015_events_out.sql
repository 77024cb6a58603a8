-- Changes told to the world: the outbox and the audit log in parts by month, and who has read how far.

-- Makes the parts of a table, by the month of `recorded_at` or `created_at`, that are missing up to so many months ahead.
-- There is no part for all else: to make one beside it would lock it.
create function create_month_parts(parent text, months_ahead integer) returns void language plpgsql as $$
declare
  first date := date_trunc('month', now() at time zone 'UTC');
  month date;
begin
  for ahead in 0..months_ahead loop
    month := first + make_interval(months => ahead);
    execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
      parent || to_char(month, '_YYYY_MM'), parent,
      month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
  end loop;
end $$;

alter table events rename to events_before;
alter table events_before rename constraint events_pkey to events_before_pkey;
alter index events_in_order rename to events_before_in_order;
create sequence event_sequence;

-- The outbox: one row a change, written in the transaction of the change.
create table events (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  -- The order of the changes to one object is that of its events. Numbers of changes undone are missing.
  sequence bigint not null default nextval('event_sequence'),
  -- By the wall clock; `occurred_at` is by the clock of the organization's mode.
  recorded_at timestamptz not null default now(),
  occurred_at timestamptz not null,
  type text not null,
  object_type text not null,
  object_id uuid not null,
  request_id text not null,
  data jsonb not null,
  primary key (organization_id, mode, sequence, recorded_at)
) partition by range (recorded_at);
create index events_by_id on events (organization_id, mode, id);
create index events_in_order on events (sequence);
select create_month_parts('events', 3);
insert into events (organization_id, mode, id, sequence, occurred_at, type, object_type, object_id, request_id, data)
  select organization_id, mode, id, sequence, occurred_at, type, object_type, object_id, request_id, data
  from events_before order by sequence;
select setval('event_sequence', coalesce(max(sequence), 1), max(sequence) is not null) from events;
drop table events_before;

alter table audit_log rename to audit_log_before;
alter table audit_log_before rename constraint audit_log_pkey to audit_log_before_pkey;
alter index audit_log_by_object rename to audit_log_before_by_object;
create sequence audit_sequence;

-- Who changed what, and when. Appended to, never changed.
create table audit_log (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  -- Of one object's changes the order in which they were made, also within a millisecond.
  sequence bigint not null default nextval('audit_sequence'),
  recorded_at timestamptz not null default now(),
  occurred_at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  request_id text not null,
  action text not null,
  object_type text not null,
  object_id uuid not null,
  -- { member: { "before": …, "after": … } }
  changes jsonb not null,
  primary key (organization_id, mode, sequence, recorded_at)
) partition by range (recorded_at);
create index audit_log_by_object on audit_log (organization_id, mode, object_id, sequence);
select create_month_parts('audit_log', 3);
insert into audit_log (organization_id, mode, id, sequence, occurred_at, actor_kind, actor_id, request_id, action,
    object_type, object_id, changes)
  select organization_id, mode, id, sequence, occurred_at, actor_kind, actor_id, request_id, action, object_type,
    object_id, changes
  from audit_log_before order by sequence;
select setval('audit_sequence', coalesce(max(sequence), 1), max(sequence) is not null) from audit_log;
drop table audit_log_before;

-- How far each of those that act on events has read them: one of them at a time, whichever process it is in.
create table event_readers (
  name text primary key,
  sequence bigint not null
);
-- What was told before there were readers is not told again.
insert into event_readers (name, sequence)
  select name, (select coalesce(max(sequence), 0) from events) from unnest(array['webhooks', 'mails']) as name;
