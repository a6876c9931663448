import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { readConfig } from '#platform/config.ts'
import { openStore, type Store } from '#platform/db/open.ts'
import { silentLog } from '#platform/log.ts'
import { benchCooperative } from './cooperative.ts'

const people = 50
const portalPort = 18_080

/** A signed-in resident with objects of their own. */
export interface Subject {
  readonly cookie: string
  readonly documentId: string
  readonly paymentId: string
  readonly meterId: string
  readonly settlementId: string
}

export interface BenchPage {
  readonly name: string
  /** As in the list of routes. */
  readonly route: string
  readonly path: (subject: Subject) => string
}

export interface BenchPortal {
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly pages: readonly BenchPage[]
  /** Residents with the whole history, and with about a year of it. */
  readonly long: readonly Subject[]
  readonly short: readonly Subject[]
  stop(): Promise<void>
}

const fixed = (name: string, route: string): BenchPage => ({ name, route, path: () => route })
const one = (name: string, route: string, id: (subject: Subject) => string): BenchPage => ({
  name,
  route,
  path: (subject) => route.replace(':id', encodeURIComponent(id(subject))),
})

/** The pages of the seven tabs. */
export const pages: readonly BenchPage[] = [
  fixed('Ogólnie', '/rachunki'),
  fixed('Rachunki', '/rachunki/dokumenty'),
  fixed('Kartoteka', '/rachunki/kartoteka'),
  one('Rachunek', '/rachunki/dokumenty/:id', (subject) => subject.documentId),
  one('Wpłata', '/rachunki/wplaty/:id', (subject) => subject.paymentId),
  fixed('Kalendarz', '/rachunki/kalendarz'),
  fixed('Moje dane', '/moje-dane'),
  fixed('Moje lokale', '/moje-dane/lokale'),
  fixed('Parametry naliczeń', '/moje-dane/parametry'),
  fixed('Ewidencja liczników', '/media'),
  one('Licznik', '/media/liczniki/:id', (subject) => subject.meterId),
  fixed('Rozliczenia', '/media/rozliczenia'),
  one('Rozliczenie', '/media/rozliczenia/:id', (subject) => subject.settlementId),
  fixed('Dokumenty', '/dokumenty'),
  fixed('Wiadomości', '/wiadomosci'),
  fixed('Napisz do nas', '/napisz'),
  fixed('Historia wysłanych', '/napisz/historia'),
  fixed('Kontakt', '/kontakt'),
]

/** Starts the real program on the books of a size, with residents signed in. Without `keeps` it draws every page anew. */
export async function benchPortal(size: 'demo' | 'big', { keeps = true } = {}): Promise<BenchPortal> {
  const cooperative = await benchCooperative(size)
  const { long, short } = await subjects(cooperative.env)
  const url = `http://127.0.0.1:${portalPort}`
  const program = await start(
    ['src/main.ts', 'serve'],
    { ...cooperative.env, EBOK_PORT: String(portalPort), ...(keeps ? {} : { EBOK_KEPT_PAGES_MIB: '0' }) },
    `${url}/zaloguj`,
  )
  return { url, port: portalPort, pid: program.pid!, pages, long, short, stop: () => stop(program) }
}

interface Candidate {
  readonly party_id: string
  readonly document_id: string
  readonly payment_id: string
  readonly meter_id: string | null
  readonly settlement_id: string | null
  readonly entries: number
  readonly days: number
}

/** Residents with the whole history, and residents whose account holds about a year of it. */
async function subjects(env: Record<string, string>): Promise<{ long: Subject[]; short: Subject[] }> {
  const store = await openStore(readConfig(env), silentLog, { server: 'own' })
  try {
    return await signInResidents(store)
  } finally {
    await store.close()
  }
}

/** Makes living sessions for residents of the published books. */
export async function signInResidents(store: Store): Promise<{ long: Subject[]; short: Subject[] }> {
  const client = new pg.Client(store.admin)
  await client.connect()
  try {
    await client.query(`set search_path to "${store.names.schema}"`)
    const { rows } = await client.query<Candidate>(
      `select a.party_id, min(e.document_id) as document_id, min(e.id) filter (where e.side = 'payment') as payment_id, count(*)::int as entries,
              (date '2026-11-22' - min(e.booked_on)) as days,
              (select min(m.id) from meters m where m.premises_id = a.premises_id and m.removed_on is null) as meter_id,
              (select min(s.id) from meter_settlements s where s.account_id = a.id) as settlement_id
         from accounts a join entries e on e.account_id = a.id
         join holdings h on h.party_id = a.party_id and h.premises_id = a.premises_id and h.valid_to is null
        where a.ledger_type = 'EKSPL'
        group by a.party_id, a.id, a.premises_id
       having min(e.document_id) is not null and count(*) filter (where e.side = 'payment') > 0
        order by entries`,
    )
    const complete = rows.filter((row) => row.meter_id !== null && row.settlement_id !== null)
    const sign = async (row: Candidate): Promise<Subject> => {
      const secret = randomBytes(32).toString('base64url')
      const { rows: logins } = await client.query<{ id: string }>(
        `insert into logins (name, kind, display_name, party_id) values ($1, 'resident', 'Osoba z pomiaru', $2) returning id`,
        [`bench-${randomBytes(8).toString('hex')}`, row.party_id],
      )
      await client.query(
        `insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at) values ($1, $2, 'full', 120, now() + interval '12 hours')`,
        [createHash('sha256').update(secret).digest(), logins[0]!.id],
      )
      return {
        cookie: `ebok-session=${secret}`,
        documentId: row.document_id,
        paymentId: row.payment_id,
        meterId: row.meter_id!,
        settlementId: row.settlement_id!,
      }
    }
    const typical = complete[Math.floor(complete.length * 0.6)]!.entries
    const long = complete.filter((row) => row.entries >= typical).slice(0, people)
    // A year of history, not less: with fewer rows to draw a page would be cheaper for another reason.
    const shortest = complete.filter((row) => row.days > 365 && row.days < 800).slice(0, people)
    process.stdout.write(
      `entries on the account: ${shortest[0]?.entries ?? 0}–${shortest.at(-1)?.entries ?? 0} (short), ${long[0]!.entries}–${long.at(-1)!.entries} (long)\n`,
    )
    const signed = async (chosen: readonly Candidate[]): Promise<Subject[]> => {
      const made: Subject[] = []
      for (const row of chosen) made.push(await sign(row))
      return made
    }
    return { long: await signed(long), short: await signed(shortest) }
  } finally {
    await client.end()
  }
}

export async function start(
  command: string[],
  env: Record<string, string>,
  readyUrl: string,
  headers: Record<string, string> = {},
): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', './tools/register.mjs', ...command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    if (
      await fetch(readyUrl, { headers }).then(
        (response) => response.ok,
        () => false,
      )
    )
      return child
    await sleep(50)
  }
  throw new Error(`${command.join(' ')} did not start`)
}

export async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
