/** Every route × everybody × whose object × the place of its id, with both walls, and with each wall alone. */
import { setTimeout as delay } from 'node:timers/promises'
import { formToken, newSecret } from '#platform/http/secrets.ts'
import { type Attempt, attempts, isAllowed } from '#test/every-route/attempts.ts'
import { belongingsOf } from '#test/every-route/belongings.ts'
import { marks } from '#test/every-route/objects.ts'
import { type Principal, principalNames, principals, visibleAccounts } from '#test/every-route/people.ts'
import { withoutApplicationWall, withoutRowSecurity } from '#test/every-route/walls.ts'
import { markOf, type World, withWorld } from '#test/every-route/world.ts'
import type { Answer } from '#test/harness/portal.ts'
import { table } from '../bench/machine.ts'
import { atLeast, atMost, context, type Figure, type Proof, type ProofOptions } from './proof.ts'

const bothGone = 'both walls gone'
const atOnce = 24
/** How often a request that found no connection to the database is sent again, each time after a longer while. */
const patience = 12

interface Findings {
  requests: number
  readonly leaks: string[]
  readonly wrong: string[]
  readonly otherwise: string[]
  readonly changed: string[]
  readonly byPlace: Map<string, number>
}

export const authorizationMatrix: Proof = {
  shows: 'nobody gets at anything that is not theirs, by any route, in any place an id can stand',
  tests: ['test/every-route/matrix.db.test.ts', 'test/every-route/roles.test.ts'],
  controls: [
    { name: bothGone, what: 'the queries and the policies let everything through' },
    {
      name: 'roles',
      what: 'the role of a member of staff is not looked at',
      plants: [
        {
          file: 'src/platform/http/server.ts',
          from: 'if (!route.roles.includes(candidate.staffRole)) throw',
          to: 'if (route.roles.length === 0) throw',
        },
      ],
    },
    {
      name: 'absent',
      what: 'a foreign thread is refused by another sentence than one that is not there',
      plants: [
        {
          file: 'src/platform/http/errors.ts',
          from: 'readonly status = 404',
          to: `readonly status = this.message === 'impossible id in the path' ? 404 : 410`,
        },
      ],
    },
  ],
  run: async (options) => {
    const { short, control, show } = options
    const every = short || control ? 40 : 1
    const world = await withWorld()
    if (control === bothGone) {
      await withoutApplicationWall(world.portal)
      await withoutRowSecurity(world.portal)
    }
    const found = await tryEverything(world, { onlyAllowed: false, every }, options)
    show(
      table(
        ['place of the id', 'requests'],
        [...found.byPlace].sort().map(([place, count]) => [place, count]),
      ),
    )
    const figures: Figure[] = [
      short || control ? context('requests', found.requests) : atLeast('requests', found.requests, 80_000),
      atMost('answers with something of somebody else', found.leaks.length, 0),
      atMost('answers with another status than the rules give', found.wrong.length, 0),
      atMost('foreign objects answered otherwise than absent ones', found.otherwise.length, 0),
      atMost('addresses where a refused form changed a row', found.changed.length, 0),
    ]
    return figures
  },
}

export const authorizationWalls: Proof = {
  shows: 'each of the two walls holds alone: the conditions of the queries, and the policies of the database',
  tests: ['test/every-route/application-wall.db.test.ts', 'test/every-route/row-security.db.test.ts'],
  controls: [{ name: bothGone, what: 'the other wall is away as well' }],
  run: async (options) => {
    const { short, control } = options
    const figures: Figure[] = []
    for (const [name, take] of [
      ['the database alone', withoutApplicationWall],
      ['the application alone', withoutRowSecurity],
    ] as const) {
      const world = await withWorld()
      await take(world.portal)
      if (control === bothGone)
        await (take === withoutApplicationWall ? withoutRowSecurity : withoutApplicationWall)(world.portal)
      const { requests, leaks } = await tryEverything(
        world,
        { onlyAllowed: true, every: short || control ? 40 : 1 },
        options,
      )
      figures.push(
        short || control ? context(`${name}: requests`, requests) : atLeast(`${name}: requests`, requests, 20_000),
        atMost(`${name}: answers with something of somebody else`, leaks.length, 0),
      )
    }
    return figures
  },
}

