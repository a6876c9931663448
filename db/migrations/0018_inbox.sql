-- The office's inbox: who waits for how long, who has a matter in hand, notes that no resident reads, labels, templates and drafts of
-- answers, matters written down after a call or a visit. docs/decisions/0015-matters-without-a-login.md

-- Threads ------------------------------------------------------------------------------------------------------------------

-- A matter that came by phone may be of a person without a login. Nobody but the office sees it until somebody in the office gives it
-- to a login of the same person: see give_thread().
alter table message_threads alter column login_id drop not null;
alter table message_threads add column party_id text check (char_length(party_id) between 1 and 64);
-- How the register called a person without a login.
alter table message_threads add column writer_name text not null default '' check (char_length(writer_name) <= 300);
alter table message_threads add constraint message_threads_whose_check
  check (login_id is not null or (party_id is not null and writer_name <> ''));
alter table message_threads add column started_by text not null default 'resident' check (started_by in ('resident', 'office'));
-- Since when a resident waits for a word of the office; none when nobody waits.
alter table message_threads add column waiting_since timestamptz;
-- How many messages there are. A page that was loaded at another number shows something old.
alter table message_threads add column revision integer not null default 0;
-- The number somebody in the office has seen.
alter table message_threads add column office_read_revision integer not null default 0;
alter table message_threads drop constraint message_threads_office_state_check;
alter table message_threads add constraint message_threads_office_state_check
  check (office_state in ('new', 'inProgress', 'answered', 'closed'));

update message_threads t
   set revision = (select count(*) from messages m where m.thread_id = t.id),
       office_read_revision = case when office_state = 'new' then 0 else (select count(*) from messages m where m.thread_id = t.id) end,
       waiting_since = case when office_state in ('new', 'inProgress') then (
         select min(m.created_at) from messages m
          where m.thread_id = t.id and m.author = 'resident'
            and m.created_at > coalesce((select max(o.created_at) from messages o where o.thread_id = t.id and o.author = 'office'), '-infinity'))
       end;

create index message_threads_waiting_idx on message_threads (waiting_since) where waiting_since is not null;
create index message_threads_last_idx on message_threads (last_message_at desc);
create index message_threads_party_id_idx on message_threads (party_id);

-- Whoever writes, by whatever way, the thread knows of it.
create function note_message() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  update message_threads
     set revision = revision + 1,
         waiting_since = case when new.author = 'resident' then coalesce(waiting_since, new.created_at) end
   where id = new.thread_id;
  return null;
end $$;
create trigger note_message after insert on messages for each row execute function note_message();

-- Messages: what was said on the phone, at the desk or in a letter is written down by the office and says so ----------------------

alter table messages drop constraint messages_channel_check;
alter table messages drop constraint messages_check;
alter table messages drop constraint messages_check1;
alter table messages add constraint messages_channel_check check (channel in ('portal', 'mail', 'phone', 'desk', 'letter'));
alter table messages add constraint messages_author_channel_check
  check (author = 'office' or (channel <> 'mail' and author_login_id is not null and body <> ''));
alter table messages add constraint messages_writer_check check (channel = 'mail' or author_login_id is not null);

-- Nobody writes in the name of the other side: a resident not as the office's record of a call, the office not as a resident.
alter policy own_threads on messages
  with check (author = 'resident' and channel = 'portal' and author_login_id = (select current_login_id())
    and thread_id = any (array(select my_threads())));
drop policy office on messages;
create policy office_reads on messages for select to {{staff}} using ((select current_staff_role()) in ('clerk', 'administrator'));
create policy office_writes on messages for insert to {{staff}}
  with check ((select current_staff_role()) in ('clerk', 'administrator') and author_login_id = (select current_login_id())
    and (author = 'office' or channel in ('phone', 'desk', 'letter')));

-- Search -------------------------------------------------------------------------------------------------------------------

-- Words without diacritics and capitals, the same whatever the collation.
create function message_words(asked text) returns tsvector language sql immutable parallel safe
  set search_path = pg_catalog, pg_temp
