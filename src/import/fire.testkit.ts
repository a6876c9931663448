/** Nights that go back and forth between two states of the books, imports in processes that somebody kills, and readers. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '#platform/files.ts'
import { clusterOfTest } from '#test/harness/cluster.ts'
import { type ResourceName, resource, resourceNames } from './contract/resources.ts'
import { type Books, bookCharge, copyOf, type Delivery, type Row, smallBooks } from './import.testdata.ts'
import { stateOf, withImport } from './import.testkit.ts'
import { importDelivery } from './import.ts'

export type Target = 'light' | 'heavy'
export const targets = ['light', 'heavy'] as const

/** How a run in a process of its own ended, as far as it could still say. */
export interface ChildRun {
  readonly lifeMs: number
  /** The statement it had sent last; null when it had not come to the database yet. */
  readonly statement: string | null
  readonly statements: number
  /** What it printed at its end; null when it was killed before. */
  readonly outcome: ChildOutcome | null
}

export interface ChildOutcome {
  readonly state: string
  readonly reason: string | null
  readonly codes: readonly string[]
  /** The most memory the process had, in MiB. */
  readonly peakMiB: number
}

export interface ChildOptions {
  readonly killAfterMs?: number
  /** Kills itself when it has sent this many statements. */
  readonly killAtStatement?: number
  /** Kills itself this many statements after the one that says all rows are written: around their commit and publishing. */
  readonly killAfterWritten?: number
  readonly env?: NodeJS.ProcessEnv
  readonly nodeOptions?: readonly string[]
  /** In place of node itself, such as a shell that sets a limit and then becomes node. */
  readonly wrapper?: readonly string[]
  readonly rawDir?: string
  readonly waitMs?: number
  /** Where it looks for the server instead of where the server is. */
  readonly host?: string
  /** Called with each statement as it is sent. */
  readonly onStatement?: (statement: string) => void
}

/** Two states of the books of `households` premises; a third of them differs. All the portal may ever show. */
export async function twoStates(households: number) {
  // Going back and forth between two states is a fall every second night, which is not the subject here.
  const night = await withImport({ EBOK_IMPORT_DROP_LIMIT_PERCENT: '50' })
  const { secretsDir } = await clusterOfTest()
  const light = smallBooks(households)
  const heavy = copyOf(light)
  for (let n = 1; n <= households; n += 3) {
    const key = String(n).padStart(4, '0')
    bookCharge(heavy, `A${key}`, `E${key}x`, n)
    heavy.readings.find((reading) => reading.id === `O${key}`)!.value = '130'
  }
  const books = { light, heavy }
  const fingerprints = new Map<string, Target>()
  const targetOf = new Map<number, Target>()
  let sequence = 0

  const lastAsOf = () => Date.parse('2026-01-01T20:00:00Z') + sequence * 3_600_000

  /** Writes a delivery that comes next and may be of any books. */
  const other = (delivery: Omit<Delivery, 'sequence' | 'asOf'>): string => {
    sequence += 1
    return night.write({ sequence, asOf: new Date(lastAsOf()).toISOString(), ...delivery })
  }

  /** Writes the next delivery; of `changes`, the way from the other state to this one. */
  const next = (target: Target, kind: 'full' | 'changes' = 'full'): string => {
    const from = books[target === 'light' ? 'heavy' : 'light']
    const path = other({ kind, books: kind === 'full' ? books[target] : differences(from, books[target]) })
    targetOf.set(lastAsOf(), target)
    return path
  }

  return {
    ...night,
    books,
    fingerprints,
    /** The state each delivery makes, by its `asOf`. */
    targetOf,
    next,
    other,
    /** The moment of the last delivery written. */
    lastAsOf,
    /** Publishes both once, so that their fingerprints are known; ends in `light`. */
    async learn(): Promise<void> {
      for (const target of ['heavy', 'light'] as const) {
        const outcome = await importDelivery(night.parts, next(target))
        if (outcome.state !== 'published') throw new Error(`${target}: ${outcome.state}`)
        fingerprints.set(await night.fingerprint(), target)
      }
    },
    async importInChild(path: string, options: ChildOptions = {}): Promise<ChildRun> {
      const { admin, names, parts } = night
      const settings = { ...parts.settings, rawDir: options.rawDir ?? parts.settings.rawDir }
      const { killAtStatement = null, killAfterWritten = null, waitMs } = options
      const [command, ...before] = [...(options.wrapper ?? []), process.execPath]
      const child = spawn(
        command!,
        [
          ...before,
          ...(options.nodeOptions ?? []),
          ...[
            '--import',
            join(packageRoot(), 'tools/register.mjs'),
            join(import.meta.dirname, 'fire.child.testkit.ts'),
          ],
          JSON.stringify({
            admin: { ...admin, host: options.host ?? admin.host },
            names,
            secretsDir,
            settings,
            path,
            killAtStatement,
            killAfterWritten,
            options: { waitMs, fromInbox: true },
          }),
        ],
        { stdio: ['ignore', 'pipe', 'inherit'], cwd: packageRoot(), env: { ...process.env, ...options.env } },
      )
      return followed(child, options)
    },
    /** Reads as a page does, several queries in one snapshot, and notes every state that is not the one its moment says. */
    async watch(stop: AbortSignal, begin = 'begin isolation level repeatable read read only') {
      const found = { reads: 0, halves: 0, longestMs: 0 }
      await night.asRoot(async (client) => {
        while (!stop.aborted) {
          const started = performance.now()
          await client.query(begin)
          const { rows: moments } = await client.query<{ as_of: number }>('select as_of from published_state')
          const { rows } = await client.query(
            `select count(*)::int as wrong from balances b where closing_balance_grosze <>
               (select sum(case side when 'charge' then amount_grosze else -amount_grosze end) from entries e where e.account_id = b.account_id)`,
          )
          const state = fingerprints.get(await stateOf(client))
          await client.query('commit')
          found.reads += 1
          found.longestMs = Math.max(found.longestMs, performance.now() - started)
          const asOf = new Date(moments[0]!.as_of).getTime()
          if (rows[0].wrong !== 0 || state === undefined || state !== targetOf.get(asOf)) found.halves += 1
        }
      })
      return found
    },
  }
}

