-- Administration: settings of the cooperative and their limits, its bank accounts changed by four eyes, the audit trail readable and
-- verifiable, statistics made of counts.

-- Settings: written by administrators -------------------------------------------------------------------------------------

alter table cooperative
  -- Grows with every save, so that two administrators do not overwrite each other.
  add column version integer not null default 1,
  add column resident_idle_minutes integer not null default 30
    constraint cooperative_resident_idle_check check (resident_idle_minutes between 5 and 60),
  add column staff_idle_minutes integer not null default 15
    constraint cooperative_staff_idle_check check (staff_idle_minutes between 5 and 30),
  -- How long sign-ins are kept, for the person's own list and for the office.
  add column sign_in_months integer not null default 24
    constraint cooperative_sign_in_months_check check (sign_in_months between 6 and 24),
  add column logo_sha256 text;

create table cooperative_logos (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  content_type text not null check (content_type in ('image/png', 'image/jpeg')),
  content bytea not null check (octet_length(content) between 1 and 204800),
  created_at timestamptz not null default clock_now()
);
alter table cooperative add constraint cooperative_logo_fkey foreign key (logo_sha256) references cooperative_logos;
create index cooperative_logo_idx on cooperative (logo_sha256);
select force_row_security('cooperative_logos');
create policy everyone_reads on cooperative_logos for select to {{resident}}, {{staff}} using (true);
grant select on cooperative_logos to {{resident}}, {{staff}};
create policy settings_write on cooperative_logos for insert to {{staff}} with check ((select current_staff_role()) = 'administrator');
grant insert (sha256, content_type, content) on cooperative_logos to {{staff}};

create policy settings_write on cooperative for update to {{staff}}
  using ((select current_staff_role()) = 'administrator') with check ((select current_staff_role()) = 'administrator');
grant update (name, street, postal_code, city, phone, email, office_hours, nip, regon, krs, accent_color, data_protection_clause, map_url,
  message_legal_note, resident_idle_minutes, staff_idle_minutes, sign_in_months, logo_sha256, version, updated_at) on cooperative to {{staff}};

do $$
declare t text;
begin
  foreach t in array array['departments', 'emergency_numbers', 'message_topics'] loop
    execute format('alter table %I add column version integer not null default 1', t);
    if t <> 'message_topics' then
      execute format($policy$create policy settings_write on %I to {{staff}}
        using ((select current_staff_role()) = 'administrator') with check ((select current_staff_role()) = 'administrator')$policy$, t);
      execute format('grant insert, update, delete on %I to {{staff}}', t);
    end if;
  end loop;
end $$;
-- The form sent twice is one row.
alter table departments add column once_sha256 bytea unique check (octet_length(once_sha256) = 32);
alter table emergency_numbers add column once_sha256 bytea unique check (octet_length(once_sha256) = 32);
alter table message_topics add column once_sha256 bytea unique check (octet_length(once_sha256) = 32);

-- Bank accounts: a changed account number is the worst fraud there is, so nobody writes them but the function below -------------

create table bank_account_changes (
  id uuid primary key default gen_random_uuid(),
  asked_by uuid not null references logins,
  asked_at timestamptz not null default clock_now(),
  -- [{"label": …, "nrb": …}, …] in the order of the page; what is replaced and what it becomes.
  before jsonb not null,
  after jsonb not null check (jsonb_typeof(after) = 'array' and jsonb_array_length(after) <= 20),
  once_sha256 bytea not null unique check (octet_length(once_sha256) = 32),
  applied_at timestamptz
);
create index bank_account_changes_asked_by_idx on bank_account_changes (asked_by);
create index bank_account_changes_applied_at_idx on bank_account_changes (applied_at);
select force_row_security('bank_account_changes');
create policy keepers_read on bank_account_changes for select to {{staff}}
  using ((select current_staff_role()) in ('accountant', 'administrator'));
create policy administrators_ask on bank_account_changes for insert to {{staff}}
  with check ((select current_staff_role()) = 'administrator' and asked_by = (select current_login_id()));
