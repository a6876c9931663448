-- The second factor: of staff always, of residents when they want it; accounts of the office; the first administrator.

-- Sessions -----------------------------------------------------------------------------------------------------------------

-- After the password, a session that still owes its second factor reaches nothing but the page that asks for it.
alter table sessions drop constraint sessions_purpose_check;
alter table sessions add constraint sessions_purpose_check check (purpose in ('full', 'setPassword', 'secondFactor'));
-- By which second factor the session was opened; handed over when the password is changed.
alter table sessions add column factor text check (factor in ('totp', 'passkey', 'recoveryCode'));
-- The key of an authenticator app shown on the page and not confirmed yet, sealed; it lives and dies with the session that saw it.
alter table sessions add column sealed_enrolment bytea;
-- What a passkey has to sign next; good once.
alter table sessions add column challenge text check (char_length(challenge) <= 100);
-- Staff signed in before there was a second factor sign in anew.
update sessions set ended_at = clock_now()
  from logins l where l.id = sessions.login_id and l.kind = 'staff' and purpose = 'full' and ended_at is null;

-- The second wall: whatever the application opens, a session of staff without a second factor is nobody's.
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
       and (l.kind = 'resident' or s.factor is not null)
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

alter table sign_ins drop constraint sign_ins_outcome_check;
alter table sign_ins add constraint sign_ins_outcome_check
  check (outcome in ('success', 'wrongPassword', 'locked', 'passwordOnly', 'wrongFactor'));

-- Factors ------------------------------------------------------------------------------------------------------------------

-- The key of an authenticator app, sealed with a key that is not in the database: a dump alone gives no code.
create table totp_factors (
  login_id uuid primary key references logins on delete cascade,
  sealed_secret bytea not null check (octet_length(sealed_secret) between 30 and 200),
  -- The half minute whose code was accepted last: each is accepted once.
  last_step bigint not null,
  added_at timestamptz not null default clock_now(),
  last_used_at timestamptz not null default clock_now()
);

create table passkeys (
  id uuid primary key default gen_random_uuid(),
  login_id uuid not null references logins on delete cascade,
  credential_id bytea not null unique check (octet_length(credential_id) between 1 and 1023),
  public_key bytea not null check (octet_length(public_key) between 1 and 4000),
  -- Grows with every use where the key counts at all; a copy of a key falls behind.
  sign_count bigint not null check (sign_count >= 0),
  transports text[] not null default '{}',
  name text not null check (char_length(name) between 1 and 60),
  added_at timestamptz not null default clock_now(),
  last_used_at timestamptz
);
create index passkeys_login_id_idx on passkeys (login_id);

-- 74 random bits each, kept as a keyed hash.
create table recovery_codes (
  login_id uuid not null references logins on delete cascade,
  code_hash bytea not null check (octet_length(code_hash) = 32),
  made_at timestamptz not null default clock_now(),
  used_at timestamptz,
  primary key (login_id, code_hash)
);

-- What the person is told by mail: the last place where somebody learns that their account is being taken over.
create table factor_changes (
  id uuid primary key default gen_random_uuid(),
  login_id uuid not null references logins on delete cascade,
  change text not null check (change in
    ('appAdded', 'appReplaced', 'appRemoved', 'passkeyAdded', 'passkeyRemoved', 'codesMade', 'codeUsed', 'removedByOffice')),
  at timestamptz not null default clock_now()
);
create index factor_changes_login_id_idx on factor_changes (login_id, at desc);

-- The link that makes the first administrator; only its hash is kept. One at a time.
create table setup_links (
  only_row boolean primary key default true check (only_row),
  secret_sha256 bytea not null check (octet_length(secret_sha256) = 32),
  expires_at timestamptz not null,
  used_at timestamptz
);

select force_row_security(t::regclass) from unnest(array[
  'totp_factors', 'passkeys', 'recovery_codes', 'factor_changes', 'setup_links']) t;

do $$
declare t text;
begin
  foreach t in array array['totp_factors', 'passkeys', 'recovery_codes', 'setup_links'] loop
    execute format('create policy auth_all on %I to {{auth}} using (true) with check (true)', t);
  end loop;
  -- Whether and since when, never the key: for the office's list and the page of a person who calls.
  foreach t in array array['totp_factors', 'passkeys', 'recovery_codes'] loop
    execute format($policy$create policy office_reads on %I for select to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'administrator'))$policy$, t);
  end loop;
end $$;
grant select, insert, update, delete on totp_factors, passkeys, recovery_codes to {{auth}};
grant select, insert, update on setup_links to {{auth}};
grant select (login_id, added_at, last_used_at) on totp_factors to {{staff}};
grant select (id, login_id, name, added_at, last_used_at) on passkeys to {{staff}};
grant select (login_id, made_at, used_at) on recovery_codes to {{staff}};
create policy worker_reads on factor_changes for select to {{worker}} using (true);
grant select on factor_changes to {{worker}};

