/** Requests that could get at something: every route × everybody × whose object × the place where its id stands. */
import type { Route } from '#platform/http/route.ts'
import { routes } from '#src/app.ts'
import { absentId, absentUuid, type Belongings, isShared, type Owner } from './belongings.ts'
import { type Principal, principalNames, principals } from './people.ts'

export type Place = 'path' | 'query' | 'header' | 'body' | 'path, own in the query' | 'own in the path, query'

export interface Attempt {
  readonly route: Route
  readonly principal: Principal
  readonly owner: Owner | 'none'
  readonly place: Place | 'none'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string>>
  /** Statuses the rules allow. */
  readonly expected: readonly number[]
  /** A foreign or absent object, at an address the person may use: the answer is that of an absent one. */
  readonly mustBeAbsent: boolean
}

/** Names under which somebody would try an id: those of the portal's own filters, and one of other programs. */
const guesses = ['id', 'punkt', 'account_id'] as const
const headersWith = (id: string): Record<string, string> => ({
  'x-user-id': id,
  'x-account-id': id,
  'x-login-id': id,
  'x-original-url': `/rachunki/dokumenty/${encodeURIComponent(id)}`,
  'x-rewrite-url': `/rachunki/dokumenty/${encodeURIComponent(id)}`,
  'x-http-method-override': 'GET',
  'x-ebok-session': id,
})

const owners: readonly Owner[] = ['resident', 'neighbour', 'proxy', 'landlord', 'former', 'deleted', 'office', 'absent']

export function isAllowed(route: Route, principal: Principal): boolean {
  if (route.area === 'public') return true
  const person = principals[principal]
  if (!person) return false
  if (route.area === 'resident') return person.kind === 'resident'
  return person.kind === 'staff' && route.roles.includes(person.staffRole)
}

const refusals = (route: Route, principal: Principal): readonly number[] =>
  principals[principal] ? [403] : route.method === 'GET' ? [303] : [401]

/** Addresses that end the session of whoever asks, or count guesses: tried by tests of their own. */
const left = new Set(['POST /wyjscie', 'POST /zaloguj', 'POST /haslo', 'POST /rejestracja', 'POST /pomoc-z-haslem'])

export function* attempts(
  belongings: Belongings,
  choice: { readonly onlyAllowed: boolean; readonly every: number },
): Generator<Attempt> {
  let count = 0
  for (const route of routes) {
    if (left.has(`${route.method} ${route.path}`)) continue
    for (const principal of principalNames) {
      if (choice.onlyAllowed && (!isAllowed(route, principal) || route.method === 'POST')) continue
      for (const attempt of attemptsOf(route, principal, belongings)) {
        count += 1
        if (count % choice.every === 0) yield attempt
      }
    }
  }
}

function* attemptsOf(route: Route, principal: Principal, belongings: Belongings): Generator<Attempt> {
  const allowed = isAllowed(route, principal)
  const kinds = Object.entries(route.objects)
  const no = refusals(route, principal)
  const base = { route, principal, headers: {}, body: {}, mustBeAbsent: false } as const
  const write = route.method === 'POST'
  // What the office removes from a list may be gone already: a second click, or a colleague's, finds done what it asked for.
  const removal = write && route.area === 'office' && route.path.endsWith('/usun')
  const filled = (value: (param: string, kind: string) => string): string =>
    kinds.reduce((url, [param, kind]) => url.replace(`:${param}`, encodeURIComponent(value(param, kind))), route.path)

  if (kinds.length === 0) {
    // What a form does for those it is for is tried with its own fields elsewhere.
    if (write && allowed) return
    const fine = allowed ? [200, 303, 400, 401, 403, 404] : no
    yield { ...base, owner: 'none', place: 'none', url: route.path, expected: fine }
    for (const owner of owners) {
      const ids = idsOf(belongings, owner)
      for (const name of guesses) {
        const id = { id: ids.other, punkt: ids.premises, account_id: ids.account }[name]
        yield { ...base, owner, place: 'query', url: `${route.path}?${name}=${encodeURIComponent(id)}`, expected: fine }
        if (write) yield { ...base, owner, place: 'body', url: route.path, body: { [name]: id }, expected: fine }
      }
      yield { ...base, owner, place: 'header', url: route.path, headers: headersWith(ids.other), expected: fine }
    }
    return
  }

  const [firstParam, firstKind] = kinds[0]!
  const own = belongings.get(firstKind)?.[principal]
  for (const owner of owners) {
    const id = (kind: string): string | undefined =>
      belongings.get(kind)?.[owner] ?? (owner === 'absent' ? absentUuid : undefined)
    if (kinds.some(([, kind]) => id(kind) === undefined)) continue
    // Whatever the office has, some of it is the resident's own.
    if (owner === 'office' && route.area !== 'office') continue
    const shared = owner === 'office' || isShared(firstKind, owner, principal)
    // The office sees what residents have; what the public pages show is for everybody.
    const open = route.area === 'office' ? owner !== 'absent' : shared && owner !== 'office'
    const absent = allowed && !open && route.area !== 'office'
    const fine = !allowed
      ? no
      : absent || owner === 'absent'
        ? [404, ...(write ? [400, 422] : []), ...(removal ? [303] : [])]
        : [200, 303, 404, 206]
    if (write && allowed && (open || route.area === 'office') && owner !== 'absent') continue
    const url = filled((_, kind) => id(kind)!)
    const foreign = { ...base, owner, expected: fine, mustBeAbsent: absent && !write }
    yield { ...foreign, place: 'path', url }
    yield { ...foreign, place: 'header', url, headers: headersWith(own ?? id(firstKind)!) }
    for (const name of new Set([firstParam, 'id']))
      yield {
        ...foreign,
        place: 'path, own in the query',
        url: `${url}?${name}=${encodeURIComponent(own ?? absentId)}`,
      }
    if (write) yield { ...foreign, place: 'body', url, body: { [firstParam]: own ?? absentId } }
    if (own !== undefined && !write && !shared && allowed) {
      const mine = filled(() => own)
      for (const name of new Set([firstParam, 'id']))
        yield {
          ...base,
          owner,
          place: 'own in the path, query',
          url: `${mine}?${name}=${encodeURIComponent(id(firstKind)!)}`,
          expected: [200, 303, 400, 404],
        }
      yield {
        ...base,
        owner,
        place: 'header',
        url: mine,
        headers: headersWith(id(firstKind)!),
        expected: [200, 303, 400, 404],
      }
    }
  }
}

/** One of each kind somebody might put where the portal looks for premises, accounts or anything else. */
function idsOf(belongings: Belongings, owner: Owner): { premises: string; account: string; other: string } {
  const premises: Partial<Record<Owner, string>> = {
    resident: 'L0003',
    neighbour: 'L0001',
    holder: 'L0004',
    proxy: 'L0002',
    landlord: 'L0006',
    tenant: 'L0010',
    former: 'L0005',
  }
  const other =
    belongings.get('document')?.[owner] ??
    belongings.get('thread')?.[owner] ??
    belongings.get('login')?.[owner] ??
    absentUuid
  return { premises: premises[owner] ?? absentId, account: `${premises[owner] ?? absentId}-EKSPL`, other }
}
