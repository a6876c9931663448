-- Publishing from the office: drafts that are kept while they are written, corrections that keep what was there before, withdrawals
-- with a reason, notices by e-mail. What is addressed to one person is the administrator's: an editor reads no register of people.

-- Drafts -------------------------------------------------------------------------------------------------------------------

create table publishing_drafts (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('announcement', 'document', 'edition')),
  -- The announcement corrected, or the document that gets a new edition.
  target_id uuid,
  audience text
    check (audience in ('public', 'signedIn', 'members', 'property', 'building', 'staircase', 'premises', 'party')),
  subject_id text check (char_length(subject_id) between 1 and 64),
  staircase text check (char_length(staircase) between 1 and 64),
  -- What was typed, as it was typed: a draft may be wrong, only publishing asks for what is right.
  fields jsonb not null default '{}' check (jsonb_typeof(fields) = 'object' and char_length(fields::text) <= 200000),
  -- Rises with every change, so that two editors never overwrite each other unknowingly.
  version integer not null default 1,
  once_sha256 bytea not null check (octet_length(once_sha256) = 32),
  created_by uuid not null references logins,
  updated_by uuid not null references logins,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  -- Published or thrown away; of a published one, what it became.
  closed_at timestamptz,
  result_id uuid,
  unique (created_by, once_sha256),
  check (audience is not null or (subject_id is null and staircase is null)),
  check (audience is null or (subject_id is null) = (audience in ('public', 'signedIn', 'members'))),
  check (audience is null or (staircase is null) = (audience <> 'staircase')),
  check (result_id is null or closed_at is not null),
  check ((kind = 'edition') <= (target_id is not null))
);
-- One open correction of an announcement, one open edition of a document.
create unique index publishing_drafts_target_key on publishing_drafts (target_id) where closed_at is null;
create index publishing_drafts_open_idx on publishing_drafts (kind, updated_at desc) where closed_at is null;
create index publishing_drafts_created_by_idx on publishing_drafts (created_by);
create index publishing_drafts_updated_by_idx on publishing_drafts (updated_by);

create table publishing_draft_files (
  id uuid primary key default gen_random_uuid(),
  draft_id uuid not null references publishing_drafts on delete cascade,
  -- The document itself, or something beside it.
  role text not null check (role in ('main', 'attachment')),
  position integer not null check (position between 1 and 99),
  title text not null check (char_length(title) between 1 and 200),
  file_id uuid not null references stored_files,
  added_at timestamptz not null default clock_now(),
  dropped_at timestamptz
);
create index publishing_draft_files_draft_id_idx on publishing_draft_files (draft_id, position);
create index publishing_draft_files_file_id_idx on publishing_draft_files (file_id);

select force_row_security(t::regclass) from unnest(array['publishing_drafts', 'publishing_draft_files']) t;

create policy staff_reads on publishing_drafts for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'editor', 'administrator'));
create policy editor_adds on publishing_drafts for insert to {{staff}}
  with check ((select current_staff_role()) in ('editor', 'administrator')
    and created_by = (select current_login_id()) and updated_by = (select current_login_id())
    and (audience is distinct from 'party' or (select current_staff_role()) = 'administrator'));
create policy editor_changes on publishing_drafts for update to {{staff}}
  using ((select current_staff_role()) in ('editor', 'administrator') and closed_at is null
    and (audience is distinct from 'party' or (select current_staff_role()) = 'administrator'))
  with check ((select current_staff_role()) in ('editor', 'administrator') and updated_by = (select current_login_id())
    and (audience is distinct from 'party' or (select current_staff_role()) = 'administrator'));
grant select on publishing_drafts to {{staff}};
grant insert (id, kind, target_id, audience, subject_id, staircase, fields, once_sha256, created_by, updated_by) on publishing_drafts to {{staff}};
grant update (audience, subject_id, staircase, fields, version, updated_by, updated_at, closed_at, result_id) on publishing_drafts to {{staff}};

-- What may be put before residents: a file that came with this very form, one of a draft, or one published already. Before, the id of
-- any stored file could be attached, a resident's letter among them.
create function is_publishable_file(asked_file_id uuid) returns boolean language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select is_file_of_this_form(asked_file_id)
      or exists (select from publishing_draft_files where file_id = asked_file_id)
      or exists (select from announcement_attachments where file_id = asked_file_id)
      or exists (select from archive_editions where file_id = asked_file_id)
      or exists (select from archive_attachments where file_id = asked_file_id)
