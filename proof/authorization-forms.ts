/** Every form with every column of the database as further fields, and with ids of other people in its own fields. */
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { routes } from '#src/app.ts'
import { isAllowed } from '#test/every-route/attempts.ts'
import { type Belongings, belongingsOf } from '#test/every-route/belongings.ts'
import { collectForms, type FoundForm, formsOf } from '#test/every-route/forms.ts'
import { type Principal, principalNames } from '#test/every-route/people.ts'
import { type World, withWorld } from '#test/every-route/world.ts'
import { type Answer, TestBrowser, type TestPortal, withPortal } from '#test/harness/portal.ts'
import { atLeast, atMost, context, type Figure, type Proof, type ProofOptions } from './proof.ts'

const bodyTaken = 'field of the table'

/** Those forms end the session, or the way into it, of whoever sends them: each goes on with what is left, so they come last. */
export const last = ['/moje-dane/urzadzenia/wyloguj', '/moje-dane/urzadzenia/wyloguj-wszedzie', '/haslo', '/wyjscie']

export const askers: readonly Principal[] = [
  'anonymous',
  'resident',
  'neighbour',
  'landlord',
  'editor',
  'accountant',
  'clerk',
  'administrator',
]

export const authorizationForms: Proof = {
  shows:
    'a form changes what its own fields say and nothing more, whatever else is sent with it and whoever’s ids stand in it',
  tests: ['test/every-route/fields.test.ts', 'test/every-route/matrix.db.test.ts'],
  controls: [
    {
      name: bodyTaken,
      what: 'a request about data takes what stands in a field named as the column of the table',
      plants: [
        {
          file: 'src/features/profile/resident.routes.ts',
          from: 'params: z.object({ _once: onceField, rodzaj: field, lokal: field, tresc: field }),',
          to: 'params: z.looseObject({ _once: onceField, rodzaj: field, lokal: field, tresc: field }).transform((all) => ({ ...all, tresc: all.body === undefined ? all.tresc : String(all.body) })),',
        },
      ],
    },
  ],
  run: async (options) => {
    const world = await withWorld()
    const belongings = await belongingsOf(world)
    const [plain, laden] = await copies(world)
    return plain.portal.asRoot((one) =>
      laden.portal.asRoot((other) =>
        sendAll(world, belongings, { ...plain, client: one }, { ...laden, client: other }, options),
      ),
    )
  },
}

interface Asked extends Copy {
  /** As the owner of the tables; open for as long as the proof runs. */
  readonly client: pg.Client
}

async function sendAll(
  world: World,
  belongings: Belongings,
  plain: Asked,
  laden: Asked,
  { short, control, say }: ProofOptions,
): Promise<readonly Figure[]> {
  const columns = await columnNames(plain.client)
  const born = new Set([...(await rowsOf(plain.client)).keys()].flatMap((line) => line.match(uuid) ?? []))
  const names = short || control ? (['resident'] as const) : askers
  let [forms, changing, foreign] = [0, 0, 0]
  const [more, otherAnswers, taken]: [string[], string[], string[]] = [[], [], []]
  for (const principal of names) {
    const pages = pagesOf(principal, belongings)
    // Opening pages leaves traces too: what was read, a key that waits to be confirmed.
    await collectForms(laden.browsers[principal], pages)
    const found = (await collectForms(plain.browsers[principal], pages)).sort(
      (one, other) => last.indexOf(one.route.path) - last.indexOf(other.route.path),
    )
    say(`${principal}: ${found.length} forms`)
    for (const form of found) {
      const others = foreignFields(form, principal, world, belongings)
      for (const [field, value] of others) {
        foreign += 1
        const before = await rowsOf(plain.client)
        const answer = await send(plain.browsers[principal], form, {}, { [field]: value })
        const changed = difference(before, await rowsOf(plain.client), born)
        await send(laden.browsers[principal], form, {}, { [field]: value })
        if (changed.length > 0)
          taken.push(
            `${principal} ${form.route.path} with ${field} of somebody else: ${answer.status}, ${changed.join('; ').slice(0, 300)}`,
          )
      }
      forms += 1
      const extra = Object.fromEntries([...columns].filter(([name]) => !(name in form.fields)))
      const [first, second] = [await rowsOf(plain.client), await rowsOf(laden.client)]
      const answers = [
        await send(plain.browsers[principal], form, {}),
        await send(laden.browsers[principal], form, extra),
      ] as const
      const usual = difference(first, await rowsOf(plain.client), born)
      const withMore = difference(second, await rowsOf(laden.client), born)
      if (usual.length > 0) changing += 1
      if (usual.join('\n') !== withMore.join('\n'))
        more.push(
          `${principal} ${form.route.path}: ${withMore
            .filter((line) => !usual.includes(line))
            .join('; ')
            .slice(0, 300)}`,
        )
      if (shapeOf(answers[0]) !== shapeOf(answers[1]))
        otherAnswers.push(`${principal} ${form.route.path}: ${shapeOf(answers[0])} and ${shapeOf(answers[1])}`)
    }
  }
  for (const line of [...more, ...otherAnswers, ...taken]) say(line)
  return [
    short || control ? context('forms', forms) : atLeast('forms', forms, 80),
    context('of them that changed something as they were', changing),
    context('further fields in each', columns.size),
    atMost('forms that changed more because of them', more.length, 0),
    atMost('forms that answered otherwise because of them', otherAnswers.length, 0),
    context('forms with an id of somebody else in a field of theirs', foreign),
    atMost('of them that changed something', taken.length, 0),
  ]
}

