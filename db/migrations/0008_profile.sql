-- Moje dane: what a person tells the portal about themselves, kept beside the accounting system's register and never instead of it.

-- How to reach the person behind a login. An address counts only once its owner answered from it; a phone once the office checked it.
create table login_contacts (
  login_id uuid primary key references logins on delete cascade,
  email text check (char_length(email) between 3 and 254),
  email_verified_at timestamptz,
  phone text check (phone ~ '^\+?[0-9 ]{9,20}$'),
  phone_confirmed_at timestamptz,
  -- Waits for the office: there is no other way to prove a phone.
  new_phone text check (new_phone ~ '^\+?[0-9 ]{9,20}$'),
  new_phone_entered_at timestamptz,
  check ((email is null) = (email_verified_at is null)),
  check ((phone is null) = (phone_confirmed_at is null)),
  check ((new_phone is null) = (new_phone_entered_at is null))
);
create index login_contacts_new_phone_idx on login_contacts (new_phone_entered_at) where new_phone is not null;

create table email_changes (
  id uuid primary key default gen_random_uuid(),
  login_id uuid not null references logins on delete cascade,
  new_email text not null check (char_length(new_email) between 3 and 254),
  -- Whom the change is told to, when it took effect.
  old_email text check (char_length(old_email) <= 254),
  -- Of the form: the same one sent twice is one change.
  once_sha256 bytea not null check (octet_length(once_sha256) = 32),
  -- SHA-256 of the link's secret. The secret is made when the mail is written and stands nowhere but in it.
  token_sha256 bytea unique check (octet_length(token_sha256) = 32),
  created_at timestamptz not null default clock_now(),
  expires_at timestamptz,
  confirmed_at timestamptz,
  -- By a later change of the same person.
  cancelled_at timestamptz,
  check ((token_sha256 is null) = (expires_at is null)),
  check (confirmed_at is null or cancelled_at is null),
  unique (login_id, once_sha256)
);
create index email_changes_login_id_idx on email_changes (login_id, created_at desc);
create index email_changes_new_email_idx on email_changes (lower(new_email), created_at);

create table consent_texts (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('electronicDelivery', 'emailContact', 'phoneContact')),
  version integer not null check (version > 0),
  title text not null check (char_length(title) between 1 and 200),
  body text not null check (char_length(body) between 1 and 4000),
  published_at timestamptz not null default clock_now(),
  unique (kind, version)
);
insert into consent_texts (kind, version, title, body) values
  ('electronicDelivery', 1, 'Pisma w e-BOK zamiast na papierze',
   'Zgadzam się, żeby spółdzielnia doręczała mi pisma w e-BOK zamiast listem. Zgodę można cofnąć w każdej chwili. Po cofnięciu pisma przychodzą listem.'),
  ('emailContact', 1, 'Kontakt e-mailem',
   'Zgadzam się, żeby spółdzielnia pisała do mnie na potwierdzony adres e-mail w sprawach mojego lokalu. Zgodę można cofnąć w każdej chwili.'),
  ('phoneContact', 1, 'Kontakt telefoniczny',
   'Zgadzam się, żeby spółdzielnia dzwoniła do mnie w sprawach mojego lokalu. Zgodę można cofnąć w każdej chwili.');

-- Append-only: what was said when, and to which text. The newest row of a kind is the one that holds.
create table consents (
  id bigint generated always as identity primary key,
  login_id uuid not null references logins on delete cascade,
  text_id uuid not null references consent_texts,
  decision text not null check (decision in ('given', 'withdrawn')),
  decided_at timestamptz not null default clock_now()
);
create index consents_login_id_idx on consents (login_id, id desc);
create index consents_text_id_idx on consents (text_id);

-- `mailed` = the program sends this notice. Where it does not, the choice is kept and the page says so.
create table notification_topics (
  id text primary key check (id ~ '^[a-z][a-zA-Z]{1,39}$'),
  name text not null check (char_length(name) between 1 and 100),
  position integer not null,
  mailed boolean not null,
  by_default boolean not null
);
insert into notification_topics (id, name, position, mailed, by_default) values
  ('newDocument', 'Nowy rachunek', 1, false, false),
  ('paymentBooked', 'Zaksięgowana wpłata', 2, false, false),
  ('officeAnswer', 'Odpowiedź biura', 3, true, true),
  ('announcement', 'Ogłoszenia', 4, false, false);

