-- Wiadomości: announcements of the office for everybody, for a place or for one person, and who has read which.
-- Audiences are those of the documents: audience_key(), my_audiences() and shown_audiences() of 0006.

create table announcements (
  id uuid primary key default gen_random_uuid(),
  title text not null check (char_length(title) between 1 and 200),
  -- Plain text: paragraphs between empty lines, lines of a list after "- " or "1. ". Never markup.
  body text not null check (char_length(body) between 1 and 20000),
  important boolean not null default false,
  -- 'public' = everybody, before signing in too.
  audience text not null
    check (audience in ('public', 'signedIn', 'members', 'property', 'building', 'staircase', 'premises', 'party')),
  -- The accounting system's id of the property, building, premises or party. Not a foreign key: facts come anew, their ids stay.
  subject_id text check (char_length(subject_id) between 1 and 64),
  staircase text check (char_length(staircase) between 1 and 64),
  audience_key text not null generated always as (audience_key(audience, subject_id, staircase)) stored,
  -- First and last day on the pages, by Warsaw's calendar; afterwards in the archive. Null = no last day.
  visible_from date not null default today(),
  visible_to date,
  published_at timestamptz not null default clock_now(),
  published_by uuid references logins,
  withdrawn_at timestamptz,
  check ((subject_id is null) = (audience in ('public', 'signedIn', 'members'))),
  check ((staircase is null) = (audience <> 'staircase')),
  check (visible_to >= visible_from)
);
-- For the counter on every page: only what is not over yet, however long the archive.
create index announcements_current_idx on announcements (audience_key, (coalesce(visible_to, 'infinity'::date)))
  where withdrawn_at is null;
create index announcements_published_by_idx on announcements (published_by);

create table announcement_attachments (
  id uuid primary key default gen_random_uuid(),
  announcement_id uuid not null references announcements,
  position integer not null check (position between 1 and 10),
  title text not null check (char_length(title) between 1 and 200),
  file_id uuid not null references stored_files,
  unique (announcement_id, position)
);
create index announcement_attachments_file_id_idx on announcement_attachments (file_id);

-- Who opened what, once, with the first time.
create table announcement_reads (
  login_id uuid not null references logins on delete cascade,
  announcement_id uuid not null references announcements,
  read_at timestamptz not null default clock_now(),
  primary key (login_id, announcement_id)
);
create index announcement_reads_announcement_id_idx on announcement_reads (announcement_id);

select force_row_security(t::regclass)
  from unnest(array['announcements', 'announcement_attachments', 'announcement_reads']) t;

-- Whose ----------------------------------------------------------------------------------------------------------------

-- The archive is for those who sign in. What was written to premises and was over before somebody moved in is the
-- predecessor's business.
create function my_announcements() returns setof uuid language plpgsql stable security definer rows 200
  set search_path = {{schema}}, pg_temp
as $$
declare
  signed_in boolean := current_login_id() is not null;
  -- Asked once: a call for each row costs more than the rest of the query.
  day date := today();
begin
  return query
    select a.id from announcements a
     where a.audience_key = any (array(select my_audiences())) and a.withdrawn_at is null and a.visible_from <= day
       and (signed_in or coalesce(a.visible_to, 'infinity') >= day)
       and (a.audience <> 'premises' or coalesce(a.visible_to, 'infinity') >= my_premises_since(a.subject_id));
end $$;

create function my_announcement_files() returns setof uuid language sql stable security definer rows 100
  set search_path = {{schema}}, pg_temp
as $$ select t.file_id from announcement_attachments t where t.announcement_id = any (array(select my_announcements())) $$;

-- For the counter on every page. Staff and visitors have nothing unread.
create function my_unread_announcements() returns integer language plpgsql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  day date := today();
begin
  if not exists (select from logins l where l.id = me and l.kind = 'resident') then
    return 0;
  end if;
  return (
    select count(*)::int from announcements a
     where a.audience_key = any (array(select my_audiences())) and a.withdrawn_at is null
       and coalesce(a.visible_to, 'infinity') >= day and a.visible_from <= day
       and not exists (select from announcement_reads r where r.login_id = me and r.announcement_id = a.id));
end $$;

-- The first wall, named in the queries of the pages.
create function shown_announcements() returns setof uuid language sql stable rows 200 begin atomic select my_announcements(); end;
create function shown_announcement_files() returns setof uuid language sql stable rows 100 begin atomic select my_announcement_files(); end;
grant execute on function my_announcements(), my_announcement_files(), my_unread_announcements(), shown_announcements(),
  shown_announcement_files() to {{resident}};
-- The page frame asks for the counter whoever is signed in.
grant execute on function my_unread_announcements() to {{staff}};

-- The second wall. The conditions of my_announcements(), spread out so that the index on what is current serves.
create policy own_audience on announcements for select to {{resident}}
  using (audience_key = any (array(select my_audiences())) and withdrawn_at is null and visible_from <= (select today())
    and ((select current_login_id()) is not null or coalesce(visible_to, 'infinity') >= (select today()))
    and (audience <> 'premises' or coalesce(visible_to, 'infinity') >= my_premises_since(subject_id)));
create policy own_audience on announcement_attachments for select to {{resident}}
  using (announcement_id = any (array(select my_announcements())));
create policy own_rows on announcement_reads for select to {{resident}} using (login_id = (select current_login_id()));
create policy own_reading on announcement_reads for insert to {{resident}}
  with check (login_id = (select current_login_id()) and announcement_id = any (array(select my_announcements())));
grant select on announcements, announcement_attachments, announcement_reads to {{resident}};
-- Without read_at: the moment is the database's, not the sender's.
grant insert (login_id, announcement_id) on announcement_reads to {{resident}};
create policy announcement_files on stored_files for select to {{resident}} using (id = any (array(select my_announcement_files())));

-- The office: editors and administrators publish and withdraw, clerks may read what they are asked about.
do $$
declare t text;
begin
  foreach t in array array['announcements', 'announcement_attachments'] loop
    execute format($policy$create policy staff_reads on %I for select to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'editor', 'administrator'))$policy$, t);
    execute format($policy$create policy editor_adds on %I for insert to {{staff}}
      with check ((select current_staff_role()) in ('editor', 'administrator'))$policy$, t);
    execute format('grant select on %I to {{staff}}', t);
  end loop;
end $$;
create policy editor_withdraws on announcements for update to {{staff}}
  using ((select current_staff_role()) in ('editor', 'administrator'))
  with check ((select current_staff_role()) in ('editor', 'administrator'));
grant insert (id, title, body, important, audience, subject_id, staircase, visible_from, visible_to, published_by)
  on announcements to {{staff}};
grant update (withdrawn_at) on announcements to {{staff}};
grant insert on announcement_attachments to {{staff}};
create policy office_reads_announcements on stored_files for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'editor', 'administrator')
    and id in (select file_id from announcement_attachments));

-- "Trafi do 184 osób": people of the register in an audience today, and logins that will see what is published for it.
-- Both are numbers only; the office's role reads no register by it. The logins are those whose my_audiences() holds the key.
create function count_audience(asked_audience text, asked_subject_id text, asked_staircase text, out people integer, out logins integer)
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
     where r.valid_from <= today() and (r.valid_to is null or r.valid_to >= today())
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
grant execute on function count_audience(text, text, text) to {{staff}};
