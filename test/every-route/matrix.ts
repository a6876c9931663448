import type { Route } from '#platform/http/route.ts'
import { routes } from '#src/app.ts'
import type { Answer, TestPortal } from '#test/harness/portal.ts'
import { breadth } from './breadth.ts'
import { marks, objectOf } from './objects.ts'
import { browsers, type Principal, principalNames, principals, visibleAccounts } from './people.ts'

export interface MatrixResult {
  readonly requests: number
  /** Answers with something of an account the asker may not see. */
  readonly leaks: readonly string[]
  /** Answers with another status than the rules give. */
  readonly wrong: readonly string[]
}

const absent = 'nie-ma-takiego'

export interface MatrixChoice {
  /** Leaves out whom the route itself refuses: with a wall taken away, only the pages they may open can show something. */
  readonly onlyAllowed?: boolean
}

/**
 * Every GET route × everybody × own, foreign and absent objects × the places an id can stand. In short it asks once where the answer cannot
 * depend on the object.
 */
export async function runMatrix(portal: TestPortal, { onlyAllowed = false }: MatrixChoice = {}): Promise<MatrixResult> {
  const asked = await browsers(portal)
  const marksOf = await marks(portal, breadth === 'short' ? 30 : undefined)
  const leaks: string[] = []
  const wrong: string[] = []
  let requests = 0
  // Most answers are one of a few pages that say no: each is looked through once for each person.
  const lookedThrough = new Map<string, readonly string[]>()
  const foreignMarks = (principal: Principal, text: string): readonly string[] => {
    const key = `${principal} ${bare(text)}`
    const known = lookedThrough.get(key)
    if (known) return known
    const mine = new Set(visibleAccounts(principal))
    const found = [...marksOf].flatMap(([account, texts]) =>
      mine.has(account) ? [] : texts.filter((mark) => stands(text, mark)).map((mark) => `${mark} of ${account}`),
    )
    lookedThrough.set(key, found)
    return found
  }

  const ask = async (route: Route, principal: Principal, url: string, expected: readonly number[]): Promise<Answer> => {
    requests += 1
    const answer = await asked[principal].get(url)
    if (!expected.includes(answer.status))
      wrong.push(`${principal} ${url}: ${answer.status}, expected ${expected.join(' or ')}`)
    // The address itself may repeat what was asked for; what counts is what the page adds.
    const text = answer.body.replaceAll(url, '').replaceAll(escaped(url), '')
    for (const found of foreignMarks(principal, text)) {
      // Amounts are nobody's secret in the office that keeps the books; numbers of accounts and bills stand on its own pages only.
      if (route.area === 'office' && /^\d+,\d\d /.test(found)) continue
      if (!url.includes(found.replace(/ of .*$/, '').replaceAll(/[/"]/g, '')))
        leaks.push(`${principal} ${route.path} → ${url}: ${found}`)
    }
    return answer
  }

  for (const route of routes.filter((one) => one.method === 'GET')) {
    const kinds = Object.entries(route.objects)
    for (const principal of principalNames) {
      const allowed = isAllowed(route, principal)
      if (!allowed && onlyAllowed) continue
      if (kinds.length === 0) {
        // Who may not use the address is refused before anybody looks at what is asked; the office sees everybody's accounts.
        const filters = (allowed && route.area === 'resident') || breadth === 'full' ? foreignFilters(principal) : []
        for (const query of ['', ...filters])
          await ask(route, principal, route.path + query, allowed ? [200, 303, 400] : refusals(principal))
        continue
      }
      const gone = await ask(
        route,
        principal,
        fill(route, () => absent),
        allowed ? [404] : refusals(principal),
      )
      let foreignAsked = 0
      for (const owner of principalNames) {
        if (!allowed && foreignAsked > 0 && breadth === 'short') break
        const ids = new Map(
          await Promise.all(kinds.map(async ([param, kind]) => [param, await objectOf(portal, kind, owner)] as const)),
        )
        if ([...ids.values()].some((id) => id === undefined)) continue
        const shared = visibleAccounts(owner).some((account) => visibleAccounts(principal).includes(account))
        const url = fill(route, (param) => ids.get(param)!)
        const answer = await ask(route, principal, url, allowed ? [shared ? 200 : 404] : refusals(principal))
        if (allowed && !shared && bare(answer.body) !== bare(gone.body))
          wrong.push(`${principal} ${url}: a foreign object answers otherwise than an absent one`)
        // An own id in the query must not open a foreign one in the path, nor the other way round.
        if (!shared) foreignAsked += 1
        if (breadth === 'short' && foreignAsked > 1) continue
        const own = await objectOf(portal, kinds[0]![1], principal)
        if (own && !shared)
          await ask(
            route,
            principal,
            `${url}?${kinds[0]![0]}=${encodeURIComponent(own)}`,
            allowed ? [404] : refusals(principal),
          )
      }
    }
  }
  return { requests, leaks, wrong }
}

function isAllowed(route: Route, principal: Principal): boolean {
  if (route.area === 'public') return true
  const person = principals[principal]
  if (!person) return false
  if (route.area === 'resident') return person.kind === 'resident'
  return person.kind === 'staff' && route.roles.includes(person.staffRole)
}

/** Nobody is sent to sign in; who is signed in is told no, and stays signed in. */
const refusals = (principal: Principal): readonly number[] => (principals[principal] ? [403] : [303])

function foreignFilters(principal: Principal): string[] {
  const owner: Principal = principal === 'neighbour' ? 'resident' : 'neighbour'
  const premises = visibleAccounts(owner)[0]!.split('-')[0]!
  return [
    `?punkt=${premises}`,
    `?punkt=${premises}&typ=EKSPL`,
    '?typ=EKSPL&od=2015-01-01',
    '?punkt[]=L0001&punkt=L0002',
  ]
}

const fill = (route: Route, value: (param: string) => string): string =>
  route.path.replaceAll(/:(\w+)/g, (_, param: string) => encodeURIComponent(value(param)))
/** Without the form's token and the tab's counter, which falls as the matrix opens announcements. */
const bare = (body: string): string =>
  body.replaceAll(/name="_csrf" value="[^"]+"|<span class="count">.*?<\/span><\/span>/g, '')
const escaped = (url: string): string => url.replaceAll('&', '&amp;')

/** Whether the mark stands there whole: NAL/1/L5 is no part of NAL/1/L5-2. */
function stands(text: string, mark: string): boolean {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (!/[\w-]/.test(text[at + mark.length] ?? '')) return true
  }
  return false
}
