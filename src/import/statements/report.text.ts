/** What reading a statement file came to, said to a person. */
import { formatDateShort } from '#kernel/dates.ts'
import { formatAmount, type Grosze } from '#kernel/money.ts'
import { formatNrb } from '#kernel/nrb.ts'
import { countOf } from '#kernel/plural.ts'
import { type Language, problemsText } from '../check/report.ts'
import { turnoverOf } from './figures.ts'
import type { StatementRow } from './manage.ts'
import type { StatementReading } from './read.ts'
import type { BankStatement } from './statement.ts'
import type { StatementOutcome } from './take.ts'

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
    unchanged: 'Te wyciągi już wczytano. Nic się nie zmieniło.',
    read: (statements: number, payments: number) =>
      `Wczytano ${countOf(statements, 'wyciąg', 'wyciągi', 'wyciągów')}, a w nich ${countOf(payments, 'wpłatę', 'wpłaty', 'wpłat')}. Co z nimi, pokazuje strona Wpłaty w biurze.`,
    known: (count: number) =>
      `${countOf(count, 'wyciąg był już wczytany', 'wyciągi były już wczytane', 'wyciągów było już wczytanych')}.`,
    repeated: (count: number) =>
      `${countOf(count, 'operacja była', 'operacje były', 'operacji było')} już w innym wyciągu.`,
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
    unchanged: 'These statements were read before. Nothing changed.',
    read: (statements: number, payments: number) =>
      `Read: ${statements} ${statements === 1 ? 'statement' : 'statements'} with ${payments} incoming ${payments === 1 ? 'payment' : 'payments'}. What became of them stands on the office's page Wpłaty.`,
    known: (count: number) => `Read before: ${count} ${count === 1 ? 'statement' : 'statements'}.`,
    repeated: (count: number) => `In another statement before: ${count} ${count === 1 ? 'movement' : 'movements'}.`,
  },
} as const

export function readingText(name: string, reading: StatementReading, language: Language): string {
  const say = words[language]
  const verdict = reading.problemCount > 0 ? say.bad(reading.problemCount) : say.ok
  return `${[...contentLines(name, reading, language), '', verdict].join('\n')}\n`
}

/** What became of a file that was to be taken. */
export function outcomeText(name: string, { state, reading, counts }: StatementOutcome, language: Language): string {
  if (state === 'rejected') return readingText(name, reading, language)
  const say = words[language]
  const out = [...contentLines(name, reading, language), '']
  if (state === 'unchanged') out.push(say.unchanged)
  else {
    out.push(say.read(counts.statements, counts.payments))
    if (counts.unchanged > 0) out.push(say.known(counts.unchanged))
    if (counts.repeated > 0) out.push(say.repeated(counts.repeated))
  }
  return `${out.join('\n')}\n`
}

function contentLines(name: string, reading: StatementReading, language: Language): readonly string[] {
  return [
    reading.format ? `${name} (${reading.format})` : name,
    ...reading.statements.map((statement) => `  ${statementLine(statement, language)}`),
    ...problemsText({ ...reading, problemCounts: new Map() }, language),
  ]
}

/** The newest statements, for `ebok statements status`. */
export function statementsText(statements: readonly StatementRow[]): string {
  if (statements.length === 0) return 'Nie wczytano jeszcze żadnego wyciągu.\n'
  return statements
    .map(
      ({ id, account, number, closedOn, payments, unmatched }) =>
        `${id.slice(0, 8)}  ${formatDateShort(closedOn)}  nr ${number}, rachunek ${formatNrb(account)}, ${countOf(payments, 'wpłata', 'wpłaty', 'wpłat')}${unmatched > 0 ? `, nie wiadomo czyje: ${unmatched}` : ''}\n`,
    )
    .join('')
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
