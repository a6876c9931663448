/** Every policy of the database replaced by `true`, one at a time: do the hand-written rules of who reaches what notice it? */
import type pg from 'pg'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { withWorld } from '#test/every-route/world.ts'
import { prepareAsking, type Reached } from '#test/every-table/ask.ts'
import { differences, reachedOf, type Table, tablesOf } from '#test/every-table/check.ts'
import { table as markdownTable } from '../bench/machine.ts'
import { atMost, context, exactly, type Proof } from './proof.ts'

const blind = 'only reading is compared'
const openOne = 'one policy is open from the beginning'

/** A policy that lets less than everything through. */
interface Mutant {
  readonly table: string
  readonly policy: string
  readonly command: string
  readonly using: string | null
  readonly check: string | null
}

/** Policies that may be opened without anybody reaching more, each with the reason. */
const equivalent: Readonly<Record<string, string>> = {
  'login_handovers: auth_issues':
    'the signing-in role has no grant on the columns that say who handed a code over and when',
  'sealed_sheets: worker_removes':
    'the worker may remove sheets and neither put them in nor change them: it has no grant that asks this policy’s check',
}

const mutantsSql = `
  select c.relname as "table", p.polname as policy, pg_get_expr(p.polqual, c.oid) as using, pg_get_expr(p.polwithcheck, c.oid) as check,
         case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end as command
    from pg_policy p join pg_class c on c.oid = p.polrelid
   where c.relnamespace = current_schema()::regnamespace
     and (pg_get_expr(p.polqual, c.oid) <> 'true' or pg_get_expr(p.polwithcheck, c.oid) <> 'true')
   order by 1, 2`

export const authorizationPolicies: Proof = {
  shows:
    'no policy of the database can fall without being noticed, and none of them lets more through than the rules written by hand',
  tests: ['test/every-table/rows.db.test.ts'],
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
            explained.map((one) => [nameOf(one), equivalent[nameOf(one)]!]),
          ),
        )
      if (unexplained.length > 0)
        show(
          markdownTable(
            ['not noticed', 'using', 'with check'],
            unexplained.map((one) => [nameOf(one), one.using ?? '', one.check ?? '']),
          ),
        )
      return [
        context('tables', tables.length),
        context('roles and people', usual.get('logins')!.size),
        exactly('tables without a row', tables.filter(({ rows }) => rows === 0).length, 0),
        exactly('differences from the rules', wrong.length, 0),
        context('policies opened', chosen.length),
        context('of them open to nobody new, with the reason', explained.length),
        atMost('not noticed', unexplained.length, 0),
      ]
    })
  },
}

const nameOf = ({ table, policy }: Mutant): string => `${table}: ${policy}`

async function isNoticed(
  client: pg.ClientBase,
  world: Awaited<ReturnType<typeof withWorld>>,
  table: Table,
  mutant: Mutant,
  usual: ReadonlyMap<string, Reached>,
): Promise<boolean> {
  const { policy, using, check } = mutant
  const clauses = `${using === null ? '' : 'using (true)'} ${check === null ? '' : 'with check (true)'}`
  const opened = await reachedOf(client, world, [table], (root) =>
    root.query(`alter policy ${quoteIdentifier(policy)} on ${quoteIdentifier(mutant.table)} ${clauses}`),
  )
  return JSON.stringify([...opened.get(table.name)!]) !== JSON.stringify([...usual])
}
