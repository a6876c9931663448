-- Foundation: the clock, logins, sessions, guessing limits, audit. Belongings of the portal, written only by the application.
-- Roles appear as {{placeholders}}: they are named per installation. Row-level security is forced on every table; no role owns
-- what it reads, and the owner cannot log in.

revoke all on schema {{schema}} from public;
grant usage on schema {{schema}} to {{resident}}, {{auth}}, {{staff}}, {{importer}}, {{worker}}, {{backup}};
alter default privileges for role {{owner}} revoke execute on functions from public;
alter default privileges for role {{owner}} revoke all on tables from public;

-- The only source of time in the database, so that a test can move it and a right ends at Warsaw's midnight.
create function clock_now() returns timestamptz language sql stable
  set search_path = {{schema}}, pg_temp
  as $$ select now() $$;
create function today() returns date language sql stable
  set search_path = {{schema}}, pg_temp
  as $$ select (clock_now() at time zone 'Europe/Warsaw')::date $$;
grant execute on function clock_now(), today() to {{resident}}, {{auth}}, {{staff}}, {{importer}}, {{worker}};

-- The cooperative -------------------------------------------------------------------------------------------------

create table cooperative (
  only_row boolean primary key default true check (only_row),
  name text not null check (char_length(name) between 1 and 200),
  street text not null default '',
  postal_code text not null default '',
  city text not null default '',
  phone text not null default '',
  email text not null default '',
  office_hours text not null default '',
  nip text not null default '',
  regon text not null default '',
  krs text not null default '',
  accent_color text not null default '#0b5a6f' check (accent_color ~ '^#[0-9a-f]{6}$'),
  data_protection_clause text not null default '',
  updated_at timestamptz not null default clock_now()
);
insert into cooperative (name) values ('Spółdzielnia Mieszkaniowa');

-- Who signs in ----------------------------------------------------------------------------------------------------

create table logins (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name ~ '^[A-Za-z0-9@._+-]{3,254}$'),
  kind text not null check (kind in ('resident', 'staff')),
  staff_role text check (staff_role in ('clerk', 'accountant', 'editor', 'administrator')),
  display_name text not null check (char_length(display_name) between 1 and 300),
  -- The person in the accounting system's register. Not a foreign key: facts are replaced by publications, their ids stay.
  party_id text,
  -- PHC string, Argon2id; null until the starting code was exchanged for a password.
  password_hash text,
  password_set_at timestamptz,
  locked_at timestamptz,
  lock_reason text check (char_length(lock_reason) <= 500),
  created_at timestamptz not null default clock_now(),
  check ((kind = 'staff') = (staff_role is not null)),
  check (kind = 'resident' or party_id is null),
  check ((locked_at is null) = (lock_reason is null))
);
create unique index logins_name_key on logins (lower(name));
create index logins_party_id_idx on logins (party_id);

-- One code a login: issuing a new one replaces, and so kills, the old.
create table starting_codes (
  login_id uuid primary key references logins on delete cascade,
  code_hash text not null,
  issued_at timestamptz not null default clock_now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  check (expires_at > issued_at)
);

-- Rights given by the office on top of the register: a proxy acts for a party on premises, between dates.
create table access_rights (
  id uuid primary key default gen_random_uuid(),
  login_id uuid not null references logins on delete cascade,
  party_id text not null,
  premises_id text not null,
  kind text not null check (kind in ('proxy')),
  valid_from date not null,
  valid_to date,
  basis text not null check (char_length(basis) between 1 and 500),
  created_at timestamptz not null default clock_now(),
  check (valid_to is null or valid_to >= valid_from)
);
create index access_rights_login_id_idx on access_rights (login_id);

