-- Searching customers, orders by number, and what happened to a customer: what the dashboard asks.

-- The words of a text as they are searched for: without accents, in lower case, parted by whatever is no letter or digit. The
-- same whatever the database's locale is, for an index rests on it.
create function search_words(words text) returns text[] immutable parallel safe begin atomic
  select array(select distinct left(word, 64) from regexp_split_to_table(
    lower(regexp_replace(normalize(words, nfkd), '[\u0300-\u036f]', '', 'g')),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+') as word where word <> '');
end;

-- What the searched words of an organization's mode begin with in the index: so a search reads its own words alone, without an
-- index that needs an extension. Of two organizations that share a beginning, each reads the other's words and drops their rows.
create function search_place(organization_id uuid, mode billing_mode) returns text immutable parallel safe begin atomic
  select right(organization_id::text, 8) || case when mode = 'test' then 't' else 'l' end;
end;

-- The words that find a customer. A tax id is found with and without its country.
create function customer_words(organization_id uuid, mode billing_mode, email text, name text, billing_name text,
  external_id text, tax_ids jsonb) returns tsvector immutable parallel safe begin atomic
  select array_to_tsvector(array(select search_place(organization_id, mode) || word from unnest(search_words(
    coalesce(email, '') || ' ' || coalesce(name, '') || ' ' || coalesce(billing_name, '') || ' '
      || coalesce(external_id, '') || ' ' || numbers || ' ' || regexp_replace(numbers, '"[A-Za-z]{2}', '"', 'g'))) as word))
  from (select jsonb_path_query_array(tax_ids, '$[*].value')::text as numbers) as known;
end;

-- Written at once rather than in bulk: who searches would have to read through what waits.
create index customers_by_word on customers
  using gin (customer_words(organization_id, mode, email, name, billing_name, external_id, tax_ids))
  with (fastupdate = off) where deleted_at is null;

-- Also finds numbers by their beginning, whatever the database's collation is.
drop index invoices_number;
create unique index invoices_number on invoices (organization_id, mode, number text_pattern_ops);

-- Whose an event is, in order. Also of what is not told of any more but as a customer's: cards, mails, sessions.
create index events_by_customer on events (organization_id, mode,
  (case when object_type = 'customer' then object_id::text else data ->> 'customer_id' end), sequence);
