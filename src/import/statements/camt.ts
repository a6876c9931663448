/**
 * camt.053, the statement of ISO 20022, versions .02 to .08. fast-xml-parser makes a tree of it; entities of the file's own are refused
 * before, and what the tree says is checked here, because the schema leaves most of it open.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { type IsoDate, parseIsoDate } from '#kernel/dates.ts'
import { type Grosze, negate, sumGrosze, zero } from '#kernel/money.ts'
import { accountNumber, accountNumbersIn, checkSum, parseBankAmount, tidyText } from './figures.ts'
import type { StatementProblems } from './problem.ts'
import type { BankStatement, Movement, MovementKind, StatementLimits } from './statement.ts'

export const firstVersion = 2
export const lastVersion = 8

/** A node of the tree: text, or elements by name. Attributes are named `@Ccy`, text beside them `#text`. */
type Node = string | { readonly [name: string]: Node | readonly Node[] }

const many = new Set(['Stmt', 'Ntry', 'TxDtls', 'NtryDtls', 'Bal', 'Ustrd'])

export function readCamt(text: string, problems: StatementProblems, limits: StatementLimits): BankStatement[] {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) problems.stop('xmlEntities')
  const checked = XMLValidator.validate(text)
  if (checked !== true) problems.stop('xmlBroken', { line: checked.err.line }, { why: checked.err.code })
  const { frame, entries } = setEntriesAside(text)
  const tree = (xml: string) => parse(xml, problems, limits)
  const document = child(tree(frame), 'Document')
  const version = /camt\.053\.001\.(\d\d)/.exec(textOf(document, '@xmlns') || namespaceIn(text))?.[1]
  const container = child(document, 'BkToCstmrStmt')
  if (version === undefined || container === undefined) problems.stop('otherMessage', { column: 'Document' })
  if (Number(version) < firstVersion || Number(version) > lastVersion) {
    const allowed = { first: `.0${firstVersion}`, last: `.0${lastVersion}` }
    problems.stop('version', { column: 'Document', value: `camt.053.001.${version}` }, allowed)
  }
  const found = children(container, 'Stmt')
  if (found.length > limits.statements) problems.stop('tooManyStatements', {}, { limit: limits.statements })
  // An entry that was empty to begin with (`<Ntry/>`) has no number; it is none of those set aside.
  const aside = (place: string) => (place === '' ? undefined : child(tree(entries[Number(place)] ?? ''), 'Ntry'))
  const entryOf = (node: Node) => (typeof node === 'string' ? aside(node) : node)
  const budget = { movements: limits.movements, entryOf }
  return found.flatMap((one, at) => new Statement(one, `Stmt[${at + 1}]`, problems, budget).read() ?? [])
}

/**
 * The file without its entries, each replaced by its number, and the entries: a tree takes thirty times the room of its text, so of
 * tens of thousands of entries one at a time becomes a tree. The text is well-formed and entries hold no entries; comments and
 * CDATA, where something could only look like one, are no part of any bank's statement and are left as they are.
 */