grant select on bank_account_changes to {{staff}};
grant insert (id, asked_by, before, after, once_sha256) on bank_account_changes to {{staff}};
alter table jobs add constraint jobs_bank_accounts_check check (kind <> 'bankAccountsChange' or approver_roles is not null);

create function bank_accounts_now() returns jsonb language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('label', a.label, 'nrb', a.nrb) order by a.position, a.label), '[]')
    from cooperative_bank_accounts a
$$;
grant execute on function bank_accounts_now() to {{staff}};

-- Puts in force what a second person approved, exactly and once. 'stale' = the accounts are no longer those the approver saw.
create function apply_bank_account_change(asked_job uuid) returns text language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  change bank_account_changes%rowtype;
begin
  select c.* into change
    from jobs j join bank_account_changes c on c.id::text = j.params ->> 'change' and c.asked_by = j.requested_by
   where j.id = asked_job and j.kind = 'bankAccountsChange' and j.state = 'running' and j.approved_at is not null and j.refused_at is null
     for update of c;
  if not found then
    raise exception 'no second person approved this change' using errcode = 'insufficient_privilege';
  end if;
  if change.applied_at is not null then
    return 'applied';
  end if;
  perform pg_advisory_xact_lock(hashtext('cooperative_bank_accounts'), hashtext(current_schema()));
  if bank_accounts_now() <> change.before then
    return 'stale';
  end if;
  delete from cooperative_bank_accounts;
  insert into cooperative_bank_accounts (position, label, nrb)
    select e.place, e.row ->> 'label', e.row ->> 'nrb' from jsonb_array_elements(change.after) with ordinality as e(row, place);
  update bank_account_changes set applied_at = clock_now() where id = change.id;
  insert into audit_events (actor_kind, action, details)
    values ('system', 'settings.bankAccountsChanged', jsonb_build_object('change', change.id, 'job', asked_job));
  return 'applied';
end $$;
grant execute on function apply_bank_account_change(uuid) to {{worker}};

-- For the start page of everybody in the office: the moment of the newest change of the last seven days.
create function bank_accounts_changed_at() returns timestamptz language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  select max(applied_at) from bank_account_changes
   where applied_at > clock_now() - interval '7 days' and current_staff_role() is not null
$$;
grant execute on function bank_accounts_changed_at() to {{staff}};

-- The audit trail -------------------------------------------------------------------------------------------------------

alter table audit_events
  -- 1 = fields joined by a bar, where a missing one left no trace; 2 = a list, where every field has its place.
  add column hash_version smallint not null default 1 check (hash_version in (1, 2)),
  -- Login, import, settings…: the first word of the action.
  add column action_group text not null generated always as (split_part(action, '.', 1)) stored;
create index audit_events_group_idx on audit_events (action_group, id desc);
create index audit_events_actor_idx on audit_events (actor_login_id, id desc) where actor_login_id is not null;
create index audit_events_subject_id_idx on audit_events (subject_login_id, id desc) where subject_login_id is not null;
create index audit_events_at_idx on audit_events (at, id);

create function audit_hash(line audit_events) returns bytea language sql stable
  set search_path = {{schema}}, pg_temp
as $$
  select sha256(line.previous_hash || convert_to(
    case line.hash_version
      when 1 then concat_ws('|', line.id, extract(epoch from line.at), line.actor_kind, line.actor_login_id, line.action,
                            line.subject_login_id, line.details::text)
      else jsonb_build_array(line.hash_version, line.id, extract(epoch from line.at), line.actor_kind, line.actor_login_id, line.action,
                             line.subject_login_id, line.details)::text
    end, 'UTF8'))
$$;

create or replace function chain_audit_event() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  -- One writer at a time: the chain has one order. The number is drawn again behind the lock, so that the order of the numbers is it.
  perform pg_advisory_xact_lock(hashtext('audit_events'), hashtext(current_schema()));
  new.id := nextval(pg_get_serial_sequence('audit_events', 'id'));
  new.at := clock_now();
  new.hash_version := 2;
  select coalesce((select e.hash from audit_events e order by e.id desc limit 1), '\x00') into new.previous_hash;
  new.hash := audit_hash(new);
  return new;