create table notification_preferences (
  login_id uuid not null references logins on delete cascade,
  topic_id text not null references notification_topics,
  by_email boolean not null,
  changed_at timestamptz not null default clock_now(),
  primary key (login_id, topic_id)
);
create index notification_preferences_topic_id_idx on notification_preferences (topic_id);

-- What only the office can change: its register is the accounting system's.
create table change_requests (
  id uuid primary key default gen_random_uuid(),
  login_id uuid not null references logins on delete cascade,
  kind text not null check (kind in ('name', 'correspondenceAddress', 'persons', 'other')),
  -- Premises in the accounting system, and how they were called then.
  premises_id text,
  premises_label text not null default '' check (char_length(premises_label) <= 300),
  body text not null check (char_length(body) between 1 and 2000),
  state text not null default 'accepted' check (state in ('accepted', 'inProgress', 'done', 'refused')),
  answer text check (char_length(answer) between 1 and 2000),
  once_sha256 bytea not null check (octet_length(once_sha256) = 32),
  handled_by uuid references logins,
  created_at timestamptz not null default clock_now(),
  changed_at timestamptz not null default clock_now(),
  unique (login_id, once_sha256),
  -- A refusal without a reason is no answer.
  check (state <> 'refused' or answer is not null)
);
create index change_requests_login_id_idx on change_requests (login_id, created_at desc);
create index change_requests_handled_by_idx on change_requests (handled_by);
create index change_requests_open_idx on change_requests (created_at) where state in ('accepted', 'inProgress');

select force_row_security(t::regclass) from unnest(array[
  'login_contacts', 'email_changes', 'consent_texts', 'consents', 'notification_topics', 'notification_preferences', 'change_requests']) t;

-- Mail about an address goes through the same outbox as mail about a message.
alter table outgoing_mails alter column message_id drop not null;
alter table outgoing_mails add column email_change_id uuid references email_changes on delete cascade;
alter table outgoing_mails drop constraint outgoing_mails_kind_check;
alter table outgoing_mails add constraint outgoing_mails_kind_check
  check (kind in ('officeMessage', 'copy', 'answerNotice', 'emailConfirmation', 'emailChanged'));
alter table outgoing_mails add constraint outgoing_mails_about_check
  check (case when kind in ('emailConfirmation', 'emailChanged') then email_change_id is not null and message_id is null
              else email_change_id is null and message_id is not null end);
create unique index outgoing_mails_email_change_key on outgoing_mails (email_change_id, kind);

-- The confirmed address; a login name with an @ was proved when it was given.
create or replace function verified_email_of(asked_login_id uuid) returns text language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select coalesce(c.email, case when position('@' in l.name) > 1 then l.name end)
    from logins l left join login_contacts c on c.login_id = l.id
   where l.id = asked_login_id
$$;

-- Whether a person wants to be told of this by mail: their choice, or what the topic starts with.
create function wants_mail(asked_login_id uuid, asked_topic_id text) returns boolean language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select coalesce(p.by_email, t.by_default)
    from notification_topics t left join notification_preferences p on p.topic_id = t.id and p.login_id = asked_login_id
   where t.id = asked_topic_id
$$;
grant execute on function wants_mail(uuid, text) to {{worker}};

-- What a person may do with their own contact data. Functions and not grants: none of it can be done without its condition. ---------

-- Sensitive changes ask for the password again after five minutes. The page asks; this is the second wall.
create function recently_proved() returns boolean language plpgsql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  return exists (select from current_session() s where s.proved_at > clock_now() - interval '5 minutes');
end $$;

