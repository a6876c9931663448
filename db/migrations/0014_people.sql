-- People in the office: finding a person by anything known of them, rights with dates, looking at somebody's pages.

-- Folding: what is typed without Polish letters finds what is written with them --------------------------------------------------

do $do$
begin
  -- Matching registrations folds the same way; whichever came first made it.
  if to_regprocedure('fold_text(text)') is null then
    create function fold_text(value text) returns text language sql immutable strict parallel safe
      set search_path = {{schema}}, pg_temp
      as $$ select lower(translate(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g'), 'ŁłØøĐđßÆæŒœı', 'LlOoDdsAaOoi')) $$;
  end if;
end $do$;
grant execute on function fold_text(text) to {{staff}};

create function fold_words(value text) returns text[] language sql immutable strict parallel safe
  set search_path = {{schema}}, pg_temp
  as $$ select array_remove(regexp_split_to_array(fold_text(value), '[^[:alnum:]]+'), '') $$;
-- People write a phone with and without the country, in any groups.
create function phone_term(value text) returns text language sql immutable strict parallel safe
  set search_path = {{schema}}, pg_temp
  as $$ select right(regexp_replace(value, '[^0-9]', '', 'g'), 9) $$;
grant execute on function fold_words(text), phone_term(text) to {{staff}};

-- What a person of the register is found by. A term belongs to one version of a row and is good exactly while that version is
-- visible, so publishing and rolling back need not touch it. docs/decisions/0011-search-terms.md
create table register_terms (
  kind text not null check (kind in ('party', 'name', 'member', 'email', 'phone', 'nrb', 'premises', 'street')),
  -- Folded. Of a phone the last nine digits; of a bank account its digits from the last to the first.
  term text collate "C" not null,
  -- The party, account, premises or building it belongs to.
  subject_id text not null,
  from_publication integer not null,
  primary key (kind, term, subject_id, from_publication)
);
create index register_terms_subject_idx on register_terms (subject_id, from_publication);

-- The same for what the portal itself knows of a login.
create table login_terms (
  kind text not null check (kind in ('login', 'name', 'email', 'phone')),
  term text collate "C" not null,
  login_id uuid not null references logins on delete cascade,
  primary key (kind, term, login_id)
);
create index login_terms_login_id_idx on login_terms (login_id);

select force_row_security(t::regclass) from unnest(array['register_terms', 'login_terms']) t;
create policy office_reads on register_terms for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'accountant', 'administrator'));
create policy office_reads on login_terms for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator'));
grant select on register_terms, login_terms to {{staff}};

create function party_terms(id text, first_name text, name text, member_number text, email text, phone text)
  returns table (kind text, term text) language sql immutable rows 6
  set search_path = {{schema}}, pg_temp
as $$
  select 'party', fold_text(id)
  union select 'name', unnest(fold_words(concat_ws(' ', first_name, name)))
  union select 'member', fold_text(member_number) where member_number <> ''
  union select 'email', fold_text(email) where email <> ''
  union select 'phone', phone_term(phone) where phone_term(phone) <> ''
$$;

create function note_register_terms() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  case tg_table_name
    when 'parties_versions' then
      insert into register_terms (kind, term, subject_id, from_publication)
        select t.kind, t.term, f.id, f.from_publication
          from fresh f cross join lateral party_terms(f.id, f.first_name, f.name, f.member_number, f.email, f.phone) t;
    when 'accounts_versions' then
      insert into register_terms select 'nrb', reverse(f.nrb), f.id, f.from_publication from fresh f;
    when 'premises_versions' then
      insert into register_terms select 'premises', fold_text(f.id), f.id, f.from_publication from fresh f;
    when 'buildings_versions' then
      insert into register_terms
        select distinct 'street', w, f.id, f.from_publication from fresh f cross join lateral unnest(fold_words(f.street)) w;
  end case;
  return null;
end $$;

create function drop_register_terms() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  delete from register_terms t using gone g
   where t.subject_id = g.id and t.from_publication = g.from_publication
     and t.kind = any (case tg_table_name when 'parties_versions' then array['party', 'name', 'member', 'email', 'phone']
                                          when 'accounts_versions' then array['nrb']
                                          when 'premises_versions' then array['premises']
                                          else array['street'] end);
  return null;
