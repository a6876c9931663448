/** What reading a statement file came to, said to a person. */
import { formatDateShort } from '#kernel/dates.ts'
import { formatAmount, type Grosze, negate, sumGrosze } from '#kernel/money.ts'
import { formatNrb } from '#kernel/nrb.ts'
import { countOf } from '#kernel/plural.ts'
import { type Language, problemsText } from '../check/report.ts'
import type { StatementReading } from './read.ts'
import type { BankStatement } from './statement.ts'

const words = {
  pl: {
    ok: 'Plik jest poprawny.',
    bad: (count: number) => `Plik nie został przyjęty: ${countOf(count, 'błąd', 'błędy', 'błędów')}.`,
    statement: 'wyciąg nr',
    account: 'rachunek',
    movements: (count: number) => countOf(count, 'operacja', 'operacje', 'operacji'),
    came: 'wpłynęło',
    went: 'wyszło',
    closing: 'saldo końcowe',
  },
  en: {
    ok: 'The file is right.',
    bad: (count: number) => `The file was refused: ${count} ${count === 1 ? 'problem' : 'problems'}.`,
    statement: 'statement no.',
    account: 'account',
    movements: (count: number) => `${count} ${count === 1 ? 'movement' : 'movements'}`,
    came: 'in',
    went: 'out',
    closing: 'closing balance',
  },
} as const

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

export function readingText(name: string, reading: StatementReading, language: Language): string {
  const say = words[language]
  const out = [reading.format ? `${name} (${reading.format})` : name]
  for (const statement of reading.statements) out.push(`  ${statementLine(statement, language)}`)
  out.push(...problemsText({ ...reading, problemCounts: new Map() }, language))
  out.push('', reading.problemCount > 0 ? say.bad(reading.problemCount) : say.ok)
  return `${out.join('\n')}\n`
}

function statementLine(statement: BankStatement, language: Language): string {
  const say = words[language]
  const { inGrosze, outGrosze } = turnoverOf(statement)
  const money = (amount: Grosze) => `${formatAmount(amount)} ${statement.currency}`
  return [
    `${say.statement} ${statement.number}`,
    `${say.account} ${formatNrb(statement.account)}`,
    `${formatDateShort(statement.openedOn)}–${formatDateShort(statement.closedOn)}`,
    `${say.movements(statement.movements.length)}`,
    `${say.came} ${money(inGrosze)}`,
    `${say.went} ${money(outGrosze)}`,
    `${say.closing} ${money(statement.closingGrosze)}`,
  ].join(', ')
}
