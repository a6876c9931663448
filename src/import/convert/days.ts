/** Days as people and old programs write them; the style is named, because `05.03` and `03.05` look the same. */
import { type IsoDate, parseIsoDate } from '#kernel/dates.ts'

export const dateStyles = [
  'yyyy-mm-dd',
  'yyyy.mm.dd',
  'yyyy/mm/dd',
  'dd.mm.yyyy',
  'dd-mm-yyyy',
  'dd/mm/yyyy',
  'dd.mm.yy',
  'yyyymmdd',
  'yymmdd',
] as const
export type DateStyle = (typeof dateStyles)[number]

/** Two digits of a year: from 70 of the last century, below of this one. */
const centuryTurn = 70

/** What databases put behind a day: ` 00:00:00.000`. Only the day counts. */
const time = '(?:[ T]\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?)?$'

const patterns = new Map<DateStyle, RegExp>(dateStyles.map((style) => [style, patternOf(style)]))

function patternOf(style: DateStyle): RegExp {
  const separated = /[^dmy]/.test(style)
  const parts = style
    .replace(/[./]/g, '\\$&')
    .replace('yyyy', '(?<y>\\d{4})')
    .replace('yy', '(?<y>\\d{2})')
    .replace('mm', separated ? '(?<m>\\d{1,2})' : '(?<m>\\d{2})')
    .replace('dd', separated ? '(?<d>\\d{1,2})' : '(?<d>\\d{2})')
  return new RegExp(`^${parts}${time}`)
}

/** The day, when it is written in this style, exists and lies within 1900–2199. */
export function readDay(text: string, style: DateStyle): IsoDate | undefined {
  if (text.length > 40) return undefined
  const found = patterns.get(style)?.exec(text)?.groups
  if (!found) return undefined
  const { y = '', m = '', d = '' } = found
  const year = y.length === 4 ? y : `${Number(y) >= centuryTurn ? '19' : '20'}${y}`
  return parseIsoDate(`${year}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`)
}

/** How programs write that there is no day: `  .  .    `, `0000-00-00`, `00000000`. */
export function isNoDay(text: string): boolean {
  return text.length <= 40 && /^[ 0./-]*$/.test(text)
}
