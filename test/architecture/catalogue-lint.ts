/** What must hold of every table, view and function there is, by the catalogue: each query names what breaks the rule, with the schema on the path. */

export const here = 'current_schema()::regnamespace'

export const lints: Readonly<Record<string, string>> = {
  'row-level security is on and forced on every table': `
    select relname as name from pg_class where relnamespace = ${here} and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)`,
  'every table somebody may read has a policy for them': `
    select distinct c.relname || ': ' || r.rolname as name
      from pg_class c cross join lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
     where c.relnamespace = ${here} and c.relkind in ('r', 'p') and a.privilege_type = 'SELECT' and r.oid <> c.relowner
       and not exists (select from pg_policy p where p.polrelid = c.oid and r.oid = any (p.polroles))`,
  'no policy is for everybody without a role': `
    select c.relname || ': ' || p.polname as name from pg_policy p join pg_class c on c.oid = p.polrelid
     where c.relnamespace = ${here} and 0 = any (p.polroles)`,
  'views ask with the rights of the asker': `
    select relname as name from pg_class where relnamespace = ${here} and relkind = 'v'
       and not coalesce('security_invoker=true' = any (reloptions), false)`,
  'a function with the rights of its owner fixes its search path': `
    select proname as name from pg_proc where pronamespace = ${here} and prosecdef
       and not exists (select from unnest(proconfig) c where c like 'search_path=%')`,
  'nothing is granted to everybody': `
    select c.relname as name from pg_class c cross join lateral aclexplode(c.relacl) a where c.relnamespace = ${here} and a.grantee = 0
    union all
    select p.proname from pg_proc p cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
     where p.pronamespace = ${here} and a.grantee = 0`,
  'a foreign key has an index, or deleting reads the whole table': `
    select k.conrelid::regclass || ': ' || k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
     where c.relnamespace = ${here} and k.contype = 'f'
       and not exists (select from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1])`,
  'a function that returns rows says how many, or the planner thinks of a thousand': `
    select proname as name from pg_proc where pronamespace = ${here} and proretset and prorows = 1000`,
}
