-- Files of the portal: documents, attachments, personal letters. Kept in the database, so that a message and its attachment are one
-- transaction, one backup, and behind the same two walls. Each slice adds the policy that says who sees its files.
create table stored_files (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 200),
  content_type text not null check (char_length(content_type) <= 100),
  size_bytes integer not null check (size_bytes between 0 and 52428800),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  content bytea not null,
  created_at timestamptz not null default clock_now(),
  check (octet_length(content) = size_bytes)
);
-- Ranges are cut out of the stored value, which works without reading all of it only when it is not compressed.
alter table stored_files alter column content set storage external;
create index stored_files_sha256_idx on stored_files (sha256);
select force_row_security('stored_files');
grant select on stored_files to {{resident}}, {{staff}}, {{worker}}, {{importer}};
grant insert on stored_files to {{resident}}, {{staff}}, {{worker}}, {{importer}};
create policy resident_adds on stored_files for insert to {{resident}} with check ((select current_login_id()) is not null);
create policy staff_adds on stored_files for insert to {{staff}} with check ((select current_staff_role()) is not null);
create policy worker_all on stored_files to {{worker}} using (true) with check (true);
create policy importer_all on stored_files to {{importer}} using (true) with check (true);