function setEntriesAside(text: string): { readonly frame: string; readonly entries: readonly string[] } {
  if (/<!(?:--|\[CDATA\[)/.test(text)) return { frame: text, entries: [] }
  const entries: string[] = []
  const frame = text.replace(/<((?:[\w.-]+:)?Ntry)(?:\s[^>]*)?>[\s\S]*?<\/\1\s*>/g, (entry, name: string) => {
    entries.push(entry)
    return `<${name}>${entries.length - 1}</${name}>`
  })
  return { frame, entries }
}

function parse(xml: string, problems: StatementProblems, limits: StatementLimits): Node {
  const parser = new XMLParser({
    removeNSPrefix: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    jPath: false,
    // Characters by number, and the five names every XML has; a file's own were refused.
    htmlEntities: true,
    processEntities: { enabled: true, maxTotalExpansions: xml.length, maxExpandedLength: xml.length },
    maxNestedTags: limits.depth,
    isArray: (name) => many.has(name),
  })
  try {
    return parser.parse(xml) as Node
  } catch (error) {
    if (/nested/i.test((error as Error).message)) problems.stop('xmlDepth', {}, { limit: limits.depth })
    problems.stop('xmlBroken', {}, { why: (error as Error).message.slice(0, 80) })
  }
}

/** With a prefix of its own (`<n:Document xmlns:n=…>`) the namespace is an attribute of another name. */
const namespaceIn = (text: string): string => /<(?:\w+:)?Document\b[^>]*>/.exec(text.slice(0, 4096))?.[0] ?? ''

/** What the statements of one file share: movements that may still come, and the tree of an entry set aside. */
interface Budget {
  movements: number
  readonly entryOf: (node: Node) => Node | undefined
}

/** One `Stmt` of the tree, with the place each message names. */
class Statement {
  readonly #node: Node
  readonly #path: string
  readonly #problems: StatementProblems
  readonly #budget: Budget

  constructor(node: Node, path: string, problems: StatementProblems, budget: Budget) {
    this.#node = node
    this.#path = path
    this.#problems = problems
    this.#budget = budget
  }

  read(): BankStatement | null {
    const account = child(this.#node, 'Acct', 'Id')
    const named = ['ElctrncSeqNb', 'LglSeqNb', 'Id'].map((name) => tidyText(textOf(this.#node, name), 40))
    const number = named.find((one) => one !== '')
    const written = accountNumber(textOf(account, 'IBAN') || textOf(account, 'Othr', 'Id'))
    if (written === '') this.#missing('Acct/Id', 'numer rachunku', 'account')
    if (number === undefined) this.#missing('ElctrncSeqNb', 'numer wyciągu', 'statement number')
    const opening = this.#balance(['OPBD', 'PRCD'], 'saldo otwarcia', 'opening balance')
    const closing = this.#balance(['CLBD'], 'saldo końcowe', 'closing balance')
    const entries = children(this.#node, 'Ntry').map((entry, at) =>
      this.#entry(this.#budget.entryOf(entry), `${this.#path}/Ntry[${at + 1}]`),
    )
    if (written === '' || number === undefined || !opening || !closing) return null
    if (entries.includes(null)) return null
    const statement: BankStatement = {
      account: written,
      number,
      currency: opening.currency,
      openedOn: opening.on,
      closedOn: closing.on,
      openingGrosze: opening.amount,
      closingGrosze: closing.amount,
      movements: entries.flatMap((entry) => entry ?? []),
    }
    if (opening.currency !== closing.currency)
      this.#problems.tell('currencyMixed', { column: `${this.#path}/Bal`, value: closing.currency })
    checkSum(statement, { column: `${this.#path}/Bal[CLBD]` }, this.#problems)
    return statement
  }

  #missing(field: string, what: string, whatEn: string): void {
    this.#problems.tell('fieldMissing', { column: `${this.#path}/${field}` }, { field, what, whatEn })
  }

  /** The first of the kinds there is: some banks give the balance of the day before instead of the opening one. */
  #balance(kinds: readonly string[], what: string, whatEn: string) {
    const balances = children(this.#node, 'Bal')
    const ofKind = (kind: string) => balances.find((one) => textOf(one, 'Tp', 'CdOrPrtry', 'Cd') === kind)
    const kind = kinds.find((one) => ofKind(one) !== undefined)
    const node = kind === undefined ? undefined : ofKind(kind)
    if (node === undefined) return this.#missing(`Bal[${kinds[0]}]`, what, whatEn)
    const path = `${this.#path}/Bal[${kind}]`
    const amount = this.#amount(node, path)
    const on = this.#day(node, 'Dt', path)
    const mark = this.#mark(node, path)
    const currency = textOf(node, 'Amt', '@Ccy')
    if (!/^[A-Z]{3}$/.test(currency)) {
      this.#problems.tell('currency', { column: `${path}/Amt/@Ccy`, value: currency })
      return null
    }
    if (amount === null || on === null || mark === null) return null
    return { on, currency, amount: mark === 'CRDT' ? amount : negate(amount) }
  }

  /** What an entry adds: nothing when it is not booked yet, one movement, or one for each payment of a collective entry. */
  #entry(node: Node | undefined, path: string): readonly Movement[] | null {
    const status = textOf(node, 'Sts', 'Cd') || textOf(node, 'Sts')
    if (status === 'PDNG' || status === 'INFO' || status === 'FUTR') return []
    const amount = this.#amount(node, path)
    const mark = this.#mark(node, path)
    const bookedOn = this.#day(node, 'BookgDt', path)
    if (amount === null || mark === null || bookedOn === null) return null
    const valueOn = child(node, 'ValDt') === undefined ? bookedOn : this.#day(node, 'ValDt', path)
    if (valueOn === null) return null
    const kind = kindOf(mark, textOf(node, 'RvslInd'))
    const details = children(node, 'NtryDtls').flatMap((one) => children(one, 'TxDtls'))
    const parts = collectiveParts(details, amount) ?? [
      { amount, details: details.length === 1 ? details[0] : undefined },
    ]
    this.#budget.movements -= parts.length
    if (this.#budget.movements < 0) this.#problems.stop('tooManyMovements', { column: path })
    return parts.map((part) => ({
      kind,
      valueOn,
      bookedOn,
      amountGrosze: mark === 'CRDT' ? part.amount : negate(part.amount),
      ...paymentOf(part.details, node),
    }))
  }

  #amount(node: Node | undefined, path: string): Grosze | null {
    const written = textOf(node, 'Amt', '#text') || textOf(node, 'Amt')
    const amount = parseBankAmount(written)
    if (amount !== undefined) return amount
    this.#problems.tell('amount', { column: `${path}/Amt`, value: written })
    return null
  }

  #mark(node: Node | undefined, path: string): 'CRDT' | 'DBIT' | null {
    const mark = textOf(node, 'CdtDbtInd')
    if (mark === 'CRDT' || mark === 'DBIT') return mark
    this.#problems.tell('movement', { column: `${path}/CdtDbtInd`, value: mark })
    return null
  }

  #day(node: Node | undefined, name: string, path: string): IsoDate | null {
    const written = textOf(node, name, 'Dt') || textOf(node, name, 'DtTm')
    const day = parseIsoDate(written.slice(0, 10))
    if (day !== undefined) return day
    this.#problems.tell('date', { column: `${path}/${name}`, value: written })
    return null
  }
}

/** The mark says which way the money goes now; a reversal goes the other way than what it takes back. */
function kindOf(mark: 'CRDT' | 'DBIT', reversal: string): MovementKind {
  const reversed = reversal === 'true' || reversal === '1'
  if (mark === 'CRDT') return reversed ? 'debitReversal' : 'credit'
  return reversed ? 'creditReversal' : 'debit'
}

/** The payments of a collective entry, when the bank names the amount of each and they come to the entry's amount. */
function collectiveParts(details: readonly Node[], whole: Grosze) {
  if (details.length < 2) return undefined
  const parts = details.map((one) => ({ details: one, amount: parseBankAmount(ownAmount(one)) ?? zero }))
  if (parts.some(({ amount }) => amount === 0)) return undefined
  return sumGrosze(parts.map(({ amount }) => amount)) === whole ? parts : undefined
}

const ownAmount = (details: Node): string =>
  textOf(details, 'Amt', '#text') || textOf(details, 'AmtDtls', 'TxAmt', 'Amt', '#text')

function paymentOf(details: Node | undefined, entry: Node | undefined) {
  const parties = child(details, 'RltdPties')
  const payer = child(parties, 'Dbtr')
  const paidTo = child(parties, 'CdtrAcct', 'Id')
  const said = children(child(details, 'RmtInf'), 'Ustrd')
    .map((one) => textOf(one))
    .join(' ')
  const references = child(details, 'Refs')
  return {
    bankReference: tidyText(
      textOf(references, 'AcctSvcrRef') || textOf(entry, 'AcctSvcrRef') || textOf(entry, 'NtryRef'),
      40,
    ),
    title: tidyText(said || textOf(entry, 'AddtlNtryInf')),
    payerName: tidyText(textOf(payer, 'Nm') || textOf(payer, 'Pty', 'Nm')),
    numbers: accountNumbersIn(
      accountNumber(textOf(paidTo, 'IBAN') || textOf(paidTo, 'Othr', 'Id')),
      said,
      textOf(child(details, 'RmtInf', 'Strd', 'CdtrRefInf'), 'Ref'),
      textOf(entry, 'AddtlNtryInf'),
    ),
    payerId: null,
  }
}

/** The element down a path; of several at one step the first. */
function child(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let at: Node | undefined = node
  for (const name of path) {
    if (at === undefined || typeof at === 'string' || !Object.hasOwn(at, name)) return undefined
    const next = at[name]
    at = Array.isArray(next) ? next[0] : (next as Node)
  }
  return at
}

function children(node: Node | undefined, name: string): readonly Node[] {
  if (node === undefined || typeof node === 'string' || !Object.hasOwn(node, name)) return []
  const found = node[name]!
  return Array.isArray(found) ? (found as readonly Node[]) : [found as Node]
}

/** The text of an element, attribute or text beside attributes; empty when there is none. */
function textOf(node: Node | undefined, ...path: readonly string[]): string {
  const found = child(node, ...path)
  if (typeof found === 'string') return found.trim()
  const beside = child(found, '#text')
  return typeof beside === 'string' ? beside.trim() : ''
}
