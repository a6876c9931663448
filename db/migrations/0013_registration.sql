-- REJESTRACJA: requests for a login, sent by people nobody knows yet, and their way through the office.
-- The public form runs in the signing-in role and may only hand a request in: it reads none, and nothing of the register.

-- Text as it is compared: small letters without marks. The same rule as `fold` of the program; whichever migration came first made it.
do $do$
begin
  if to_regprocedure('fold_text(text)') is null then
    create function fold_text(value text) returns text language sql immutable strict parallel safe
      set search_path = {{schema}}, pg_temp
      as $$ select lower(translate(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g'), 'ŁłØøĐđßÆæŒœı', 'LlOoDdsAaOoi')) $$;
  end if;
end $do$;
grant execute on function fold_text(text) to {{staff}};

-- "ul. Lipowa 4 a" and "Lipowa 4A" are one address.
create function address_key(value text) returns text language sql immutable strict parallel safe
  set search_path = {{schema}}, pg_temp
  as $$ select regexp_replace(regexp_replace(fold_text(value), '^\s*(ulica|ul|aleja|aleje|al|osiedle|os|plac|pl)[. ]\s*', ''), '[^a-z0-9/]', '', 'g') $$;
-- The digits of a number without leading zeros: "CZ-00006" and "6" may be one number.
create function digits_key(value text) returns text language sql immutable strict parallel safe
  set search_path = {{schema}}, pg_temp
  as $$ select ltrim(regexp_replace(value, '[^0-9]', '', 'g'), '0') $$;
-- Indexes over it are kept up by whoever writes the register.
grant execute on function digits_key(text) to {{importer}};

create index parties_member_digits_idx on parties_versions (digits_key(member_number)) where member_number is not null;
create index parties_id_digits_idx on parties_versions (digits_key(id));

-- Requests ------------------------------------------------------------------------------------------------------------------

create table registrations (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('person', 'company')),
  -- As typed; emptied when the time of keeping has passed.
  first_name text not null check (char_length(first_name) <= 100),
  name text not null check (char_length(name) <= 200),
  street text not null check (char_length(street) <= 120),
  flat text not null check (char_length(flat) <= 20),
  postal_code text not null check (char_length(postal_code) <= 6),
  city text not null check (char_length(city) <= 80),
  party_number text not null default '' check (char_length(party_number) <= 30),
  email text not null check (char_length(email) <= 254),
  phone text not null check (char_length(phone) <= 20),
  -- What follows the login (handed over, first sign-in) is read from the login.
  state text not null default 'new' check (state in ('new', 'waitingForPaper', 'paperAccepted', 'matched', 'issued', 'rejected')),
  paper_accepted_on date,
  -- The person in the accounting system's register, chosen by a clerk. Not a foreign key: facts come anew, their ids stay.
  party_id text check (char_length(party_id) between 1 and 64),
  matched_at timestamptz,
  login_id uuid references logins,
  issued_at timestamptz,
  reject_reason text check (reject_reason in ('noPaper', 'dataMismatch', 'noRight', 'hasLogin', 'duplicate', 'spam')),
  -- When somebody in the office first did something about it: within 24 hours, as the page promises.
  first_action_at timestamptz,
  -- Grows with every change, so that two clerks do not overwrite each other.
  version integer not null default 1,
  changed_at timestamptz not null default clock_now(),
  created_at timestamptz not null default clock_now(),
  anonymised_at timestamptz,
  -- Of the form: the same one sent twice is one request.
  once_sha256 bytea not null unique check (octet_length(once_sha256) = 32),
  -- Of e-mail, name and premises: the same wish typed again within a day is one request.
  same_sha256 bytea not null check (octet_length(same_sha256) = 32),
  check ((party_id is null) = (matched_at is null)),
  check ((login_id is null) = (issued_at is null)),
  check ((state = 'rejected') = (reject_reason is not null)),
  check (state <> 'matched' or party_id is not null),
  check (state <> 'issued' or login_id is not null),
  check (anonymised_at is not null or (name <> '' and email <> ''))
);
create index registrations_queue_idx on registrations (state, created_at, id);
create index registrations_created_at_idx on registrations (created_at, id);
create index registrations_same_idx on registrations (same_sha256, created_at);
create index registrations_login_id_idx on registrations (login_id);
create index registrations_party_id_idx on registrations (party_id) where party_id is not null;
create index registrations_email_idx on registrations (lower(email), created_at);

-- What happened to a request, in its order. Never changed; words of persons are emptied with the request.
create table registration_events (
  id bigint generated always as identity primary key,
  registration_id uuid not null references registrations on delete cascade,
  at timestamptz not null default clock_now(),
  -- Nobody: the applicant.
  actor_login_id uuid references logins,
  kind text not null
    check (kind in ('sent', 'sentAgain', 'waiting', 'paperAccepted', 'matched', 'unmatched', 'rejected', 'reopened', 'noted', 'issued')),
  note text not null default '' check (char_length(note) <= 1000),
  -- Of the form a note was written in.
  once_key uuid unique
);
create index registration_events_registration_id_idx on registration_events (registration_id, id);
create index registration_events_actor_login_id_idx on registration_events (actor_login_id);

-- Which editions the applicant accepted; they go on to the login once it is issued.
create table registration_acceptances (
  registration_id uuid not null references registrations on delete cascade,
  edition_id uuid not null references archive_editions,
  accepted_at timestamptz not null default clock_now(),
  primary key (registration_id, edition_id)
);
create index registration_acceptances_edition_id_idx on registration_acceptances (edition_id);

-- Each mail about a request; a request rejected twice is told twice.
create table registration_letters (
  id uuid primary key default gen_random_uuid(),
  registration_id uuid not null references registrations on delete cascade,
  kind text not null check (kind in ('registrationReceived', 'registrationRejected', 'registrationReady')),
  reject_reason text,
  created_at timestamptz not null default clock_now(),
  check ((kind = 'registrationRejected') = (reject_reason is not null))
);
create index registration_letters_registration_id_idx on registration_letters (registration_id);

-- Codes to copy that were answered, rightly or not: each is good for one answer. What the code was stands nowhere.
create table registration_challenges (
  token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
  spent_at timestamptz not null default clock_now()
);
create index registration_challenges_spent_at_idx on registration_challenges (spent_at);

select force_row_security(t::regclass) from unnest(array[
  'registrations', 'registration_events', 'registration_acceptances', 'registration_letters', 'registration_challenges']) t;

-- The public form: spends a code and hands in a request, nothing else ------------------------------------------------------------

create policy auth_all on registration_challenges to {{auth}} using (true) with check (true);
grant select, insert, delete on registration_challenges to {{auth}};

-- Whether this very form came in already. Tells nothing to whoever did not send it: the key is random.
create function registration_sent(asked_once_sha256 bytea) returns boolean language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select exists (select from registrations where once_sha256 = asked_once_sha256) $$;

create function submit_registration(asked jsonb, edition_ids uuid[], asked_once_sha256 bytea, asked_same_sha256 bytea, mails_a_day integer)
  returns void language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  known record;
  made uuid;
  letter uuid;
begin
  -- One after another for one address: what is counted stays true.
  perform pg_advisory_xact_lock(hashtext(current_schema() || '.registrations'), hashtext(lower(asked ->> 'email')));
  if exists (select from registrations where once_sha256 = asked_once_sha256) then
    return;
  end if;
  select r.id, r.phone, r.party_number into known
    from registrations r
   where r.same_sha256 = asked_same_sha256 and r.created_at > clock_now() - interval '1 day' and r.state <> 'rejected'
   order by r.created_at limit 1;
  if known.id is not null then
    -- A phone or number mended in the second form must not be lost, nor may a stranger replace the first.
    if (known.phone, known.party_number) is distinct from (asked ->> 'phone', asked ->> 'partyNumber')
       and (select count(*) from registration_events e where e.registration_id = known.id and e.kind = 'sentAgain') < 5 then
      insert into registration_events (registration_id, kind, note)
        values (known.id, 'sentAgain', concat_ws(', ', asked ->> 'phone', nullif(asked ->> 'partyNumber', '')));
    end if;
    return;
  end if;
  insert into registrations (kind, first_name, name, street, flat, postal_code, city, party_number, email, phone, once_sha256, same_sha256)
    values (asked ->> 'kind', asked ->> 'firstName', asked ->> 'name', asked ->> 'street', asked ->> 'flat', asked ->> 'postalCode',
            asked ->> 'city', asked ->> 'partyNumber', asked ->> 'email', asked ->> 'phone', asked_once_sha256, asked_same_sha256)
    returning id into made;
  insert into registration_events (registration_id, kind) values (made, 'sent');
  insert into registration_acceptances (registration_id, edition_id)
    select distinct made, e.id from archive_editions e where e.id = any (edition_ids);
  -- Nobody's mailbox can be filled from here.
  if (select count(*) from registrations r join registration_letters l on l.registration_id = r.id and l.kind = 'registrationReceived'
       where lower(r.email) = lower(asked ->> 'email') and r.created_at > clock_now() - interval '1 day') < mails_a_day then
    insert into registration_letters (registration_id, kind) values (made, 'registrationReceived') returning id into letter;
    insert into outgoing_mails (letter_id, kind) values (letter, 'registrationReceived');
  end if;
end $$;
grant execute on function registration_sent(bytea), submit_registration(jsonb, uuid[], bytea, bytea, integer) to {{auth}};

-- The office: clerks and administrators -------------------------------------------------------------------------------------------

do $$
declare t text;
begin
  foreach t in array array['registrations', 'registration_events', 'registration_acceptances', 'registration_letters'] loop
    execute format($policy$create policy office_reads on %I for select to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'administrator'))$policy$, t);
  end loop;
