-- Napisz do nas: what residents and the office write to each other, the mail that leaves for it and the mail that comes back.
-- A message is in the database before any mail is tried, so a mail server can lose a mail but never a message.

-- Whether a message from here counts as a letter with a signature is for the cooperative and its lawyer to say, not for the program.
alter table cooperative add column message_legal_note text not null
  default 'Wiadomość trafia do biura i zostaje w historii. Pismo, które wymaga podpisu, złóż w biurze na papierze.'
  check (char_length(message_legal_note) <= 2000);

create table message_topics (
  id text primary key check (id ~ '^[a-z][a-zA-Z]{1,39}$'),
  name text not null check (char_length(name) between 1 and 100),
  position integer not null,
  active boolean not null default true
);
insert into message_topics (id, name, position) values
  ('charges', 'Opłaty i rozliczenia', 1),
  ('meters', 'Liczniki i odczyty', 2),
  ('faults', 'Usterki i naprawy', 3),
  ('personalData', 'Dane i prawo do lokalu', 4),
  ('certificates', 'Zaświadczenia i dokumenty', 5),
  ('other', 'Inna sprawa', 6);

-- A thread is its writer's alone: a co-owner of the same flat does not read it.
create table message_threads (
  id uuid primary key default gen_random_uuid(),
  login_id uuid not null references logins,
  topic_id text not null references message_topics,
  -- Premises in the accounting system, and how they were called then; a former flat keeps its name in old threads.
  premises_id text,
  premises_label text not null default '' check (char_length(premises_label) <= 300),
  office_state text not null default 'new' check (office_state in ('new', 'inProgress', 'answered')),
  assigned_login_id uuid references logins,
  -- Part of the address the office answers to; known to nobody but the office's mailbox.
  reply_token text not null unique default replace(gen_random_uuid()::text, '-', '') check (reply_token ~ '^[0-9a-f]{32}$'),
  created_at timestamptz not null default clock_now(),
  last_message_at timestamptz not null default clock_now()
);
create index message_threads_login_id_idx on message_threads (login_id, last_message_at desc);
create index message_threads_topic_id_idx on message_threads (topic_id);
create index message_threads_assigned_idx on message_threads (assigned_login_id);
create index message_threads_office_idx on message_threads (office_state, last_message_at);

create table messages (
  id uuid primary key default gen_random_uuid(),
  thread_id uuid not null references message_threads,
  author text not null check (author in ('resident', 'office')),
  -- Who wrote in the portal; an answer that came by mail has no login.
  author_login_id uuid references logins,
  channel text not null check (channel in ('portal', 'mail')),
  body text not null check (char_length(body) <= 20000),
  -- The whole text of a mail when what is shown leaves the quoted part out.
  full_body text check (char_length(full_body) <= 200000),
  -- Files of a mail that cannot be shown here; the resident is told their names.
  left_out text[] not null default '{}' check (cardinality(left_out) <= 50),
  -- Of the form's key and what was written: the same form sent twice is one message.
  once_sha256 bytea check (octet_length(once_sha256) = 32),
  created_at timestamptz not null default clock_now(),
  -- When the resident opened an answer.
  read_at timestamptz,
  check (author = 'office' or (channel = 'portal' and author_login_id is not null and body <> '')),
  check (channel = 'mail' or author_login_id is not null)
);
create index messages_thread_id_idx on messages (thread_id, created_at);
create unique index messages_once_key on messages (author_login_id, once_sha256);
create index messages_author_idx on messages (author_login_id, created_at desc);
create index messages_unread_idx on messages (thread_id) where author = 'office' and read_at is null;

-- A file of a message, or one kept while the rest of a form is mended: a browser cannot fill a file field again.
create table message_attachments (
  id uuid primary key default gen_random_uuid(),
  -- Whose thread it is, so that a person's files are found without a join.
  login_id uuid not null references logins,
  message_id uuid references messages,
  draft_id uuid,
  file_id uuid not null unique references stored_files,
  position integer not null default 0,
  created_at timestamptz not null default clock_now(),
  check (message_id is not null or draft_id is not null)
);
create index message_attachments_login_id_idx on message_attachments (login_id);
create index message_attachments_message_id_idx on message_attachments (message_id);
create index message_attachments_draft_idx on message_attachments (login_id, draft_id);

