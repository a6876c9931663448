import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { cast } from '#db/seed/cast.ts'
import { seedAnnouncements } from '#db/seed/content/announcements.ts'
import { seedContact } from '#db/seed/content/contact.ts'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { seedInbox } from '#db/seed/content/inbox.ts'
import { seedMessages } from '#db/seed/content/messages.ts'
import { seedProfile } from '#db/seed/content/profile.ts'
import { seedRegistrations } from '#db/seed/content/registrations.ts'
import { statementOfDay } from '#db/seed/content/statement.ts'
import { seedStatistics } from '#db/seed/content/statistics.ts'
import { generateDelivery } from '#db/seed/generate.ts'
import { findLoginByName, issueLogin, issueStartingCode, type NewLogin } from '#features/login/public.ts'
import { outcomeText } from '#import/report.text.ts'
import { takeStatementFile } from '#import/statements/take.ts'
import { addDays, formatDate, todayInWarsaw, warsawInstant } from '#kernel/dates.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator, type Store } from '#platform/db/open.ts'
import { roleName } from '#platform/db/roles.ts'
import type { StaffRole } from '#platform/http/frame.ts'
import type { Log } from '#platform/log.ts'
import { markDemo } from './demo-code-command.ts'
import type { Io } from './io.ts'
import { startPortal, workerParts } from './portal.ts'
import { untilSignal, withStore } from './run.ts'
import type { WorkerParts } from './worker.ts'

interface DemoLogin {
  readonly name: string
  /** What there is to see under this login. */
  readonly story: string
  readonly person: Omit<Extract<NewLogin, { kind: 'resident' }>, 'displayName'> | Extract<NewLogin, { kind: 'staff' }>
}

const resident = (name: string, { partyId }: { readonly partyId: string }, story: string): DemoLogin => ({
  name,
  story,
  person: { kind: 'resident', partyId },
})

const staff = (name: string, staffRole: StaffRole, displayName: string, story: string): DemoLogin => ({
  name,
  story,
  person: { kind: 'staff', staffRole, displayName },
})

const demoLogins: readonly DemoLogin[] = [
  resident('lipa.zaleglosc', cast.arrears, 'zaległość, nota odsetkowa, raty'),
  resident('lipa.nadplata', cast.overpaid, 'nadpłata, wymieniony wodomierz'),
  resident('lipa.zero', cast.zero, 'wszystko zapłacone, dziesięć lat historii'),
  resident('lipa.piec', cast.fivePremises, 'pięć lokali na jednym loginie'),
  resident('lipa.wspolwlasciciel', cast.coOwner, 'współwłaściciel mieszkania'),
  resident('lipa.najemca', cast.tenant, 'najemca z dodatkiem mieszkaniowym'),
  resident('lipa.firma', cast.company, 'firma z garażem, VAT 23%'),
  staff('lipa.biuro', 'clerk', 'Ewa Malinowska', 'biuro: rejestracje, osoby, sprawy'),
  staff(
    'lipa.ksiegowa',
    'accountant',
    'Danuta Zielińska',
    'biuro: dostawy, wpłaty z wyciągów, zgoda na zmianę rachunków',
  ),
  staff('lipa.redaktor', 'editor', 'Piotr Lis', 'biuro: ogłoszenia i dokumenty'),
  staff('lipa.administrator', 'administrator', 'Hanna Wierzba', 'biuro: wszystko, także konta pracowników'),
]

/** `ebok demo`: an invented cooperative, loaded by the real import, with logins for its most telling people. */
export function demoCommand(_args: string[], io: Io): Promise<number> {
  const ownDataDir = process.env.EBOK_DATA_DIR
  process.env.EBOK_DATA_DIR ??= './var/demo'
  process.env.EBOK_LOG_LEVEL ??= 'warn'
  markDemo(readConfig(process.env).dataDir)
  return withStore({ server: 'own' }, async ({ config, store, log }) => {
    const ended = untilSignal()
    await asOwner(store, seedContact)
    if (!(await loadLastNight(store, config.dataDir, workerParts(config, process.env, store, log), io))) return 1
    await asOwner(store, (client) => seedDocuments({ client, today: todayInWarsaw(systemClock.now()) }))
    await asOwner(store, (client) => seedAnnouncements({ client, today: todayInWarsaw(systemClock.now()) }))
    const codes = await issueCodes(store)
    await asOwner(store, (client) => seedMessages({ client, today: new Date(systemClock.now()) }))
    await asOwner(store, (client) => seedInbox({ client, today: new Date(systemClock.now()) }))
    await asOwner(store, (client) => seedProfile({ client }))
    await asOwner(store, (client) => seedRegistrations({ client }))
    await asOwner(store, seedStatistics)
    await takeTodaysStatement(store, log)
    const portal = await startPortal(config, process.env, store, log)
    io.out(welcome(portal.url, codes, ownDataDir))
    await ended
    await portal.stop()
    return 0
  })
}