interface Copy {
  readonly portal: TestPortal
  readonly browsers: Readonly<Record<Principal, TestBrowser>>
}

/** Two portals on copies of the world: the same sessions, the same rows. */
export async function copies(world: World): Promise<readonly [Copy, Copy]> {
  const { portal } = world
  await portal.app.close()
  await portal.database.close()
  const name = portal.admin.database!
  const made: Copy[] = []
  for (let i = 0; i < 2; i++) {
    await asAdministrator({ ...portal.admin, database: 'postgres' }, (client) =>
      client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [name]),
    )
    const copy = await withPortal({ template: name })
    made.push({ portal: copy, browsers: browsersOf(world, copy.app) })
  }
  return [made[0]!, made[1]!]
}

function browsersOf(world: World, app: FastifyInstance): Record<Principal, TestBrowser> {
  const made = {} as Record<Principal, TestBrowser>
  for (const name of principalNames) {
    made[name] = new TestBrowser(app)
    const secret = world.sessions[name]?.secret
    if (secret !== undefined) made[name].cookies.set('ebok-session', secret)
  }
  return made
}

export function pagesOf(principal: Principal, belongings: Belongings): string[] {
  const pages: string[] = []
  for (const route of routes.filter((one) => one.method === 'GET' && isAllowed(one, principal))) {
    let url: string | undefined = route.path
    for (const [param, kind] of Object.entries(route.objects)) {
      const id = belongings.get(kind)?.[principal] ?? belongings.get(kind)?.office
      url = id === undefined ? undefined : url?.replace(`:${param}`, encodeURIComponent(id))
    }
    if (url === undefined || url.includes(':')) continue
    const asked = new URLSearchParams(route.example).toString()
    pages.push(asked === '' ? url : `${url}?${asked}`)
  }
  return pages
}

/** Opens the page anew, as each portal shows it now, and sends its form with these fields more or otherwise. */
async function send(
  browser: TestBrowser,
  form: FoundForm,
  extra: Readonly<Record<string, string>>,
  changed: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { body } = await browser.get(form.page)
  const names = Object.keys(form.fields).sort().join()
  const alike = formsOf(form.page, body).filter(({ route }) => route === form.route)
  const now = alike.find(({ fields }) => Object.keys(fields).sort().join() === names) ?? alike[0] ?? form
  return browser.post(now.action, { ...extra, ...now.fields, ...changed })
}