create function ask_email_change(asked_email text, asked_once_sha256 bytea) returns text language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  made uuid;
begin
  if me is null or not recently_proved() then
    return 'proofNeeded';
  end if;
  -- One form at a time: what the limits count stays true.
  perform pg_advisory_xact_lock(hashtext(current_schema() || '.email_changes'), hashtext(me::text));
  if exists (select from email_changes where login_id = me and once_sha256 = asked_once_sha256) then
    return 'sent';
  elsif lower(asked_email) = lower(verified_email_of(me)) then
    return 'same';
  elsif (select count(*) from email_changes where login_id = me and created_at > clock_now() - interval '1 day') >= 5
     -- Nobody's mailbox may be filled from here, whoever asks.
     or (select count(*) from email_changes where lower(new_email) = lower(asked_email) and created_at > clock_now() - interval '1 day') >= 5 then
    return 'tooMany';
  end if;
  update email_changes set cancelled_at = clock_now() where login_id = me and confirmed_at is null and cancelled_at is null;
  insert into email_changes (login_id, new_email, once_sha256) values (me, asked_email, asked_once_sha256) returning id into made;
  insert into outgoing_mails (email_change_id, kind) values (made, 'emailConfirmation');
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id) values ('resident', me, 'profile.emailAsked', me);
  return 'sent';
end $$;

-- The link is good only in a session of the person who asked for it: a letter that went astray gives nobody a way in.
create function email_change_by(asked_token_sha256 text) returns table (id uuid, new_email text, confirmed boolean)
  language plpgsql stable security definer rows 1
  set search_path = {{schema}}, pg_temp
as $$
begin
  return query
    select c.id, c.new_email, c.confirmed_at is not null from email_changes c
     where c.token_sha256 = decode(asked_token_sha256, 'hex') and c.login_id = current_login_id()
       and c.cancelled_at is null and (c.confirmed_at is not null or c.expires_at > clock_now());
end $$;

create function confirm_my_email(asked_token_sha256 text) returns text language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  change record;
  old text;
begin
  if me is null then
    return 'unknown';
  end if;
  perform pg_advisory_xact_lock(hashtext(current_schema() || '.email_changes'), hashtext(me::text));
  select * into change from email_change_by(asked_token_sha256);
  if change.id is null then
    return 'unknown';
  elsif change.confirmed then
    return 'confirmed';
  end if;
  old := verified_email_of(me);
  update email_changes set confirmed_at = clock_now(), old_email = old where id = change.id;
  insert into login_contacts (login_id, email, email_verified_at) values (me, change.new_email, clock_now())
    on conflict (login_id) do update set email = excluded.email, email_verified_at = excluded.email_verified_at;
  if old is not null then
    insert into outgoing_mails (email_change_id, kind) values (change.id, 'emailChanged');
  end if;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id) values ('resident', me, 'profile.emailChanged', me);
  return 'confirmed';
end $$;

create function enter_my_phone(asked_phone text) returns text language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  entered uuid;
begin
  if me is null or not recently_proved() then
    return 'proofNeeded';
  end if;
  insert into login_contacts as c (login_id, new_phone, new_phone_entered_at) values (me, asked_phone, clock_now())
    on conflict (login_id) do update set new_phone = excluded.new_phone, new_phone_entered_at = excluded.new_phone_entered_at
     where c.new_phone is distinct from excluded.new_phone and c.phone is distinct from excluded.new_phone
    returning c.login_id into entered;
  if entered is not null then
    insert into audit_events (actor_kind, actor_login_id, action, subject_login_id) values ('resident', me, 'profile.phoneEntered', me);
  end if;
  return 'entered';
end $$;

-- One session of one's own, or all of them. Nobody else's can be named. Returns how many ended.
create function end_my_sessions(asked_session_id uuid) returns integer language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  ended integer;
begin
  if me is null then
    return 0;
  end if;
  update sessions set ended_at = clock_now()
   where login_id = me and ended_at is null and (asked_session_id is null or id = asked_session_id);
  get diagnostics ended = row_count;
  -- Everywhere means everywhere: a calendar's address in somebody else's hands is a device too.
  if asked_session_id is null then
    update calendar_subscriptions set revoked_at = clock_now() where login_id = me and revoked_at is null;
  end if;
  if ended > 0 then
    insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
    values ('resident', me, 'login.sessionsEnded', me, jsonb_build_object('which', case when asked_session_id is null then 'all' else 'one' end));
  end if;
  return ended;