$$;
grant execute on function is_publishable_file(uuid), is_file_of_this_form(uuid) to {{staff}};

create policy staff_reads on publishing_draft_files for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'editor', 'administrator'));
create policy editor_adds on publishing_draft_files for insert to {{staff}}
  with check ((select current_staff_role()) in ('editor', 'administrator') and is_publishable_file(file_id)
    and draft_id in (select d.id from publishing_drafts d where d.closed_at is null));
create policy editor_changes on publishing_draft_files for update to {{staff}}
  using ((select current_staff_role()) in ('editor', 'administrator'))
  with check ((select current_staff_role()) in ('editor', 'administrator'));
grant select on publishing_draft_files to {{staff}};
grant insert (draft_id, role, position, title, file_id) on publishing_draft_files to {{staff}};
grant update (title, position, dropped_at) on publishing_draft_files to {{staff}};
create policy office_reads_drafts on stored_files for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'editor', 'administrator') and id in (select file_id from publishing_draft_files));

-- Nightly: files nobody published. Looked for with the owner's eyes, because the worker reads neither announcements nor documents.
create function remove_unpublished_files() returns integer language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  gone uuid[];
  removed integer;
begin
  with dropped as (
    delete from publishing_draft_files f using publishing_drafts d
     where d.id = f.draft_id and coalesce(f.dropped_at, d.closed_at) < clock_now() - interval '2 days' returning f.file_id
  ) select array_agg(file_id) into gone from dropped;
  delete from stored_files s where s.id = any (gone)
    and not exists (select from publishing_draft_files where file_id = s.id)
    and not exists (select from announcement_attachments where file_id = s.id)
    and not exists (select from archive_editions where file_id = s.id)
    and not exists (select from archive_attachments where file_id = s.id);
  get diagnostics removed = row_count;
  return removed;
end $$;
grant execute on function remove_unpublished_files() to {{worker}};

-- Announcements: corrections and withdrawals -----------------------------------------------------------------------------------

alter table announcements
  add column version integer not null default 1 check (version between 1 and 9999),
  -- The version a resident must have opened for it not to be unread: a typing mistake mended asks nobody to read again.
  add column notable_version integer not null default 1,
  add column changed_at timestamptz,
  add column changed_by uuid references logins,
  add column withdrawn_by uuid references logins,
  add column withdraw_reason text check (char_length(withdraw_reason) between 1 and 500),
  -- Whom it went to, counted when it was published.
  add column audience_people integer check (audience_people >= 0),
  add column audience_logins integer check (audience_logins >= 0),
  -- The job that tells by e-mail, and when it was asked for.
  add column notice_job_id uuid,
  add column notice_asked_at timestamptz,
  add constraint announcements_notable_check check (notable_version between 1 and version);
create index announcements_changed_by_idx on announcements (changed_by);
create index announcements_withdrawn_by_idx on announcements (withdrawn_by);

-- What an announcement said before it was corrected.
create table announcement_versions (
  announcement_id uuid not null references announcements,
  version integer not null,
  title text not null,
  body text not null,
  important boolean not null,
  audience text not null,
  subject_id text,
  staircase text,
  visible_from date not null,
  visible_to date,
  written_at timestamptz not null,
  written_by uuid references logins,
  replaced_at timestamptz not null default clock_now(),
  primary key (announcement_id, version)
);
create index announcement_versions_written_by_idx on announcement_versions (written_by);
select force_row_security('announcement_versions');
create policy staff_reads on announcement_versions for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'editor', 'administrator'));
create policy editor_adds on announcement_versions for insert to {{staff}}
  with check ((select current_staff_role()) in ('editor', 'administrator')
    and (audience <> 'party' or (select current_staff_role()) = 'administrator'));
grant select on announcement_versions to {{staff}};
grant insert (announcement_id, version, title, body, important, audience, subject_id, staircase, visible_from, visible_to, written_at, written_by)
  on announcement_versions to {{staff}};

-- Attachments of an older version stay with it; residents see those of the newest.
alter table announcement_attachments add column replaced_in integer;
alter table announcement_attachments drop constraint announcement_attachments_announcement_id_position_key;
create unique index announcement_attachments_position_key on announcement_attachments (announcement_id, position) where replaced_in is null;
create index announcement_attachments_announcement_id_idx on announcement_attachments (announcement_id);
alter policy own_audience on announcement_attachments
  using (replaced_in is null and announcement_id = any (array(select my_announcements())));