end $$;

do $$
declare t text;
begin
  foreach t in array array['parties_versions', 'accounts_versions', 'premises_versions', 'buildings_versions'] loop
    execute format('create trigger register_terms_noted after insert on %I referencing new table as fresh
                    for each statement execute function note_register_terms()', t);
    execute format('create trigger register_terms_dropped after delete on %I referencing old table as gone
                    for each statement execute function drop_register_terms()', t);
  end loop;
end $$;

-- What was delivered before there were terms.
insert into register_terms
  select t.kind, t.term, f.id, f.from_publication
    from parties_versions f cross join lateral party_terms(f.id, f.first_name, f.name, f.member_number, f.email, f.phone) t;
insert into register_terms select 'nrb', reverse(f.nrb), f.id, f.from_publication from accounts_versions f;
insert into register_terms select 'premises', fold_text(f.id), f.id, f.from_publication from premises_versions f;
insert into register_terms
  select distinct 'street', w, f.id, f.from_publication from buildings_versions f cross join lateral unnest(fold_words(f.street)) w;

-- A bill or a payment is found by its number as it stands on paper.
create index documents_number_idx on documents_versions (number);

create function note_login_terms() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  if tg_table_name = 'logins' then
    delete from login_terms where login_id = new.id and kind in ('login', 'name');
    if new.kind = 'resident' then
      insert into login_terms select 'login', fold_text(new.name), new.id;
      -- Whoever is in the register is found by the name there.
      if new.party_id is null then
        insert into login_terms select distinct 'name', w, new.id from unnest(fold_words(new.display_name)) w;
      end if;
    end if;
  else
    delete from login_terms where login_id = new.login_id and kind in ('email', 'phone');
    insert into login_terms
      select 'email', fold_text(new.email), new.login_id where new.email is not null
      union select 'phone', phone_term(p), new.login_id from unnest(array[new.phone, new.new_phone]) p where phone_term(p) <> '';
  end if;
  return null;
end $$;
create trigger login_terms_noted after insert or update of name, display_name, party_id, kind on logins
  for each row execute function note_login_terms();
create trigger login_terms_noted after insert or update of email, phone, new_phone on login_contacts
  for each row execute function note_login_terms();
insert into login_terms
  select 'login', fold_text(name), id from logins where kind = 'resident'
  union select 'name', w, id from logins cross join lateral unnest(fold_words(display_name)) w where kind = 'resident' and party_id is null
  union select 'email', fold_text(email), login_id from login_contacts where email is not null
  union select 'phone', phone_term(p), login_id from login_contacts cross join lateral unnest(array[phone, new_phone]) p where phone_term(p) <> '';

-- Rights -----------------------------------------------------------------------------------------------------------------------------

alter table access_rights
  -- Taken back before its last day: from this moment it opens nothing.
  add column revoked_at timestamptz,
  add column revoked_by uuid references logins,
  add column created_by uuid references logins,
  -- Of the form: the same one sent twice gives one right for each premises.
  add column once_sha256 bytea check (octet_length(once_sha256) = 32);
create index access_rights_party_id_idx on access_rights (party_id);
create index access_rights_revoked_by_idx on access_rights (revoked_by);
create index access_rights_created_by_idx on access_rights (created_by);
create unique index access_rights_once_key on access_rights (once_sha256, premises_id);

-- Clerks and administrators give rights in their own name. None is deleted, and nothing but the end is changed.
create policy office_grants on access_rights for insert to {{staff}}
  with check ((select current_staff_role()) in ('clerk', 'administrator') and created_by = (select current_login_id()) and revoked_at is null);
create policy office_ends on access_rights for update to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator') and revoked_at is null)
  with check ((select current_staff_role()) in ('clerk', 'administrator') and (revoked_by is null or revoked_by = (select current_login_id())));
grant insert (id, login_id, party_id, premises_id, kind, valid_from, valid_to, basis, created_by, once_sha256) on access_rights to {{staff}};
grant update (valid_to, revoked_at, revoked_by) on access_rights to {{staff}};

create or replace function my_standing() returns table (premises_id text, party_id text, role text, since date) language plpgsql stable security definer
  -- The planner would think of a thousand rows and read whole tables; it is a handful, found by index.
  rows 4
  set search_path = {{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  day date := today();
  now_published integer := (select s.publication_id from published_state s);
begin
  if me is null then
    return;
  end if;
  return query
    select h.premises_id, h.party_id, h.role, h.valid_from
      from logins l join holdings_versions h on h.party_id = l.party_id
     where l.id = me and h.valid_from <= day and (h.valid_to is null or h.valid_to >= day)
       and h.from_publication <= now_published and h.to_publication > now_published
    union all
    select h.premises_id, h.party_id, h.role, h.valid_from
      from access_rights r join holdings_versions h on h.party_id = r.party_id and h.premises_id = r.premises_id
     where r.login_id = me and r.revoked_at is null and r.valid_from <= day and (r.valid_to is null or r.valid_to >= day)
       and h.valid_from <= day and (h.valid_to is null or h.valid_to >= day)
       and h.from_publication <= now_published and h.to_publication > now_published;
end $$;

-- An end may come sooner, never later: a longer right is another right, with its own basis.
create function refuse_longer_right() returns trigger language plpgsql
  set search_path = {{schema}}, pg_temp
as $$ begin raise check_violation using message = 'a right is only made shorter'; end $$;
create trigger access_rights_only_shorter before update of valid_to on access_rights for each row
  when (coalesce(new.valid_to, 'infinity') > coalesce(old.valid_to, 'infinity')) execute function refuse_longer_right();

-- As before, without rights that were taken back.
create or replace function count_audience(asked_audience text, asked_subject_id text, asked_staircase text, out people integer, out logins integer)
  language plpgsql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  if current_staff_role() is null or current_staff_role() not in ('editor', 'administrator') then
    raise insufficient_privilege using message = 'audiences are counted by editors and administrators';
  end if;
  with held as (
    select h.party_id, h.premises_id from holdings h
     where h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today())
  ), able as (
    select l.id, l.party_id from logins l where l.kind = 'resident' and l.locked_at is null
  ), standing as (
    select l.id as login_id, h.party_id, h.premises_id from able l join held h on h.party_id = l.party_id
    union all
    select l.id, h.party_id, h.premises_id
      from access_rights r join able l on l.id = r.login_id join held h on h.party_id = r.party_id and h.premises_id = r.premises_id
     where r.revoked_at is null and r.valid_from <= today() and (r.valid_to is null or r.valid_to >= today())
  ), place as (
    select p.id from premises p left join buildings b on b.id = p.building_id
     where case asked_audience
             when 'premises' then p.id = asked_subject_id
             when 'building' then p.building_id = asked_subject_id
             when 'staircase' then p.building_id = asked_subject_id and p.staircase = asked_staircase
             when 'property' then b.property_id = asked_subject_id
             else false end
  ), person as (
    select h.party_id as id from held h where asked_audience in ('public', 'signedIn') or h.premises_id in (select id from place)
    union
    select p.id from parties p
     where (asked_audience = 'members' and p.is_member) or (asked_audience = 'party' and p.id = asked_subject_id)
  ), reader as (
    select l.id from able l
     where asked_audience in ('public', 'signedIn') or (asked_audience = 'party' and l.party_id = asked_subject_id)
    union
    select l.id from able l join parties p on p.id = l.party_id where asked_audience = 'members' and p.is_member
    union
    select s.login_id from standing s
     where s.premises_id in (select id from place) or (asked_audience = 'party' and s.party_id = asked_subject_id)
  )
  select (select count(*) from person), (select count(*) from reader) into people, logins;
end $$;

-- "Wyloguj wszędzie" for a person who calls: every session, and the calendar's address with them. Returns how many sessions ended.
create function end_sessions_of(asked_login_id uuid) returns integer language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  ended integer;
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'administrator') then
    raise insufficient_privilege using message = 'sessions are ended by clerks and administrators';
  end if;
  if not exists (select from logins where id = asked_login_id and kind = 'resident') then
    return 0;
  end if;
  update sessions set ended_at = clock_now() where login_id = asked_login_id and ended_at is null;
  get diagnostics ended = row_count;
  update calendar_subscriptions set revoked_at = clock_now() where login_id = asked_login_id and revoked_at is null;
  if ended > 0 then
    insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
    values ('staff', current_login_id(), 'login.sessionsEnded', asked_login_id, jsonb_build_object('which', 'all'));
  end if;
  return ended;
end $$;
grant execute on function end_sessions_of(uuid) to {{staff}};

-- "Zobacz jak mieszkaniec": a member of staff reads what a resident reads, and writes nothing ---------------------------------------------

create table view_sessions (
  -- SHA-256 of the cookie's secret together with the session it was started in: neither opens anything without the other.
  token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
  id uuid not null unique default gen_random_uuid(),
  -- The session it ends with. Not a foreign key: sessions are forgotten after a month, who looked is not.
  session_sha256 bytea not null check (octet_length(session_sha256) = 32),
  staff_login_id uuid not null references logins,
  subject_login_id uuid not null references logins on delete cascade,
  reason text not null check (reason in ('residentAsks', 'complaint', 'answering', 'checkingData', 'technicalFault')),
  started_at timestamptz not null default clock_now(),
  ends_at timestamptz not null default clock_now() + interval '30 minutes',
  ended_at timestamptz
);
create index view_sessions_staff_idx on view_sessions (staff_login_id, started_at desc);
create index view_sessions_subject_idx on view_sessions (subject_login_id, started_at desc);
create index view_sessions_open_idx on view_sessions (ends_at) where ended_at is null;
select force_row_security('view_sessions');

create policy office_reads on view_sessions for select to {{staff}} using ((select current_staff_role()) in ('clerk', 'administrator'));
create policy office_starts on view_sessions for insert to {{staff}}
  with check ((select current_staff_role()) in ('clerk', 'administrator') and staff_login_id = (select current_login_id())
    and session_sha256 = decode(current_setting('ebok.session', true), 'hex')
    and exists (select from logins l where l.id = subject_login_id and l.kind = 'resident' and l.locked_at is null));
create policy office_ends on view_sessions for update to {{staff}}
  using (staff_login_id = (select current_login_id()) and ended_at is null) with check (staff_login_id = (select current_login_id()));
grant select (id, staff_login_id, subject_login_id, reason, started_at, ends_at, ended_at) on view_sessions to {{staff}};
grant insert (token_sha256, session_sha256, staff_login_id, subject_login_id, reason) on view_sessions to {{staff}};
grant update (ended_at) on view_sessions to {{staff}};

-- The view this transaction reads under, while it lives: half an hour, with the session of the clerk it was started in. In a
-- transaction that could write it raises: whatever asks who is asking (every policy, every function for residents) stops there.
create function living_view() returns table (view_id uuid, subject_login_id uuid, staff_login_id uuid, staff_name text, ends_at timestamptz,
  last_seen_at timestamptz, idle_minutes integer) language plpgsql stable security definer
  rows 1
  set search_path = {{schema}}, pg_temp
as $$
declare
  identity text := current_setting('ebok.session', true);
begin
  if identity is null or identity !~ '^view:[0-9a-f]{64}$' then
    return;
  end if;
  if current_setting('transaction_read_only') <> 'on' then
    raise read_only_sql_transaction using message = 'a view of somebody''s pages only reads';
  end if;
  return query
    select v.id, v.subject_login_id, v.staff_login_id, c.display_name, v.ends_at, s.last_seen_at, s.idle_minutes
      from view_sessions v
      join sessions s on s.token_sha256 = v.session_sha256 and s.login_id = v.staff_login_id
      join logins c on c.id = v.staff_login_id
      join logins l on l.id = v.subject_login_id
     where v.token_sha256 = decode(substr(identity, 6), 'hex') and v.ended_at is null and v.ends_at > clock_now()
       and s.purpose = 'full' and s.ended_at is null and s.expires_at > clock_now()
       and s.last_seen_at + make_interval(mins => s.idle_minutes) > clock_now()
       and c.locked_at is null and c.staff_role in ('clerk', 'administrator') and l.kind = 'resident' and l.locked_at is null;
end $$;

create or replace function current_login_id() returns uuid language plpgsql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  identity text := current_setting('ebok.session', true);
  found uuid;
begin
  if identity is null or identity = '' then
    return null;
  elsif identity ~ '^[0-9a-f]{64}$' then
    select s.login_id into found
      from sessions s join logins l on l.id = s.login_id
     where s.token_sha256 = decode(identity, 'hex') and s.purpose = 'full' and s.ended_at is null and l.locked_at is null
       and s.expires_at > clock_now() and s.last_seen_at + make_interval(mins => s.idle_minutes) > clock_now();
  elsif identity ~ '^calendar:[0-9a-f]{64}$' then
    select c.login_id into found
      from calendar_subscriptions c join logins l on l.id = c.login_id
     where c.secret_sha256 = decode(substr(identity, 10), 'hex') and c.revoked_at is null and l.locked_at is null;
  elsif identity ~ '^view:' then
    select v.subject_login_id into found from living_view() v;
  end if;
  return found;
end $$;

-- Of a view: the resident, in the session of whoever looks. Nothing in it counts as proved.
create or replace function current_session() returns table (
  session_id uuid, login_id uuid, login_name text, kind text, staff_role text, display_name text, party_id text,
  previous_sign_in_at timestamptz, last_seen_at timestamptz, proved_at timestamptz, idle_minutes integer
) language plpgsql stable security definer
  rows 1
  set search_path = {{schema}}, pg_temp
as $$
declare
  identity text := current_setting('ebok.session', true);
begin
  if identity ~ '^[0-9a-f]{64}$' then
    return query
      select s.id, l.id, l.name, l.kind, l.staff_role, l.display_name, l.party_id,
             s.previous_sign_in_at, s.last_seen_at, s.proved_at, s.idle_minutes
        from sessions s join logins l on l.id = s.login_id
       where s.token_sha256 = decode(identity, 'hex') and l.id = current_login_id();
  elsif identity ~ '^view:' then
    return query
      select v.view_id, l.id, l.name, l.kind, l.staff_role, l.display_name, l.party_id,
             null::timestamptz, v.last_seen_at, to_timestamp(0), v.idle_minutes
        from living_view() v join logins l on l.id = v.subject_login_id;
  end if;
end $$;

-- For the frame of the page: who looks and until when. Nothing unless this is a view.
create function current_view() returns table (staff_name text, ends_at timestamptz) language plpgsql stable security definer
  rows 1
  set search_path = {{schema}}, pg_temp
as $$
begin
  if current_setting('ebok.session', true) ~ '^view:' then
    return query select v.staff_name, v.ends_at from living_view() v;
  end if;
end $$;
grant execute on function current_view() to {{resident}}, {{staff}};

-- "Kto oglądał moje konto": the office's people by name and role, their reason, from when until when.
create function my_viewers() returns table (staff_name text, staff_role text, reason text, started_at timestamptz, ended_at timestamptz)
  language plpgsql stable security definer rows 20
  set search_path = {{schema}}, pg_temp
as $$
begin
  return query
    select l.display_name, l.staff_role, v.reason, v.started_at,
           case when v.ended_at is not null or v.ends_at <= clock_now() then least(v.ended_at, v.ends_at) end
      from view_sessions v join logins l on l.id = v.staff_login_id
     where v.subject_login_id = current_login_id()
     order by v.started_at desc, v.id
     limit 200;
end $$;
grant execute on function my_viewers() to {{resident}};

-- Nightly: a view nobody ended is over, and the trail says so.
create function close_views() returns integer language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  closed integer;
begin
  with over as (
    update view_sessions v set ended_at = v.ends_at where v.ended_at is null and v.ends_at <= clock_now()
    returning v.id, v.subject_login_id
  )
  insert into audit_events (actor_kind, action, subject_login_id, details)
    select 'system', 'view.ended', subject_login_id, jsonb_build_object('view', id, 'how', 'timeout') from over;
  get diagnostics closed = row_count;
  return closed;
end $$;
grant execute on function close_views() to {{worker}};
