-- Kontakt: what everybody may know of the office, before signing in too. Edited by the office.
alter table cooperative add column map_url text not null default '' check (map_url = '' or (map_url ~ '^https://[^[:space:]]+$' and char_length(map_url) <= 300));

create table departments (
  id uuid primary key default gen_random_uuid(),
  position integer not null default 0,
  name text not null check (char_length(name) between 1 and 120),
  matters text not null default '' check (char_length(matters) <= 300),
  phone text not null default '' check (char_length(phone) <= 60),
  email text not null default '' check (char_length(email) <= 254),
  hours text not null default '' check (char_length(hours) <= 200)
);

-- A number to call when something breaks: for the buildings named, or for all of them.
create table emergency_numbers (
  id uuid primary key default gen_random_uuid(),
  position integer not null default 0,
  label text not null check (char_length(label) between 1 and 120),
  phone text not null check (char_length(phone) between 3 and 60),
  hours text not null default '' check (char_length(hours) <= 200),
  -- Buildings of the register; not a foreign key, because facts come anew and their ids stay. Null = every building.
  building_ids text[],
  -- How people call those buildings: "Lipowa 2–8". Read also by who is not signed in and may not see the register.
  area text not null default '' check (char_length(area) <= 200),
  check ((building_ids is null) = (area = ''))
);

create table cooperative_bank_accounts (
  id uuid primary key default gen_random_uuid(),
  position integer not null default 0,
  label text not null check (char_length(label) between 1 and 120),
  nrb text not null check (nrb ~ '^[0-9]{26}$')
);

do $$
declare t text;
begin
  foreach t in array array['departments', 'emergency_numbers', 'cooperative_bank_accounts'] loop
    perform force_row_security(t::regclass);
    execute format('create policy everyone_reads on %I for select to {{resident}}, {{staff}} using (true)', t);
    execute format('grant select on %I to {{resident}}, {{staff}}', t);
  end loop;
end $$;

-- The buildings somebody has premises in, to put their own emergency number first.
create function my_buildings() returns setof text language sql stable security definer
  rows 4
  set search_path = {{schema}}, pg_temp
as $$ select distinct p.building_id from my_premises() m(id) join premises p on p.id = m.id $$;
grant execute on function my_buildings() to {{resident}};
