import type { componentGroups, documentKinds, entryKinds, unitNames } from '#import/contract/resources.ts'
import { nrbCheckDigits } from '#kernel/nrb.ts'
import { iso } from './calendar.ts'
import { lineAmount, money, quantityText, rateText } from './numbers.ts'
import type { Party } from './people.ts'
import { cell } from './table.ts'

export type DocumentKind = (typeof documentKinds)[number]
export type EntryKind = (typeof entryKinds)[number]
export type ComponentGroup = (typeof componentGroups)[number]
export type UnitName = (typeof unitNames)[number]

/** One component of a document. Rates are gross: `quantity × rate = amount`, whatever the VAT rate says. */
export interface Line {
  readonly component: string
  readonly group: ComponentGroup
  /** Ten-thousandths of the unit. */
  readonly quantity: number
  readonly unit: UnitName
  /** Millionths of a złoty. */
  readonly rate: number
  readonly vat: string
  readonly dependent: boolean
  /** Grosze. */
  readonly amount: number
  /** Advance that a later settlement sets against the readings. */
  readonly advance?: AdvanceKind
  /** The row without its key, written once however many documents share the line. */
  readonly cells: string
}
export type AdvanceKind = 'coldWater' | 'hotWater' | 'waterHeating' | 'heat'

export type LineDraft = Omit<Line, 'amount' | 'cells'>

export function makeLine(draft: LineDraft): Line {
  const amount = lineAmount(draft.quantity, draft.rate)
  const cells = `${cell(draft.component)},${draft.group},${quantityText(draft.quantity)},${draft.unit},${rateText(draft.rate)},${draft.vat},${money(amount)},${draft.dependent}`
  return { ...draft, amount, cells }
}

/** A line of one piece: for results that are sums already (settlements, interest, instalments). */
export const lumpLine = (component: string, group: ComponentGroup, grosze: number, quantity: 1 | -1 = 1): Line =>
  makeLine({
    component,
    group,
    quantity: quantity * 10_000,
    unit: 'unit',
    rate: grosze * 10_000,
    vat: 'zw',
    dependent: false,
  })

export interface Document {
  readonly id: string
  readonly account: Account
  readonly number: string
  readonly kind: DocumentKind
  readonly issuedOn: number
  /** 0 = none. */
  readonly dueOn: number
  readonly periodFrom: number
  readonly periodTo: number
  readonly amount: number
  readonly description: string
  readonly corrects: Document | null
  readonly lines: readonly Line[]
  remaining: number
  touched: number
}

export interface Entry {
  readonly id: string
  readonly document: Document
  readonly bookedOn: number
  readonly valueOn: number
  readonly dueOn: number
  readonly side: 'charge' | 'payment'
  readonly amount: number
  readonly kind: EntryKind
  readonly description: string
  /** Not yet covered (charges) or not yet credited (payments and negative charges). */
  open: number
  readonly touched: number
}

export interface Allocation {
  readonly from: Entry
  readonly to: Entry
  readonly amount: number
  readonly touched: number
}

/** Hands out the ids of one premises; they depend on nothing but the premises and the order of its events. */
export class Numbering {
  readonly premisesNumber: string
  private documents = 0
  private entries = 0

  constructor(premisesIndex: number) {
    this.premisesNumber = String(premisesIndex).padStart(4, '0')
  }

  document(): string {
    this.documents++
    return `D${this.premisesNumber}-${this.documents}`
  }

  entry(): string {
    this.entries++
    return `N${this.premisesNumber}-${this.entries}`
  }
}

/** What is posted: the document and its single entry together. */
export interface Posting {
  readonly kind: DocumentKind
  readonly entryKind: EntryKind
  readonly number: string
  readonly description: string
  readonly issuedOn: number
  readonly valueOn?: number
  readonly dueOn?: number
  readonly periodFrom?: number
  readonly periodTo?: number
  readonly lines?: readonly Line[]
  readonly corrects?: Document
}

/** Not a real bank: no Polish sort code starts with 999, and its eighth digit is the right check digit. */
const SORT_CODE = '99900009'
const ledgerTypeNames = {
  EKSPL: 'Eksploatacja i media',
  FR: 'Fundusz remontowy',
  GAR: 'Garaże i miejsca postojowe',
} as const
export type LedgerType = keyof typeof ledgerTypeNames
const typeDigit: Readonly<Record<LedgerType, string>> = { EKSPL: '1', FR: '2', GAR: '3' }

/** One settlement account: charges wait in the order of their due dates, payments go to the oldest. */
export class Account {
  readonly id: string
  readonly nrb: string
  readonly documents: Document[] = []
  readonly entries: Entry[] = []
  readonly allocations: Allocation[] = []
  /** Advances charged so far, by kind and settlement period, in grosze. */
  readonly advances = new Map<string, number>()
  balance = 0
  /** Delivery sequence of the running night; 0 while history is written. */
  night = 0
  touched = 0
  private waiting: Entry[] = []
  private unused: Entry[] = []

  readonly party: Party
  readonly premisesId: string
  readonly ledgerType: LedgerType
  private readonly numbering: Numbering

