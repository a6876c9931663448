-- Nightly: files of letters no kept publication shows, and, once another delivery was written, of those refused or unfinished. What stays is that a letter
-- was made available and when it was opened; that has no content. Under the importer's lock, because an import stores files before it shows them.
create function remove_unused_letter_files() returns integer language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  oldest_kept integer;
  gone uuid[];
  removed integer;
begin
  select min(id) into oldest_kept from publications where pruned_at is null and rolled_back_at is null;
  delete from notice_files f
   where not exists (select from notices_versions v where v.id = f.notice_id)
      -- Replaced before the oldest publication anybody can be led back to.
      or exists (select from notice_files later where later.notice_id = f.notice_id
                  and later.from_publication > f.from_publication and later.from_publication <= oldest_kept);
  with unused as (
    delete from letter_files l where not exists (select from notice_files f where f.file_id = l.file_id) returning l.file_id
  ) select array_agg(file_id) into gone from unused;
  delete from stored_files where id = any (gone);
  get diagnostics removed = row_count;
  return removed;
end $$;
grant execute on function remove_unused_letter_files() to {{importer}};