-- Notes a change and puts a mail about it into the outbox, where there is a confirmed address to send it to.
create function note_factor_change(asked_login_id uuid, asked_change text) returns void language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare noted uuid;
begin
  insert into factor_changes (login_id, change) values (asked_login_id, asked_change) returning id into noted;
  if verified_email_of(asked_login_id) is not null then
    insert into outgoing_mails (kind, letter_id) values ('factorChanged', noted);
  end if;
end $$;

-- Takes every second factor of a login away. Returns how many there were, spare codes not counted.
create function drop_factors(asked_login_id uuid) returns integer language sql security definer
  set search_path = {{schema}}, pg_temp
as $$
  with app as (delete from totp_factors where login_id = asked_login_id returning 1),
       keys as (delete from passkeys where login_id = asked_login_id returning 1),
       codes as (delete from recovery_codes where login_id = asked_login_id returning 1)
  select (select count(*) from app)::integer + (select count(*) from keys)::integer
$$;
grant execute on function note_factor_change(uuid, text), drop_factors(uuid) to {{auth}};

-- Accounts of the office ---------------------------------------------------------------------------------------------------

-- Two administrators may have one account open: whoever comes second is told. The key is of the form that made the last change.
alter table logins add column version integer not null default 1;
alter table logins add column change_once_sha256 bytea unique check (octet_length(change_once_sha256) = 32);
grant select (version) on logins to {{staff}};
grant update (version) on logins to {{auth}};
grant execute on function recently_proved() to {{staff}};

-- One change of who runs the office at a time.
create function one_staff_change() returns void language sql
  set search_path = {{schema}}, pg_temp
as $$ select pg_advisory_xact_lock(hashtext(current_schema() || '.staff'), 0) $$;
grant execute on function one_staff_change() to {{auth}};

-- Whoever changes a login, by whatever way: an administrator who can sign in stays.
create function keep_an_administrator() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  if old.staff_role = 'administrator' and old.locked_at is null and old.password_hash is not null
     and (new.staff_role is distinct from 'administrator' or new.locked_at is not null or new.password_hash is null) then
    perform one_staff_change();
    if not exists (select from logins l where l.id <> old.id and l.staff_role = 'administrator' and l.locked_at is null
                      and l.password_hash is not null) then
      raise exception 'the last active administrator' using errcode = 'EB001';
    end if;
  end if;
  return new;
end $$;
create trigger keep_an_administrator before update of staff_role, locked_at, password_hash on logins
  for each row execute function keep_an_administrator();

-- A new account with its starting code. The same form sent again makes nothing.
create function add_staff_account(asked_name text, asked_display_name text, asked_role text, asked_code_hash text, asked_days integer,
                                  asked_once_sha256 bytea, out outcome text, out id uuid, out expires_at timestamptz)
  language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  perform one_staff_change();
  if current_staff_role() is distinct from 'administrator' then
    outcome := 'forbidden';
    return;
  end if;
  select l.id into id from logins l where l.change_once_sha256 = asked_once_sha256;
  if id is not null then
    outcome := 'repeated';
    return;
  elsif not recently_proved() then
    outcome := 'proofNeeded';
    return;
  end if;
  insert into logins (name, kind, staff_role, display_name, change_once_sha256)
    values (asked_name, 'staff', asked_role, asked_display_name, asked_once_sha256)
    on conflict do nothing returning logins.id into id;
  if id is null then
    outcome := 'taken';
    return;
  end if;
  insert into starting_codes (login_id, code_hash, expires_at)
    values (id, asked_code_hash, clock_now() + make_interval(days => asked_days)) returning starting_codes.expires_at into expires_at;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details) values
    ('staff', current_login_id(), 'login.created', id, jsonb_build_object('kind', 'staff', 'role', asked_role)),
    ('staff', current_login_id(), 'login.codeIssued', id, '{}');
  outcome := 'made';
end $$;