as $$
  select to_tsvector('simple'::regconfig, regexp_replace(
    lower(translate(asked, 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ', 'acelnoszzacelnoszz')), '[^a-z0-9]+', ' ', 'g'))
$$;
grant execute on function message_words(text) to {{resident}}, {{auth}}, {{staff}}, {{importer}}, {{worker}};

-- Notes of the office: a table of their own, which no resident's role can name ----------------------------------------------------

create table thread_notes (
  id uuid primary key default gen_random_uuid(),
  thread_id uuid not null references message_threads,
  author_login_id uuid not null references logins,
  -- 'handOver' = said when the matter went to a colleague; 'mail' = text of a mail that was not surely the office's.
  kind text not null check (kind in ('note', 'handOver', 'mail')),
  to_login_id uuid references logins,
  body text not null check (char_length(body) between 1 and 21000),
  once_sha256 bytea check (octet_length(once_sha256) = 32),
  created_at timestamptz not null default clock_now(),
  check ((kind = 'handOver') = (to_login_id is not null))
);
create index thread_notes_thread_id_idx on thread_notes (thread_id, created_at);
create index thread_notes_to_login_id_idx on thread_notes (to_login_id);
create unique index thread_notes_once_key on thread_notes (author_login_id, once_sha256);

create table thread_labels (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 40 and name = btrim(name)),
  created_at timestamptz not null default clock_now()
);
create unique index thread_labels_name_key on thread_labels (lower(name));
create table thread_label_links (
  thread_id uuid not null references message_threads,
  label_id uuid not null references thread_labels on delete cascade,
  primary key (thread_id, label_id)
);
create index thread_label_links_label_id_idx on thread_label_links (label_id);

create table answer_templates (
  id uuid primary key default gen_random_uuid(),
  title text not null check (char_length(title) between 1 and 100),
  body text not null check (char_length(body) between 1 and 5000),
  -- Who saves an older one is told instead of overwriting.
  version integer not null default 1,
  once_sha256 bytea unique check (octet_length(once_sha256) = 32),
  updated_by uuid references logins,
  updated_at timestamptz not null default clock_now()
);
create unique index answer_templates_title_key on answer_templates (lower(title));
create index answer_templates_updated_by_idx on answer_templates (updated_by);

-- What a clerk has typed and not sent: their own, one for a thread.
create table answer_drafts (
  thread_id uuid not null references message_threads,
  login_id uuid not null references logins on delete cascade,
  body text not null check (char_length(body) <= 20000),
  -- The thread's revision the clerk had before their eyes.
  revision integer not null,
  updated_at timestamptz not null default clock_now(),
  primary key (thread_id, login_id)
);
create index answer_drafts_login_id_idx on answer_drafts (login_id);

-- After how many working days an answer is overdue.
create table message_settings (
  only_row boolean primary key default true check (only_row),
  answer_working_days integer not null default 3 check (answer_working_days between 1 and 30)
);
insert into message_settings default values;

select force_row_security(t::regclass) from unnest(array[
  'thread_notes', 'thread_labels', 'thread_label_links', 'answer_templates', 'answer_drafts', 'message_settings']) t;

do $$
declare t text;
begin
  foreach t in array array['thread_notes', 'thread_labels', 'thread_label_links', 'answer_templates', 'message_settings'] loop
    execute format($policy$create policy office_reads on %I for select to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'administrator'))$policy$, t);
    execute format('grant select on %I to {{staff}}', t);
  end loop;
  foreach t in array array['thread_labels', 'thread_label_links', 'answer_templates'] loop
    execute format($policy$create policy office_adds on %I for insert to {{staff}}
      with check ((select current_staff_role()) in ('clerk', 'administrator'))$policy$, t);
    execute format($policy$create policy office_removes on %I for delete to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'administrator'))$policy$, t);
  end loop;
  foreach t in array array['thread_labels', 'answer_templates'] loop
    execute format($policy$create policy office_changes on %I for update to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'administrator'))
      with check ((select current_staff_role()) in ('clerk', 'administrator'))$policy$, t);
  end loop;
end $$;
-- A note stays as it was written, in its writer's name.
create policy own_notes on thread_notes for insert to {{staff}}
  with check ((select current_staff_role()) in ('clerk', 'administrator') and author_login_id = (select current_login_id()));
grant insert (id, thread_id, author_login_id, kind, to_login_id, body, once_sha256) on thread_notes to {{staff}};
grant insert (id, name), update (name), delete on thread_labels to {{staff}};
grant insert, delete on thread_label_links to {{staff}};
grant insert (id, title, body, once_sha256, updated_by), update (title, body, version, updated_by, updated_at), delete on answer_templates to {{staff}};
create policy administrator_changes on message_settings for update to {{staff}}
  using ((select current_staff_role()) = 'administrator') with check ((select current_staff_role()) = 'administrator');
grant update (answer_working_days) on message_settings to {{staff}};
create policy own_drafts on answer_drafts to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator') and login_id = (select current_login_id()))
  with check ((select current_staff_role()) in ('clerk', 'administrator') and login_id = (select current_login_id()));
grant select, delete on answer_drafts to {{staff}};
grant insert (thread_id, login_id, body, revision), update (body, revision, updated_at) on answer_drafts to {{staff}};
-- Drafts nobody came back to are removed at night.
create policy worker_removes on answer_drafts to {{worker}} using (true);
grant select (updated_at), delete on answer_drafts to {{worker}};

-- Threads whose messages, notes or writer have all the words asked for. A function with the owner's rights, because row-level security
-- asks its policy before an operator that could tell secrets by its errors, and then no index serves. No role, no rows.
create function office_threads_with(asked text, most integer) returns setof uuid language plpgsql stable security definer rows 100
  set search_path = {{schema}}, pg_temp
as $$
declare
  words tsquery := to_tsquery('simple', asked);
