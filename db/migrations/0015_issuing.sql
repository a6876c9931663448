-- Issuing of logins and starting codes in the office: how logins are named, who handed what to whom, codes sealed for printing, and
-- links by mail. Nothing here holds a code that could be read: starting_codes keeps hashes, sealed_sheets what only the browser that
-- ordered the printing can open.

-- Empty = eight random digits, the last of them a check digit. Otherwise letters around one variable part: a counter (###), random
-- digits (??????) or the premises' id ({lokal}).
alter table cooperative add column login_pattern text not null default ''
  constraint cooperative_login_pattern_check
  check (login_pattern = '' or login_pattern ~ '^[A-Za-z0-9._-]{0,20}(#{3,9}|\?{6,12}|\{lokal\})[A-Za-z0-9._-]{0,20}$');
alter table cooperative add column starting_code_days integer not null default 21
  constraint cooperative_starting_code_days_check check (starting_code_days between 1 and 60);

-- The last number given by each pattern with a counter.
create table login_counters (
  pattern text primary key check (char_length(pattern) <= 60),
  last bigint not null check (last >= 0)
);

-- Each code or link the office issued, and whether it reached the person's hands. The newest row of a login tells of its present code.
create table login_handovers (
  id uuid primary key default gen_random_uuid(),
  login_id uuid not null references logins on delete cascade,
  kind text not null check (kind in ('single', 'bulk', 'email')),
  reason text not null check (reason in ('new', 'forgotten', 'lost', 'expired', 'compromised', 'unused', 'other')),
  issued_by uuid references logins,
  issued_at timestamptz not null default clock_now(),
  handed_over_at timestamptz,
  handed_over_by uuid references logins,
  -- The printing in bulk it belongs to.
  job_id uuid references jobs on delete set null,
  -- Of the form: the same one sent twice is one code.
  once_sha256 bytea unique check (octet_length(once_sha256) = 32),
  check ((handed_over_at is null) = (handed_over_by is null)),
  check (kind <> 'email' or handed_over_at is null)
);
create index login_handovers_login_id_idx on login_handovers (login_id, issued_at desc);
create index login_handovers_issued_by_idx on login_handovers (issued_by);
create index login_handovers_handed_over_by_idx on login_handovers (handed_over_by);
create index login_handovers_job_id_idx on login_handovers (job_id);

-- Links that open "set your password" without a code. `login_id` is no foreign key and may be nobody's: a stranger's guess must cost
-- the same as a right one.
create table starting_links (
  id uuid primary key default gen_random_uuid(),
  login_id uuid,
  -- The clerk; null = asked for on the page "Nie pamiętam hasła".
  asked_by uuid references logins,
  once_sha256 bytea not null unique check (octet_length(once_sha256) = 32),
  -- SHA-256 of the link's secret. The secret is made when the mail is written and stands nowhere but in it.
  token_sha256 bytea unique check (octet_length(token_sha256) = 32),
  created_at timestamptz not null default clock_now(),
  expires_at timestamptz,
  used_at timestamptz,
  -- By a newer code, a newer link or a password set meanwhile.
  cancelled_at timestamptz,
  check ((token_sha256 is null) = (expires_at is null))
);
create index starting_links_login_id_idx on starting_links (login_id, created_at desc);
create index starting_links_asked_by_idx on starting_links (asked_by);
create index starting_links_created_at_idx on starting_links (created_at);

-- Printing in bulk: who gets a sheet, in the order of delivery, as the register had it when the printing was ordered; and the sealed
-- login and code once they are made. Deleted when the clerk says "printed", or after 48 hours.
create table sealed_sheets (
  job_id uuid not null references jobs on delete cascade,
  position integer not null check (position > 0),
  party_id text not null,
  person_name text not null check (char_length(person_name) between 1 and 300),
  premises_id text not null,
  premises_label text not null check (char_length(premises_label) <= 300),
  -- Sheets of one staircase lie together.
  place_label text not null default '' check (char_length(place_label) <= 300),
  -- The login that gets a new code; null = a login is to be made.
  login_id uuid references logins on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'issued', 'skipped')),
  sealed bytea check (octet_length(sealed) <= 2000),
  sealed_at timestamptz,
  created_at timestamptz not null default clock_now(),
  primary key (job_id, position),
  check ((state = 'issued') = (sealed is not null) and (sealed is null) = (sealed_at is null) and (sealed is null or login_id is not null))
);
create index sealed_sheets_login_id_idx on sealed_sheets (login_id);
create index sealed_sheets_created_at_idx on sealed_sheets (created_at);

select force_row_security(t::regclass) from unnest(array['login_counters', 'login_handovers', 'starting_links', 'sealed_sheets']) t;

-- The role that signs people in makes logins, codes and links ---------------------------------------------------------------