-- One change of one account: `role` (the new one), `lock` and `unlock` and `factors` (the reason), `code` (the new code's hash).
create function change_staff_account(asked_id uuid, asked_version integer, asked_change text, asked_value text, asked_days integer,
                                     asked_once_sha256 bytea, out outcome text, out expires_at timestamptz)
  language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  me uuid;
  target logins%rowtype;
begin
  perform one_staff_change();
  me := current_login_id();
  if current_staff_role() is distinct from 'administrator' then
    outcome := 'forbidden';
    return;
  end if;
  select * into target from logins l where l.id = asked_id and l.kind = 'staff' for update;
  outcome := case
    when target.id is null then 'unknown'
    when target.change_once_sha256 = asked_once_sha256 then 'repeated'
    when target.id = me then 'self'
    when target.version <> asked_version then 'changed'
    when not recently_proved() then 'proofNeeded'
    when asked_change = 'role' and target.staff_role = asked_value then 'state'
    when asked_change = 'lock' and target.locked_at is not null then 'state'
    when asked_change = 'unlock' and target.locked_at is null then 'state'
    when asked_change = 'factors' and not exists (select from totp_factors f where f.login_id = asked_id)
      and not exists (select from passkeys p where p.login_id = asked_id) then 'state'
    -- The trigger would stop the first two; without a factor somebody else could enrol in the place of the only one.
    when asked_change in ('role', 'lock', 'factors') and target.staff_role = 'administrator' and target.locked_at is null
      and target.password_hash is not null and not exists (
        select from logins l where l.id <> asked_id and l.staff_role = 'administrator' and l.locked_at is null and l.password_hash is not null)
      then 'lastAdministrator'
  end;
  if outcome is not null then
    return;
  end if;
  case asked_change
    when 'role' then
      update logins l set staff_role = asked_value where l.id = asked_id;
    when 'lock' then
      update logins l set locked_at = clock_now(), lock_reason = asked_value where l.id = asked_id;
    when 'unlock' then
      update logins l set locked_at = null, lock_reason = null where l.id = asked_id;
    when 'code' then
      insert into starting_codes as c (login_id, code_hash, expires_at)
        values (asked_id, asked_value, clock_now() + make_interval(days => asked_days))
        on conflict (login_id) do update
           set code_hash = excluded.code_hash, issued_at = clock_now(), expires_at = excluded.expires_at, used_at = null
        returning c.expires_at into expires_at;
    when 'factors' then
      perform drop_factors(asked_id);
      perform note_factor_change(asked_id, 'removedByOffice');
  end case;
  update logins l set version = l.version + 1, change_once_sha256 = asked_once_sha256 where l.id = asked_id;
  -- Unlocking gives back, everything else takes away: what was open under the old right is closed.
  update sessions s set ended_at = clock_now()
   where s.login_id = asked_id and s.ended_at is null
     and case asked_change when 'unlock' then false when 'code' then s.purpose = 'setPassword' else true end;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details) values ('staff', me,
    case asked_change when 'role' then 'staff.roleChanged' when 'lock' then 'login.locked' when 'unlock' then 'login.unlocked'
      when 'code' then 'login.codeIssued' else 'login.factorsRemoved' end, asked_id,
    case when asked_change = 'role' then jsonb_build_object('from', target.staff_role, 'to', asked_value)
         when asked_change = 'code' then '{}'
         else jsonb_build_object('reason', asked_value) end);
  outcome := 'done';
end $$;

-- For a resident who lost their phone and was recognised, in person or by what was agreed: clerks and administrators, with a reason.
create function remove_resident_factors(asked_id uuid, asked_reason text) returns text language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'administrator') then
    return 'forbidden';
  elsif not recently_proved() then
    return 'proofNeeded';
  end if;
  perform from logins l where l.id = asked_id and l.kind = 'resident' for no key update;
  if not found or drop_factors(asked_id) = 0 then
    return 'none';
  end if;
  perform note_factor_change(asked_id, 'removedByOffice');
  update sessions s set ended_at = clock_now() where s.login_id = asked_id and s.ended_at is null;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
    values ('staff', current_login_id(), 'login.factorsRemoved', asked_id, jsonb_build_object('reason', asked_reason));
  return 'done';
end $$;
grant execute on function remove_resident_factors(uuid, text) to {{staff}};

grant execute on function add_staff_account(text, text, text, text, integer, bytea),
  change_staff_account(uuid, integer, text, text, integer, bytea) to {{staff}};

-- The first administrator --------------------------------------------------------------------------------------------------

-- The link works once and only while nobody administrates. A taken login name leaves it unused.
create function finish_setup(asked_secret_sha256 text, asked_cooperative text, asked_name text, asked_display_name text,
                             asked_password_hash text, out outcome text, out id uuid)
  language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  perform one_staff_change();
  if exists (select from logins l where l.staff_role = 'administrator')
     or not exists (select from setup_links s where s.secret_sha256 = decode(asked_secret_sha256, 'hex') and s.used_at is null
                       and s.expires_at > clock_now()) then
    outcome := 'gone';
    return;
  end if;
  insert into logins (name, kind, staff_role, display_name, password_hash, password_set_at)
    values (asked_name, 'staff', 'administrator', asked_display_name, asked_password_hash, clock_now())
    on conflict do nothing returning logins.id into id;
  if id is null then
    outcome := 'taken';
    return;
  end if;
  update setup_links set used_at = clock_now();
  update cooperative set name = asked_cooperative, updated_at = clock_now();
  insert into audit_events (actor_kind, action, subject_login_id, details)
    values ('operator', 'login.created', id, jsonb_build_object('kind', 'staff', 'role', 'administrator', 'by', 'setupLink'));
  outcome := 'made';
end $$;
grant execute on function finish_setup(text, text, text, text, text) to {{auth}};
