-- The queue of registrations stays quick with thousands of requests, and the mail that a login waits knows what was handed over.

-- What the office looks for in the queue, folded once when it is written and not at every search.
grant execute on function fold_text(text) to {{worker}};
alter table registrations add column search_text text not null
  generated always as (fold_text(first_name || ' ' || name || ' ' || street || ' ' || flat || ' ' || email || ' ' || party_number)) stored;

-- A login that was handed over at the desk waits for nobody. Handing over came with another migration, which need not be there yet.
create or replace function registered_login_waits(asked_id uuid) returns boolean language plpgsql stable security definer
  set search_path = {{schema}}, pg_temp
as $$
declare
  issued uuid := (select r.login_id from registrations r join logins l on l.id = r.login_id
                   where r.id = asked_id and l.password_set_at is null and l.locked_at is null);
begin
  if issued is not null and to_regclass('login_handovers') is not null then
    return not exists (select from login_handovers h where h.login_id = issued and h.handed_over_at is not null);
  end if;
  return issued is not null;
end $$;

-- The same people as before, found with less: whoever has the first name is looked up once, not for every surname that begins alike.
create or replace function registration_candidates(asked jsonb) returns setof text language plpgsql stable security definer rows 60
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
    with called as materialized (
      select distinct t.subject_id from register_terms t where t.kind = 'name' and t.term = any (first_names)),
    named as (
      select t.subject_id, t.term = n.word as same from unnest(names) n(word)
        join register_terms t on t.kind = 'name' and t.term >= left(n.word, 3) and t.term < left(n.word, 3) || chr(65533)
       where abs(char_length(t.term) - char_length(n.word)) <= 1)
    select found.id from (
      -- A person by the first name and a word of the surname, or one that begins alike and is as long; a company by its words alone.
      (select n.subject_id as id from named n
        where cardinality(first_names) = 0 or n.subject_id in (select c.subject_id from called c)
        group by n.subject_id order by bool_or(n.same) desc, count(*) desc, n.subject_id limit 60)
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