async function followed(child: ReturnType<typeof spawn>, options: ChildOptions): Promise<ChildRun> {
  const ended = once(child, 'close')
  const lines: string[] = []
  let rest = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop()!
    for (const line of parts) {
      lines.push(line)
      if (line.startsWith('> ')) options.onStatement?.(line.slice(2))
    }
  })
  await Promise.race([once(child.stdout!, 'data'), ended])
  const started = performance.now()
  if (options.killAfterMs !== undefined) {
    await Promise.race([sleep(options.killAfterMs), ended])
    child.kill('SIGKILL')
  }
  await ended
  const statements = lines.filter((line) => line.startsWith('> '))
  const last = lines.at(-1) ?? ''
  return {
    lifeMs: performance.now() - started,
    statement: statements.at(-1)?.slice(2) ?? null,
    statements: statements.length,
    outcome: last.startsWith('{') ? JSON.parse(last) : null,
  }
}

/** Rows with `_op` that lead from one state of the books to the other. */
export function differences(from: Books, to: Books): Books {
  return Object.fromEntries(resourceNames.map((name) => [name, rowsBetween(name, from[name], to[name])])) as Books
}

function rowsBetween(name: ResourceName, from: readonly Row[], to: readonly Row[]): Row[] {
  const { key } = resource(name)
  const keyOf = (row: Row) => key.map((column) => row[column]).join('\0')
  const before = new Map(from.map((row) => [keyOf(row), JSON.stringify(row)]))
  const after = new Set(to.map(keyOf))
  const gone = from.filter((row) => !after.has(keyOf(row)))
  return [
    ...to.filter((row) => before.get(keyOf(row)) !== JSON.stringify(row)).map((row) => ({ _op: 'upsert', ...row })),
    ...gone.map((row) => ({ _op: 'delete', ...Object.fromEntries(key.map((column) => [column, row[column]!])) })),
  ]
}
