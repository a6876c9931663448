import type pg from 'pg'
import { readAnchors } from '#features/office-audit/public.ts'
import { formatDateTime } from '#kernel/dates.ts'
import { formatMoney, grosze } from '#kernel/money.ts'
import { migrationState } from '#platform/db/migrate.ts'
import { type Names, roleFaults } from '#platform/db/roles.ts'
import { type Finding, failure, ok, warning } from './check.ts'

const staleAfterMs = 26 * 3600_000

export async function version(client: pg.Client, embedded: boolean): Promise<Finding[]> {
  const { rows } = await client.query<{
    version: string
    number: number
    fsync: string
    full_page_writes: string
    data_checksums: string
  }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
            current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
            current_setting('data_checksums') as data_checksums`,
  )
  const found = rows[0]!
  const name = `PostgreSQL ${embedded ? 'wbudowany' : 'zewnętrzny'}`
  const durable: Finding[] = (['fsync', 'full_page_writes'] as const)
    .filter((setting) => found[setting] !== 'on')
    .map((setting) =>
      failure(
        'trwałość zapisu',
        `${setting} jest wyłączone`,
        `alter system set ${setting} = on; następnie uruchom serwer ponownie`,
      ),
    )
  const checksums =
    found.data_checksums === 'on'
      ? ok('sumy kontrolne danych', 'włączone')
      : warning(
          'sumy kontrolne danych',
          'wyłączone',
          'Na zatrzymanym serwerze: pg_checksums --enable -D KATALOG_DANYCH',
        )
  return [
    found.number >= 150_000
      ? ok(name, found.version)
      : failure(name, found.version, 'Przenieś bazę na PostgreSQL 15 lub nowszy.'),
    ...(durable.length > 0 ? durable : [ok('trwałość zapisu', 'fsync i full_page_writes włączone')]),
    checksums,
  ]
}

export async function roles(client: pg.Client, names: Names): Promise<Finding> {
  const faults = await roleFaults(client, names)
  return faults.length === 0
    ? ok('role bazy danych', 'każda z najmniejszymi prawami')
    : failure('role bazy danych', faults.join('; '), 'ebok migrate')
}

/** Every table has row-level security switched on and forced, so that even its owner is held by it. */
export async function rowSecurity(client: pg.Client, names: Names): Promise<Finding> {
  const { rows } = await client.query<{ table: string; forced: boolean }>(
    `select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as forced
       from pg_class c where c.relnamespace = $1::text::regnamespace and c.relkind in ('r', 'p') order by 1`,
    [names.schema],
  )
  const open = rows.filter((row) => !row.forced).map((row) => row.table)
  if (rows.length === 0) return failure('ochrona wierszy', 'schemat jest pusty', 'ebok migrate')
  return open.length === 0
    ? ok('ochrona wierszy', `wymuszona na ${rows.length} tabelach`)
    : failure(
        'ochrona wierszy',
        `brak na: ${open.join(', ')}`,
        open
          .map((table) => `alter table ${names.schema}.${table} force row level security, enable row level security;`)
          .join(' '),
      )
}

export async function migrations(client: pg.Client, names: Names): Promise<Finding> {
  const { applied, pending, newer } = await migrationState(client, names)
  if (pending.length > 0) return failure('migracje', `czekają: ${pending.join(', ')}`, 'ebok migrate')
  if (newer.length > 0)
    return warning(
      'migracje',
      `baza zna nowsze: ${newer.join(', ')}`,
      'Zaktualizuj program do wersji, która je przyniosła.',
    )
  return ok('migracje', `${applied.length}, wszystkie wykonane`)
}

interface LastImport {
  state: string | null
  received_at: Date | null
  publication_id: number
  as_of: Date | null
}

/** What residents see, how old it is, and whether the last delivery became it. */
export async function lastImport(client: pg.Client, now: number): Promise<Finding[]> {
  const { rows } = await client.query<LastImport>(
    `select d.state, d.received_at, p.publication_id, p.as_of
       from published_state p left join lateral (select state, received_at from deliveries order by received_at desc limit 1) d on true`,
  )
  const found = rows[0]!
  if (found.as_of === null)
    return [warning('ostatnia dostawa', 'jeszcze nic nie opublikowano', 'ebok import ŚCIEŻKA_DOSTAWY')]
  const says = `publikacja ${found.publication_id}, stan na ${formatDateTime(found.as_of.getTime())}`
  const fresh =
    now - found.as_of.getTime() > staleAfterMs
      ? failure(
          'ostatnia dostawa',
          `${says}: starsza niż 26 godzin`,
          'Sprawdź, czy system księgowy wysłał dostawę, potem: ebok import status',
        )
      : ok('ostatnia dostawa', says)
  const good = found.state === 'published' || found.state === 'unchanged'
  const state = good
    ? ok('stan ostatniej dostawy', found.state === 'unchanged' ? 'bez zmian' : 'opublikowana')
    : failure(
        'stan ostatniej dostawy',
        String(found.state),
        found.state === 'waiting'
          ? 'ebok import status, potem ebok import confirm ID albo refuse ID'
          : 'ebok import status',
      )
  return [fresh, state]
}

/** The pair assertion over everything published: delivered balances against the sum of the entries. */
export async function reconciliation(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ accounts: string; different: string; delivered: string; summed: string }>(
    `select count(*) as accounts, count(*) filter (where b.closing_balance_grosze <> coalesce(e.total, 0)) as different,
            coalesce(sum(b.closing_balance_grosze), 0) as delivered, coalesce(sum(e.total), 0) as summed
       from balances b
       left join (select account_id, sum(case when side = 'charge' then amount_grosze else -amount_grosze end) as total
                    from entries group by account_id) e on e.account_id = b.account_id`,
  )
  const { accounts, different, delivered, summed } = rows[0]!
  const says = `${accounts} kont, salda ${formatMoney(grosze(Number(delivered)))}, zapisy ${formatMoney(grosze(Number(summed)))}`
  return different === '0'
    ? ok('zgodność sald', says)
    : failure(
        'zgodność sald',
        `${says}; niezgodnych kont: ${different}`,
        'ebok import status pokaże dostawę. Poproś księgowość o nową pełną dostawę.',
      )
}

const auditPart = 20_000
const nextForAudit =
  'Nie zmieniaj niczego w bazie. Zabezpiecz kopie zapasowe i dzienniki serwera i zawiadom zarząd. Ostatnia kopia z dobrym dziennikiem pokaże, co zmieniono.'

/** The chain of the audit trail from its first line to its last, and the anchors beside the database. */
export async function auditTrail(client: pg.Client, dataDir: string): Promise<Finding> {
  const name = 'dziennik zdarzeń'
  const { rows } = await client.query<{ newest: string }>('select coalesce(max(id), 0) as newest from audit_events')
  const newest = Number(rows[0]!.newest)
  let checked = 0
  for (let from = 1; from <= newest; from += auditPart) {
    const part = await client.query<{ checked: string; broken_id: string | null; fault: string | null }>(
      'select checked, broken_id, fault from verify_audit_chain($1, $2)',
      [from, from + auditPart - 1],
    )
    const { broken_id: broken, fault } = part.rows[0]!
    if (broken !== null) return failure(name, `wpis ${broken} nie jest taki, jak powstał (${fault})`, nextForAudit)
    checked += Number(part.rows[0]!.checked)
  }
  const anchors = readAnchors(dataDir)
  const found = await client.query<{ id: string; hash: string }>(
    `select id, encode(hash, 'hex') as hash from audit_events where id = any ($1::bigint[])`,
    [anchors.map(({ id }) => id)],
  )
  const hashes = new Map(found.rows.map(({ id, hash }) => [Number(id), hash]))
  const moved = anchors.find(({ id, hash }) => hashes.get(id) !== hash)
  if (moved) return failure(name, `wpis ${moved.id} nie zgadza się z audit-anchors.log`, nextForAudit)
  return ok(name, `nienaruszony, wpisów: ${checked}, zgodny z odciskami: ${anchors.length}`)
}