  constructor(party: Party, premisesId: string, ledgerType: LedgerType, tenure: number, numbering: Numbering) {
    this.party = party
    this.premisesId = premisesId
    this.ledgerType = ledgerType
    this.numbering = numbering
    this.id = `${premisesId}-${ledgerType}${tenure === 0 ? '' : `-${tenure + 1}`}`
    const payer = `0001${premisesId.slice(1).padStart(8, '0')}00${typeDigit[ledgerType]}${tenure}`
    const bban = SORT_CODE + payer
    this.nrb = nrbCheckDigits(bban) + bban
  }

  get ledgerTypeName(): string {
    return ledgerTypeNames[this.ledgerType]
  }

  /** Books a charge of the sum of its lines. A negative sum is a credit and goes to the document it corrects first. */
  charge(posting: Posting & { readonly lines: readonly Line[] }): Entry {
    let amount = 0
    for (const line of posting.lines) amount += line.amount
    const entry = this.post(posting, 'charge', amount, amount)
    this.balance += amount
    if (amount >= 0) this.await(entry)
    else this.spend(entry, posting.corrects)
    return entry
  }

  /** Books a payment or another credit (benefit, write-off, settlement in the resident's favour). */
  credit(posting: Posting, amount: number): Entry {
    // A payment's document shows what came in; any other credit shows that it lowers what is owed.
    const lowers = posting.kind === 'settlement' || posting.kind === 'openingBalance'
    const entry = this.post(posting, 'payment', amount, lowers ? -amount : amount)
    this.balance -= amount
    this.spend(entry)
    return entry
  }

  /** Pays money back: a negative payment that uses up what was not yet credited. */
  refund(posting: Posting, amount: number): Entry {
    const entry = this.post(posting, 'payment', -amount, amount)
    this.balance += amount
    let left = amount
    while (left > 0) {
      const unused = this.unused[0]
      if (!unused) throw new Error(`${this.id}: refund exceeds the overpayment`)
      const used = Math.min(left, unused.open)
      unused.open -= used
      left -= used
      if (unused.open === 0) this.unused.shift()
    }
    entry.open = 0
    return entry
  }

  /** What is due on or before a day and not yet paid, less what is paid in advance. Grosze, may be negative. */
  dueBy(day: number): number {
    let sum = 0
    for (const entry of this.waiting) if (entry.dueOn <= day) sum += entry.open
    for (const entry of this.unused) sum -= entry.open
    return sum
  }

  /** Charges due before a day that still wait, oldest first. */
  overdue(day: number): readonly Entry[] {
    return this.waiting.filter((entry) => entry.dueOn < day)
  }

  private post(posting: Posting, side: 'charge' | 'payment', amount: number, documentAmount: number): Entry {
    const document: Document = {
      id: this.numbering.document(),
      account: this,
      number: posting.number,
      kind: posting.kind,
      issuedOn: posting.issuedOn,
      dueOn: posting.dueOn ?? 0,
      periodFrom: posting.periodFrom ?? 0,
      periodTo: posting.periodTo ?? 0,
      amount: documentAmount,
      description: posting.description,
      corrects: posting.corrects ?? null,
      lines: posting.lines ?? [],
      remaining: side === 'charge' && amount > 0 ? amount : 0,
      touched: this.night,
    }
    const entry: Entry = {
      id: this.numbering.entry(),
      document,
      bookedOn: posting.issuedOn,
      valueOn: posting.valueOn ?? posting.issuedOn,
      dueOn: document.dueOn,
      side,
      amount,
      kind: posting.entryKind,
      description: posting.description,
      open: Math.abs(amount),
      touched: this.night,
    }
    this.documents.push(document)
    this.entries.push(entry)
    this.touched = this.night
    return entry
  }

  private await(entry: Entry): void {
    while (entry.open > 0) {
      const unused = this.unused[0]
      if (!unused) break
      this.allocate(unused, entry)
      if (unused.open === 0) this.unused.shift()
    }
    if (entry.open === 0) return
    let at = this.waiting.length
    while (at > 0 && (this.waiting[at - 1] as Entry).dueOn > entry.dueOn) at--
    this.waiting.splice(at, 0, entry)
  }

  private spend(entry: Entry, first?: Document): void {
    if (first) {
      const corrected = this.waiting.find((waiting) => waiting.document === first)
      if (corrected) this.allocate(entry, corrected)
      this.waiting = this.waiting.filter((waiting) => waiting.open > 0)
    }
    while (entry.open > 0) {
      const oldest = this.waiting[0]
      if (!oldest) {
        this.unused.push(entry)
        return
      }
      this.allocate(entry, oldest)
      if (oldest.open === 0) this.waiting.shift()
    }
  }

  private allocate(from: Entry, to: Entry): void {
    const amount = Math.min(from.open, to.open)
    from.open -= amount
    to.open -= amount
    to.document.remaining -= amount
    to.document.touched = this.night
    this.allocations.push({ from, to, amount, touched: this.night })
  }
}

export const isoOrEmpty = (day: number): string => (day === 0 ? '' : iso(day))