-- Mail that leaves. Written in the transaction of what it tells; docs/decisions/0008-outbox.md.
create table outgoing_mails (
  id uuid primary key default gen_random_uuid(),
  message_id uuid not null references messages,
  kind text not null check (kind in ('officeMessage', 'copy', 'answerNotice')),
  -- unknown = handed over, and the line broke before the server said yes or no. Never sent again by itself.
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed', 'unknown', 'skipped')),
  -- The Message-ID header, fixed before the first attempt.
  rfc_message_id text unique check (char_length(rfc_message_id) <= 400),
  attempts integer not null default 0,
  due_at timestamptz not null default clock_now(),
  leased_until timestamptz,
  -- Set before the last bytes leave: from here on the server may have the mail.
  handed_over_at timestamptz,
  finished_at timestamptz,
  -- The server's code or the kind of fault, never its words: they may quote a person's data.
  fault text check (char_length(fault) <= 60),
  created_at timestamptz not null default clock_now(),
  unique (message_id, kind)
);
create index outgoing_mails_due_idx on outgoing_mails (due_at) where state in ('waiting', 'sending');

-- How far the mailbox has been read.
create table mailbox_cursors (
  mailbox text primary key check (char_length(mailbox) <= 500),
  uid_validity bigint not null,
  last_uid bigint not null default 0,
  read_at timestamptz not null default clock_now()
);

-- Mail of the mailbox that concerns us, each once: by its place in the mailbox and by its Message-ID. Other mail is not recorded.
create table incoming_mails (
  id uuid primary key default gen_random_uuid(),
  mailbox text not null check (char_length(mailbox) <= 500),
  uid_validity bigint not null,
  uid bigint not null,
  rfc_message_id text not null check (char_length(rfc_message_id) <= 1000),
  outcome text not null check (outcome in ('answer', 'quarantined', 'automatic', 'bounce', 'own', 'duplicate')),
  message_id uuid references messages,
  received_at timestamptz not null default clock_now(),
  -- When it was put into its folder of the mailbox.
  filed_at timestamptz,
  unique (mailbox, uid_validity, uid)
);
create unique index incoming_mails_once_key on incoming_mails (rfc_message_id) where outcome <> 'duplicate';
create index incoming_mails_message_id_idx on incoming_mails (message_id);
create index incoming_mails_unfiled_idx on incoming_mails (mailbox) where filed_at is null;

-- Mail that names a thread and is not surely the office's. For the office to look at; no resident ever sees it.
create table quarantined_mails (
  id uuid primary key references incoming_mails,
  thread_id uuid references message_threads,
  reason text not null check (reason in ('foreignSender', 'notAuthenticated', 'tooLarge', 'unreadable')),
  sender text not null check (char_length(sender) <= 320),
  subject text not null check (char_length(subject) <= 300),
  body text not null check (char_length(body) <= 20000),
  created_at timestamptz not null default clock_now(),
  handled_at timestamptz,
  handled_by uuid references logins
);
create index quarantined_mails_thread_id_idx on quarantined_mails (thread_id);
create index quarantined_mails_handled_by_idx on quarantined_mails (handled_by);
create index quarantined_mails_open_idx on quarantined_mails (created_at) where handled_at is null;

select force_row_security(t::regclass) from unnest(array[
  'message_topics', 'message_threads', 'messages', 'message_attachments', 'outgoing_mails', 'mailbox_cursors', 'incoming_mails',
  'quarantined_mails']) t;

-- Whose ----------------------------------------------------------------------------------------------------------

create function my_threads() returns setof uuid language sql stable security definer rows 50
  set search_path = {{schema}}, pg_temp
as $$ select id from message_threads where login_id = current_login_id() $$;

create function my_message_files() returns setof uuid language sql stable security definer rows 50
  set search_path = {{schema}}, pg_temp
as $$ select file_id from message_attachments where login_id = current_login_id() $$;

-- Answers the person has not opened yet, for the counter on every page.
create function my_unread_answers() returns integer language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select count(*)::int from message_threads t join messages m on m.thread_id = t.id
   where t.login_id = current_login_id() and m.author = 'office' and m.read_at is null
$$;

-- An address that was proved to be the person's. A login name with an @ is one.
create function verified_email_of(asked_login_id uuid) returns text language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select name from logins where id = asked_login_id and position('@' in name) > 1 $$;

create function my_verified_email() returns text language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select verified_email_of(current_login_id()) $$;

-- How the office's mail calls the writer; the worker reads nothing else of logins.
create function writer_name_of(asked_login_id uuid) returns text language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select display_name from logins where id = asked_login_id $$;

create function is_message_file(asked_file_id uuid) returns boolean language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select exists (select from message_attachments where file_id = asked_file_id and message_id is not null) $$;

grant execute on function my_threads(), my_message_files(), my_unread_answers(), my_verified_email() to {{resident}};
grant execute on function verified_email_of(uuid), writer_name_of(uuid) to {{worker}};
grant execute on function is_message_file(uuid), writer_name_of(uuid) to {{staff}};

-- The first wall, named in every query of a resident's page.
create function shown_threads() returns setof uuid language sql stable rows 50 begin atomic select my_threads(); end;
grant execute on function shown_threads() to {{resident}};

