-- What the nightly import needs around the facts: cheap clean-up, statistics, a mark of what can no longer be rolled back, audit.

-- Closed versions are few. With these, dropping what no kept publication shows costs what was closed, not the whole history.
do $$
declare t text;
begin
  for t in select c.relname from pg_class c where c.relnamespace = '{{schema}}'::regnamespace and c.relkind = 'r' and c.relname like '%\_versions' loop
    execute format('create index %I on %I (to_publication) where to_publication < 2147483647',
      regexp_replace(t, '_versions$', '_closed_idx'), t);
  end loop;
end $$;

-- Set once the rows only this publication showed are dropped: there is no way back to it.
alter table publications add column pruned_at timestamptz;

-- Statistics belong to the owner of a table; a publication that replaced half of one cannot wait for autovacuum's next round.
create function analyze_facts(resources text[]) returns void language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
declare t text;
begin
  for t in select c.relname from pg_class c
            where c.relnamespace = '{{schema}}'::regnamespace and c.relkind = 'r'
              and c.relname = any (select r || '_versions' from unnest(resources) r) loop
    execute format('analyze %I', t);
  end loop;
end $$;
grant execute on function analyze_facts(text[]) to {{importer}};

-- Confirming, refusing, forcing and rolling back are decisions of a person.
create policy importer_writes on audit_events for insert to {{importer}} with check (true);
grant insert on audit_events to {{importer}};
