/** sqlmap against every parameter of every page and every field of every form, with the session of each role. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Route } from '#platform/http/route.ts'
import { routes } from '#src/app.ts'
import { isAllowed } from '#test/every-route/attempts.ts'
import { collectForms } from '#test/every-route/forms.ts'
import { table } from '../../bench/machine.ts'
import { atLeast, atMost, context, exactly, type Figure, type Proof } from '../proof.ts'
import { type Finding, findingFigures, installedFigures, programOf, runTool, toolFolder } from './tools.ts'
import { type Attacker, type AttackWorld, attackers, pagesOf, withAttackWorld } from './world.ts'

const planted = 'put together'
const secondsForRole = 2_400
/** sqlmap compares pages in one thread and keeps the portal waiting: as many at once as there are cores. */
const atOnce = 2

export const sqlmap: Proof = {
  shows: 'sqlmap finds no parameter or field of any role through which the database could be asked',
  tests: ['proof/attack/tools.test.ts', 'test/architecture/database.db.test.ts'],
  controls: [
    {
      name: planted,
      what: 'the search of people puts its query together from what was typed',
      plants: [
        {
          file: 'src/features/office-people/search.queries.ts',
          from: 'tx.query(loginsStatement, [text, digits]),',
          to: `tx.query({ name: '', text: \`select null as "partyId", id as "loginId", 'name' as why, null as detail from logins where name <> '\${text}'\` }, []) as Promise<Hit[]>,`,
        },
      ],
    },
  ],
  run: async (options) => {
    const { short, control, say, show } = options
    const figures = await installedFigures(['sqlmap'])
    if (!programOf('sqlmap')) return figures
    const attacked = await withAttackWorld()
    const findings: Finding[] = []
    const rows: (readonly (string | number)[])[] = []
    const [cut, doors]: [string[], string[]] = [[], []]
    const before = new Set<string>()
    const work: { readonly who: Attacker; readonly fresh: Target[]; readonly known: Target[] }[] = []
    for (const who of control ? (['clerk'] as const) : short ? (['resident'] as const) : attackers) {
      const asked = await requestsOf(who, attacked)
      const chosen = control ? asked.filter(({ path }) => path === '/biuro/osoby') : asked
      // What another role had before is looked at again more quickly: the same queries, behind another wall.
      const known = chosen.filter(({ key }) => before.has(key))
      work.push({ who, known, fresh: chosen.filter(({ key }) => !before.has(key)) })
      for (const { key } of chosen) before.add(key)
    }
    const targets = work.reduce((sum, { fresh, known }) => sum + fresh.length + known.length, 0)
    // The longest ones begin.
    const left = work.toSorted((one, other) => other.fresh.length - one.fresh.length)
    const tryRole = async ({ who, fresh, known }: (typeof work)[number]): Promise<void> => {
      const said = [
        await ask(fresh, attacked, who, []),
        ...(known.length > 0 ? [await ask(known, attacked, who, ['--smart'])] : []),
      ]
      if (said.some((one) => one.cut)) cut.push(who)
      for (const one of said.flatMap((each) => each.findings)) {
        findings.push(one)
        say(`${who}: ${one.finding}`)
      }
      const seconds = said.reduce((sum, one) => sum + one.seconds, 0)
      const places = said.reduce((sum, one) => sum + one.places, 0)
      const { all, handled, absent, misshapen, atTheDoor, failed, addresses } = attacked.traffic.sum(who)
      rows.push([
        who,
        fresh.length + known.length,
        places,
        all,
        handled,
        misshapen,
        absent,
        atTheDoor,
        failed,
        addresses,
      ])
      doors.push(...attacked.traffic.onlyDoor(who))
      say(`${who}: ${fresh.length + known.length} addresses, ${all} requests, ${seconds.toFixed(0)} s`)
    }
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = left.shift(); next; next = left.shift()) await tryRole(next)
      }),
    )
    for (const door of doors) say(`nothing but the door: ${door}`)
    for (const [address, request] of attacked.traffic.failures) say(`failed: ${address}: ${request}`)
    show(
      table(
        [
          ...[
            'who',
            'pages and forms',
            'places tried',
            'requests',
            'answered by a page or form',
            'parameters of a wrong shape',
          ],
          ...['not there', 'turned away at the door', 'failed', 'addresses that answered'],
        ],
        rows,
      ),
    )
    const sum = attacked.traffic.sum()
    const all: Figure[] = [
      ...figures,
      context('pages and forms', targets),
      ...findingFigures(findings, say),
      short || control ? context('requests', sum.all) : atLeast('requests', sum.all, 20_000),
      atLeast('of them not turned away at the door', Math.round(((sum.all - sum.atTheDoor) / sum.all) * 100), 80, '%'),
      atMost('answers with 5xx', sum.failed, 0),
      exactly('roles whose time was not enough', cut.length, 0),
    ]
    return all
  },
}

