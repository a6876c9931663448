/** What each role may read and write, column by column, as the server itself judges it: grants on the table, on the column and through other roles. */
import type pg from 'pg'
import { type Names, roleName } from '#platform/db/roles.ts'

/** `backup` reads everything, that is what it is for, and writes nothing; `auth`, `importer` and `worker` know no person. */
export const watchedRoles = ['resident', 'staff', 'auth', 'importer', 'worker'] as const

const columnsSql = `
  select c.relname as "table", string_agg(a.attname, ' ' order by a.attnum) filter (where has_column_privilege($1, c.oid, a.attnum, $2)) as allowed,
         bool_and(has_column_privilege($1, c.oid, a.attnum, $2)) as whole
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v')
   group by c.relname order by c.relname collate "C"`

/** Lines such as `staff reads logins: id name kind`; `*` = every column. */
export async function allowedColumns(client: pg.ClientBase, names: Names): Promise<string[]> {
  const lines: string[] = []
  for (const role of watchedRoles) {
    for (const [verb, privilege] of [
      ['reads', 'select'],
      ['puts in', 'insert'],
      ['changes', 'update'],
    ] as const) {
      const { rows } = await client.query<{ table: string; allowed: string | null; whole: boolean }>(columnsSql, [
        roleName(names, role),
        privilege,
      ])
      for (const { table, allowed, whole } of rows)
        if (allowed !== null) lines.push(`${role} ${verb} ${table}: ${whole ? '*' : allowed}`)
    }
    const { rows } = await client.query<{ tables: string | null }>(
      `select string_agg(relname, ' ' order by relname collate "C") as tables from pg_class
        where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v') and has_table_privilege($1, oid, 'delete')`,
      [roleName(names, role)],
    )
    lines.push(`${role} removes: ${rows[0]!.tables ?? ''}`)
  }
  return lines
}
