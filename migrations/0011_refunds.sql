-- Money given back, the credit notes that say so, and what buyers' banks dispute.

alter table invoices
  -- The tax in `credited_amount`.
  add credited_tax_amount bigint not null default 0;

-- There before it is asked for: written pending under the invoice's lock, then carried out, then settled. Its id is the
-- processor's key, so that money goes back once.
create table refunds (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  invoice_id uuid not null,
  payment_id uuid not null,
  customer_id uuid not null,
  subscription_id uuid,
  -- The dispute by which the money was taken back; null of what the merchant gives back.
  dispute_id uuid,
  status text not null check (status in ('pending', 'succeeded', 'failed', 'canceled')),
  reason text not null,
  -- Without tax.
  amount bigint not null check (amount >= 0),
  tax_amount bigint not null check (tax_amount >= 0),
  currency text not null,
  comment text,
  revoke_benefits boolean not null default false,
  metadata jsonb not null default '{}',
  processor text not null,
  processor_reference text,
  failure_reason text,
  settled_at timestamptz,
  next_action_at timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, invoice_id) references invoices (organization_id, mode, id),
  check (amount + tax_amount > 0)
);
create index refunds_newest on refunds (organization_id, mode, created_at desc, id desc);
create index refunds_by_invoice on refunds (organization_id, mode, invoice_id, created_at);
create index refunds_by_customer on refunds (organization_id, mode, customer_id, created_at desc);
create unique index refunds_dispute on refunds (organization_id, mode, dispute_id) where dispute_id is not null;
create index refunds_due on refunds (mode, next_action_at, organization_id, id) where next_action_at is not null;
create index refunds_due_of on refunds (organization_id, mode, next_action_at, id)
  where next_action_at is not null and mode = 'test';

-- What is taken off an invoice after it was issued. An issued invoice never changes: its credit notes correct it.
create table credit_notes (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  invoice_id uuid not null,
  customer_id uuid not null,
  -- The refund that it is of; null of a correction.
  refund_id uuid,
  number text not null,
  -- Where what is credited goes: back to the means of payment, off what is due, or on the customer's account.
  settled_by text not null check (settled_by in ('refund', 'due', 'account')),
  status text not null check (status in ('issued', 'void')),
  reason text not null,
  memo text,
  currency text not null,
  -- Without tax.
  amount bigint not null,
  tax_amount bigint not null,
  voided_at timestamptz,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, invoice_id) references invoices (organization_id, mode, id)
);
create unique index credit_notes_number on credit_notes (organization_id, mode, number);
create unique index credit_notes_refund on credit_notes (organization_id, mode, refund_id) where refund_id is not null;
create index credit_notes_newest on credit_notes (organization_id, mode, created_at desc, id desc);
create index credit_notes_by_invoice on credit_notes (organization_id, mode, invoice_id, created_at, id);
create index credit_notes_by_customer on credit_notes (organization_id, mode, customer_id, created_at desc);

create table credit_note_lines (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  credit_note_id uuid not null,
  -- The invoice's line; null of an earlier debt that the invoice had collected.
  invoice_line_id uuid,
  position integer not null,
  label text not null,
  -- Without tax.
  amount bigint not null,
  tax_amount bigint not null,
  tax_rate text,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, credit_note_id) references credit_notes (organization_id, mode, id)
);
create index credit_note_lines_by_note on credit_note_lines (organization_id, mode, credit_note_id, position);

-- Their PDFs, as `documents` keeps the invoices'.
create table credit_note_documents (
  organization_id uuid not null,
  mode billing_mode not null,
  credit_note_id uuid not null,
  created_at timestamptz not null,
  checksum text not null,
  file_name text not null,
  content bytea not null,
  primary key (organization_id, mode, credit_note_id),
  foreign key (organization_id, mode, credit_note_id) references credit_notes (organization_id, mode, id)
);

create table disputes (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  modified_at timestamptz,
  invoice_id uuid not null,
  payment_id uuid not null,
  customer_id uuid not null,
  status text not null
    check (status in ('prevented', 'early_warning', 'needs_response', 'under_review', 'lost', 'won')),
  -- Without tax.
  amount bigint not null,
  tax_amount bigint not null,
  currency text not null,
  reason text,
  evidence_due_by timestamptz,
  processor text not null,
  processor_reference text not null,
  primary key (organization_id, mode, id),
  foreign key (organization_id, mode, payment_id) references payments (organization_id, mode, id)
);
create unique index disputes_reference on disputes (organization_id, mode, processor, processor_reference);
create index disputes_newest on disputes (organization_id, mode, created_at desc, id desc);
create index disputes_by_invoice on disputes (organization_id, mode, invoice_id);
create index disputes_by_payment on disputes (organization_id, mode, payment_id);

-- A customer's wish to leave a means of payment, while the processor asks them to authenticate. Its id is the
-- processor's key.
create table payment_method_set_ups (
  organization_id uuid not null,
  mode billing_mode not null,
  id uuid not null,
  created_at timestamptz not null,
  customer_id uuid not null,
  processor text not null,
  processor_reference text not null,
  client_secret text,
  -- The method that it became; null while it is none.
  payment_method_id uuid,
  primary key (organization_id, mode, id)
);
create index payment_method_set_ups_by_customer
  on payment_method_set_ups (organization_id, mode, customer_id, processor_reference);