end $$;

-- Goes over the lines from one number to another and names the first that is not as it was written. Faults: 'content' = the line was
-- changed, 'link' = one before it is missing or was changed with its hash, 'version' = an old kind of hash after a new one.
create function verify_audit_chain(from_id bigint, to_id bigint, out checked bigint, out last_id bigint, out broken_id bigint, out fault text)
  language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
  with line as (
    select e.*, lag(e.hash) over (order by e.id) as before, lag(e.hash_version) over (order by e.id) as version_before,
           audit_hash(e) as recomputed
      from audit_events e
     where e.id <= to_id and e.id >= coalesce((select max(p.id) from audit_events p where p.id < from_id), 0)
  ), judged as (
    select l.id,
           case when l.hash is distinct from l.recomputed then 'content'
                when l.hash_version < coalesce(l.version_before, l.hash_version) then 'version'
                when l.previous_hash = coalesce(l.before, '\x00') then null
                -- Lines written side by side before hashes had a version may be linked to a neighbour.
                when l.hash_version = 1 and exists (
                  select from audit_events o where o.id between l.id - 200 and l.id + 200 and o.hash = l.previous_hash) then null
                else 'link' end as fault
      from line l where l.id >= from_id
  )
  select count(*), max(j.id), min(j.id) filter (where j.fault is not null),
         (array_agg(j.fault order by j.id) filter (where j.fault is not null))[1]
    from judged j
$$;
grant execute on function verify_audit_chain(bigint, bigint) to {{worker}};
create policy worker_reads on audit_events for select to {{worker}} using (true);
grant select (id, at, hash) on audit_events to {{worker}};

-- Administrators read all of it; clerks what concerns residents, for the page of a person.
create policy administrators_read on audit_events for select to {{staff}} using ((select current_staff_role()) = 'administrator');
create policy clerks_read on audit_events for select to {{staff}}
  using ((select current_staff_role()) = 'clerk'
    and subject_login_id in (select l.id from logins l where l.id = subject_login_id and l.kind = 'resident'));
grant select (id, at, actor_kind, actor_login_id, action, action_group, subject_login_id, details) on audit_events to {{staff}};

-- Whose login is meant by what an administrator typed: a login, a number of the register, or words of a name.
create index logins_words_idx on logins using gin (to_tsvector('simple', display_name));
create function find_logins(wanted text, words text) returns setof uuid language plpgsql stable security definer rows 20
  set search_path = {{schema}}, pg_temp
as $$
begin
  if current_staff_role() is distinct from 'administrator' then
    return;
  end if;
  return query
    select l.id from logins l
     where lower(l.name) = lower(wanted) or l.party_id = wanted or (words <> '' and to_tsvector('simple', l.display_name) @@ to_tsquery('simple', words))
     limit 200;
end $$;
grant execute on function find_logins(text, text) to {{staff}};

-- Statistics: counts of a day, gathered at night; no name is in them ------------------------------------------------------------

create table daily_statistics (
  figure text not null check (figure ~ '^[a-z][a-zA-Z]{1,39}$'),
  -- A building or an announcement; empty = the whole cooperative.
  subject text not null default '' check (char_length(subject) <= 64),
  day date not null,
  value bigint not null,
  primary key (figure, subject, day)
);
select force_row_security('daily_statistics');
create policy office_reads on daily_statistics for select to {{staff}} using ((select current_staff_role()) is not null);
grant select on daily_statistics to {{staff}};
create index sign_ins_at_idx on sign_ins (at);
create index messages_created_at_idx on messages (created_at);

create function gather_statistics() returns void language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  now_day date := today();
  -- Two days again, for what was late; everything there is the first time. A day without anything has no row.
  first_day date := coalesce((select max(s.day) - 2 from daily_statistics s where s.figure = 'signIns'), now_day - 760);
  first_moment timestamptz := first_day::timestamp at time zone 'Europe/Warsaw';
  end_moment timestamptz := now_day::timestamp at time zone 'Europe/Warsaw';
  month_start timestamptz := date_trunc('month', (now_day - 31)::timestamp) at time zone 'Europe/Warsaw';