create or replace function my_announcement_files() returns setof uuid language sql stable security definer rows 100
  set search_path = {{schema}}, pg_temp
as $$
  select t.file_id from announcement_attachments t
   where t.replaced_in is null and t.announcement_id = any (array(select my_announcements()))
$$;
alter policy editor_adds on announcement_attachments
  with check ((select current_staff_role()) in ('editor', 'administrator') and is_publishable_file(file_id));
create policy editor_replaces on announcement_attachments for update to {{staff}}
  using ((select current_staff_role()) in ('editor', 'administrator') and replaced_in is null)
  with check ((select current_staff_role()) in ('editor', 'administrator'));
grant update (replaced_in) on announcement_attachments to {{staff}};

alter policy editor_adds on announcements
  with check ((select current_staff_role()) in ('editor', 'administrator')
    and (audience <> 'party' or (select current_staff_role()) = 'administrator'));
alter policy editor_withdraws on announcements
  using ((select current_staff_role()) in ('editor', 'administrator')
    and (audience <> 'party' or (select current_staff_role()) = 'administrator'))
  with check ((select current_staff_role()) in ('editor', 'administrator')
    and (audience <> 'party' or (select current_staff_role()) = 'administrator'));
alter policy editor_withdraws on announcements rename to editor_changes;
grant insert (audience_people, audience_logins) on announcements to {{staff}};
grant update (title, body, important, audience, subject_id, staircase, visible_from, visible_to, version, notable_version, changed_at,
  changed_by, withdrawn_by, withdraw_reason, audience_people, audience_logins, notice_job_id, notice_asked_at) on announcements to {{staff}};

-- Which version somebody opened. The database says which: whoever reads does not choose it.
alter table announcement_reads add column version integer not null default 1;
alter table announcement_reads drop constraint announcement_reads_pkey;
alter table announcement_reads add primary key (login_id, announcement_id, version);
create function note_read_version() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  select a.version into strict new.version from announcements a where a.id = new.announcement_id;
  return new;
end $$;
create trigger announcement_reads_version before insert on announcement_reads for each row execute function note_read_version();

create or replace function my_unread_announcements() returns integer language plpgsql stable security definer
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
       and not exists (select from announcement_reads r
                        where r.login_id = me and r.announcement_id = a.id and r.version >= a.notable_version));
end $$;

-- How many have opened it, ever and since it was last put before them. Numbers only.
create function announcement_read_counts(asked uuid[]) returns table (announcement_id uuid, readers integer, readers_of_newest integer)
  language plpgsql stable security definer rows 50
  set search_path = {{schema}}, pg_temp
as $$
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'editor', 'administrator') then
    return;
  end if;
  return query
    select a.id, count(distinct r.login_id)::int, (count(distinct r.login_id) filter (where r.version >= a.notable_version))::int
      from announcements a left join announcement_reads r on r.announcement_id = a.id
     where a.id = any (asked) group by a.id;
end $$;
grant execute on function announcement_read_counts(uuid[]) to {{staff}};

-- Audiences ----------------------------------------------------------------------------------------------------------------

-- The logins whose my_audiences() holds the key. Ids of logins: for the worker that tells them, not for the office.
create function audience_logins(asked_audience text, asked_subject_id text, asked_staircase text) returns setof uuid
  language plpgsql stable security definer rows 500
  set search_path = {{schema}}, pg_temp
as $$
begin
  return query
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
  )
    select l.id from able l
     where asked_audience in ('public', 'signedIn') or (asked_audience = 'party' and l.party_id = asked_subject_id)
    union
    select l.id from able l join parties p on p.id = l.party_id where asked_audience = 'members' and p.is_member
    union
    select s.login_id from standing s
     where s.premises_id in (select id from place) or (asked_audience = 'party' and s.party_id = asked_subject_id);
end $$;

-- Clerks read what was published and to how many.
create or replace function count_audience(asked_audience text, asked_subject_id text, asked_staircase text, out people integer, out logins integer)
  language plpgsql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'editor', 'administrator') then
    raise insufficient_privilege using message = 'audiences are counted by clerks, editors and administrators';
  end if;
  with held as (
    select h.party_id, h.premises_id from holdings h
     where h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today())
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
  )
  select (select count(*) from person),
         (select count(*) from audience_logins(asked_audience, asked_subject_id, asked_staircase)) into people, logins;
end $$;

-- Notices by e-mail ------------------------------------------------------------------------------------------------------------

update notification_topics set mailed = true where id = 'announcement';

