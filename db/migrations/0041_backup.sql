-- Backup: its role reads every table already (force_row_security); now also the register of migrations and how far sequences got.

create policy backup_read on schema_migrations for select to {{backup}} using (true);
grant select on schema_migrations to {{backup}};

do $$
declare s regclass;
begin
  for s in select c.oid from pg_class c where c.relnamespace = '{{schema}}'::regnamespace and c.relkind = 'S' loop
    execute format('grant select on sequence %s to {{backup}}', s);
  end loop;
end $$;
alter default privileges for role {{owner}} in schema {{schema}} grant select on sequences to {{backup}};