end $$;
create policy office_decides on registrations for update to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator'))
  with check ((select current_staff_role()) in ('clerk', 'administrator'));
create policy office_writes on registration_events for insert to {{staff}}
  with check (actor_login_id = (select current_login_id()) and (select current_staff_role()) in ('clerk', 'administrator'));
create policy office_writes on registration_letters for insert to {{staff}}
  with check (kind <> 'registrationReceived' and (select current_staff_role()) in ('clerk', 'administrator'));
grant select on registrations, registration_events, registration_acceptances, registration_letters to {{staff}};
grant update (state, paper_accepted_on, party_id, matched_at, login_id, issued_at, reject_reason, first_action_at, version, changed_at)
  on registrations to {{staff}};
grant insert (registration_id, actor_login_id, kind, note, once_key) on registration_events to {{staff}};
grant insert (id, registration_id, kind, reject_reason) on registration_letters to {{staff}};

-- What the applicant accepted counts for the login that was issued to them.
create function accept_as_registered(asked_id uuid) returns void language sql security definer
  set search_path = {{schema}}, pg_temp
as $$
  insert into archive_acceptances (edition_id, login_id, accepted_at)
  select a.edition_id, r.login_id, a.accepted_at
    from registrations r join registration_acceptances a on a.registration_id = r.id
   where r.id = asked_id and r.login_id is not null and current_staff_role() in ('clerk', 'administrator')
  on conflict do nothing
