-- The files of a draft follow the draft: who may not edit it, may not put a file into it or change one, whatever the application asks.
create function may_edit_draft(asked uuid) returns boolean
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select exists (
    select from publishing_drafts
     where id = asked and closed_at is null
       and (current_staff_role() = 'administrator'
        or (current_staff_role() = 'editor' and audience is distinct from 'party')))
$$;
revoke execute on function may_edit_draft(uuid) from public;
grant execute on function may_edit_draft(uuid) to {{staff}};

alter policy editor_adds on publishing_draft_files
  with check (is_publishable_file(file_id) and may_edit_draft(draft_id));
alter policy editor_changes on publishing_draft_files
  using (may_edit_draft(draft_id)) with check (may_edit_draft(draft_id));