interface Target {
  /** The same for the same page or form, whoever asks. */
  readonly key: string
  readonly path: string
  readonly request: string
}

/** Every page with parameters, every place of an id in an address, every form, as this person's browser would send them. */
async function requestsOf(who: Attacker, attacked: AttackWorld): Promise<Target[]> {
  const browser = attacked.browserOf(who)
  const targets = new Map<string, Target>()
  const add = (key: string, path: string, method: string, url: string, body?: string): void => {
    const lines = [
      `${method} ${url} HTTP/1.1`,
      `Host: ${attacked.host}`,
      `Cookie: ${attacked.cookieOf(who)}`,
      'User-Agent: Mozilla/5.0 (Linux; Android 14) Chrome/130',
      ...(body === undefined
        ? []
        : [`Origin: ${attacked.url}`, 'Content-Type: application/x-www-form-urlencoded', '', body]),
    ]
    if (!targets.has(key)) targets.set(key, { key, path, request: lines.join('\n') })
  }
  const pages = pagesOf(who, attacked.belongings)
  for (const { path, url } of pages) {
    const route = routes.find((one) => one.method === 'GET' && one.path === path)!
    const bare = url.split('?')[0]!
    const fields = parametersOf(route)
    if (fields.length > 0) {
      const { body } = await browser.get(url)
      const query = new URLSearchParams(fields.map((name) => [name, valueFor(route, name, body)])).toString()
      add(`GET ${path}`, path, 'GET', `${bare}?${query}`)
    }
    // The id in the address, one place after another.
    for (const param of Object.keys(route.objects)) {
      const place = path.split('/').indexOf(`:${param}`)
      const marked = bare
        .split('/')
        .map((part, index) => (index === place ? `${part}*` : part))
        .join('/')
      add(`GET ${path} ${param}`, path, 'GET', marked)
    }
  }
  for (const form of await collectForms(
    browser,
    pages.map(({ url }) => url),
  )) {
    if (!isAllowed(form.route, who)) continue
    const names = Object.keys(form.fields).filter((name) => name !== '_csrf' && name !== '_once')
    if (names.length === 0 && Object.keys(form.route.objects).length === 0) continue
    const body = new URLSearchParams(form.fields).toString()
    const key = `POST ${form.route.path} ${names.sort().join()}`
    if (names.length > 0) add(key, form.route.path, 'POST', form.action, body)
    if (Object.keys(form.route.objects).length > 0) {
      const place = form.route.path.split('/').findIndex((part) => part.startsWith(':'))
      const marked = form.action
        .split('/')
        .map((part, index) => (index === place ? `${part}*` : part))
        .join('/')
      add(`${key} id`, form.route.path, 'POST', marked, body)
    }
  }
  return [...targets.values()]
}

interface Field {
  safeParse(value: unknown): { readonly success: boolean }
}

const shapeOf = (route: Route): Readonly<Record<string, Field>> =>
  (route.params as { shape?: Record<string, Field> }).shape ?? {}

