-- Who had begun to write for a customer that was merged away may write later than the merge: for a while it is looked after. Both
-- times are of the wall clock.
alter table customer_merges
  add column merged_at timestamptz not null default now(),
  -- When to look next; null once nobody can come any more.
  add column follow_at timestamptz default now();
create index customer_merges_followed on customer_merges (follow_at) where follow_at is not null;
