-- The nightly count writes what it counted at once: the schema's owner may make no temporary table in an installation.

create or replace function gather_statistics() returns void language plpgsql security definer
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
  insert into daily_statistics (figure, subject, day, value)
  select f.figure, '', s.day, case f.figure when 'signIns' then s.times else s.people end
    from (select (i.at at time zone 'Europe/Warsaw')::date as day, count(*) as times, count(distinct i.login_id) as people
            from sign_ins i join logins l on l.id = i.login_id
           where i.outcome = 'success' and l.kind = 'resident' and i.at >= first_moment and i.at < end_moment group by 1) s
   cross join (values ('signIns'), ('signedInPeople')) f(figure)
    on conflict (figure, subject, day) do update set value = excluded.value;
  insert into daily_statistics (figure, subject, day, value)
  select 'monthPeople', '', date_trunc('month', i.at at time zone 'Europe/Warsaw')::date, count(distinct i.login_id)
    from sign_ins i join logins l on l.id = i.login_id
   where i.outcome = 'success' and l.kind = 'resident' and i.at >= least(month_start, first_moment) group by 3
    on conflict (figure, subject, day) do update set value = excluded.value;

  insert into daily_statistics (figure, subject, day, value)
  select case m.author when 'resident' then 'messagesIn' else 'messagesAnswered' end, '', (m.created_at at time zone 'Europe/Warsaw')::date, count(*)
    from messages m where m.created_at >= first_moment and m.created_at < end_moment group by 1, 3
    on conflict (figure, subject, day) do update set value = excluded.value;
  -- From the first unanswered message of a thread to the answer.
  insert into daily_statistics (figure, subject, day, value)
  select 'answerMinutes', '', now_day, percentile_cont(0.5) within group (order by extract(epoch from w.waited) / 60)
    from (select a.created_at - (select min(r.created_at) from messages r
                                  where r.thread_id = a.thread_id and r.author = 'resident' and r.created_at < a.created_at
                                    and r.created_at > coalesce((select max(o.created_at) from messages o
                                      where o.thread_id = a.thread_id and o.author = 'office' and o.created_at < a.created_at), '-infinity')) as waited
            from messages a where a.author = 'office' and a.created_at >= end_moment - interval '30 days') w
   where w.waited is not null having count(*) > 0
    on conflict (figure, subject, day) do update set value = excluded.value;

  -- A slice of its own brings the table; without it there is nothing to count.
  if to_regclass('registrations') is not null then
    execute $q$
      insert into daily_statistics (figure, subject, day, value)
      select 'registrations', '', (r.created_at at time zone 'Europe/Warsaw')::date, count(*)
        from registrations r where r.created_at >= $1 and r.created_at < $2 group by 3
      on conflict (figure, subject, day) do update set value = excluded.value $q$ using first_moment, end_moment;
    execute $q$
      insert into daily_statistics (figure, subject, day, value)
      select 'registrationMinutes', '', $1, percentile_cont(0.5) within group (order by extract(epoch from r.first_action_at - r.created_at) / 60)
        from registrations r where r.first_action_at >= $2 - interval '30 days' having count(*) > 0
      on conflict (figure, subject, day) do update set value = excluded.value $q$ using now_day, end_moment;
  end if;

  insert into daily_statistics (figure, subject, day, value)
  select f.figure, '', s.day, case f.figure when 'lettersSent' then s.sent else s.opened end
    from (select (a.made_available_at at time zone 'Europe/Warsaw')::date as day, count(*) as sent, count(o.notice_id) as opened
            from letter_availability a left join letter_openings o on o.notice_id = a.notice_id
           where a.made_available_at >= end_moment - interval '90 days' and a.made_available_at < end_moment group by 1) s
   cross join (values ('lettersSent'), ('lettersOpened')) f(figure)
    on conflict (figure, subject, day) do update set value = excluded.value;

  -- Minutes after midnight of the first publication of the day.
  insert into daily_statistics (figure, subject, day, value)
  select 'publishedMinute', '', p.day, min(p.minute)
    from (select (published_at at time zone 'Europe/Warsaw')::date as day,
                 (extract(epoch from (published_at at time zone 'Europe/Warsaw')::time) / 60)::bigint as minute
            from publications where published_at >= end_moment - interval '60 days') p
   group by 3
    on conflict (figure, subject, day) do update set value = excluded.value;

  -- Who holds something today, and how far they have come: of the whole cooperative every day, of each building only the newest.
  delete from daily_statistics where subject <> '' and figure in ('people', 'withLogin', 'activated', 'announcementReaders', 'announcementReads');
  insert into daily_statistics (figure, subject, day, value)
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
    from counted c cross join (values ('people'), ('withLogin'), ('activated')) f(figure)
    on conflict (figure, subject, day) do update set value = excluded.value;

  -- Announcements of the last 90 days to more than one household.
  insert into daily_statistics (figure, subject, day, value)
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
    from counted c cross join (values ('announcementReaders'), ('announcementReads')) f(figure)
    on conflict (figure, subject, day) do update set value = excluded.value;

end $$;

-- The few who work in the office are left out of the many who signed in today, instead of looking everybody up.
create index logins_staff_idx on logins (id) where kind = 'staff';
create or replace function statistics_today(out sign_ins bigint, out signed_in_people bigint, out messages_in bigint, out messages_answered bigint)
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
    from sign_ins i where i.at >= midnight and i.outcome = 'success' and i.login_id not in (select l.id from logins l where l.kind = 'staff');
  select count(*) filter (where m.author = 'resident'), count(*) filter (where m.author = 'office') into messages_in, messages_answered
    from messages m where m.created_at >= midnight;
end $$;
