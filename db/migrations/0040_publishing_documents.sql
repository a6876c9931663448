-- Documents from the office: an edition has a first day on the pages and may have a last day in force. What waits for its day is a row
-- with that day (docs/decisions/0016-publishing-drafts.md): no job publishes it, every policy and query compares the day.

alter table archive_editions
  -- The first day residents see it; null: since it was published.
  add column visible_from date,
  -- The last day it is in force, where it ends without another edition; null: until another follows.
  add column in_force_to date,
  add constraint archive_editions_force_check check (in_force_to >= in_force_from);
grant insert (visible_from, in_force_to) on archive_editions to {{staff}};

create or replace function my_archive_editions() returns setof uuid language plpgsql stable security definer rows 100
  set search_path = {{schema}}, pg_temp
as $$
declare
  day date := today();
begin
  return query
    select e.id from archive_documents d join archive_editions e on e.document_id = d.id
     where d.audience_key = any (array(select my_audiences()))
       and d.withdrawn_at is null and d.published_at <= clock_now()
       and e.withdrawn_at is null and e.published_at <= clock_now() and coalesce(e.visible_from, '-infinity') <= day;
end $$;

-- A document none of whose editions may be seen yet is not known either: its title says what is to come.
create function my_archive_documents() returns setof uuid language sql stable security definer rows 100
  set search_path = {{schema}}, pg_temp
as $$ select e.document_id from archive_editions e where e.id in (select my_archive_editions()) $$;
grant execute on function my_archive_documents() to {{resident}};
alter policy own_audience on archive_documents
  using (withdrawn_at is null and published_at <= clock_now() and audience_key = any (array(select my_audiences()))
    and id in (select my_archive_documents()));

-- What is for one person is the administrator's, also its new editions and their withdrawal.
create function may_edit_document(asked uuid) returns boolean language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select current_staff_role() = 'administrator'
      or (current_staff_role() = 'editor' and exists (select from archive_documents where id = asked and audience <> 'party'))
$$;
grant execute on function may_edit_document(uuid) to {{staff}};
alter policy editor_adds on archive_editions with check (may_edit_document(document_id) and is_publishable_file(file_id));
alter policy editor_withdraws on archive_editions using (may_edit_document(document_id)) with check (may_edit_document(document_id));
alter policy editor_adds on archive_attachments
  with check (is_publishable_file(file_id)
    and exists (select from archive_editions e where e.id = edition_id and may_edit_document(e.document_id)));

-- Whom an acceptance is of is read by those who read the register of people; an editor gets numbers. The rows themselves name logins.
create function acceptance_counts(asked uuid[]) returns table (edition_id uuid, accepted integer)
  language plpgsql stable security definer rows 50
  set search_path = {{schema}}, pg_temp
as $$
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'editor', 'administrator') then
    return;
  end if;
  return query
    select e, (select count(*)::int from archive_acceptances a where a.edition_id = e) from unnest(asked) e;
end $$;
grant execute on function acceptance_counts(uuid[]) to {{staff}};
alter policy staff_reads on archive_acceptances using ((select current_staff_role()) in ('clerk', 'administrator'));
create index archive_acceptances_order_idx on archive_acceptances (edition_id, accepted_at, login_id);
