/**
 * MT940, the statement of the SWIFT network, as Polish banks write it.
 *
 * The fields are the same everywhere; what a bank says about a movement (`:86:`) is its own dialect, see mt940-details.ts.
 */
import type { IsoDate } from '#kernel/dates.ts'
import { type Grosze, negate } from '#kernel/money.ts'
import { accountNumber, checkSum, nearestDate, parseBankAmount, parseSwiftDate, tidyText } from './figures.ts'
import { readDetails } from './mt940-details.ts'
import type { StatementProblems } from './problem.ts'
import type { BankStatement, Movement, MovementKind, StatementLimits } from './statement.ts'

interface Field {
  readonly tag: string
  readonly line: number
  /** The first line without its tag, then the lines that go on with it. */
  readonly lines: readonly string[]
}

/** Only these begin a field: mBank breaks free text anywhere, also before a colon. */
const tagAtStart = /^:(20|21|25P?|28C?|13D|34F|60[FM]|61|62[FM]|64|65|86|90[CD]|NS):/
/** Brackets of the network around a message, and marks between messages. */
const envelope = /^(?:\{\d:.*|-\}?|@@@|\s*)$/

/** Every statement of a file whose text is decoded already. What is wrong goes to `problems`. */
export function readMt940(text: string, problems: StatementProblems, limits: StatementLimits): BankStatement[] {
  const statements: BankStatement[] = []
  let movements = 0
  for (const fields of messagesOf(text, problems, limits)) {
    const statement = readMessage(fields, problems)
    if (!statement) continue
    statements.push(statement)
    movements += statement.movements.length
    if (statements.length > limits.statements) problems.stop('tooManyStatements', {}, { limit: limits.statements })
    if (movements > limits.movements) problems.stop('tooManyMovements', {}, { limit: limits.movements })
  }
  return statements
}

/** The fields of one message after another; each begins with `:20:`. */
function* messagesOf(text: string, problems: StatementProblems, limits: StatementLimits): Generator<readonly Field[]> {
  let message: { tag: string; line: number; lines: string[] }[] = []
  for (const [index, raw] of linesOf(text)) {
    const number = index + 1
    if (raw.length > limits.lineLength) problems.stop('lineTooLong', { line: number }, { limit: limits.lineLength })
    // Bytes 0x01 before each block (mBank), other control characters, and the bracket that opens a message on the line of its first field.
    const line = raw.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/^(?:\{\d:[^{}]*\})*\{4:/, '')
    const tag = tagAtStart.exec(line)
    if (tag?.[1] === '20' && message.length > 0) {
      yield message
      message = []
    }
    if (tag) message.push({ tag: tag[1]!, line: number, lines: [line.slice(tag[0].length)] })
    else if (envelope.test(line)) continue
    else if (message.length > 0) message.at(-1)!.lines.push(line)
    else problems.tell('textOutside', { line: number, value: line })
  }
  if (message.length > 0) yield message
}

/** Lines one after another with their index: a list of all would double the memory of a large file. */
function* linesOf(text: string): Generator<readonly [index: number, line: string]> {
  let index = 0
  let start = 0
  while (start < text.length) {
    let end = start
    while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end += 1
    yield [index, text.slice(start, end)]
    index += 1
    start = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1
  }
}

const wanted = {
  '25': { what: 'numer rachunku', whatEn: 'account' },
  '28C': { what: 'numer wyciągu', whatEn: 'statement number' },
  '60F': { what: 'saldo otwarcia', whatEn: 'opening balance' },
  '62F': { what: 'saldo końcowe', whatEn: 'closing balance' },
} as const

