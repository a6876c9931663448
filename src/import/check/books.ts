/**
 * The rules that join rows: every balance is the sum of its entries, every document the sum of its lines, nothing is
 * credited twice. Rows are told one by one, in the order of the contract; `finish` tells what is left to say.
 */
import { parseMoney } from '#kernel/money.ts'
import type { ProblemCode, ProblemDetails, ProblemList } from '../contract/problem.ts'
import { type Resource, type ResourceName, resource } from '../contract/resources.ts'
import { readInteger, writeGrosze } from '../contract/rows.ts'
import { NumberColumn } from './columns.ts'
import type { Findings } from './findings.ts'
import { DocumentJoin, EntryJoin, noAccount } from './joins.ts'
import type { Keys } from './keys.ts'
import { position, type Row } from './row.ts'
import type { SpoolFolder } from './spool.ts'

/** What is told of a row: whether all its cells were right, or only its key. */
export type RowTaker = (row: Row, whole: boolean) => void

export interface BooksState {
  /** The file was read to its end. */
  readonly complete: (name: ResourceName) => boolean
  /** And had no problem in any row. */
  readonly clean: (name: ResourceName) => boolean
}

export class Books {
  readonly #problems: ProblemList
  readonly #findings: Findings
  readonly #keys: Keys
  readonly #state: BooksState
  readonly #documents: DocumentJoin
  readonly #entries: EntryJoin
  readonly #entrySums = new NumberColumn(Float64Array)
  readonly #entryCounts = new NumberColumn(Uint32Array)
  readonly #balanced = new NumberColumn(Uint32Array)
  /** Per settlement: what the lines must still add up to, and how many there are. */
  readonly #charged = new NumberColumn(Float64Array)
  readonly #shouldBe = new NumberColumn(Float64Array)
  readonly #settlementLines = new NumberColumn(Uint32Array)
  readonly #ofSettlements = [this.#charged, this.#shouldBe, this.#settlementLines]
  #sumTold = false

  constructor(problems: ProblemList, findings: Findings, keys: Keys, folder: SpoolFolder, state: BooksState) {
    this.#problems = problems
    this.#findings = findings
    this.#keys = keys
    this.#state = state
    this.#documents = new DocumentJoin(findings, folder)
    this.#entries = new EntryJoin(findings, folder)
  }

  /** What to tell of each row of a resource, likely of so many; undefined when it takes no part. */
  taker(name: ResourceName, rows: number): RowTaker | undefined {
    const described = resource(name)
    switch (name) {
      case 'documents':
        return this.#documentTaker(described)
      case 'document_lines':
        return this.#lineTaker(described)
      case 'entries':
        return this.#entryTaker(described)
      case 'allocations':
        return this.#allocationTaker(described)
      case 'meter_settlements':
        return this.#settlementTaker(described, rows)
      case 'meter_settlement_lines':
        return this.#settlementLineTaker(described)
      case 'balances':
        return this.#balanceTaker(described)
      default:
        return undefined
    }
  }

