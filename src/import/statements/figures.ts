/** Amounts, days and account numbers as banks write them, and the sum every statement must come to. */
import { type IsoDate, parseIsoDate } from '#kernel/dates.ts'
import { type Grosze, moneyToDecimal, negate, parseMoney, sumGrosze } from '#kernel/money.ts'
import { isValidNrb } from '#kernel/nrb.ts'
import type { StatementProblems } from './problem.ts'
import type { BankStatement } from './statement.ts'

/**
 * `1234,56`, `1234,5`, `1234,` (SWIFT), `000000001273,23` (Pekao), `1234.56000` (XML): digit by digit, never as a float.
 * @returns undefined for anything else, and for more than two places that are not zeros.
 */
export function parseBankAmount(text: string): Grosze | undefined {
  const parts = /^0*(\d{1,13})(?:[.,](\d{0,2})0*)?$/.exec(text)
  return parts ? parseMoney(`${parts[1]}.${(parts[2] ?? '').padEnd(2, '0')}`) : undefined
}

/** `YYMMDD` of SWIFT: years 1980–2079. */
export function parseSwiftDate(text: string): IsoDate | undefined {
  const century = Number(text.slice(0, 2)) < 80 ? '20' : '19'
  return parseIsoDate(`${century}${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`)
}

/** `MMDD` in the year that brings it nearest to another day: a payment of 31 December may be booked on 2 January. */
export function nearestDate(monthDay: string, to: IsoDate): IsoDate | undefined {
  const year = Number(to.slice(0, 4))
  const candidates = [year - 1, year, year + 1].flatMap(
    (one) => parseIsoDate(`${one}-${monthDay.slice(0, 2)}-${monthDay.slice(2, 4)}`) ?? [],
  )
  const away = (day: IsoDate) => Math.abs(Date.parse(day) - Date.parse(to))
  return candidates.toSorted((a, b) => away(a) - away(b))[0]
}

/** Text of a payer or a bank, fit to be shown and kept: one space between words, nothing invisible, no more than anyone reads. */
export const tidyText = (text: string, limit = 300): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, limit)
    .toWellFormed()

/** 26 digits of a Polish account number written as IBAN, with spaces or a leading slash; anything else as it was written. */
export function accountNumber(text: string): string {
  const bare = text.replace(/[\s/]/g, '').replace(/^PL(?=\d)/i, '')
  const digits = /^(\d{26})(?:[A-Z]{3})?$/.exec(bare)?.[1]
  return digits ?? tidyText(text, 40)
}

/** Right account numbers in a text: 26 digits together or in the groups people write, no digit before or after. */
export function accountNumbersIn(...texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) =>
    [...text.matchAll(/(?<!\d)\d{2}(?: ?\d{4}){6}(?!\d)/g)].map(([written]) => written.replaceAll(' ', '')),
  )
  return [...new Set(found)].filter(isValidNrb)
}

/** Tells when opening balance and movements do not come to the closing balance. */
export function checkSum(
  statement: BankStatement,
  place: { readonly line?: number; readonly column: string },
  problems: StatementProblems,
): void {
  const { openingGrosze, closingGrosze, movements } = statement
  let moved: Grosze
  let found: Grosze
  try {
    moved = sumGrosze(movements.map(({ amountGrosze }) => amountGrosze))
    found = sumGrosze([openingGrosze, moved])
  } catch {
    problems.tell('sumTooLarge', place)
    return
  }
  if (found === closingGrosze) return
  problems.tell(
    'sumMismatch',
    { ...place, value: moneyToDecimal(closingGrosze) },
    {
      opening: moneyToDecimal(openingGrosze),
      movements: moneyToDecimal(moved),
      found: moneyToDecimal(found),
      closing: moneyToDecimal(closingGrosze),
    },
  )
}

export interface Turnover {
  readonly inGrosze: Grosze
  /** Positive. */
  readonly outGrosze: Grosze
}

/** What came in and what went out. @throws RangeError when a sum is too large to be exact; of a statement that adds up none is. */
export function turnoverOf({ movements }: BankStatement): Turnover {
  const amounts = movements.map(({ amountGrosze }) => amountGrosze)
  return {
    inGrosze: sumGrosze(amounts.filter((amount) => amount > 0)),
    outGrosze: negate(sumGrosze(amounts.filter((amount) => amount < 0))),
  }
}
