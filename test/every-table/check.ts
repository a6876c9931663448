import type pg from 'pg'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { premisesOf, principalNames, principals, visibleAccounts } from '../every-route/people.ts'
import type { World } from '../every-route/world.ts'
import { type Asker, askersOf, askTables, type Reached, samplesOf } from './ask.ts'
import { reach, residentsSee } from './rules.ts'

export type Command = 'select' | 'insert' | 'update' | 'delete'
const commands: readonly Command[] = ['select', 'insert', 'update', 'delete']

export interface Table {
  readonly name: string
  readonly rows: number
  /** Empty when only reading is asked. */
  readonly samples: readonly string[]
  /** By asker and command, what they must reach: so many rows, or of writes whether all, some or none. */
  readonly expected: ReadonlyMap<string, Readonly<Partial<Record<Command, number | 'all' | 'some' | 'none'>>>>
}

const residents = principalNames.filter((name) => principals[name]?.kind === 'resident')

/** The tables and what everybody must reach of them. `client` is the administrator, with the schema on the path. */
export async function tablesOf(
  client: pg.ClientBase,
  world: World,
  { writing }: { writing: boolean },
): Promise<Table[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') order by 1`,
  )
  const found: Table[] = []
  for (const { name } of rows) {
    const counted = await client.query<{ rows: number }>(`select count(*)::int as rows from ${quoteIdentifier(name)}`)
    const expected = new Map<string, Record<string, number | 'all' | 'some' | 'none'>>()
    for (const asker of askersOf(world)) {
      const each: Record<string, number | 'all' | 'some' | 'none'> = {}
      for (const command of commands) each[command] = grade(reach[name]?.[command] ?? '', asker.name)
      if (asker.role === 'resident') each.select = await seenBy(client, world, name, asker)
      expected.set(asker.name, each)
    }
    const samples = writing ? await samplesOf(client, name) : []
    found.push({ name, rows: counted.rows[0]!.rows, samples, expected })
  }
  return found
}

/** How many rows the hand-written rule gives a resident, asked as the administrator, past every policy. */
async function seenBy(client: pg.ClientBase, world: World, table: string, { name }: Asker): Promise<number> {
  const rule = residentsSee[table]
  if (rule === undefined) return 0
  const principal = name as keyof typeof principals
  const person = principals[principal]
  const { rows } = await client.query<{ rows: number }>(
    `select count(*)::int as rows from ${quoteIdentifier(table)} where (${rule})
        and row ($1::uuid, $2::text, $3::text[], $4::text[]) is not distinct from row ($1::uuid, $2::text, $3::text[], $4::text[])`,
    [
      world.sessions[principal]?.loginId ?? null,
      person?.kind === 'resident' ? person.partyId : null,
      visibleAccounts(principal),
      premisesOf(principal),
    ],
  )
  return rows[0]!.rows
}

function grade(rule: string, asker: string): 'all' | 'some' | 'none' {
  const [whole = '', part = ''] = rule.split('some: ')
  const names = (text: string) => text.replace('residents', residents.join(' ')).replace(/[;,]/g, ' ').split(/\s+/)
  if (names(whole).includes(asker)) return 'all'
  return names(part).includes(asker) ? 'some' : 'none'
}

/** What differs from the rules, one line each. */
export function differences(table: Table, reached: ReadonlyMap<string, Reached>): string[] {
  const wrong: string[] = []
  for (const [asker, expected] of table.expected) {
    for (const command of commands) {
      if (command !== 'select' && table.samples.length === 0) continue
      const found = reached.get(asker)?.[command] ?? 0
      const whole = command === 'insert' ? table.samples.length : table.rows
      const wanted = expected[command] ?? 'none'
      const word = found === 0 ? 'none' : found === whole || found < 0 ? 'all' : 'some'
      if (
        typeof wanted === 'number'
          ? found !== wanted
          : word !== wanted && !(word === 'all' && wanted === 'some' && whole === 1)
      )
        wrong.push(`${table.name}: ${command} as ${asker} reaches ${found} of ${whole}, the rules say ${wanted}`)
    }
  }
  return wrong
}

/** Asks tables as everybody, or as the given askers, in a transaction that is undone. */
export async function reachedOf(
  client: pg.ClientBase,
  world: World,
  tables: readonly Table[],
  before: (client: pg.ClientBase) => Promise<unknown> = async () => {},
  askers: readonly Asker[] = askersOf(world),
): Promise<Map<string, Map<string, Reached>>> {
  await client.query('begin')
  try {
    await before(client)
    return await askTables(client, world.portal.names, tables, askers)
  } finally {
    await client.query('rollback')
  }
}
