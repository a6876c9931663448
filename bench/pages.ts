import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import pg from 'pg'
import { readConfig } from '#platform/config.ts'
import { openStore } from '#platform/db/open.ts'
import { silentLog } from '#platform/log.ts'
import { benchCooperative } from './cooperative.ts'
import { machineLine, table, treeCpuSeconds } from './machine.ts'

const seconds = Number(process.env.EBOK_BENCH_SECONDS ?? 4)
const connections = 8
const people = 50
const portalPort = 18_080
const barePort = 18_081

interface Subject {
  readonly cookie: string
  readonly documentId: string
  readonly paymentId: string
}

interface Measured {
  readonly perSecond: number
  readonly cpuMicroseconds: number
  readonly p99: number
  readonly errors: number
}

/** Pages of signed-in residents from the real database against bare node:http that sends the same bytes in the same run. */
export async function benchPages(): Promise<void> {
  const cooperative = await benchCooperative('big')
  const { long, short } = await subjects(cooperative.env)
  const portal = await start(
    ['bin/ebok', 'serve'],
    { ...cooperative.env, EBOK_PORT: String(portalPort) },
    `http://127.0.0.1:${portalPort}/zaloguj`,
  )
  const rows: (string | number)[][] = []
  try {
    for (const [name, path] of pages()) {
      const first = path(long[0]!)
      const bytes = Buffer.from(
        await (
          await fetch(`http://127.0.0.1:${portalPort}${first}`, {
            headers: { cookie: long[0]!.cookie, 'accept-encoding': 'identity' },
          })
        ).arrayBuffer(),
      )
      const bare = await start(
        ['bench/bare.ts'],
        { BARE_PORT: String(barePort), BARE_BYTES: String(bytes.length) },
        `http://127.0.0.1:${barePort}/`,
      )
      const yardstick = await load(barePort, [{ path: '/', cookie: '' }], bare.pid!)
      await stop(bare)
      const ten = await load(
        portalPort,
        long.map((subject) => ({ path: path(subject), cookie: subject.cookie })),
        portal.pid!,
      )
      const one = await load(
        portalPort,
        short.map((subject) => ({ path: path(subject), cookie: subject.cookie })),
        portal.pid!,
      )
      rows.push([
        name,
        (bytes.length / 1000).toFixed(1),
        Math.round(yardstick.perSecond),
        Math.round(ten.perSecond),
        (ten.perSecond / yardstick.perSecond).toFixed(3),
        Math.round(ten.cpuMicroseconds),
        (ten.cpuMicroseconds / yardstick.cpuMicroseconds).toFixed(1),
        (ten.cpuMicroseconds / one.cpuMicroseconds).toFixed(2),
        ten.p99,
        yardstick.errors + ten.errors + one.errors,
      ])
    }
  } finally {
    await stop(portal)
  }
  process.stdout.write(
    `${machineLine()}; autocannon, ${connections} connections, ${seconds} s each, ${people} residents in turn, uncompressed\n\n`,
  )
  process.stdout.write(
    `${table(['page', 'kB', 'bare/s', 'pages/s', 'ratio', 'CPU µs (all processes)', '× bare', '10 y / 1 y', 'p99 ms', 'errors'], rows)}\n`,
  )
}

function pages(): [string, (subject: Subject) => string][] {
  return [
    ['Ogólnie', () => '/rachunki'],
    ['Rachunki', () => '/rachunki/dokumenty'],
    ['Kartoteka', () => '/rachunki/kartoteka'],
    ['Rachunek', (subject) => `/rachunki/dokumenty/${encodeURIComponent(subject.documentId)}`],
    ['Wpłata', (subject) => `/rachunki/wplaty/${encodeURIComponent(subject.paymentId)}`],
    ['Kalendarz', () => '/rachunki/kalendarz'],
  ]
}

