/**
 * Documents and entries, of which there may be tens of millions, and all that refers to them.
 *
 * Both sides go to spools divided by the hash of the identifier; at the end the partitions are compared one by one.
 */
import type { ResourceName } from '../contract/resources.ts'
import { writeGrosze } from '../contract/rows.ts'
import type { Findings } from './findings.ts'
import { hashed, hashText } from './hash.ts'
import { keyTable } from './keys.ts'
import { partitionNumbers, type RecordTable, Spool, type SpoolFolder } from './spool.ts'

/** No account is known: the row that should have named it was wrong itself. */
export const noAccount = 0xffff_ffff
const line = 2
const account = 3

/** A column of another resource that names a document. */
interface Mention {
  readonly from: ResourceName
  readonly column: string
  readonly spool: Spool
}

/** Which comparisons make sense; a file with problems of its own would only repeat them. */
export interface JoinScope {
  readonly references: boolean
  readonly sums: boolean
}

export class DocumentJoin {
  readonly #findings: Findings
  readonly #documents: Spool
  readonly #lines: Spool
  readonly #mentions: readonly Mention[]

  constructor(findings: Findings, folder: SpoolFolder) {
    this.#findings = findings
    this.#documents = new Spool(folder, 6)
    this.#lines = new Spool(folder, 6)
    const mention = (from: ResourceName, column: string) => ({ from, column, spool: new Spool(folder, 4) })
    this.#mentions = [
      mention('documents', 'corrects_document_id'),
      mention('entries', 'document_id'),
      mention('meter_settlements', 'document_id'),
    ]
  }

  addDocument(id: string, atLine: number, ofAccount: number, grosze: number): void {
    hashText(id)
    this.#documents.append(hashed.low, hashed.high, atLine, ofAccount, grosze)
  }

  addLine(documentId: string, atLine: number, grosze: number): void {
    hashText(documentId)
    this.#lines.append(hashed.low, hashed.high, atLine, 0, grosze)
  }

  addMention(from: ResourceName, documentId: string, atLine: number, ofAccount: number): void {
    hashText(documentId)
    const mention = this.#mentions.find((candidate) => candidate.from === from)
    mention?.spool.append(hashed.low, hashed.high, atLine, ofAccount)
  }

  finish(scope: JoinScope): void {
    for (const part of partitionNumbers) {
      const table = keyTable(this.#documents, part, 6, 'documents', this.#findings)
      if (!scope.references) continue
      this.#compareLines(part, table, scope)
      for (const mention of this.#mentions) this.#compareMentions(part, table, mention)
    }
    for (const spool of [this.#documents, this.#lines, ...this.#mentions.map((mention) => mention.spool)]) spool.close()
  }

  #compareLines(part: number, table: RecordTable, scope: JoinScope): void {
    const sums = this.#lines.room.sums(table.records.count)
    const counts = this.#lines.room.counts(table.records.count)
    for (const { words, amounts, count } of this.#lines.blocks(part)) {
      for (let record = 0, at = 0; record < count; record += 1, at += 6) {
        const document = table.find(words[at] ?? 0, words[at + 1] ?? 0)
        if (document === -1) {
          const details = { resource: 'documents' }
          this.#findings.add('referenceMissing', 'document_lines', words[at + line] ?? 0, 'document_id', details)
          continue
        }
        sums[document] = (sums[document] ?? 0) + (amounts[(at >> 1) + 2] ?? 0)
        counts[document] = (counts[document] ?? 0) + 1
      }
    }
    if (!scope.sums) return
    for (let document = 0; document < sums.length; document += 1) {
      const amount = table.amount(document)
      if (counts[document] === 0 || Number.isNaN(amount) || sums[document] === amount) continue
      const details = { found: writeGrosze(sums[document] ?? 0) }
      this.#findings.add('documentLines', 'documents', table.word(document, line), 'amount', details)
    }
  }

  #compareMentions(part: number, table: RecordTable, { from, column, spool }: Mention): void {
    for (const { words, count } of spool.blocks(part)) {
      for (let record = 0, at = 0; record < count; record += 1, at += 4) {
        const document = table.find(words[at] ?? 0, words[at + 1] ?? 0)
        const atLine = words[at + line] ?? 0
        if (document === -1) {
          this.#findings.add('referenceMissing', from, atLine, column, { resource: 'documents' })
          continue
        }
        const owner = table.word(document, account)
        const mentioned = words[at + account] ?? noAccount
        if (owner !== noAccount && mentioned !== noAccount && owner !== mentioned) {
          this.#findings.add('documentAccount', from, atLine, column)
        }
      }
    }
  }
}

/** Entries and the allocations between them. An entry's effect is its amount with the sign of the balance. */
export class EntryJoin {
  readonly #findings: Findings
  readonly #entries: Spool
  readonly #byPayment: Spool
  readonly #byCharge: Spool

  constructor(findings: Findings, folder: SpoolFolder) {
    this.#findings = findings
    this.#entries = new Spool(folder, 6)
    this.#byPayment = new Spool(folder, 8)
    this.#byCharge = new Spool(folder, 6)
  }

  addEntry(id: string, atLine: number, ofAccount: number, effect: number): void {
    hashText(id)
    this.#entries.append(hashed.low, hashed.high, atLine, ofAccount, effect)
  }

  addAllocation(paymentId: string, chargeId: string, atLine: number, grosze: number): void {
    hashText(chargeId)
    const { low, high } = hashed
    hashText(paymentId)
    this.#byPayment.append(hashed.low, hashed.high, atLine, 0, grosze, low, high)
  }

  /** First every payment is found, which tells its account; then every charge, which must be on the same one. */
  finish(scope: JoinScope): void {
    for (const part of partitionNumbers) {
      const table = keyTable(this.#entries, part, 6, 'entries', this.#findings)
      if (scope.references) this.#comparePayments(part, table, scope)
    }
    this.#byPayment.close()
    if (scope.references) {
      for (const part of partitionNumbers) {
        this.#compareCharges(part, keyTable(this.#entries, part, 6, 'entries', null), scope)
      }
    }
    this.#entries.close()
    this.#byCharge.close()
  }

  #comparePayments(part: number, table: RecordTable, scope: JoinScope): void {
    const credited = this.#byPayment.room.sums(table.records.count)
    for (const { words, amounts, count } of this.#byPayment.blocks(part)) {
      for (let record = 0, at = 0; record < count; record += 1, at += 8) {
        const entry = table.find(words[at] ?? 0, words[at + 1] ?? 0)
        const atLine = words[at + line] ?? 0
        const amount = amounts[(at >> 1) + 2] ?? 0
        let owner = noAccount
        if (entry === -1) {
          this.#findings.add('referenceMissing', 'allocations', atLine, 'payment_entry_id', { resource: 'entries' })
        } else {
          owner = table.word(entry, account)
          if (table.amount(entry) >= 0) {
            this.#findings.add('allocationSide', 'allocations', atLine, 'payment_entry_id', { side: 'credit' })
          }
          credited[entry] = (credited[entry] ?? 0) + amount
        }
        this.#byCharge.append(words[at + 6] ?? 0, words[at + 7] ?? 0, atLine, owner, amount)
      }
    }
    if (scope.sums) this.#compareSums(credited, table)
  }

  #compareCharges(part: number, table: RecordTable, scope: JoinScope): void {
    const credited = this.#byCharge.room.sums(table.records.count)
    for (const { words, amounts, count } of this.#byCharge.blocks(part)) {
      for (let record = 0, at = 0; record < count; record += 1, at += 6) {
        const entry = table.find(words[at] ?? 0, words[at + 1] ?? 0)
        const atLine = words[at + line] ?? 0
        if (entry === -1) {
          this.#findings.add('referenceMissing', 'allocations', atLine, 'charge_entry_id', { resource: 'entries' })
          continue
        }
        const owner = table.word(entry, account)
        const payer = words[at + account] ?? noAccount
        if (table.amount(entry) <= 0) {
          this.#findings.add('allocationSide', 'allocations', atLine, 'charge_entry_id', { side: 'debit' })
        } else if (owner !== noAccount && payer !== noAccount && owner !== payer) {
          this.#findings.add('allocationAccounts', 'allocations', atLine, 'charge_entry_id')
        }
        credited[entry] = (credited[entry] ?? 0) + (amounts[(at >> 1) + 2] ?? 0)
      }
    }
    if (scope.sums) this.#compareSums(credited, table)
  }

  #compareSums(credited: Float64Array, table: RecordTable): void {
    for (let entry = 0; entry < credited.length; entry += 1) {
      if ((credited[entry] ?? 0) <= Math.abs(table.amount(entry))) continue
      // An entry whose own amount could not be read compares as NaN and is passed over.
      if (Number.isNaN(table.amount(entry))) continue
      const details = { found: writeGrosze(credited[entry] ?? 0) }
      this.#findings.add('allocationExceeds', 'entries', table.word(entry, line), 'amount', details)
    }
  }
}