$$;
grant execute on function accept_as_registered(uuid) to {{staff}};

-- Who in the register a request may come from: ids only, by each trace on its own, so that every one is found by an index. Names, phones
-- and e-mails are looked up in the office's terms of the register (register_terms). Functions of the owner, because below row-level security
-- no index over a folded text may be used; who asks is asked here.
create function registration_candidates(asked jsonb) returns setof text language plpgsql stable security definer rows 60
  set search_path = {{schema}}, pg_temp
as $$
declare
  shown integer := (select s.publication_id from published_state s);
  day date := today();
  names text[] := array(select jsonb_array_elements_text(asked -> 'names'));
  first_names text[] := array(select jsonb_array_elements_text(asked -> 'firstNames'));
begin
  if coalesce(current_staff_role() not in ('clerk', 'administrator'), true) then
    return;
  end if;
  return query
    select found.id from (
      -- A person by a word of the surname, or one that begins alike and is as long, and by the first name.
      (select t.subject_id as id from unnest(names) n(word)
         join register_terms t on t.kind = 'name' and t.term >= left(n.word, 3) and t.term < left(n.word, 3) || chr(65533)
        where t.term = n.word or abs(char_length(t.term) - char_length(n.word)) <= 1
          and t.subject_id in (select f.subject_id from register_terms f where f.kind = 'name' and f.term = any (first_names))
        group by t.subject_id
        order by bool_or(t.term = any (names)) and bool_or(t.subject_id in (
          select f.subject_id from register_terms f where f.kind = 'name' and f.term = any (first_names))) desc, count(*) desc
        limit 80)
      union
      (select h.party_id from buildings_versions b
         join premises_versions l on l.building_id = b.id and l.from_publication <= shown and l.to_publication > shown
         join holdings_versions h on h.premises_id = l.id and h.from_publication <= shown and h.to_publication > shown
        where b.from_publication <= shown and b.to_publication > shown
          and address_key(b.street || ' ' || b.house_number) = asked ->> 'street' and address_key(l.number) = asked ->> 'flat'
          and coalesce(h.valid_to, day) >= day limit 40)
      union
      (select p.id from parties_versions p
        where p.from_publication <= shown and p.to_publication > shown
          and p.member_number is not null and digits_key(p.member_number) = nullif(asked ->> 'number', '') limit 10)
      union
      (select p.id from parties_versions p
        where p.from_publication <= shown and p.to_publication > shown and digits_key(p.id) = nullif(asked ->> 'number', '') limit 10)
      union
      (select t.subject_id from register_terms t where t.kind = 'phone' and t.term = asked ->> 'phone' limit 20)
      union
      (select t.subject_id from register_terms t where t.kind = 'email' and t.term = asked ->> 'email' limit 20)
    ) found;
