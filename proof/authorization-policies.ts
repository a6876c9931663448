/** Every policy of the database replaced by `true`, one at a time: do the hand-written rules of who reaches what notice it? */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { roleName } from '#platform/db/roles.ts'
import { packageRoot } from '#platform/files.ts'
import { lints } from '#test/architecture/catalogue-lint.ts'
import { type World, withWorld } from '#test/every-route/world.ts'
import { type Asker, askersOf, prepareAsking, type Reached } from '#test/every-table/ask.ts'
import { differences, reachedOf, type Table, tablesOf } from '#test/every-table/check.ts'
import { allowedColumns } from '#test/every-table/columns.ts'
import { table as markdownTable } from '../bench/machine.ts'
import { atMost, context, exactly, type Proof } from './proof.ts'

const columnsList = join(packageRoot(), 'test/every-table/columns.txt')
const blind = 'only reading is compared'
const openOne = 'one policy is open from the beginning'

/** A policy that lets less than everything through. */
interface Mutant {
  readonly table: string
  readonly policy: string
  readonly command: string
  /** As the server writes them, quoted where needed. */
  readonly roles: readonly string[]
  readonly using: string | null
  readonly check: string | null
}

/** Why a policy may be opened without anybody reaching more, and the question to the database that says so: it must answer yes. */
interface Reason {
  readonly because: string
  readonly role: Exclude<Asker['role'], 'resident' | 'staff'>
  /** `$1` name of the role. */
  readonly asks: string
}

const equivalent: Readonly<Record<string, Reason>> = {
  'login_handovers: auth_issues': {
    because: 'the signing-in role has no grant on the column that says when a code was handed over',
    role: 'auth',
    asks: `select not has_column_privilege($1, 'login_handovers', 'handed_over_at', 'insert') as holds`,
  },
  'sealed_sheets: worker_removes': {
    because: 'the worker has no grant to put sheets in or to change them, and nothing else asks this policy’s check',
    role: 'worker',
    asks: `select not has_any_column_privilege($1, 'sealed_sheets', 'insert, update') as holds`,
  },
}

const mutantsSql = `
  select c.relname as "table", p.polname as policy, p.polroles::regrole[]::text[] as roles, pg_get_expr(p.polqual, c.oid) as using, pg_get_expr(p.polwithcheck, c.oid) as check,
         case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end as command
    from pg_policy p join pg_class c on c.oid = p.polrelid
   where c.relnamespace = current_schema()::regnamespace
     and (pg_get_expr(p.polqual, c.oid) <> 'true' or pg_get_expr(p.polwithcheck, c.oid) <> 'true')
   order by 1, 2`