create table sessions (
  -- SHA-256 of the cookie's secret; the secret itself is never stored.
  token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
  id uuid not null unique default gen_random_uuid(),
  login_id uuid not null references logins on delete cascade,
  -- A session opened by a starting code reaches only "set your password".
  purpose text not null check (purpose in ('full', 'setPassword')),
  created_at timestamptz not null default clock_now(),
  last_seen_at timestamptz not null default clock_now(),
  idle_minutes integer not null check (idle_minutes between 1 and 120),
  expires_at timestamptz not null,
  ended_at timestamptz,
  -- The last moment the password was given in this session; sensitive changes ask for one within five minutes.
  proved_at timestamptz not null default clock_now(),
  previous_sign_in_at timestamptz,
  browser text not null default '' check (char_length(browser) <= 80)
);
create index sessions_login_id_idx on sessions (login_id);
create index sessions_expires_at_idx on sessions (expires_at);

create table sign_ins (
  id bigint generated always as identity primary key,
  login_id uuid not null references logins on delete cascade,
  at timestamptz not null default clock_now(),
  outcome text not null check (outcome in ('success', 'wrongPassword', 'locked')),
  browser text not null default '' check (char_length(browser) <= 80)
);
create index sign_ins_login_id_idx on sign_ins (login_id, at desc);

-- Guessing limits, by SHA-256 of what is limited (a login name, a source address, a known browser): no name or address is kept.
create table throttle_buckets (
  bucket_sha256 bytea primary key check (octet_length(bucket_sha256) = 32),
  failures integer not null default 0 check (failures >= 0),
  blocked_until timestamptz not null default '-infinity',
  day date not null,
  day_attempts integer not null default 0,
  updated_at timestamptz not null default clock_now()
);
create index throttle_buckets_updated_at_idx on throttle_buckets (updated_at);

-- A browser that signed in before has a bucket of its own, so that a stranger's guesses cannot keep a resident out.
create table known_browsers (
  browser_sha256 bytea not null check (octet_length(browser_sha256) = 32),
  login_id uuid not null references logins on delete cascade,
  last_used_at timestamptz not null default clock_now(),
  primary key (browser_sha256, login_id)
);
create index known_browsers_login_id_idx on known_browsers (login_id);

create table calendar_subscriptions (
  secret_sha256 bytea primary key check (octet_length(secret_sha256) = 32),
  id uuid not null unique default gen_random_uuid(),
  login_id uuid not null references logins on delete cascade,
  created_at timestamptz not null default clock_now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create unique index calendar_subscriptions_active_key on calendar_subscriptions (login_id) where revoked_at is null;
create index calendar_subscriptions_login_id_idx on calendar_subscriptions (login_id);

-- Audit: append-only, each row carries the hash of the one before --------------------------------------------------

create table audit_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_now(),
  -- 'operator' = the command line on the server.
  actor_kind text not null check (actor_kind in ('resident', 'staff', 'operator', 'system')),
  actor_login_id uuid,
  action text not null check (action ~ '^[a-z]+(\.[a-zA-Z]+)+$'),
  subject_login_id uuid,
  details jsonb not null default '{}',
  previous_hash bytea not null,
  hash bytea not null
);
create index audit_events_subject_idx on audit_events (subject_login_id, at desc);

create function chain_audit_event() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  -- One writer at a time: the chain has one order.
  perform pg_advisory_xact_lock(hashtext('audit_events'), hashtext(current_schema()));
  new.at := clock_now();
  select coalesce((select e.hash from audit_events e order by e.id desc limit 1), '\x00') into new.previous_hash;
  new.hash := sha256(new.previous_hash || convert_to(
    concat_ws('|', new.id, extract(epoch from new.at), new.actor_kind, new.actor_login_id, new.action, new.subject_login_id, new.details::text),
    'UTF8'));
  return new;
end $$;
create trigger audit_events_chain before insert on audit_events for each row execute function chain_audit_event();

-- Row-level security ----------------------------------------------------------------------------------------------

create function force_row_security(table_name regclass) returns void language plpgsql
  set search_path = {{schema}}, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', table_name);
  execute format('alter table %s force row level security', table_name);
  execute format('create policy owner_all on %s to {{owner}} using (true) with check (true)', table_name);
  execute format('create policy backup_read on %s for select to {{backup}} using (true)', table_name);
  execute format('grant select on %s to {{backup}}', table_name);