/** Every column of every table, and as a program would call it, with something that means something there. */
async function columnNames(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select a.attname as name, min(format_type(a.atttypid, a.atttypmod)) as type from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped group by 1 order by 1`,
  )
  const administrator = (
    await client.query<{ id: string }>(`select id from logins where staff_role = 'administrator' limit 1`)
  ).rows[0]!.id
  const found = new Map<string, string>()
  for (const { name, type } of rows) {
    const value =
      name === 'staff_role'
        ? 'administrator'
        : type === 'uuid'
          ? administrator
          : type === 'boolean'
            ? 'true'
            : /int|numeric/.test(type)
              ? '999'
              : type === 'date'
                ? '2020-01-01'
                : /timestamp/.test(type)
                  ? '2020-01-01T00:00:00Z'
                  : /party/.test(name)
                    ? 'K00001'
                    : /premises/.test(name)
                      ? 'L0001'
                      : 'Przypisane'
    found.set(name, value)
    found.set(
      name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    )
  }
  return found
}

/** Fields that hold an id of the asker's, each with the id of the same kind of somebody else. */
function foreignFields(
  form: FoundForm,
  principal: Principal,
  world: World,
  belongings: Belongings,
): [string, string][] {
  const other: Principal = principal === 'neighbour' ? 'resident' : 'neighbour'
  const swaps = new Map<string, string>([
    ['L0003', 'L0001'],
    ['L0001', 'L0003'],
    ['L0006', 'L0001'],
  ])
  for (const each of belongings.values()) {
    const [own, foreign] = [each[principal], each[other]]
    if (own !== undefined && foreign !== undefined) swaps.set(own, foreign)
  }
  const [own, foreign] = [world.sessions[principal]?.loginId, world.sessions[other]?.loginId]
  if (own !== undefined && foreign !== undefined && form.route.area === 'resident') swaps.set(own, foreign)
  if (form.route.area !== 'resident') return []
  return Object.entries(form.fields).flatMap(([field, value]) => {
    const swapped = swaps.get(value)
    return swapped === undefined ? [] : [[field, swapped] as [string, string]]
  })
}

const left = ['stored_files', 'register_terms', 'daily_statistics', 'throttle_buckets', 'login_terms']

/** The rows people write, without what is drawn at random or counts on: two portals that did the same have the same. */
export async function rowsOf(client: pg.Client): Promise<ReadonlyMap<string, number>> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'
          and relname not like '%\\_versions' and not (relname = any ($1)) order by 1`,
    [left],
  )
  const parts = tables.map(
    ({ name }) =>
      `select '${name} ' || (to_jsonb(t) - 'last_seen_at' - 'hash' - 'previous_hash' - case when '${name}' in ('audit_events', 'sign_ins', 'consents') then 'id' else '' end)::text as line from ${quoteIdentifier(name)} t`,
  )
  const { rows } = await client.query<{ line: string }>(
    [...parts, `select 'stored_files ' || sha256 || ' ' || name from stored_files`].join(' union all '),
  )
  const counted = new Map<string, number>()
  for (const { line } of rows) counted.set(line, (counted.get(line) ?? 0) + 1)
  return counted
}

export const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Lines gone and lines new, sorted; ids that were not there in the beginning, and other things drawn at random, are written as one sign. */
export function difference(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  known: ReadonlySet<string>,
): string[] {
  const plain = (line: string): string =>
    line
      .replaceAll(uuid, (id) => (known.has(id) ? id : '#'))
      // Hashes, secrets, logins of eight digits, and the ids of topics, made of letters.
      .replaceAll(
        /\\\\x[0-9a-f]+|\$argon2[^"]+|[0-9a-f]{32,64}|\bt[a-p]{32}\b|[\w-]{43}|(?<![-\w])\d{8}(?![-\w])/g,
        '#',
      )
  const lines: string[] = []
  for (const [line, count] of after) for (let i = before.get(line) ?? 0; i < count; i++) lines.push(`+ ${plain(line)}`)
  for (const [line, count] of before) for (let i = after.get(line) ?? 0; i < count; i++) lines.push(`- ${plain(line)}`)
  return lines.sort()
}

const shapeOf = ({ status, location }: Answer): string => `${status} ${(location ?? '').replaceAll(uuid, '#')}`
