import type pg from 'pg'
import { loginRoles, type Names, roleName } from './roles.ts'

/** The schema as the server knows it, in words that do not depend on the server's version nor on the installation's names. */
export type Catalogue = {
  relations: Relation[]
  functions: DatabaseFunction[]
  schemaGrants: string[]
}

export type Relation = {
  name: string
  kind: 'table' | 'view'
  options: string[]
  definition: string | null
  rowSecurity: boolean
  forcedRowSecurity: boolean
  owner: string
  columns: Column[]
  constraints: { name: string; definition: string }[]
  indexes: string[]
  triggers: string[]
  policies: Policy[]
  grants: Grant[]
}

export type Column = { name: string; type: string; nullable: boolean; extra: string }
export type Policy = {
  name: string
  command: string
  roles: string
  using: string | null
  check: string | null
  permissive: boolean
}
export type Grant = { role: string; privileges: string }
export type DatabaseFunction = {
  name: string
  args: string
  result: string
  language: string
  volatility: string
  securityDefiner: boolean
  settings: string[]
  body: string
  owner: string
  grants: string[]
}

const relationsSql = `
select c.relname as name, case c.relkind when 'v' then 'view' else 'table' end as kind, coalesce(c.reloptions, '{}') as options,
       case when c.relkind = 'v' then pg_get_viewdef(c.oid, true) end as definition,
       c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as "forcedRowSecurity", pg_get_userbyid(c.relowner) as owner,
       array(select jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull,
               'extra', concat_ws(' ',
                  case when a.attidentity <> '' then 'generated always as identity' end,
                  case when a.attgenerated <> '' then 'generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                       else 'default ' || pg_get_expr(d.adbin, d.adrelid) end,
                  case when a.attcollation <> t.typcollation then 'collate ' || quote_ident(co.collname) end,
                  case when a.attstorage <> t.typstorage then 'storage ' || case a.attstorage when 'e' then 'external' when 'p' then 'plain' when 'm' then 'main' else 'extended' end end))
             from pg_attribute a join pg_type t on t.oid = a.atttypid
             left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             left join pg_collation co on co.oid = a.attcollation
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
       array(select jsonb_build_object('name', k.conname, 'definition', pg_get_constraintdef(k.oid, true))
               from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x')
              order by position(k.contype::text in 'pufcx'), k.conname collate "C") as constraints,
       array(select pg_get_indexdef(i.indexrelid) from pg_index i join pg_class ic on ic.oid = i.indexrelid
              where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
              order by ic.relname collate "C") as indexes,
       array(select pg_get_triggerdef(g.oid, true) from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal order by g.tgname collate "C") as triggers,
       array(select jsonb_build_object('name', p.polname, 'permissive', p.polpermissive,
               'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
               'roles', (select string_agg(case when r = 0 then 'public' else pg_get_userbyid(r) end, ', ' order by pg_get_userbyid(r) collate "C") from unnest(p.polroles) r),
               'using', pg_get_expr(p.polqual, p.polrelid, true), 'check', pg_get_expr(p.polwithcheck, p.polrelid, true))
               from pg_policy p where p.polrelid = c.oid order by p.polname collate "C") as policies,
       array(select jsonb_build_object('role', g.role, 'privileges', string_agg(g.privilege, ', ' order by g.privilege collate "C"))
               from (select case when x.grantee = 0 then 'public' else pg_get_userbyid(x.grantee)::text end as role, lower(x.privilege_type) as privilege
                       from aclexplode(c.relacl) x where x.grantee <> c.relowner
                     union all
                     select case when x.grantee = 0 then 'public' else pg_get_userbyid(x.grantee) end,
                            lower(x.privilege_type) || ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')'
                       from pg_attribute a, aclexplode(a.attacl) x where a.attrelid = c.oid and not a.attisdropped
                      group by x.grantee, x.privilege_type) g
              group by g.role order by g.role collate "C") as grants
  from pg_class c
 where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v')
 order by c.relname collate "C"`

const functionsSql = `
select p.proname as name, pg_get_function_arguments(p.oid) as args, pg_get_function_result(p.oid) as result, l.lanname as language,
       case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility,
       p.prosecdef as "securityDefiner", coalesce(p.proconfig, '{}') as settings, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as body, pg_get_userbyid(p.proowner) as owner,
       array(select case when x.grantee = 0 then 'public' else pg_get_userbyid(x.grantee)::text end
               from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x where x.grantee <> p.proowner
              order by 1) as grants
  from pg_proc p join pg_language l on l.oid = p.prolang
 where p.pronamespace = $1::regnamespace
 order by p.proname collate "C", pg_get_function_arguments(p.oid) collate "C"`

const schemaGrantsSql = `
select case when x.grantee = 0 then 'public' else pg_get_userbyid(x.grantee) end || ': ' || string_agg(lower(x.privilege_type), ', ' order by x.privilege_type) as line
  from pg_namespace n, aclexplode(n.nspacl) x
 where n.oid = $1::regnamespace and x.grantee <> n.nspowner
 group by x.grantee order by 1`

/** Reads the whole schema; `client` is the administrator. */
export async function readCatalogue(client: pg.ClientBase, names: Names): Promise<Catalogue> {
  // With the schema on the path, the server leaves its name out of what it writes.
  await client.query(`set search_path to "${names.schema}", pg_temp`)
  try {
    const relations = await client.query(relationsSql, [names.schema])
    const functions = await client.query(functionsSql, [names.schema])
    const grants = await client.query(schemaGrantsSql, [names.schema])
    const found = {
      relations: relations.rows,
      functions: functions.rows,
      schemaGrants: grants.rows.map((row) => row.line),
    }
    const catalogue: Catalogue = JSON.parse(withoutOwnNames(JSON.stringify(found), names))
    return { ...catalogue, relations: catalogue.relations.map((relation) => withoutTableNames(relation, catalogue)) }
  } finally {
    await client.query('reset search_path')
  }
}

/** Puts `{{resident}}` and the like where this installation's names stand, as the migrations write them. */
function withoutOwnNames(text: string, names: Names): string {
  let result = text
  for (const role of [...loginRoles, 'owner' as const]) {
    result = result.replaceAll(new RegExp(`\\b${roleName(names, role)}\\b`, 'g'), `{{${role}}}`)
  }
  return (
    result
      // Not in quotes: `ebok.session` is the name of a setting, whatever the schema is called.
      .replaceAll(new RegExp(`(?<!')\\b${names.schema}\\.(?=\\w)`, 'g'), '')
      .replaceAll(new RegExp(`search_path=${names.schema}, `, 'g'), 'search_path={{schema}}, ')
      .replaceAll(new RegExp(`'\\\\"${names.schema}\\\\"'`, 'g'), `'{{schema}}'`)
  )
}

/** Servers before 16 put the table's name before every column of a view, later ones only where it is needed. */
function withoutTableNames(relation: Relation, catalogue: Catalogue): Relation {
  if (relation.definition === null) return relation
  const tables = catalogue.relations.map((other) => other.name).join('|')
  return { ...relation, definition: relation.definition.replaceAll(new RegExp(`\\b(?:${tables})\\.`, 'g'), '') }
}