end $$;

-- Names of those who hold the same premises together, for each other's eyes: co-owners and holders of today, in their own right.
-- A tenant and a proxy learn nobody's name here, and nothing but the name is told.
create function my_co_holders() returns table (premises_id text, name text) language plpgsql stable security definer rows 5
  set search_path = {{schema}}, pg_temp
as $$
begin
  return query
    select distinct h.premises_id, concat_ws(' ', p.first_name, p.name)
      from my_standing() s
      join holdings h on h.premises_id = s.premises_id and h.party_id <> s.party_id
      join parties p on p.id = h.party_id
     where s.role in ('holder', 'coOwner') and s.party_id = (select l.party_id from logins l where l.id = current_login_id())
       and h.role in ('holder', 'coOwner') and h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today());
end $$;

grant execute on function recently_proved(), ask_email_change(text, bytea), email_change_by(text), confirm_my_email(text),
  enter_my_phone(text), end_my_sessions(uuid), my_co_holders() to {{resident}};

-- Residents: what is theirs --------------------------------------------------------------------------------------

create policy own_row on login_contacts for select to {{resident}} using (login_id = (select current_login_id()));
grant select on login_contacts to {{resident}};
create policy own_rows on email_changes for select to {{resident}} using (login_id = (select current_login_id()));
grant select (id, login_id, new_email, created_at, expires_at, confirmed_at, cancelled_at) on email_changes to {{resident}};

-- Whether the mail with the link has left.
create policy own_email_changes on outgoing_mails for select to {{resident}}
  using (email_change_id = any (array(select c.id from email_changes c where c.login_id = current_login_id())));
grant select (email_change_id) on outgoing_mails to {{resident}};

create policy signed_in on consent_texts for select to {{resident}} using ((select current_login_id()) is not null);
create policy signed_in on notification_topics for select to {{resident}} using ((select current_login_id()) is not null);
grant select on consent_texts, notification_topics to {{resident}};

create policy own_rows on consents for select to {{resident}} using (login_id = (select current_login_id()));
create policy own_decisions on consents for insert to {{resident}} with check (login_id = (select current_login_id()));
grant select, insert (login_id, text_id, decision) on consents to {{resident}};

create policy own_rows on notification_preferences to {{resident}}
  using (login_id = (select current_login_id())) with check (login_id = (select current_login_id()));
grant select, insert (login_id, topic_id, by_email), update (by_email, changed_at) on notification_preferences to {{resident}};

create policy own_rows on change_requests for select to {{resident}} using (login_id = (select current_login_id()));
create policy own_requests on change_requests for insert to {{resident}}
  with check (login_id = (select current_login_id()) and state = 'accepted' and answer is null
    and (premises_id is null or premises_id = any (array(select my_premises()))));
grant select (id, login_id, kind, premises_id, premises_label, body, state, answer, once_sha256, created_at, changed_at) on change_requests to {{resident}};
grant insert (login_id, kind, premises_id, premises_label, body, once_sha256) on change_requests to {{resident}};

-- The office: clerks and administrators read and answer.
do $$
declare t text;
begin
  foreach t in array array['login_contacts', 'consents', 'consent_texts', 'change_requests'] loop
    execute format($policy$create policy office on %I to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'administrator'))
      with check ((select current_staff_role()) in ('clerk', 'administrator'))$policy$, t);
    execute format('grant select on %I to {{staff}}', t);
  end loop;
end $$;
grant update (phone, phone_confirmed_at, new_phone, new_phone_entered_at) on login_contacts to {{staff}};
grant insert (kind, version, title, body) on consent_texts to {{staff}};
grant update (state, answer, handled_by, changed_at) on change_requests to {{staff}};

-- The worker writes the mails.
create policy worker_all on email_changes to {{worker}} using (true) with check (true);
grant select, update (token_sha256, expires_at) on email_changes to {{worker}};
