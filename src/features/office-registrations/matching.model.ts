import { addressKey, digitsKey, fold, phoneKey } from '#kernel/fold.ts'

/** What of a request may point at somebody in the register. */
export interface Traces {
  readonly firstName: string
  readonly name: string
  readonly street: string
  readonly flat: string
  readonly partyNumber: string
  readonly email: string
  readonly phone: string
}

export interface RegisterPerson {
  readonly id: string
  readonly kind: 'person' | 'company'
  readonly firstName: string | null
  readonly name: string
  readonly memberNumber: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly premises: readonly RegisterPremises[]
  readonly hasLogin: boolean
}

export interface RegisterPremises {
  readonly street: string
  readonly houseNumber: string
  readonly number: string
  readonly kind: 'dwelling' | 'commercial' | 'garage' | 'parking' | 'storage'
  readonly role: 'holder' | 'coOwner' | 'tenant' | 'proxy'
}

export type Reason =
  | 'sameName'
  | 'sameFirstName'
  | 'sameCompany'
  | 'similarName'
  | 'partOfName'
  | 'similarFirstName'
  | 'sameAddress'
  | 'sameHouse'
  | 'sameMemberNumber'
  | 'samePartyNumber'
  | 'samePhone'
  | 'sameEmail'

const points: Readonly<Record<Reason, number>> = {
  sameMemberNumber: 40,
  samePartyNumber: 40,
  sameAddress: 35,
  sameCompany: 35,
  sameName: 25,
  samePhone: 20,
  sameEmail: 20,
  similarName: 12,
  partOfName: 12,
  sameFirstName: 10,
  sameHouse: 8,
  similarFirstName: 5,
}
/** Less than this is chance: a first name and a house number. */
const leastPoints = 30

export interface Candidate {
  readonly person: RegisterPerson
  readonly points: number
  /** The strongest first. */
  readonly reasons: readonly Reason[]
}

/** People of the register a request may come from, the likeliest first, each with why. A clerk decides, never the points. */
export function rankCandidates(traces: Traces, people: readonly RegisterPerson[], most = 6): Candidate[] {
  return people
    .map((person) => {
      const reasons = reasonsFor(traces, person).toSorted((left, right) => points[right] - points[left])
      return { person, reasons, points: reasons.reduce((sum, reason) => sum + points[reason], 0) }
    })
    .filter((candidate) => candidate.points >= leastPoints)
    .toSorted((left, right) => right.points - left.points || (left.person.id < right.person.id ? -1 : 1))
    .slice(0, most)
}

/** Whether the register says nothing that points at this person: then the clerk is asked to look twice, never stopped. */
export const isUnlike = (traces: Traces, person: RegisterPerson): boolean =>
  reasonsFor(traces, person).reduce((sum, reason) => sum + points[reason], 0) < leastPoints

export function reasonsFor(traces: Traces, person: RegisterPerson): Reason[] {
  const digits = digitsKey(traces.partyNumber)
  const house = houseKey(traces)
  const flat = addressKey(traces.flat)
  const atHouse = person.premises.filter(({ street, houseNumber }) => addressKey(`${street} ${houseNumber}`) === house)
  const when = (holds: boolean, reason: Reason): Reason[] => (holds ? [reason] : [])
  return [
    ...nameReasons(traces, person),
    ...(atHouse.some(({ number }) => addressKey(number) === flat)
      ? (['sameAddress'] as const)
      : when(atHouse.length > 0, 'sameHouse')),
    ...(digits !== '' && person.memberNumber !== null && digitsKey(person.memberNumber) === digits
      ? (['sameMemberNumber'] as const)
      : when(digits !== '' && digitsKey(person.id) === digits, 'samePartyNumber')),
    ...when(person.phone !== null && phoneKey(person.phone) === phoneKey(traces.phone), 'samePhone'),
    ...when(person.email !== null && person.email.toLowerCase() === traces.email.toLowerCase(), 'sameEmail'),
  ]
}

