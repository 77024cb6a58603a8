-- Where the organization collects tax, as billing/organizations/tax-registration.ts has it, and how tax is worked out.
alter table organizations
  add tax_registrations jsonb not null default '[]',
  add tax_calculator text not null default 'table' check (tax_calculator in ('table', 'none'));