/** Residents with the whole history, and residents whose account holds about a year of it. */
async function subjects(env: Record<string, string>): Promise<{ long: Subject[]; short: Subject[] }> {
  const store = await openStore(readConfig(env), silentLog, { server: 'own' })
  const client = new pg.Client(store.admin)
  await client.connect()
  try {
    await client.query(`set search_path to "${store.names.schema}"`)
    const { rows } = await client.query<{
      party_id: string
      document_id: string
      payment_id: string
      entries: number
      days: number
    }>(
      `select a.party_id, min(e.document_id) as document_id, min(e.id) filter (where e.side = 'payment') as payment_id, count(*)::int as entries,
              (date '2026-11-22' - min(e.booked_on)) as days
         from accounts a join entries e on e.account_id = a.id
         join holdings h on h.party_id = a.party_id and h.premises_id = a.premises_id and h.valid_to is null
        where a.ledger_type = 'EKSPL'
        group by a.party_id, a.id having min(e.document_id) is not null and count(*) filter (where e.side = 'payment') > 0
        order by entries`,
    )
    const sign = async (row: (typeof rows)[number]): Promise<Subject> => {
      const secret = randomBytes(32).toString('base64url')
      const { rows: logins } = await client.query<{ id: string }>(
        `insert into logins (name, kind, display_name, party_id) values ($1, 'resident', 'Osoba z pomiaru', $2) returning id`,
        [`bench-${randomBytes(8).toString('hex')}`, row.party_id],
      )
      await client.query(
        `insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at) values ($1, $2, 'full', 120, now() + interval '12 hours')`,
        [createHash('sha256').update(secret).digest(), logins[0]!.id],
      )
      return { cookie: `ebok-session=${secret}`, documentId: row.document_id, paymentId: row.payment_id }
    }
    const typical = rows[Math.floor(rows.length * 0.6)]!.entries
    const long = rows.filter((row) => row.entries >= typical).slice(0, people)
    // A year of history, not less: with fewer rows to draw a page would be cheaper for another reason.
    const shortest = rows.filter((row) => row.days > 365 && row.days < 800).slice(0, people)
    if (shortest.length === 0 || long.length === 0) throw new Error('no accounts with one year, or none with ten')
    process.stdout.write(
      `entries on the account: ${shortest[0]!.entries}–${shortest.at(-1)!.entries} (short), ${long[0]!.entries}–${long.at(-1)!.entries} (long)\n`,
    )
    const signed = async (chosen: typeof rows): Promise<Subject[]> => {
      const made: Subject[] = []
      for (const row of chosen) made.push(await sign(row))
      return made
    }
    return { long: await signed(long), short: await signed(shortest) }
  } finally {
    await client.end()
    await store.close()
  }
}

async function start(command: string[], env: Record<string, string>, readyUrl: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      './tools/register.mjs',
      ...(command[0] === 'bin/ebok' ? ['src/main.ts', ...command.slice(1)] : command),
    ],
    {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (
      await fetch(readyUrl).then(
        (response) => response.ok,
        () => false,
      )
    )
      return child
    await sleep(50)
  }
  throw new Error(`${command.join(' ')} did not start`)
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

async function load(
  port: number,
  requests: readonly { path: string; cookie: string }[],
  pid: number,
): Promise<Measured> {
  const options = {
    url: `http://127.0.0.1:${port}`,
    connections,
    requests: requests.map(({ path, cookie }) => ({
      method: 'GET' as const,
      path,
      headers: { cookie, 'accept-encoding': 'identity' },
    })),
  }
  await autocannon({ ...options, duration: 1 })
  const before = treeCpuSeconds(pid)
  const result = await autocannon({ ...options, duration: seconds })
  const used = treeCpuSeconds(pid) - before
  const answered = result['2xx']
  return {
    perSecond: answered / result.duration,
    cpuMicroseconds: (used / Math.max(1, answered)) * 1e6,
    p99: result.latency.p99,
    errors: result.errors + result.timeouts + result.non2xx,
  }
}
