-- A resident attaches only what came with the same form. Before, the id of any stored file could be attached, and what is attached
-- may be read: a neighbour's letter would have been kept apart by nothing but an id that is hard to guess.

-- The form's file and its attachment are written in one transaction; a file of any other transaction is not this form's.
create function is_file_of_this_form(asked_file_id uuid) returns boolean language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select exists (select from stored_files where id = asked_file_id and xmin = pg_current_xact_id()::xid) $$;
grant execute on function is_file_of_this_form(uuid) to {{resident}};

alter policy own_drafts on message_attachments
  with check (login_id = (select current_login_id()) and message_id is null and is_file_of_this_form(file_id));
