-- Where merchants want to be told of events.
create table webhook_endpoints (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  deleted_at timestamptz,
  -- Whose event names, payloads and signatures it gets, and the contract it was made with.
  dialect text not null,
  contract text not null,
  name text,
  url text not null,
  -- raw, slack or discord
  format text not null,
  -- The vendor's names.
  event_types text[] not null,
  -- Flowglad's endpoints belong to a pricing model.
  pricing_model_id uuid,
  -- How the body is signed, where the vendor knows several ways.
  signature_scheme text,
  metadata jsonb not null,
  enabled boolean not null,
  -- Set where it was turned off because nothing arrived.
  disabled_at timestamptz,
  -- Sealed. The former secret signs too until it runs out.
  secret bytea not null,
  previous_secret bytea,
  previous_secret_until timestamptz,
  -- Messages given up on since the last that arrived.
  failures_in_a_row integer not null default 0,
  -- Events above this number are told: those since it was made, or last turned on.
  told_after bigint not null,
  -- When there is something to send, by the wall clock; and until when one process alone sends.
  due_at timestamptz,
  leased_until timestamptz,
  lease_id uuid,
  primary key (organization_id, mode, id)
);
create index webhook_endpoints_due on webhook_endpoints (due_at) where due_at is not null and enabled;

create sequence webhook_message_position;

-- One event as one endpoint is to be told of it. Times are by the wall clock.
create table webhook_messages (
  organization_id uuid not null,
  mode billing_mode not null,
  -- Stays the same however often it is sent.
  id uuid not null,
  position bigint not null default nextval('webhook_message_position'),
  created_at timestamptz not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  object_id uuid not null,
  -- The vendor's name of the event.
  type text not null,
  occurred_at timestamptz not null,
  -- Null where the event could not be put into the vendor's words.
  body text,
  status text not null check (status in ('pending', 'succeeded', 'failed', 'skipped')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  finished_at timestamptz,
  primary key (organization_id, mode, id, created_at)
) partition by range (created_at);
create index webhook_messages_pending on webhook_messages (organization_id, mode, endpoint_id, position)
  where status = 'pending';
create index webhook_messages_waiting on webhook_messages (organization_id, mode, endpoint_id, next_attempt_at)
  where status = 'pending';
create index webhook_messages_in_order on webhook_messages (organization_id, mode, created_at, id);
create index webhook_messages_by_endpoint on webhook_messages (organization_id, mode, endpoint_id, created_at);
create index webhook_messages_by_event on webhook_messages (organization_id, mode, event_id);
create index webhook_messages_by_object on webhook_messages (organization_id, mode, object_id);
select create_month_parts('webhook_messages', 3);

-- One attempt to send a message.
create table webhook_deliveries (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  endpoint_id uuid not null,
  message_id uuid not null,
  type text not null,
  attempt integer not null,
  url text not null,
  -- The headers sent, but for the signature.
  request_headers jsonb not null,
  succeeded boolean not null,
  http_code smallint,
  -- The beginning of the answer, or what went wrong.
  response text,
  milliseconds integer not null,
  primary key (organization_id, mode, id, created_at)
) partition by range (created_at);
create index webhook_deliveries_in_order on webhook_deliveries (organization_id, mode, created_at, id);
create index webhook_deliveries_by_endpoint on webhook_deliveries (organization_id, mode, endpoint_id, created_at, id);
create index webhook_deliveries_by_message on webhook_deliveries (organization_id, mode, message_id);
create index webhook_deliveries_by_type on webhook_deliveries (organization_id, mode, type, created_at, id);
-- What failed is rare: what did not is found in order, soon enough.
create index webhook_deliveries_failed on webhook_deliveries (organization_id, mode, created_at, id) where not succeeded;
create index webhook_deliveries_failed_by_code
  on webhook_deliveries (organization_id, mode, (http_code / 100), created_at, id) where not succeeded;
select create_month_parts('webhook_deliveries', 3);