  #documentTaker(described: Resource): RowTaker {
    const [account, amount, corrects] = positions(described, 'account_id', 'amount', 'corrects_document_id')
    return (row, whole) => {
      const owner = accountOf(row, account)
      this.#documents.addDocument(row.cells[0] ?? '', row.line, owner, whole ? (row.grosze[amount] ?? 0) : Number.NaN)
      const corrected = row.cells[corrects] ?? ''
      if (corrected !== '') this.#documents.addMention('documents', corrected, row.line, owner)
    }
  }

  #lineTaker(described: Resource): RowTaker {
    const [document, amount] = positions(described, 'document_id', 'amount')
    return (row, whole) => {
      if (whole) this.#documents.addLine(row.cells[document] ?? '', row.line, row.grosze[amount] ?? 0)
    }
  }

  #entryTaker(described: Resource): RowTaker {
    const [account, document, side, amount] = positions(described, 'account_id', 'document_id', 'side', 'amount')
    return (row, whole) => {
      const owner = accountOf(row, account)
      const effect = row.cells[side] === 'payment' ? 0 - (row.grosze[amount] ?? 0) : (row.grosze[amount] ?? 0)
      this.#entries.addEntry(row.cells[0] ?? '', row.line, owner, whole ? effect : Number.NaN)
      if (!whole) return
      const mentioned = row.cells[document] ?? ''
      if (mentioned !== '') this.#documents.addMention('entries', mentioned, row.line, owner)
      if (owner === noAccount) return
      this.#entryCounts.add(owner, 1)
      if (!this.#entrySums.add(owner, effect)) this.#tellSum()
    }
  }

  #tellSum(): void {
    if (!this.#sumTold) this.#problems.add('sumTooLarge', { file: this.#findings.file('entries'), column: 'amount' })
    this.#sumTold = true
  }

  #allocationTaker(described: Resource): RowTaker {
    const [payment, charge, amount] = positions(described, 'payment_entry_id', 'charge_entry_id', 'amount')
    return (row, whole) => {
      if (!whole) return
      this.#entries.addAllocation(row.cells[payment] ?? '', row.cells[charge] ?? '', row.line, row.grosze[amount] ?? 0)
    }
  }

  #settlementTaker(described: Resource, rows: number): RowTaker {
    for (const column of this.#ofSettlements) column.expect(rows)
    const [account, document] = positions(described, 'account_id', 'document_id')
    const [charged, shouldBe] = positions(described, 'charged', 'should_be')
    return (row, whole) => {
      if (!whole) return
      const settlement = this.#keys.index('meter_settlements').find(row.cells[0] ?? '')
      this.#charged.add(settlement, row.grosze[charged] ?? 0)
      this.#shouldBe.add(settlement, row.grosze[shouldBe] ?? 0)
      const mentioned = row.cells[document] ?? ''
      if (mentioned !== '')
        this.#documents.addMention('meter_settlements', mentioned, row.line, accountOf(row, account))
    }
  }

  #settlementLineTaker(described: Resource): RowTaker {
    const [settlement, charged, shouldBe] = positions(described, 'settlement_id', 'charged', 'should_be')
    return (row, whole) => {
      const of = row.ordinals[settlement] ?? -1
      if (!whole || of === -1) return
      this.#charged.add(of, 0 - (row.grosze[charged] ?? 0))
      this.#shouldBe.add(of, 0 - (row.grosze[shouldBe] ?? 0))
      this.#settlementLines.add(of, 1)
    }
  }

  #balanceTaker(described: Resource): RowTaker {
    const [account, closing, count] = positions(described, 'account_id', 'closing_balance', 'entry_count')
    const compare = this.#state.clean('entries')
    return (row, whole) => {
      const owner = row.ordinals[account] ?? -1
      if (owner === -1) return
      this.#balanced.add(owner, 1)
      if (!whole || !compare) return
      const sum = this.#entrySums.get(owner)
      if (row.grosze[closing] !== sum)
        this.#tell('balanceMismatch', row, closing, described, { found: writeGrosze(sum) })
      const entries = this.#entryCounts.get(owner)
      if (readInteger(row.cells[count] ?? '') !== entries) {
        this.#tell('entryCountMismatch', row, count, described, { found: entries })
      }
    }
  }

  #tell(code: ProblemCode, row: Row, field: number, { name, fields }: Resource, details: ProblemDetails): void {
    const place = { file: this.#findings.file(name), line: row.line, column: fields[field]?.name ?? '' }
    this.#problems.add(code, { ...place, value: row.cells[field] ?? '' }, details)
  }

  /** To be called when every file was read. */
  finish(): void {
    const { complete, clean } = this.#state
    if (complete('accounts') && complete('balances')) this.#everyAccountHasBalance()
    if (clean('meter_settlements') && clean('meter_settlement_lines')) this.#settlementsAddUp()
    // Before documents and entries are compared, which takes memory of its own.
    this.#keys.drop('meter_settlements')
    for (const column of this.#ofSettlements) column.clear()
    this.#documents.finish({ references: complete('documents'), sums: clean('document_lines') })
    this.#entries.finish({ references: complete('entries'), sums: clean('allocations') })
  }

  #everyAccountHasBalance(): void {
    const accounts = this.#keys.index('accounts')
    for (let account = 0; account < accounts.size; account += 1) {
      if (this.#balanced.get(account) > 0) continue
      const place = { file: this.#findings.file('accounts'), line: accounts.line(account), column: 'id' }
      this.#problems.add('balanceMissing', { ...place, value: accounts.id(account) })
    }
  }

  #settlementsAddUp(): void {
    const settlements = this.#keys.index('meter_settlements')
    for (let settlement = 0; settlement < settlements.size; settlement += 1) {
      if (this.#settlementLines.get(settlement) === 0) continue
      for (const [column, left] of [
        ['charged', this.#charged.get(settlement)],
        ['should_be', this.#shouldBe.get(settlement)],
      ] as const) {
        if (left !== 0) this.#tellSettlement(settlements.line(settlement), column, left)
      }
    }
  }

  #tellSettlement(line: number, column: string, left: number): void {
    this.#findings.add('settlementLines', 'meter_settlements', line, column, (value) => ({
      found: writeGrosze((parseMoney(value) ?? 0) - left),
    }))
  }
}

function accountOf(row: Row, field: number): number {
  const ordinal = row.ordinals[field] ?? -1
  return ordinal === -1 ? noAccount : ordinal
}

function positions<const Names extends readonly string[]>(
  described: Resource,
  ...names: Names
): { readonly [Index in keyof Names]: number } {
  return names.map((name) => position(described, name)) as { readonly [Index in keyof Names]: number }
}
