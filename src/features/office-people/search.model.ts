/** What somebody may have typed into the one search field. Several readings at once: `12 34` may end a bank account or begin a phone. */
export interface Asked {
  readonly text: string
  /** All of it is digits, as in a phone, a bank account, a member's number. */
  readonly digits: string | null
  readonly address: { readonly street: string; readonly house: string; readonly flat: string | null } | null
}

export const shortestSearch = 2
/** Fewer digits would end or begin too many numbers. */
const fewestDigits = 4
const flatWords = String.raw`(?:/\s*|,?\s*(?:m|m\.|lok|lok\.|lokal|mieszkanie|garaż|garaz|miejsce|komórka|komorka|nr)\s*|,?\s+)`
const withFlat = new RegExp(
  String.raw`^(.+?)[\s,]+(\d+(?:[a-z]|\s[a-z](?=\s*/))?)(?:\s*${flatWords}(?:nr\s+)?)([a-z]{0,2}-?\d+[a-z]?)$`,
  'iu',
)
const withoutFlat = /^(.+?)[\s,]+(\d+[a-z]?)\s*(?:\/|m\.?|lok\.?)?$/iu
const beforeStreet = /^(?:ul|ulica|al|aleja|aleje|os|osiedle|pl|plac)\.?\s+/iu

/** Reads what was typed; nothing when it is too short to search for. */
export function readSearch(typed: string): Asked | undefined {
  const text = typed.replaceAll(/\s+/g, ' ').trim()
  if ([...text].length < shortestSearch) return undefined
  const bare = text.replace(/^(?:pl|tel\.?:?|nr)\s?(?=[\d+])/i, '').replaceAll(/[\s().+-]/g, '')
  const digits = /^\d+$/.test(bare) && bare.length >= fewestDigits && bare.length <= 28 ? bare : null
  return { text, digits, address: readAddress(text) }
}

function readAddress(text: string): Asked['address'] {
  const place = text.replace(beforeStreet, '')
  const found = withFlat.exec(place) ?? withoutFlat.exec(place)
  const [, street = '', house = '', flat] = found ?? []
  if (!found || !/\p{L}/u.test(street)) return null
  return { street, house: house.replaceAll(' ', '').toLowerCase(), flat: flat?.toLowerCase() ?? null }
}

/** Why somebody was found; in the order in which it convinces. */
export const reasons = [
  'party',
  'login',
  'premises',
  'address',
  'nrb',
  'document',
  'member',
  'email',
  'phone',
  'name',
] as const
export type Reason = (typeof reasons)[number]

export interface Hit {
  readonly partyId: string | null
  readonly loginId: string | null
  readonly why: Reason
  /** What matched, where it is not plain to see: a bank account, a document's number. */
  readonly detail: string | null
}

export interface FoundPremises {
  readonly id: string
  readonly kind: 'dwelling' | 'commercial' | 'garage' | 'parking' | 'storage'
  readonly number: string
  readonly street: string
  readonly houseNumber: string
  readonly role: 'holder' | 'coOwner' | 'tenant' | 'proxy'
  readonly current: boolean
}

export interface FoundParty {
  readonly partyId: string
  readonly kind: 'person' | 'company'
  readonly name: string
  readonly memberNumber: string | null
  readonly isMember: boolean
  readonly premises: readonly FoundPremises[]
}

export interface FoundLogin {
  readonly loginId: string
  readonly partyId: string | null
  readonly loginName: string
  readonly displayName: string
  readonly locked: boolean
}

export interface Found {
  readonly key: string
  readonly href: string
  readonly name: string
  readonly party: FoundParty | undefined
  readonly logins: readonly FoundLogin[]
  readonly why: readonly { readonly reason: Reason; readonly detail: string | null }[]
}

export interface SearchResult {
  readonly hits: readonly Hit[]
  readonly parties: readonly FoundParty[]
  readonly logins: readonly FoundLogin[]
}

/** What an accountant gets: nobody is found by a login, and nobody's is told. The database tells them neither. */
export const withoutLogins = ({ hits, parties }: SearchResult): SearchResult => ({
  hits: hits.filter(({ loginId }) => loginId === null),
  parties,
  logins: [],
})

export const mostShown = 50

/** One line a person, whatever they were found by: the surest reason decides the place, then the name. */
export function peopleFound({ hits, parties, logins }: SearchResult): {
  readonly shown: readonly Found[]
  readonly more: boolean
} {
  const partyOf = new Map(parties.map((party) => [party.partyId, party]))
  const loginOf = new Map(logins.map((login) => [login.loginId, login]))
  const byKey = new Map<string, { hits: Hit[]; key: string }>()
  for (const hit of hits) {
    const partyId = hit.partyId ?? (hit.loginId === null ? null : (loginOf.get(hit.loginId)?.partyId ?? null))
    // Who left the register keeps a page under the login.
    const key =
      partyId !== null && partyOf.has(partyId)
        ? partyId
        : hit.loginId !== null && loginOf.has(hit.loginId)
          ? hit.loginId
          : null
    if (key === null) continue
    const entry = byKey.get(key) ?? { hits: [], key }
    entry.hits.push(hit)
    byKey.set(key, entry)
  }
  const found = [...byKey.values()].map(({ key, hits: all }): Found => {
    const party = partyOf.get(key)
    const own = logins.filter((login) => (party ? login.partyId === key : login.loginId === key))
    return {
      key,
      href: party ? personPath(key) : loginPath(key),
      name: party?.name ?? own[0]?.displayName ?? key,
      party,
      logins: own,
      why: reasons.flatMap((reason) => {
        const first = all.find((hit) => hit.why === reason)
        return first ? [{ reason, detail: first.detail }] : []
      }),
    }
  })
  const surest = ({ why }: Found) => reasons.indexOf(why[0]?.reason ?? 'name')
  found.sort((a, b) => surest(a) - surest(b) || a.name.localeCompare(b.name, 'pl') || (a.key < b.key ? -1 : 1))
  return { shown: found.slice(0, mostShown), more: found.length > mostShown }
}

export const personPath = (partyId: string): string => `/biuro/osoby/${encodeURIComponent(partyId)}`
export const loginPath = (loginId: string): string => `/biuro/loginy/${loginId}`