begin
  create temporary table gathered (figure text, subject text, day date, value bigint) on commit drop;

  insert into gathered
  select f.figure, '', s.day, case f.figure when 'signIns' then s.times else s.people end
    from (select (i.at at time zone 'Europe/Warsaw')::date as day, count(*) as times, count(distinct i.login_id) as people
            from sign_ins i join logins l on l.id = i.login_id
           where i.outcome = 'success' and l.kind = 'resident' and i.at >= first_moment and i.at < end_moment group by 1) s
   cross join (values ('signIns'), ('signedInPeople')) f(figure);
  insert into gathered
  select 'monthPeople', '', date_trunc('month', i.at at time zone 'Europe/Warsaw')::date, count(distinct i.login_id)
    from sign_ins i join logins l on l.id = i.login_id
   where i.outcome = 'success' and l.kind = 'resident' and i.at >= least(month_start, first_moment) group by 3;

  insert into gathered
  select case m.author when 'resident' then 'messagesIn' else 'messagesAnswered' end, '', (m.created_at at time zone 'Europe/Warsaw')::date, count(*)
    from messages m where m.created_at >= first_moment and m.created_at < end_moment group by 1, 3;
  -- From the first unanswered message of a thread to the answer.
  insert into gathered
  select 'answerMinutes', '', now_day, percentile_cont(0.5) within group (order by extract(epoch from w.waited) / 60)
    from (select a.created_at - (select min(r.created_at) from messages r
                                  where r.thread_id = a.thread_id and r.author = 'resident' and r.created_at < a.created_at
                                    and r.created_at > coalesce((select max(o.created_at) from messages o
                                      where o.thread_id = a.thread_id and o.author = 'office' and o.created_at < a.created_at), '-infinity')) as waited
            from messages a where a.author = 'office' and a.created_at >= end_moment - interval '30 days') w
   where w.waited is not null having count(*) > 0;

  -- A slice of its own brings the table; without it there is nothing to count.
  if to_regclass('registrations') is not null then
    execute $q$
      insert into gathered
      select 'registrations', '', (r.created_at at time zone 'Europe/Warsaw')::date, count(*)
        from registrations r where r.created_at >= $1 and r.created_at < $2 group by 3 $q$ using first_moment, end_moment;
    execute $q$
      insert into gathered
      select 'registrationMinutes', '', $1, percentile_cont(0.5) within group (order by extract(epoch from r.first_action_at - r.created_at) / 60)
        from registrations r where r.first_action_at >= $2 - interval '30 days' having count(*) > 0 $q$ using now_day, end_moment;
  end if;

  insert into gathered
  select f.figure, '', s.day, case f.figure when 'lettersSent' then s.sent else s.opened end
    from (select (a.made_available_at at time zone 'Europe/Warsaw')::date as day, count(*) as sent, count(o.notice_id) as opened
            from letter_availability a left join letter_openings o on o.notice_id = a.notice_id
           where a.made_available_at >= end_moment - interval '90 days' and a.made_available_at < end_moment group by 1) s
   cross join (values ('lettersSent'), ('lettersOpened')) f(figure);

  -- Minutes after midnight of the first publication of the day.
  insert into gathered
  select 'publishedMinute', '', p.day, min(p.minute)
    from (select (published_at at time zone 'Europe/Warsaw')::date as day,
                 (extract(epoch from (published_at at time zone 'Europe/Warsaw')::time) / 60)::bigint as minute
            from publications where published_at >= end_moment - interval '60 days') p
   group by 3;

  -- Who holds something today, and how far they have come: of the whole cooperative every day, of each building only the newest.
  delete from daily_statistics where subject <> '' and figure in ('people', 'withLogin', 'activated', 'announcementReaders', 'announcementReads');
  insert into gathered
  with held as (
    select distinct h.party_id, p.building_id from holdings h join premises p on p.id = h.premises_id
     where h.valid_from <= now_day and (h.valid_to is null or h.valid_to >= now_day)
  ), login as (
    select l.party_id, bool_or(l.password_set_at is not null) as activated from logins l
     where l.kind = 'resident' and l.party_id is not null and l.locked_at is null group by 1
  ), counted as (
    select coalesce(h.building_id, '') as subject, count(distinct h.party_id) as people,
           count(distinct h.party_id) filter (where l.party_id is not null) as with_login,
           count(distinct h.party_id) filter (where l.activated) as activated
      from held h left join login l on l.party_id = h.party_id group by grouping sets ((), (h.building_id))
  )
  select f.figure, c.subject, now_day, case f.figure when 'people' then c.people when 'withLogin' then c.with_login else c.activated end
    from counted c cross join (values ('people'), ('withLogin'), ('activated')) f(figure);

  -- Announcements of the last 90 days to more than one household.
  insert into gathered
  with able as (
    select l.id, l.party_id from logins l where l.kind = 'resident' and l.locked_at is null
  ), place as (
    select distinct l.id, p.building_id, b.property_id, p.staircase
      from able l join holdings h on h.party_id = l.party_id join premises p on p.id = h.premises_id left join buildings b on b.id = p.building_id
     where h.valid_from <= now_day and (h.valid_to is null or h.valid_to >= now_day)
  ), shown as (
    select a.id, a.audience, a.subject_id, a.staircase from announcements a
     where a.withdrawn_at is null and a.visible_from <= now_day and a.visible_from > now_day - 90 and a.audience not in ('premises', 'party')
     order by a.visible_from desc limit 50
  ), counted as (
    select a.id,
           case a.audience
             when 'members' then (select count(*) from able l join parties p on p.id = l.party_id where p.is_member)
             when 'property' then (select count(distinct l.id) from place l where l.property_id = a.subject_id)
             when 'building' then (select count(distinct l.id) from place l where l.building_id = a.subject_id)
             when 'staircase' then (select count(distinct l.id) from place l where l.building_id = a.subject_id and l.staircase = a.staircase)
             else (select count(*) from able) end as readers,
           (select count(*) from announcement_reads r where r.announcement_id = a.id) as reads
      from shown a
  )
  select f.figure, c.id::text, now_day, case f.figure when 'announcementReaders' then c.readers else c.reads end
    from counted c cross join (values ('announcementReaders'), ('announcementReads')) f(figure);

  insert into daily_statistics (figure, subject, day, value)
    select g.figure, g.subject, g.day, max(g.value) from gathered g group by 1, 2, 3
    on conflict (figure, subject, day) do update set value = excluded.value;
  drop table gathered;