function nameReasons(traces: Traces, person: RegisterPerson): Reason[] {
  const [asked, found] = [fold(traces.name), fold(person.name)]
  if (person.kind === 'company')
    return asked === found ? ['sameCompany'] : isOneStepApart(asked, found) ? ['similarName'] : []
  const [askedFirst, foundFirst] = [fold(traces.firstName), fold(person.firstName ?? '')]
  const partsOf = (name: string) => name.split(/[ -]+/)
  const first: Reason[] =
    askedFirst === '' || foundFirst === ''
      ? []
      : askedFirst === foundFirst
        ? ['sameFirstName']
        : isOneStepApart(askedFirst, foundFirst) || partsOf(foundFirst).includes(askedFirst)
          ? ['similarFirstName']
          : []
  if (asked === found) return ['sameName', ...first]
  if (isOneStepApart(asked, found)) return ['similarName', ...first]
  const shared = partsOf(asked).some((part) => part.length >= 4 && partsOf(found).includes(part))
  return shared ? ['partOfName', ...first] : first
}

/** The house without a flat that was typed behind it: "Lipowa 4/12" with flat 12 is "Lipowa 4". */
export function houseKey({ street, flat }: Pick<Traces, 'street' | 'flat'>): string {
  const key = addressKey(street)
  const end = `/${addressKey(flat)}`
  return key.endsWith(end) && end.length > 1 ? key.slice(0, -end.length) : key
}

/** One letter added, left out, another, or two neighbours swapped. */
export function isOneStepApart(left: string, right: string): boolean {
  if (left === right || Math.abs(left.length - right.length) > 1 || Math.min(left.length, right.length) < 3)
    return false
  let start = 0
  while (start < left.length && left[start] === right[start]) start += 1
  let end = 0
  while (
    end < Math.min(left.length, right.length) - start &&
    left[left.length - 1 - end] === right[right.length - 1 - end]
  )
    end += 1
  const [a, b] = [left.slice(start, left.length - end), right.slice(start, right.length - end)]
  return Math.max(a.length, b.length) === 1 || (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0])
}

/** What the database looks for, folded as it is stored there. */
export function asked(traces: Traces): Readonly<Record<string, string | readonly string[]>> {
  return {
    // Short words of a company's name ("sp", "z", "o") lead to every company.
    names: searchWords(traces.name).filter((word) => word.length >= 3),
    firstNames: searchWords(traces.firstName),
    street: houseKey(traces),
    flat: addressKey(traces.flat),
    number: digitsKey(traces.partyNumber),
    phone: phoneKey(traces.phone),
    email: fold(traces.email),
  }
}

/** The words of a search; signs between them are spaces, so that "Lipowa 4/12" is three. */
export const searchWords = (typed: string): string[] =>
  fold(typed)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, 8)

/** People whose name, numbers or address hold every word. */
export function matchesOf(words: readonly string[], people: readonly RegisterPerson[], most = 20): RegisterPerson[] {
  return people
    .filter((person) => {
      const names = fold(`${person.firstName ?? ''} ${person.name}`)
      const numbers = [person.memberNumber ?? '', person.id]
      const places = person.premises.map(
        (one) => ` ${searchWords(`${one.street} ${one.houseNumber} ${one.number}`).join(' ')} `,
      )
      return words.every(
        (word) =>
          (!/\d/.test(word) && (names.includes(word) || numbers.some((number) => fold(number).includes(word)))) ||
          numbers.some(
            (number) => fold(number) === word || (digitsKey(word) !== '' && digitsKey(number) === digitsKey(word)),
          ) ||
          places.some((place) => (/\d/.test(word) ? place.includes(` ${word} `) : place.includes(` ${word}`))),
      )
    })
    .toSorted((left, right) =>
      fold(`${left.name} ${left.firstName}`).localeCompare(fold(`${right.name} ${right.firstName}`)),
    )
    .slice(0, most)
}
