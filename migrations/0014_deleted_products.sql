-- Products that were never sold can be deleted. The row stays, because checkouts that were opened for one still show it.
alter table products add column deleted_at timestamptz;