end $$;

select force_row_security(t::regclass) from unnest(array[
  'cooperative', 'logins', 'starting_codes', 'access_rights', 'sessions', 'sign_ins', 'throttle_buckets', 'known_browsers',
  'calendar_subscriptions', 'audit_events']) t;

-- Who is asking: the hash set for this transaction names a living session of the full kind, or a calendar's secret.
create function current_login_id() returns uuid language plpgsql stable security definer
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
  end if;
  return found;
end $$;

create function current_staff_role() returns text language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select l.staff_role from logins l where l.id = current_login_id() $$;

-- What the page frame needs of the session that asks; a calendar's secret is no session.
create function current_session() returns table (
  session_id uuid, login_id uuid, login_name text, kind text, staff_role text, display_name text, party_id text,
  previous_sign_in_at timestamptz, last_seen_at timestamptz, proved_at timestamptz, idle_minutes integer
) language plpgsql stable security definer
  rows 1
  set search_path = {{schema}}, pg_temp
as $$
begin
  if current_setting('ebok.session', true) ~ '^[0-9a-f]{64}$' then
    return query
      select s.id, l.id, l.name, l.kind, l.staff_role, l.display_name, l.party_id,
             s.previous_sign_in_at, s.last_seen_at, s.proved_at, s.idle_minutes
        from sessions s join logins l on l.id = s.login_id
       where s.token_sha256 = decode(current_setting('ebok.session', true), 'hex') and l.id = current_login_id();
  end if;
end $$;

grant execute on function current_login_id(), current_session() to {{resident}}, {{staff}};
grant execute on function current_staff_role() to {{staff}};

-- The cooperative's name and address are on the sign-in page.
create policy everyone_reads on cooperative for select to {{resident}}, {{auth}}, {{staff}}, {{worker}} using (true);
grant select on cooperative to {{resident}}, {{auth}}, {{staff}}, {{worker}};

-- The signing-in code works before anybody is known; it has a role of its own that reaches no accounting data.
do $$
declare t text;
begin
  foreach t in array array['logins', 'starting_codes', 'sessions', 'sign_ins', 'throttle_buckets', 'known_browsers'] loop
    execute format('create policy auth_all on %I to {{auth}} using (true) with check (true)', t);
  end loop;
end $$;
grant select, insert on logins to {{auth}};
grant update (password_hash, password_set_at, locked_at, lock_reason) on logins to {{auth}};
grant select, insert, update, delete on starting_codes, sessions, throttle_buckets, known_browsers to {{auth}};
grant select, insert, delete on sign_ins to {{auth}};
create policy auth_writes on audit_events for insert to {{auth}} with check (true);
grant insert on audit_events to {{auth}};
create policy auth_writes on access_rights to {{auth}} using (true) with check (true);
grant select, insert, update on access_rights to {{auth}};

-- A person sees their own login, sessions and sign-ins, and no secret in them.
create policy own_row on logins for select to {{resident}}, {{staff}} using (id = (select current_login_id()));
grant select (id, name, kind, staff_role, display_name, party_id, password_set_at, created_at) on logins to {{resident}}, {{staff}};
create policy own_rows on sessions for select to {{resident}}, {{staff}} using (login_id = (select current_login_id()));
grant select (id, login_id, purpose, created_at, last_seen_at, idle_minutes, expires_at, ended_at, previous_sign_in_at, browser)
  on sessions to {{resident}}, {{staff}};
create policy own_rows on sign_ins for select to {{resident}}, {{staff}} using (login_id = (select current_login_id()));
grant select on sign_ins to {{resident}}, {{staff}};
create policy own_rows on access_rights for select to {{resident}} using (login_id = (select current_login_id()));
grant select on access_rights to {{resident}};
create policy own_rows on calendar_subscriptions to {{resident}}
  using (login_id = (select current_login_id())) with check (login_id = (select current_login_id()));
grant select, insert on calendar_subscriptions to {{resident}};
grant update (last_used_at, revoked_at) on calendar_subscriptions to {{resident}};