-- Residents: their own threads, and only what a writer may set.
create policy signed_in on message_topics for select to {{resident}} using ((select current_login_id()) is not null);
grant select on message_topics to {{resident}};

create policy own_rows on message_threads to {{resident}}
  using (login_id = (select current_login_id())) with check (login_id = (select current_login_id()) and office_state = 'new');
grant select (id, login_id, topic_id, premises_id, premises_label, office_state, created_at, last_message_at) on message_threads to {{resident}};
grant insert (id, login_id, topic_id, premises_id, premises_label) on message_threads to {{resident}};
grant update (office_state, last_message_at) on message_threads to {{resident}};

create policy own_rows on messages for select to {{resident}} using (thread_id = any (array(select my_threads())));
create policy own_threads on messages for insert to {{resident}}
  with check (author = 'resident' and author_login_id = (select current_login_id()) and thread_id = any (array(select my_threads())));
create policy own_answers on messages for update to {{resident}}
  using (author = 'office' and thread_id = any (array(select my_threads()))) with check (author = 'office');
grant select (id, thread_id, author, author_login_id, channel, body, left_out, once_sha256, created_at, read_at) on messages to {{resident}};
grant insert (id, thread_id, author, author_login_id, channel, body, once_sha256) on messages to {{resident}};
grant update (read_at) on messages to {{resident}};

create policy own_rows on message_attachments for select to {{resident}} using (login_id = (select current_login_id()));
create policy own_drafts on message_attachments for insert to {{resident}}
  with check (login_id = (select current_login_id()) and message_id is null);
-- A draft's file becomes a message's once, and stays it.
create policy own_drafts_sent on message_attachments for update to {{resident}}
  using (login_id = (select current_login_id()) and message_id is null)
  with check (login_id = (select current_login_id()) and message_id in (
    select m.id from messages m where m.author_login_id = (select current_login_id())));
create policy own_drafts_dropped on message_attachments for delete to {{resident}}
  using (login_id = (select current_login_id()) and message_id is null);
grant select, delete on message_attachments to {{resident}};
grant insert (id, login_id, draft_id, file_id, position) on message_attachments to {{resident}};
grant update (message_id) on message_attachments to {{resident}};
create policy own_message_files on stored_files for select to {{resident}} using (id = any (array(select my_message_files())));

create policy own_rows on outgoing_mails for select to {{resident}}
  using (message_id in (select m.id from messages m where m.thread_id = any (array(select my_threads()))));
create policy own_messages on outgoing_mails for insert to {{resident}}
  with check (kind in ('officeMessage', 'copy') and message_id in (
    select m.id from messages m where m.author_login_id = (select current_login_id())));
grant select (id, message_id, kind, state) on outgoing_mails to {{resident}};
grant insert (message_id, kind) on outgoing_mails to {{resident}};

-- The office: clerks and administrators.
do $$
declare t text;
begin
  foreach t in array array['message_topics', 'message_threads', 'messages', 'message_attachments', 'outgoing_mails', 'quarantined_mails'] loop
    execute format($policy$create policy office on %I to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'administrator'))
      with check ((select current_staff_role()) in ('clerk', 'administrator'))$policy$, t);
    execute format('grant select on %I to {{staff}}', t);
  end loop;
end $$;
grant insert, update on message_topics to {{staff}};
grant update (office_state, assigned_login_id, last_message_at) on message_threads to {{staff}};
grant insert (id, thread_id, author, author_login_id, channel, body, once_sha256) on messages to {{staff}};
grant insert (id, login_id, message_id, draft_id, file_id, position) on message_attachments to {{staff}};
grant insert (message_id, kind) on outgoing_mails to {{staff}};
grant update (state, due_at, handed_over_at, finished_at) on outgoing_mails to {{staff}};
grant update (handled_at, handled_by) on quarantined_mails to {{staff}};
create policy office_message_files on stored_files for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator') and is_message_file(id));

-- The worker sends and receives.
do $$
declare t text;
begin
  foreach t in array array['message_topics', 'message_threads', 'messages', 'message_attachments', 'outgoing_mails', 'mailbox_cursors',
                           'incoming_mails', 'quarantined_mails'] loop
    execute format('create policy worker_all on %I to {{worker}} using (true) with check (true)', t);
    execute format('grant select on %I to {{worker}}', t);
  end loop;
end $$;
grant update (office_state, last_message_at) on message_threads to {{worker}};
grant insert on messages, message_attachments, outgoing_mails, incoming_mails, quarantined_mails to {{worker}};
grant update on outgoing_mails to {{worker}};
grant update (filed_at) on incoming_mails to {{worker}};
grant insert, update on mailbox_cursors to {{worker}};
-- Drafts nobody sent are removed after two days, and their files with them.
grant delete on message_attachments, stored_files to {{worker}};