function readMessage(fields: readonly Field[], problems: StatementProblems): BankStatement | null {
  const line = fields[0]!.line
  if (fields.some(({ tag }) => tag === '34F' || tag === '13D')) problems.stop('intradayReport', { line })
  const only = (tag: keyof typeof wanted, ...same: readonly string[]): Field | undefined => {
    const [first, second] = fields.filter((field) => field.tag === tag || same.includes(field.tag))
    if (second) problems.tell('fieldTwice', { line: second.line, column: `:${second.tag}:` }, { field: `:${tag}:` })
    if (!first || tidyText(first.lines[0]!) === '')
      problems.tell('fieldMissing', { line, column: `:${tag}:` }, { field: `:${tag}:`, ...wanted[tag] })
    return first
  }
  const account = only('25', '25P')
  const number = only('28C', '28')
  const opening = only('60F', '60M')
  const closing = only('62F', '62M')
  const openingBalance = opening && readBalance(opening, problems)
  const closingBalance = closing && readBalance(closing, problems)
  const movements = readMovements(fields, problems)
  if (!account || !number || !openingBalance || !closingBalance || !movements) return null
  if (openingBalance.currency !== closingBalance.currency)
    problems.tell('currencyMixed', { line: closing.line, column: ':62F:', value: closing.lines[0]! })
  const statement: BankStatement = {
    account: accountNumber(account.lines[0]!),
    number: tidyText(number.lines[0]!, 40),
    currency: openingBalance.currency,
    openedOn: openingBalance.on,
    closedOn: closingBalance.on,
    openingGrosze: openingBalance.amount,
    closingGrosze: closingBalance.amount,
    movements,
  }
  checkSum(statement, { line: closing.line, column: `:${closing.tag}:` }, problems)
  return statement
}

function readBalance(field: Field, problems: StatementProblems) {
  const text = field.lines[0]!.trim()
  const place = { line: field.line, column: `:${field.tag}:`, value: text }
  const parts = /^([CD])(\d{6})([A-Z]{3})([\d.,]+)$/.exec(text)
  if (!parts) {
    problems.tell('balance', place)
    return null
  }
  const on = parseSwiftDate(parts[2]!)
  const amount = parseBankAmount(parts[4]!)
  if (!on) problems.tell('date', place)
  if (amount === undefined) problems.tell('amount', place)
  if (!on || amount === undefined) return null
  return { on, currency: parts[3]!, amount: parts[1] === 'C' ? amount : negate(amount) }
}

const kinds: Readonly<Record<string, MovementKind>> = {
  C: 'credit',
  D: 'debit',
  RC: 'creditReversal',
  RD: 'debitReversal',
}
const signed = (kind: MovementKind, amount: Grosze): Grosze =>
  kind === 'credit' || kind === 'debitReversal' ? amount : negate(amount)

/** Each `:61:` with what is said about it; null when one of them cannot be read. */
function readMovements(fields: readonly Field[], problems: StatementProblems): Movement[] | null {
  const movements: Movement[] = []
  let whole = true
  for (const [at, field] of fields.entries()) {
    if (field.tag !== '61') continue
    const movement = readMovement(field, detailsAfter(fields, at), problems)
    if (movement) movements.push(movement)
    else whole = false
  }
  return whole ? movements : null
}

/** The lines of the `:86:` that follows; of two, the second says the same and more. */
function detailsAfter(fields: readonly Field[], at: number): readonly string[] {
  let lines: readonly string[] = []
  for (let next = at + 1; fields[next]?.tag === '86'; next += 1) lines = fields[next]!.lines
  return lines
}

/**
 * `2611261126CN1234,56NTRFreference//bank's number`, then perhaps a line of the bank's own codes. The letter after C or D is the last
 * one of the currency; the type is a letter and three characters.
 */
const movementLine = /^(\d{6})(\d{4}| {4})?(R?[CD])([A-Z])?([\d.,]+)(?:[A-Z][A-Z0-9 ]{3}(.*))?$/

function readMovement(field: Field, details: readonly string[], problems: StatementProblems): Movement | null {
  const [first = '', ...more] = field.lines
  const place = { line: field.line, column: ':61:', value: first }
  const parts = movementLine.exec(first.trimEnd())
  if (!parts) {
    problems.tell('movement', place)
    return null
  }
  const [, valueDay = '', entryDay = '', mark = '', , figure = '', reference = ''] = parts
  const valueOn = parseSwiftDate(valueDay)
  const bookedOn = valueOn && bookingDay(entryDay, valueOn)
  const amount = parseBankAmount(figure)
  if (!valueOn || !bookedOn) problems.tell('date', place)
  if (amount === undefined) problems.tell('amount', place)
  if (!valueOn || !bookedOn || amount === undefined) return null
  const kind = kinds[mark]!
  return {
    kind,
    valueOn,
    bookedOn,
    amountGrosze: signed(kind, amount),
    bankReference: tidyText(reference.split('//')[1] ?? '', 40),
    ...readDetails(details, more.join(' ')),
  }
}

const bookingDay = (monthDay: string, valueOn: IsoDate): IsoDate | undefined =>
  monthDay.trim() === '' ? valueOn : nearestDate(monthDay, valueOn)