export const authorizationPolicies: Proof = {
  shows:
    'no policy of the database can fall without being noticed, and none of them lets more through than the rules written by hand',
  tests: [
    'test/every-table/rows.db.test.ts',
    'test/every-table/columns.db.test.ts',
    'test/architecture/database.db.test.ts',
  ],
  controls: [
    { name: blind, what: 'nothing is put in, changed or removed: policies of writing fall unseen' },
    { name: openOne, what: 'messages are open to everybody before anything is asked' },
  ],
  run: async ({ short, control, say, show }) => {
    const world = await withWorld()
    const { admin, names } = world.portal
    return asAdministrator(admin, async (client) => {
      await client.query(`set search_path to ${quoteIdentifier(names.schema)}, pg_temp`)
      await prepareAsking(client, names)
      if (control === openOne) await client.query('alter policy own_rows on messages using (true)')
      const tables = await tablesOf(client, world, { writing: control !== blind })
      const wrong: string[] = []
      const usual = new Map<string, Map<string, Reached>>()
      for (const table of tables) {
        const reached = (await reachedOf(client, world, [table])).get(table.name)!
        usual.set(table.name, reached)
        wrong.push(...differences(table, reached))
      }
      for (const line of wrong) say(line)
      const { rows: all } = await client.query<Mutant>(mutantsSql)
      const chosen = short || control ? all.filter((_, index) => index % 8 === 0) : all
      const survivors: Mutant[] = []
      for (const [index, mutant] of chosen.entries()) {
        if (index % 20 === 0) say(`${index} of ${chosen.length} policies`)
        const table = tables.find(({ name }) => name === mutant.table)!
        if (!(await isNoticed(client, world, table, mutant, usual.get(table.name)!))) survivors.push(mutant)
      }
      const unexplained = survivors.filter((one) => !(nameOf(one) in equivalent))
      for (const one of unexplained) say(`not noticed: ${nameOf(one)} for ${one.command}: ${one.using} / ${one.check}`)
      const explained = survivors.filter((one) => nameOf(one) in equivalent)
      if (explained.length > 0)
        show(
          markdownTable(
            ['opened without anybody reaching more', 'because'],
            explained.map((one) => [nameOf(one), equivalent[nameOf(one)]!.because]),
          ),
        )
      if (unexplained.length > 0)
        show(
          markdownTable(
            ['not noticed', 'using', 'with check'],
            unexplained.map((one) => [nameOf(one), one.using ?? '', one.check ?? '']),
          ),
        )
      // A reason that no longer holds, or that stands for a policy whose fall is noticed by now, explains nothing.
      const idle: string[] = []
      for (const [policy, { role, asks }] of Object.entries(equivalent)) {
        const { rows } = await client.query<{ holds: boolean }>(asks, [roleName(names, role)])
        const asked = chosen.some((one) => nameOf(one) === policy)
        if (!rows[0]!.holds || (asked && !survivors.some((one) => nameOf(one) === policy))) idle.push(policy)
      }
      for (const policy of idle) say(`the reason does not hold: ${policy}`)
      const columns = await allowedColumns(client, names)
      const listed = readFileSync(columnsList, 'utf8').trimEnd().split('\n')
      const faults: string[] = []
      for (const [rule, sql] of Object.entries(lints))
        for (const { name } of (await client.query<{ name: string }>(sql)).rows) faults.push(`${rule}: ${name}`)
      for (const line of faults) say(line)
      return [
        context('tables', tables.length),
        context('roles and people', usual.get('logins')!.size),
        exactly('tables without a row', tables.filter(({ rows }) => rows === 0).length, 0),
        exactly('differences from the rules', wrong.length, 0),
        context('policies opened', chosen.length),
        atMost('not noticed, and without a reason the database confirms', unexplained.length + idle.length, 0),
        context('open to nobody new, with the reason', explained.length),
        context('rules of the catalogue lint', Object.keys(lints).length),
        atMost('what breaks them', faults.length, 0),
        context('lines of columns that a role may read, put in or change', columns.length),
        exactly(
          'of them not in the list, or missing there',
          columns.filter((line) => !listed.includes(line)).length +
            listed.filter((line) => !columns.includes(line)).length,
          0,
        ),
      ]
    })
  },
}

const nameOf = ({ table, policy }: Mutant): string => `${table}: ${policy}`

/** Whoever the policy is not for gets the same with and without it: they are not asked. */
async function isNoticed(
  client: pg.ClientBase,
  world: World,
  table: Table,
  mutant: Mutant,
  usual: ReadonlyMap<string, Reached>,
): Promise<boolean> {
  const { policy, roles, using, check } = mutant
  const { names } = world.portal
  const clauses = `${using === null ? '' : 'using (true)'} ${check === null ? '' : 'with check (true)'}`
  const concerned = askersOf(world).filter(({ role }) => roles.includes(roleName(names, role)))
  const opened = await reachedOf(
    client,
    world,
    [table],
    (root) => root.query(`alter policy ${quoteIdentifier(policy)} on ${quoteIdentifier(mutant.table)} ${clauses}`),
    concerned,
  )
  return concerned.some(
    ({ name }) => JSON.stringify(opened.get(table.name)!.get(name)) !== JSON.stringify(usual.get(name)),
  )
}