/** With a wall taken away, whom the route itself refuses sees nothing of what stands behind it: only the pages they may open are asked. */
async function tryEverything(
  world: World,
  choice: { readonly onlyAllowed: boolean; readonly every: number },
  { say }: ProofOptions,
): Promise<Findings> {
  const found: Findings = { requests: 0, leaks: [], wrong: [], otherwise: [], changed: [], byPlace: new Map() }
  const seesLeak = await leakFinder(world)
  const absentBodies = new Map<string, string>()
  const formSecret = newSecret()
  const secrets = Object.fromEntries(principalNames.map((name) => [name, world.sessions[name]?.secret ?? formSecret]))
  world.browsers.anonymous.cookies.set('ebok-form', formSecret)
  const tell = (list: string[], line: string): void => {
    list.push(line)
    if (list.length <= 20) say(line)
  }

  const send = async (attempt: Attempt): Promise<void> => {
    const { route, principal, url, headers, body, expected, mustBeAbsent, place, owner } = attempt
    const browser = world.browsers[principal]
    const ask = (): Promise<Answer> =>
      route.method === 'GET'
        ? browser.get(url, headers)
        : browser.post(url, { _csrf: formToken(secrets[principal]!), ...body }, headers)
    let answer = await ask()
    // A machine that has other things to do does not always get its connection to the database in time, and says so.
    for (let again = 1; answer.status === 503 && again <= patience; again += 1) {
      await delay(again * 200)
      answer = await ask()
    }
    found.requests += 1
    found.byPlace.set(place, (found.byPlace.get(place) ?? 0) + 1)
    const line = `${principal} ${route.method} ${url} (${place}, ${owner})`
    if (!choice.onlyAllowed && !expected.includes(answer.status))
      tell(found.wrong, `${line}: ${answer.status}, expected ${expected.join(' or ')}`)
    const leak = seesLeak(principal, answer, url, isAllowed(route, principal))
    if (leak !== undefined) tell(found.leaks, `${line}: ${leak}`)
    if (mustBeAbsent && !choice.onlyAllowed) {
      const key = `${principal} ${route.path}`
      const bare = withoutTokens(answer.body).replaceAll(escaped(url), '').replaceAll(url, '')
      const known = absentBodies.get(key)
      if (known === undefined) absentBodies.set(key, bare)
      else if (known !== bare) tell(found.otherwise, line)
    }
  }

  let before: ReadonlyMap<string, string> = new Map()
  let batch: Attempt[] = []
  const flush = async (): Promise<void> => {
    const [first] = batch
    if (!first) return
    const left = [...batch]
    batch = []
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = left.pop(); next; next = left.pop()) await send(next)
      }),
    )
    if (first.route.method !== 'POST' || choice.onlyAllowed) return
    const after = await fingerprint(world)
    const changed = [...after].filter(([name, hash]) => before.get(name) !== hash).map(([name]) => name)
    // What anybody may post without being signed in leaves its own traces, counted tries for one.
    if (changed.length > 0 && first.route.area !== 'public')
      tell(found.changed, `POST ${first.route.path} changed ${changed.join(', ')}`)
  }
  let asked = 0
  for (const attempt of attempts(await belongingsOf(world), choice)) {
    const [first] = batch
    if (first && (first.route !== attempt.route || batch.length >= 2_000)) await flush()
    if (attempt.route.method === 'POST' && batch.length === 0) before = await fingerprint(world)
    batch.push(attempt)
    asked += 1
    if (asked % 5_000 === 0) say(`${asked} requests`)
  }
  await flush()
  return found
}