-- Whom was told of what: each person once, however often it is asked for.
create table announcement_notices (
  id uuid primary key default gen_random_uuid(),
  announcement_id uuid not null references announcements,
  login_id uuid not null references logins on delete cascade,
  queued_at timestamptz not null default clock_now(),
  unique (announcement_id, login_id)
);
create index announcement_notices_login_id_idx on announcement_notices (login_id);
select force_row_security('announcement_notices');
-- How many, and not who.
create policy staff_counts on announcement_notices for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'editor', 'administrator'));
grant select (announcement_id, queued_at) on announcement_notices to {{staff}};

-- The next of the audience, in the order of their ids, and a letter for each who wants one and has a confirmed address.
-- To everybody only when that was agreed to: a correction may have widened the audience since the notice was asked for.
create function queue_announcement_notices(asked uuid, after_login uuid, batch integer, everybody boolean,
    out seen integer, out queued integer, out last_login uuid, out total integer)
  language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  announcement announcements%rowtype;
  audience uuid[];
  turn uuid[];
begin
  seen := 0;
  queued := 0;
  total := 0;
  select * into announcement from announcements a
   where a.id = asked and a.withdrawn_at is null and a.visible_from <= today() and coalesce(a.visible_to, 'infinity') >= today()
     and (everybody or a.audience not in ('public', 'signedIn', 'members'));
  if announcement.id is null then
    return;
  end if;
  select coalesce(array_agg(l order by l), '{}') into audience
    from audience_logins(announcement.audience, announcement.subject_id, announcement.staircase) l;
  total := cardinality(audience);
  select coalesce(array_agg(l order by l), '{}') into turn
    from (select l from unnest(audience) l where after_login is null or l > after_login order by l limit batch) next;
  seen := cardinality(turn);
  last_login := turn[seen];
  with told as (
    insert into announcement_notices (announcement_id, login_id)
    select asked, l from unnest(turn) l where wants_mail(l, 'announcement') and verified_email_of(l) is not null
    on conflict do nothing returning id
  ), letters as (
    insert into outgoing_mails (kind, letter_id) select 'announcementNotice', id from told returning id
  ) select count(*) into queued from letters;
end $$;

-- Where the letter goes; nowhere when the announcement or the wish is gone since it was queued, or the person has left its audience.
create function announcement_notice_address(asked uuid) returns text language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select verified_email_of(n.login_id)
    from announcement_notices n join announcements a on a.id = n.announcement_id
   where n.id = asked and a.withdrawn_at is null and a.visible_from <= today() and coalesce(a.visible_to, 'infinity') >= today()
     and wants_mail(n.login_id, 'announcement')
     and n.login_id in (select audience_logins(a.audience, a.subject_id, a.staircase))
$$;
grant execute on function queue_announcement_notices(uuid, uuid, integer, boolean), announcement_notice_address(uuid) to {{worker}};

-- A job may have a moment before which it does not start: the notice of an announcement waits for its first day.
alter table jobs add column not_before timestamptz;
grant insert (not_before) on jobs to {{staff}};

-- Documents: withdrawals with a reason ---------------------------------------------------------------------------------------------

alter table archive_documents
  add column withdrawn_by uuid references logins,
  add column withdraw_reason text check (char_length(withdraw_reason) between 1 and 500);
alter table archive_editions
  add column withdrawn_by uuid references logins,
  add column withdraw_reason text check (char_length(withdraw_reason) between 1 and 500);
create index archive_documents_withdrawn_by_idx on archive_documents (withdrawn_by);
create index archive_editions_withdrawn_by_idx on archive_editions (withdrawn_by);
grant update (withdrawn_by, withdraw_reason) on archive_documents, archive_editions to {{staff}};
alter policy editor_adds on archive_documents
  with check ((select current_staff_role()) in ('editor', 'administrator')
    and (audience <> 'party' or (select current_staff_role()) = 'administrator'));
alter policy editor_withdraws on archive_documents
  using ((select current_staff_role()) in ('editor', 'administrator')
    and (audience <> 'party' or (select current_staff_role()) = 'administrator'))
  with check ((select current_staff_role()) in ('editor', 'administrator')
    and (audience <> 'party' or (select current_staff_role()) = 'administrator'));
alter policy editor_adds on archive_editions
  with check ((select current_staff_role()) in ('editor', 'administrator') and is_publishable_file(file_id));
alter policy editor_adds on archive_attachments
  with check ((select current_staff_role()) in ('editor', 'administrator') and is_publishable_file(file_id));
