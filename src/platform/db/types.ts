import pg from 'pg'

const oid = {
  int8: 20,
  int8Array: 1016,
  date: 1082,
  dateArray: 1182,
  timestamptz: 1184,
  timestamptzArray: 1185,
  numeric: 1700,
  numericArray: 1231,
}
const textArray = 1009

type Parser = (value: string) => unknown

const asText: Parser = (value) => value
const asTextArray = pg.types.getTypeParser(textArray as never, 'text') as (value: string) => (string | null)[]
const eachOf =
  (parse: (value: string) => number): Parser =>
  (value) =>
    asTextArray(value).map((item) => (item === null ? null : parse(item)))

const ours = new Map<number, Parser>([
  [oid.int8, toSafeInteger],
  [oid.int8Array, eachOf(toSafeInteger)],
  // Numeric stays text: a float never touches money, rates or areas.
  [oid.numeric, asText],
  [oid.numericArray, asTextArray],
  [oid.date, asText],
  [oid.dateArray, asTextArray],
  [oid.timestamptz, toEpochMs],
  [oid.timestamptzArray, eachOf(toEpochMs)],
])

/** Big integers are grosze and counts: safe numbers. Dates stay `YYYY-MM-DD`, moments become milliseconds since 1970. */
export function parserOf(type: number, format?: 'text' | 'binary'): Parser {
  return ours.get(type) ?? (pg.types.getTypeParser(type as never, (format ?? 'text') as 'text') as Parser)
}

/** @throws RangeError beyond 2^53, where a number would silently lose a grosz. */
export function toSafeInteger(value: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError('integer from the database is too large')
  return number
}

export function toEpochMs(value: string): number {
  if (value === 'infinity') return Number.POSITIVE_INFINITY
  if (value === '-infinity') return Number.NEGATIVE_INFINITY
  return Date.parse(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
}