end $$;

-- The same by words a clerk typed: beginnings of a name, a whole number, or a street with house and flat.
create function registration_search(words text[]) returns setof text language plpgsql stable security definer rows 100
  set search_path = {{schema}}, pg_temp
as $$
declare
  shown integer := (select s.publication_id from published_state s);
  day date := today();
  names text[] := array(select w from unnest(words) w where char_length(w) >= 2 and w !~ '[0-9]');
  numbers text[] := array(select w from unnest(words) w where w ~ '[0-9]');
begin
  if coalesce(current_staff_role() not in ('clerk', 'administrator'), true) then
    return;
  end if;
  return query
    select found.id from (
      (select s.id from unnest(names) n(word) cross join lateral (
         select distinct t.subject_id as id from register_terms t
          where t.kind = 'name' and t.term >= n.word and t.term < n.word || chr(65533)) s
        group by s.id order by count(*) desc, s.id limit 150)
      union
      (select p.id from unnest(numbers) n(word) join parties_versions p on digits_key(p.member_number) = digits_key(n.word)
        where p.from_publication <= shown and p.to_publication > shown and p.member_number is not null and digits_key(n.word) <> '' limit 20)
      union
      (select p.id from unnest(numbers) n(word) join parties_versions p on digits_key(p.id) = digits_key(n.word)
        where p.from_publication <= shown and p.to_publication > shown and digits_key(n.word) <> '' limit 20)
      union
      (select h.party_id from buildings_versions b
         join premises_versions l on l.building_id = b.id and l.from_publication <= shown and l.to_publication > shown
         join holdings_versions h on h.premises_id = l.id and h.from_publication <= shown and h.to_publication > shown
        where b.from_publication <= shown and b.to_publication > shown
          and exists (select from unnest(names) m where position(m in address_key(b.street)) > 0)
          and address_key(b.house_number) = any (numbers)
          and (cardinality(numbers) = 1 or address_key(l.number) = any (numbers))
          and coalesce(h.valid_to, day) >= day limit 150)
    ) found;
end $$;
grant execute on function registration_candidates(jsonb), registration_search(text[]) to {{staff}};

-- "The login waits for you" is written an hour after it was issued, so that whoever took it along at once is not told to come.
grant insert (due_at) on outgoing_mails to {{staff}};
create function registered_login_waits(asked_id uuid) returns boolean language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select exists (select from registrations r join logins l on l.id = r.login_id
                  where r.id = asked_id and l.password_set_at is null and l.locked_at is null)
$$;
grant execute on function registered_login_waits(uuid) to {{worker}};

-- The worker: writes the mails, and empties what was kept long enough -----------------------------------------------------------------

create policy worker_all on registrations to {{worker}} using (true) with check (true);
create policy worker_all on registration_events to {{worker}} using (true) with check (true);
create policy worker_reads on registration_letters for select to {{worker}} using (true);
create policy worker_all on registration_challenges to {{worker}} using (true) with check (true);
grant select on registrations, registration_letters, registration_challenges to {{worker}};
grant select on registration_events to {{worker}};
grant update (first_name, name, street, flat, postal_code, city, party_number, email, phone, party_id, matched_at, anonymised_at)
  on registrations to {{worker}};
grant update (note) on registration_events to {{worker}};
grant delete on registration_challenges to {{worker}};