/** Finds what stands in an answer and may not: bills, numbers of accounts and texts of people the asker has nothing to do with. */
async function leakFinder(
  world: World,
): Promise<(principal: Principal, answer: Answer, url: string, allowed: boolean) => string | undefined> {
  const ofAccount = await marks(world.portal)
  // What the cooperative tells everybody marks nobody.
  const told = (await world.browsers.anonymous.get('/kontakt')).body
  const foreign = new Map<Principal, Marks>()
  for (const principal of principalNames) {
    const mine = new Set(visibleAccounts(principal))
    foreign.set(
      principal,
      new Marks([
        ...[...ofAccount].flatMap(([account, texts]) =>
          mine.has(account) ? [] : texts.filter((mark) => !told.includes(mark)),
        ),
        ...principalNames.filter((other) => other !== principal && principals[other]).map(markOf),
      ]),
    )
  }
  const known = new Map<string, string | undefined>()
  return (principal, answer, url, allowed) => {
    // Whoever of the office may use an address sees what residents have there: that is what it is for.
    if (principals[principal]?.kind === 'staff' && allowed) return undefined
    const text = withoutTokens(answer.body).replaceAll(escaped(url), '').replaceAll(url, '')
    const key = `${principal} ${text}`
    if (!known.has(key)) {
      // Ids tell no more than whoever put them into the address knew.
      const asked = decodeURIComponent(url)
      known.set(
        key,
        foreign.get(principal)!.in(text, (mark) => !asked.includes(mark.replaceAll(/[/"]/g, ''))),
      )
      if (known.size > 20_000) known.delete(known.keys().next().value!)
    }
    return known.get(key)
  }
}

const withoutTokens = (body: string): string =>
  body.replaceAll(/name="_csrf" value="[^"]+"|name="_once" value="[^"]+"|<span class="count">.*?<\/span><\/span>/g, '')
const escaped = (url: string): string => url.replaceAll('&', '&amp;')

/** Thousands of texts looked for at once: each page is read once, at the ends of its words, instead of once for each of them. */
class Marks {
  readonly #byLength = new Map<number, Set<string>>()

  constructor(marks: readonly string[]) {
    for (const mark of marks)
      this.#byLength.set(mark.length, (this.#byLength.get(mark.length) ?? new Set<string>()).add(mark))
  }

  /** The first mark that counts and stands in the text whole: NAL/1/L5 is no part of NAL/1/L5-2. */
  in(text: string, counts: (mark: string) => boolean): string | undefined {
    for (let end = 1; end <= text.length; end += 1) {
      if (end < text.length && /[\w-]/.test(text[end]!)) continue
      for (const [length, marks] of this.#byLength) {
        const found = end < length ? '' : text.slice(end - length, end)
        if (marks.has(found) && counts(found)) return found
      }
    }
    return undefined
  }
}

/** A hash of the rows of each table that people write. */
async function fingerprint(world: World, left = patience): Promise<ReadonlyMap<string, string>> {
  try {
    return await readFingerprint(world)
  } catch (error) {
    if (left === 0) throw error
    await delay(1_000)
    return fingerprint(world, left - 1)
  }
}

function readFingerprint({ portal }: World): Promise<ReadonlyMap<string, string>> {
  return portal.asRoot(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'
          and relname not like '%\\_versions' and relname not in ('stored_files', 'register_terms', 'daily_statistics', 'throttle_buckets') order by 1`,
    )
    const parts = tables.map(
      ({ name }) =>
        `select '${name}' as name, md5(string_agg(row, '' order by row)) as hash from (select md5((to_jsonb(t) - 'last_seen_at')::text) as row from ${name} t) x`,
    )
    const files = `select 'stored_files', md5(string_agg(id::text, '' order by id)) from stored_files`
    const { rows } = await client.query<{ name: string; hash: string }>([...parts, files].join(' union all '))
    return new Map(rows.map(({ name, hash }) => [name, hash]))
  })
}