begin
  if coalesce(current_staff_role(), '') not in ('clerk', 'administrator') then
    return;
  end if;
  return query
    (select m.thread_id from messages m where message_words(m.body) @@ words limit most)
    union (select n.thread_id from thread_notes n where message_words(n.body) @@ words limit most)
    union (select t.id from message_threads t where t.login_id is null and message_words(t.writer_name) @@ words limit most)
    union (select t.id from logins l join message_threads t on t.login_id = l.id where message_words(l.display_name) @@ words limit most);
end $$;
grant execute on function office_threads_with(text, integer) to {{staff}};
create index messages_words_idx on messages using gin (message_words(body));
create index thread_notes_words_idx on thread_notes using gin (message_words(body));
create index message_threads_words_idx on message_threads using gin (message_words(writer_name)) where login_id is null;
create index logins_message_words_idx on logins using gin (message_words(display_name));

-- Files of an answer ---------------------------------------------------------------------------------------------------------

-- While an answer is being written its files are its writer's in the office and nobody else's; only what is sent gets the resident's id.
alter table message_attachments alter column login_id drop not null;
alter table message_attachments add column draft_by uuid references logins;
alter table message_attachments add constraint message_attachments_whose_check
  check (login_id is not null or draft_by is not null or message_id is not null);
create index message_attachments_draft_by_idx on message_attachments (draft_by, draft_id);
drop policy office on message_attachments;
revoke insert (id, login_id, message_id, draft_id, file_id, position) on message_attachments from {{staff}};
create policy office_reads on message_attachments for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator') and (message_id is not null or draft_by = (select current_login_id())));
-- Only what came with the same form, as for residents (0011).
create policy office_drafts on message_attachments for insert to {{staff}}
  with check ((select current_staff_role()) in ('clerk', 'administrator') and draft_by = (select current_login_id())
    and message_id is null and login_id is null and is_file_of_this_form(file_id));
create policy office_drafts_sent on message_attachments for update to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator') and draft_by = (select current_login_id()) and message_id is null)
  with check (draft_by is null and message_id in (
    select m.id from messages m where m.author_login_id = (select current_login_id())));
create policy office_drafts_dropped on message_attachments for delete to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator') and draft_by = (select current_login_id()) and message_id is null);
grant insert (id, draft_by, draft_id, file_id, position), update (message_id, login_id, draft_by), delete on message_attachments to {{staff}};
grant execute on function is_file_of_this_form(uuid) to {{staff}};

-- Who is not of the inbox learns nothing by these either.
create or replace function is_message_file(asked_file_id uuid) returns boolean language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select coalesce(current_staff_role() in ('clerk', 'administrator'), false) and exists (
    select from message_attachments
     where file_id = asked_file_id and (message_id is not null or draft_by = current_login_id()))
$$;
-- The office reads names where its policies let it; this one is the worker's.
revoke execute on function writer_name_of(uuid) from {{staff}};

-- The office on threads ------------------------------------------------------------------------------------------------------

grant insert (id, login_id, party_id, writer_name, topic_id, premises_id, premises_label, started_by, office_state, assigned_login_id,
  office_read_revision) on message_threads to {{staff}};
grant update (topic_id, waiting_since, office_read_revision) on message_threads to {{staff}};
grant select (started_by) on message_threads to {{resident}};

-- A matter of a person without a login goes to the login that person was given meanwhile: somebody in the office decides, nothing
-- does it by itself. Only to a login of the same person.
create function give_thread(asked_thread_id uuid, asked_login_id uuid) returns boolean language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  if coalesce(current_staff_role(), '') not in ('clerk', 'administrator') then
    return false;
  end if;
  update message_threads t set login_id = l.id from logins l
   where t.id = asked_thread_id and t.login_id is null and l.id = asked_login_id and l.kind = 'resident' and l.party_id = t.party_id;
  if not found then
    return false;
  end if;
  update message_attachments a set login_id = asked_login_id from messages m where m.id = a.message_id and m.thread_id = asked_thread_id;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
  values ('staff', current_login_id(), 'messages.threadGiven', asked_login_id, jsonb_build_object('thread', asked_thread_id));
  return true;
end $$;
grant execute on function give_thread(uuid, uuid) to {{staff}};

-- The list of mails somebody has to look at.
create index outgoing_mails_trouble_idx on outgoing_mails (created_at) where state in ('failed', 'unknown');

alter table quarantined_mails add column handled_as text check (handled_as in ('seen', 'note', 'answer'));
grant update (handled_as) on quarantined_mails to {{staff}};

-- The counter of answers stands in the frame of every page, whoever looks; staff have none.
grant execute on function my_unread_answers() to {{staff}};

-- Requests and telephones ------------------------------------------------------------------------------------------------------

-- A number the office could not confirm. The person is told until another one is entered or confirmed.
alter table login_contacts add column refused_phone text check (char_length(refused_phone) <= 40);
alter table login_contacts add column phone_refused_at timestamptz;
grant update (refused_phone, phone_refused_at) on login_contacts to {{staff}};
-- The worker writes the mail that a request was answered: to whom, and whether it still is.
create policy worker_reads on change_requests for select to {{worker}} using (true);
grant select (id, login_id, state) on change_requests to {{worker}};