create policy auth_all on login_counters to {{auth}} using (true) with check (true);
grant select, insert, update on login_counters to {{auth}};
create policy auth_reads on login_handovers for select to {{auth}} using (true);
create policy auth_issues on login_handovers for insert to {{auth}} with check (handed_over_at is null);
grant select, insert (login_id, kind, reason, issued_by, job_id, once_sha256) on login_handovers to {{auth}};
create policy auth_all on starting_links to {{auth}} using (true) with check (true);
grant select, insert (login_id, asked_by, once_sha256), update (used_at, cancelled_at) on starting_links to {{auth}};
create policy auth_mails_links on outgoing_mails for insert to {{auth}} with check (kind = 'startingLink');
grant insert (kind, letter_id) on outgoing_mails to {{auth}};

-- Codes in bulk: a sheet, its code and the job's progress are one transaction, so the role that makes codes notes the progress, of
-- running jobs of this kind only, and fills each sheet once.
create policy auth_reads on sealed_sheets for select to {{auth}} using (true);
create policy auth_seals on sealed_sheets for update to {{auth}} using (state = 'waiting') with check (state in ('issued', 'skipped'));
grant select, update (login_id, state, sealed, sealed_at) on sealed_sheets to {{auth}};
create policy auth_reads on jobs for select to {{auth}} using (kind = 'issueLogins');
create policy auth_steps on jobs for update to {{auth}}
  using (kind = 'issueLogins' and state = 'running') with check (kind = 'issueLogins' and state = 'running');
grant select (id, kind, state, attempts, steps_done, steps_total, resume, cancel_asked_at),
  update (steps_done, steps_total, resume, leased_until) on jobs to {{auth}};

-- The office --------------------------------------------------------------------------------------------------------------

create policy office_reads on login_handovers for select to {{staff}} using ((select current_staff_role()) in ('clerk', 'administrator'));
create policy office_hands_over on login_handovers for update to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator') and handed_over_at is null and kind <> 'email')
  with check ((select current_staff_role()) in ('clerk', 'administrator') and handed_over_by = (select current_login_id()));
grant select, update (handed_over_at, handed_over_by) on login_handovers to {{staff}};
create policy office_reads on starting_links for select to {{staff}} using ((select current_staff_role()) in ('clerk', 'administrator'));
grant select (id, login_id, asked_by, created_at, expires_at, used_at, cancelled_at) on starting_links to {{staff}};

create function my_jobs() returns setof uuid language sql stable security definer rows 20
  set search_path = {{schema}}, pg_temp
as $$ select id from jobs where requested_by = current_login_id() $$;
grant execute on function my_jobs() to {{staff}};
-- Sheets are theirs alone who ordered them.
create policy own_printing on sealed_sheets for select to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator') and job_id = any (array(select my_jobs())));
create policy orders_printing on sealed_sheets for insert to {{staff}}
  with check ((select current_staff_role()) in ('clerk', 'administrator') and job_id = any (array(select my_jobs())) and state = 'waiting');
create policy has_printed on sealed_sheets for delete to {{staff}}
  using ((select current_staff_role()) in ('clerk', 'administrator') and job_id = any (array(select my_jobs())));
grant select, insert (job_id, position, party_id, person_name, premises_id, premises_label, place_label, login_id), delete
  on sealed_sheets to {{staff}};

-- The worker ---------------------------------------------------------------------------------------------------------------

-- From now on this secret, and no earlier one, opens the login; for 24 hours. Returns the address to write to, or nothing when there
-- is nobody to write to: no such login, a member of staff, a locked login, no verified address, something newer meanwhile.
create function mail_starting_link(asked_id uuid, asked_token_sha256 text) returns text language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  asked record;
begin
  select s.login_id, s.token_sha256 is null as first, s.created_at, verified_email_of(l.id) as email into asked
    from starting_links s join logins l on l.id = s.login_id
   where s.id = asked_id and s.used_at is null and s.cancelled_at is null and l.kind = 'resident' and l.locked_at is null
     for update of s;
  if asked.email is null then
    return null;
  end if;
  -- The newest link is the one that works.
  update starting_links set cancelled_at = clock_now()
   where login_id = asked.login_id and id <> asked_id and created_at <= asked.created_at and used_at is null and cancelled_at is null;
  update starting_links set token_sha256 = decode(asked_token_sha256, 'hex'), expires_at = clock_now() + interval '24 hours' where id = asked_id;
  if asked.first then
    insert into audit_events (actor_kind, action, subject_login_id) values ('system', 'login.linkMailed', asked.login_id);
  end if;
  return asked.email;
end $$;
grant execute on function mail_starting_link(uuid, text) to {{worker}};

-- Nightly: links nobody can use any more, with the rows of their mails. Guesses of strangers go as soon as their mails are given up.
create function clean_up_starting_links() returns integer language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  gone integer;
begin
  with old as (
    delete from starting_links
     where created_at < clock_now() - case when login_id is null then interval '4 days' else interval '30 days' end returning id),
  mails as (delete from outgoing_mails where kind = 'startingLink' and letter_id in (select id from old))
  select count(*) into gone from old;
  return gone;
end $$;
grant execute on function clean_up_starting_links() to {{worker}};

-- Nightly: sealed codes after 48 hours, orders that were never carried out after a week. The worker sees no name and no sheet.
create policy worker_removes on sealed_sheets to {{worker}} using (true) with check (false);
grant select (job_id, sealed_at, created_at), delete on sealed_sheets to {{worker}};
