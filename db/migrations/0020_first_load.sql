-- The first delivery of a cooperative fills empty tables with millions of rows. Sorting an index once at the end costs a
-- fraction of putting every row into its place, so the indexes of the large tables are set aside meanwhile.
--
-- What is set aside is remembered here, in a transaction of its own: dropping an index keeps readers out until it is
-- committed, and a load takes minutes. Whoever comes after an import that died puts back what it finds here.
create table set_aside_indexes (
  name text primary key,
  table_name text not null,
  definition text not null,
  primary_key boolean not null
);
select force_row_security('set_aside_indexes');

-- Only tables without a single row: with rows in them pages would miss the indexes. A table somebody is just reading keeps them.
create function set_aside_indexes(resources text[]) returns integer language plpgsql security definer
  set search_path = {{schema}}, pg_temp
  set lock_timeout = '20ms'
as $$
declare
  t text;
  filled boolean;
  i record;
  aside integer := 0;
begin
  for t in select c.relname from pg_class c
            where c.relnamespace = '{{schema}}'::regnamespace and c.relkind = 'r'
              and c.relname = any (select r || '_versions' from unnest(resources) r) loop
    begin
      execute format('lock table %I in access exclusive mode', t);
      execute format('select exists (select from %I)', t) into filled;
      if not filled then
        for i in select ic.relname as name, pg_get_indexdef(x.indexrelid) as definition, x.indisprimary as is_key
                   from pg_index x join pg_class ic on ic.oid = x.indexrelid
                  where x.indrelid = t::regclass order by ic.relname loop
          insert into set_aside_indexes values (i.name, t, i.definition, i.is_key);
          if i.is_key then
            execute format('alter table %I drop constraint %I', t, i.name);
          else
            execute format('drop index %I', i.name);
          end if;
          aside := aside + 1;
        end loop;
      end if;
    exception when lock_not_available then
      null;
    end;
  end loop;
  return aside;
end $$;

-- Builds what was set aside: in the transaction that filled the table, so that a failure leaves it empty and the list as it was.
-- Readers do not notice; the keys become constraints later, because that keeps readers out until the transaction ends.
create function build_set_aside_indexes(resources text[]) returns void language plpgsql security definer
  set search_path = {{schema}}, pg_temp
  set maintenance_work_mem = '256MB'
as $$
declare
  i record;
begin
  for i in select * from set_aside_indexes s
            where s.table_name = any (select r || '_versions' from unnest(resources) r) and to_regclass(s.name) is null
            order by s.primary_key desc, s.name loop
    execute i.definition;
  end loop;
end $$;

-- The last step before the commit. One reader that takes its time would make every later one wait behind us, so we give way
-- and try again; the locks of one attempt are given back together.
create function put_back_indexes() returns void language plpgsql security definer
  set search_path = {{schema}}, pg_temp
  set lock_timeout = '30ms'
as $$
declare
  i record;
begin
  if not exists (select from set_aside_indexes) then
    return;
  end if;
  perform build_set_aside_indexes(array(select regexp_replace(table_name, '_versions$', '') from set_aside_indexes));
  for attempt in 1 .. 3000 loop
    begin
      for i in select * from set_aside_indexes where primary_key loop
        execute format('alter table %I add constraint %I primary key using index %I', i.table_name, i.name, i.name);
      end loop;
      delete from set_aside_indexes;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.1);
    end;
  end loop;
  raise exception 'indexes not put back: the tables are being read all the time' using errcode = 'lock_not_available';
end $$;
grant execute on function set_aside_indexes(text[]), build_set_aside_indexes(text[]), put_back_indexes() to {{importer}};
