-- Documents of the cooperative and personal letters.
-- The archive is the office's: written by editors, read by its audience. Letters are facts of the nightly delivery; only their files,
-- the moment they were made available and the moment they were first opened are kept here, and survive publications and rollbacks.

-- Whom the person asking belongs to, as keys: what is published is published for one key. A member is whoever the register calls one;
-- standing in for a member makes nobody a member.
create function audience_key(audience text, subject_id text, staircase text) returns text language sql immutable
  begin atomic
    select audience || coalesce(':' || subject_id, '') || coalesce(E'\n' || staircase, '');
  end;

create function my_audiences() returns setof text language plpgsql stable security definer rows 20
  set search_path = {{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
begin
  return next 'public';
  if me is null then
    return;
  end if;
  return next 'signedIn';
  return query
    select 'members' from logins l join parties p on p.id = l.party_id where l.id = me and p.is_member
    union all
    select audience_key('party', id, null) from my_parties() id
    union
    select unnest(array[
        audience_key('premises', p.id, null),
        audience_key('building', p.building_id, null),
        audience_key('staircase', p.building_id, p.staircase),
        audience_key('property', b.property_id, null)])
      from my_premises() mine(id) join premises p on p.id = mine.id left join buildings b on b.id = p.building_id;
end $$;
create function shown_audiences() returns setof text language sql stable rows 20 begin atomic select my_audiences(); end;
grant execute on function audience_key(text, text, text), my_audiences(), shown_audiences() to {{resident}};
grant execute on function audience_key(text, text, text) to {{staff}};

-- The archive ---------------------------------------------------------------------------------------------------------

create table archive_documents (
  id uuid primary key default gen_random_uuid(),
  category text not null check (category in ('statute', 'regulations', 'resolutions', 'minutes', 'reports', 'other')),
  title text not null check (char_length(title) between 1 and 200),
  description text not null default '' check (char_length(description) <= 2000),
  audience text not null
    check (audience in ('public', 'signedIn', 'members', 'property', 'building', 'staircase', 'premises', 'party')),
  -- The accounting system's id of the property, building, premises or party. Not a foreign key: facts come anew, their ids stay.
  subject_id text check (char_length(subject_id) between 1 and 64),
  staircase text check (char_length(staircase) between 1 and 64),
  audience_key text not null generated always as (audience_key(audience, subject_id, staircase)) stored,
  -- Each new edition is put before residents to accept.
  asks_acceptance boolean not null default false,
  published_at timestamptz not null default clock_now(),
  published_by uuid references logins,
  withdrawn_at timestamptz,
  check ((subject_id is null) = (audience in ('public', 'signedIn', 'members'))),
  check ((staircase is null) = (audience <> 'staircase')),
  check (not asks_acceptance or audience in ('public', 'signedIn', 'members'))
);
create index archive_documents_audience_key_idx on archive_documents (audience_key);
create index archive_documents_published_by_idx on archive_documents (published_by);

-- What a document said from when on. The one in force is the newest whose day has come.
create table archive_editions (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references archive_documents,
  number integer not null check (number between 1 and 9999),
  -- The day on the document: of the resolution, of the meeting.
  dated_on date not null,
  in_force_from date not null,
  change_note text not null default '' check (char_length(change_note) <= 1000),
  file_id uuid not null references stored_files,
  -- Text of the file, where it was known at publication; hits are shown in it.
  content_text text not null default '' check (char_length(content_text) <= 20000),
  -- Word stems of title, category, description and text, made by the program (docs/decisions/0009-polish-search.md).
  search tsvector not null default '',
  published_at timestamptz not null default clock_now(),
  published_by uuid references logins,
  withdrawn_at timestamptz,
  unique (document_id, number)
);
create index archive_editions_file_id_idx on archive_editions (file_id);
create index archive_editions_published_by_idx on archive_editions (published_by);

create table archive_attachments (
  id uuid primary key default gen_random_uuid(),
  edition_id uuid not null references archive_editions,
  position integer not null check (position between 1 and 50),
  title text not null check (char_length(title) between 1 and 200),
  file_id uuid not null references stored_files,
  unique (edition_id, position)
);
create index archive_attachments_file_id_idx on archive_attachments (file_id);

-- Who accepted which edition, once. Never deleted.
create table archive_acceptances (
  edition_id uuid not null references archive_editions,
  login_id uuid not null references logins,
  accepted_at timestamptz not null default clock_now(),
  primary key (edition_id, login_id)
);
create index archive_acceptances_login_id_idx on archive_acceptances (login_id);

-- Letters -------------------------------------------------------------------------------------------------------------

-- A letter's content is stored once however often and under whatever name it is delivered.
create table letter_files (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  file_id uuid not null unique references stored_files
);

-- Which file a letter has from which publication on. A publication that is rolled back takes its files back with it.
create table notice_files (
  notice_id text not null,
  from_publication integer not null,
  file_id uuid not null references stored_files,
  primary key (notice_id, from_publication)
);
create index notice_files_file_id_idx on notice_files (file_id);
create index notice_files_from_publication_idx on notice_files (from_publication);

-- "Udostępniono": when the publication that first showed the letter became visible. Stays when that one is rolled back.
create table letter_availability (
  notice_id text primary key,
  made_available_at timestamptz not null default clock_now()
);

-- "Otwarto": the first time somebody entitled to the letter opened its file.
create table letter_openings (
  notice_id text primary key,
  login_id uuid not null references logins,
  opened_at timestamptz not null default clock_now()
);
create index letter_openings_login_id_idx on letter_openings (login_id);

-- In the transaction that publishes, so that no letter is ever visible without its moment.
create function note_letters_available() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  insert into letter_availability (notice_id, made_available_at)
    select distinct f.notice_id, new.published_at from notice_files f where f.from_publication = new.id
    on conflict (notice_id) do nothing;
  return null;
end $$;
create trigger publications_letters after insert on publications for each row execute function note_letters_available();

-- Row-level security ------------------------------------------------------------------------------------------------------

select force_row_security(t::regclass) from unnest(array[
  'archive_documents', 'archive_editions', 'archive_attachments', 'archive_acceptances',
  'letter_files', 'notice_files', 'letter_availability', 'letter_openings']) t;

create function my_archive_editions() returns setof uuid language plpgsql stable security definer rows 100
  set search_path = {{schema}}, pg_temp
as $$
begin
  return query
    select e.id from archive_documents d join archive_editions e on e.document_id = d.id
     where d.audience_key = any (array(select my_audiences()))
       and d.withdrawn_at is null and d.published_at <= clock_now()
       and e.withdrawn_at is null and e.published_at <= clock_now();
end $$;

create function my_archive_files() returns setof uuid language sql stable security definer rows 100
  set search_path = {{schema}}, pg_temp
as $$
  select e.file_id from archive_editions e where e.id in (select my_archive_editions())
  union all
  select a.file_id from archive_attachments a where a.edition_id in (select my_archive_editions())
$$;

create function my_notices() returns setof text language sql stable security definer rows 20
  set search_path = {{schema}}, pg_temp
as $$ select n.id from notices n where n.party_id = any (array(select my_parties())) $$;

-- The file each own letter has in the published state.
create function my_letter_files() returns setof uuid language sql stable security definer rows 100
  set search_path = {{schema}}, pg_temp
as $$
  select f.file_id from my_notices() mine(id)
   cross join lateral (
     select l.file_id from notice_files l
      where l.notice_id = mine.id and l.from_publication <= (select publication_id from published_state)
      order by l.from_publication desc limit 1) f
$$;

create function shown_archive_editions() returns setof uuid language sql stable rows 100 begin atomic select my_archive_editions(); end;
create function shown_archive_files() returns setof uuid language sql stable rows 100 begin atomic select my_archive_files(); end;
create function shown_notices() returns setof text language sql stable rows 20 begin atomic select my_notices(); end;
create function shown_letter_files() returns setof uuid language sql stable rows 100 begin atomic select my_letter_files(); end;
grant execute on function my_archive_editions(), my_archive_files(), my_notices(), my_letter_files(),
  shown_archive_editions(), shown_archive_files(), shown_notices(), shown_letter_files() to {{resident}};

-- Thousands of ids are looked up in a hash, as `in (select …)` makes one; an array would be walked through for every row.
create policy own_audience on archive_documents for select to {{resident}}
  using (withdrawn_at is null and published_at <= clock_now() and audience_key = any (array(select my_audiences())));
create policy own_audience on archive_editions for select to {{resident}} using (id in (select my_archive_editions()));
create policy own_audience on archive_attachments for select to {{resident}}
  using (edition_id in (select my_archive_editions()));
create policy own_rows on archive_acceptances for select to {{resident}} using (login_id = (select current_login_id()));
create policy own_accept on archive_acceptances for insert to {{resident}}
  with check (login_id = (select current_login_id()) and edition_id in (select my_archive_editions()));
grant select on archive_documents, archive_editions, archive_attachments, archive_acceptances to {{resident}};
-- Without accepted_at: the moment is the database's, not the sender's.
grant insert (edition_id, login_id) on archive_acceptances to {{resident}};

create policy own_rows on notice_files for select to {{resident}} using (notice_id = any (array(select my_notices())));
create policy own_rows on letter_availability for select to {{resident}} using (notice_id = any (array(select my_notices())));
create policy own_rows on letter_openings for select to {{resident}} using (notice_id = any (array(select my_notices())));
create policy own_open on letter_openings for insert to {{resident}}
  with check (login_id = (select current_login_id()) and notice_id = any (array(select my_notices())));
grant select on notice_files, letter_availability, letter_openings to {{resident}};
grant insert (notice_id, login_id) on letter_openings to {{resident}};

create policy archive_reads on stored_files for select to {{resident}} using (id in (select my_archive_files()));
create policy letter_reads on stored_files for select to {{resident}} using (id = any (array(select my_letter_files())));

-- The importer stores letters; it reads nothing of the archive.
do $$
declare t text;
begin
  foreach t in array array['letter_files', 'notice_files'] loop
    execute format('create policy importer_all on %I to {{importer}} using (true) with check (true)', t);
  end loop;
end $$;
grant select, insert on letter_files to {{importer}};
grant select, insert, delete on notice_files to {{importer}};

-- The office: editors and administrators publish, clerks may read what they are asked about.
do $$
declare t text;
begin
  foreach t in array array['archive_documents', 'archive_editions', 'archive_attachments'] loop
    execute format($policy$create policy staff_reads on %I for select to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'editor', 'administrator'))$policy$, t);
    execute format($policy$create policy editor_adds on %I for insert to {{staff}}
      with check ((select current_staff_role()) in ('editor', 'administrator'))$policy$, t);
    execute format('grant select on %I to {{staff}}', t);
  end loop;
  foreach t in array array['archive_documents', 'archive_editions'] loop
    execute format($policy$create policy editor_withdraws on %I for update to {{staff}}
      using ((select current_staff_role()) in ('editor', 'administrator'))
      with check ((select current_staff_role()) in ('editor', 'administrator'))$policy$, t);
    execute format('grant update (withdrawn_at) on %I to {{staff}}', t);
  end loop;
end $$;
grant insert (id, category, title, description, audience, subject_id, staircase, asks_acceptance, published_by)
  on archive_documents to {{staff}};
grant insert (id, document_id, number, dated_on, in_force_from, change_note, file_id, content_text, search, published_by)
  on archive_editions to {{staff}};
grant insert on archive_attachments to {{staff}};
create policy office_reads_archive on stored_files for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'editor', 'administrator')
    and (id in (select file_id from archive_editions) or id in (select file_id from archive_attachments)));
create policy staff_reads on archive_acceptances for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'editor', 'administrator'));
grant select on archive_acceptances to {{staff}};