/** Work as the owner of the schema: the demo plays the accounting system and the office at once. */
function asOwner<T>(store: Store, work: Parameters<typeof asAdministrator<T>>[1]): Promise<T> {
  return asAdministrator(store.admin, async (client) => {
    await client.query(`set role ${quoteIdentifier(roleName(store.names, 'owner'))}`)
    await client.query(`set search_path to ${quoteIdentifier(store.names.schema)}, pg_temp`)
    return work(client)
  })
}

/** The books as of last night. Started on another day, the demo brings the next full delivery, as the accounting system would. */
async function loadLastNight(store: Store, dataDir: string, parts: WorkerParts, io: Io): Promise<boolean> {
  const asOf = warsawInstant(addDays(todayInWarsaw(systemClock.now()), -1), '22:41')
  const published = await asOwner(store, async (client) => {
    const { rows } = await client.query<{ as_of: Date | null; sequence: number }>(
      'select as_of, (select coalesce(max(sequence), 0) from publications) as sequence from published_state',
    )
    return rows[0]!
  })
  if (published.as_of !== null && published.as_of.getTime() >= asOf) return true
  const delivery = join(dataDir, 'demo-delivery')
  rmSync(delivery, { recursive: true, force: true })
  io.out('Przygotowuję dane przykładowej spółdzielni (240 lokali)…')
  const sequence = published.sequence + 1
  await generateDelivery({
    size: 'demo',
    seed: 1,
    asOf: warsawIso(asOf),
    outDir: delivery,
    kind: 'full',
    sequence,
  })
  const outcome = await parts.runImport(delivery)
  rmSync(delivery, { recursive: true, force: true })
  if (outcome.state === 'published' || outcome.state === 'unchanged') return true
  io.err(outcomeText(outcome))
  return false
}

/** What the bank sends: today's payments, which the books of last night do not know. */
async function takeTodaysStatement(store: Store, log: Log): Promise<void> {
  const today = todayInWarsaw(systemClock.now())
  const bytes = await asOwner(store, (client) => statementOfDay(client, today))
  await takeStatementFile({ db: store.database, log }, { name: `wyciag-${today}.sta`, bytes, source: 'command' })
}

/** `2026-11-22T22:41:00+01:00`: a moment as the contract writes it, with Warsaw's offset. */
function warsawIso(epochMs: number): string {
  const offsetHours = new Date(epochMs)
    .toLocaleString('en', { timeZone: 'Europe/Warsaw', timeZoneName: 'longOffset' })
    .slice(-6)
  const local = epochMs + Number.parseInt(offsetHours, 10) * 3_600_000
  return `${new Date(local).toISOString().slice(0, 19)}${offsetHours}`
}

interface DemoCode {
  readonly login: DemoLogin
  readonly displayName: string
  /** Nothing when the login has its password already. */
  readonly code: string | undefined
}

/** Makes the logins that are missing; each that has no password yet gets a fresh starting code. */
async function issueCodes(store: Store): Promise<DemoCode[]> {
  const codes: DemoCode[] = []
  for (const login of demoLogins) {
    const displayName = await displayNameOf(store, login)
    const known = await findLoginByName(store.database, login.name)
    const id =
      known?.id ??
      (await issueLogin(store.database, { ...login.person, displayName, name: login.name }, { kind: 'operator' })).id
    const code = known?.hasPassword
      ? undefined
      : (await issueStartingCode(store.database, id, { kind: 'operator' })).code
    codes.push({ login, displayName, code })
  }
  return codes
}

async function displayNameOf(store: Store, { person }: DemoLogin): Promise<string> {
  if (person.kind === 'staff') return person.displayName
  return asOwner(store, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select concat_ws(' ', first_name, name) as name from parties where id = $1`,
      [person.partyId],
    )
    return rows[0]!.name
  })
}

function welcome(url: string, codes: readonly DemoCode[], ownDataDir: string | undefined): string {
  const width = Math.max(...codes.map(({ login }) => login.name.length))
  const lines = codes.map(
    ({ login, displayName, code }) =>
      `  ${login.name.padEnd(width)}  ${(code ?? 'hasło już ustawione').padEnd(24)}  ${displayName}: ${login.story}`,
  )
  return [
    '',
    `e-BOK działa: ${url}`,
    '',
    'Loginy i kody startowe (kod wpisz zamiast hasła, portal poprosi o ustawienie własnego):',
    ...lines,
    '',
    'Pracownicy (biuro) potrzebują też kodu z aplikacji w telefonie. Bez telefonu: w drugim oknie wpisz, na przykład,',
    '  bin/ebok demo-code lipa.biuro',
    'i przepisz kod, który pokaże. To polecenie działa tylko w demo.',
    ...(ownDataDir ? [`Ustaw przed nim ten sam katalog danych: EBOK_DATA_DIR=${ownDataDir}`] : []),
    '',
    `Dane są wymyślone, stan ksiąg na ${formatDate(addDays(todayInWarsaw(systemClock.now()), -1))}. Zatrzymanie: Ctrl+C.`,
  ].join('\n')
}