/** What a page takes beside the ids in its address. */
const parametersOf = (route: Route): string[] =>
  Object.keys(shapeOf(route)).filter((name) => !route.path.includes(`:${name}`))

/** A value the page takes: its example, one of its own links and lists, or the first of the usual kinds. */
function valueFor(route: Route, name: string, body: string): string {
  const list = new RegExp(`<select[^>]* name="${name}"[^>]*>([\\s\\S]*?)</select>`).exec(body)?.[1] ?? ''
  const offered = [
    ...list.matchAll(/<option[^>]* value="([^"]+)"/g),
    ...body.matchAll(new RegExp(`(?:[?;&]${name}=|<input[^>]* name="${name}"[^>]* value=")([^"&#]+)`, 'g')),
  ].map(([, value]) => decodeURIComponent(value!))
  const usual = ['abc', '1', '2026', '2026-11', '2026-11-20', '2026-kw4', 'L0003', '']
  const field = shapeOf(route)[name]
  return (
    [route.example[name], ...offered, ...usual].find((one) => one !== undefined && field?.safeParse(one).success) ?? 'a'
  )
}

async function ask(
  targets: readonly Target[],
  attacked: AttackWorld,
  who: Attacker,
  more: readonly string[],
): Promise<{
  readonly findings: readonly Finding[]
  readonly places: number
  readonly cut: boolean
  readonly seconds: number
}> {
  const folder = toolFolder()
  const line = '='.repeat(54)
  const log = targets.map(
    ({ request }) => `${line}\n12:00:00  ${attacked.url}  [127.0.0.1]\n${line}\n${request}\n${line}\n`,
  )
  writeFileSync(join(folder, 'requests'), log.join('\n'))
  // Each form is taken once: every request needs a key of its own.
  const newKey = 'import uuid;_once=str(uuid.uuid4()) if "_once" in globals() else ""'
  const { output, cut, seconds } = await runTool(
    'sqlmap',
    [
      ...['-l', join(folder, 'requests'), '--batch', '--flush-session', '--disable-coloring', '--ignore-stdin'],
      ...[
        '--dbms=PostgreSQL',
        '--technique=BEUT',
        '--level=1',
        '--risk=1',
        '--time-sec=2',
        '--threads=1',
        '--timeout=15',
      ],
      ...['--skip=_csrf,_once', '--eval', newKey, '--ignore-code=400,401,403,404,409,413,422,429'],
      ...['--answers=follow=N,skip further tests involving it=N', '--output-dir', folder],
      ...['--results-file', join(folder, 'results.csv'), '--parse-errors', ...more],
    ],
    { seconds: secondsForRole, folder },
  )
  if (process.env.ATTACK_KEEP) writeFileSync(join(process.env.ATTACK_KEEP, `sqlmap-${who}.out`), output)
  const results = readdirSync(folder).includes('results.csv') ? readFileSync(join(folder, 'results.csv'), 'utf8') : ''
  const findings = results
    .split('\n')
    .slice(1)
    .filter((row) => row.trim() !== '')
    .map((row) => {
      const [url, place, parameter, techniques, ...note] = row.split(',')
      const address = url!.replace(attacked.url, '').split('?')[0]!
      return {
        tool: 'sqlmap',
        finding: `${place} ${address} ${parameter}: ${techniques}${note.join() ? ` (${note.join()})` : ''}`,
      }
    })
  // Whatever of the database's own errors reaches a page is a finding, injectable or not.
  const errors = [...output.matchAll(/parsed DBMS error message: '(.*)'/g)].map(([, said]) => ({
    tool: 'sqlmap',
    finding: `error of the database on a page: ${said}`,
  }))
  const places = [...output.matchAll(/testing for SQL injection on |heuristic \(basic\) test shows/g)].length
  rmSync(folder, { recursive: true, force: true })
  return { findings: [...findings, ...errors], places, cut, seconds }
}