end $$;
grant execute on function gather_statistics() to {{worker}};

-- What today has brought so far.
create function statistics_today(out sign_ins bigint, out signed_in_people bigint, out messages_in bigint, out messages_answered bigint)
  language plpgsql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  midnight timestamptz := today()::timestamp at time zone 'Europe/Warsaw';
begin
  if current_staff_role() is null then
    return;
  end if;
  select count(*), count(distinct i.login_id) into sign_ins, signed_in_people
    from sign_ins i join logins l on l.id = i.login_id where i.at >= midnight and i.outcome = 'success' and l.kind = 'resident';
  select count(*) filter (where m.author = 'resident'), count(*) filter (where m.author = 'office') into messages_in, messages_answered
    from messages m where m.created_at >= midnight;
end $$;

-- Titles of what was announced to many are no secret of the office.
create function statistics_announcements() returns table (id text, title text, visible_from date, readers bigint, reads bigint)
  language sql stable security definer rows 50
  set search_path = {{schema}}, pg_temp
as $$
  select a.id::text, a.title, a.visible_from, s.value, coalesce(r.value, 0)
    from daily_statistics s join announcements a on a.id::text = s.subject
    left join daily_statistics r on r.figure = 'announcementReads' and r.subject = s.subject and r.day = s.day
   where s.figure = 'announcementReaders' and current_staff_role() is not null
   order by a.visible_from desc, a.id
$$;
grant execute on function statistics_today(), statistics_announcements() to {{staff}};
