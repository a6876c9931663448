-- Receiving over the network, and what of a running delivery the office can see.

-- A program of the accounting system shows one of these; only its SHA-256 is kept. Never a person's login.
create table delivery_tokens (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 80),
  token_sha256 text not null unique check (token_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default clock_now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
select force_row_security('delivery_tokens');
create policy importer_all on delivery_tokens to {{importer}} using (true) with check (true);
grant select, insert on delivery_tokens to {{importer}};
grant update (last_used_at, revoked_at) on delivery_tokens to {{importer}};
create policy office_reads on delivery_tokens for select to {{staff}}
  using ((select current_staff_role()) in ('accountant', 'administrator'));
grant select (id, name, created_at, last_used_at, revoked_at) on delivery_tokens to {{staff}};

-- Where a delivery under way has got to: written beside the import, at most once a second. Rows of all tables, as the delivery says.
alter table deliveries add column stage text check (stage ~ '^[a-zA-Z]{1,30}$');
alter table deliveries add column stage_since timestamptz;
alter table deliveries add column rows_done bigint check (rows_done >= 0);
alter table deliveries add column rows_total bigint check (rows_total >= 0);
-- Set when the raw delivery was removed from the disk after its time.
alter table deliveries add column raw_removed_at timestamptz;
