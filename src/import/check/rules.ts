/** What must be true within a single row, beyond the type of each field. */
import type { ProblemCode, ProblemDetails } from '../contract/problem.ts'
import type { Resource } from '../contract/resources.ts'
import { writeGrosze } from '../contract/rows.ts'
import { position, type Row } from './row.ts'

export type Finding = (code: ProblemCode, field: number, details?: ProblemDetails) => void
export type RowRule = (row: Row, found: Finding) => void

export function rowRules(resource: Resource): readonly RowRule[] {
  const at = (name: string) => position(resource, name)
  const has = (name: string) => resource.fields.some((field) => field.name === name)
  const spans = (
    [
      ['valid_from', 'valid_to'],
      ['period_from', 'period_to'],
      ['installed_on', 'removed_on'],
    ] as const
  ).filter(([from, to]) => has(from) && has(to))
  const rules = spans.map(([from, to]) => datesInOrder(at(from), at(to)))
  switch (resource.name) {
    case 'documents':
      rules.push(remainingWithinAmount(at('amount'), at('remaining')))
      break
    case 'entries':
      rules.push(signFitsKind(at('amount'), at('kind')))
      break
    case 'allocations':
      rules.push(aboveZero(at('amount')))
      break
    case 'readings':
      rules.push(valueUnlessMissing(at('value'), at('kind')))
      break
    case 'meter_settlements':
    case 'meter_settlement_lines':
      rules.push(differenceIsRight(at('charged'), at('should_be'), at('difference')))
      break
  }
  return rules
}

/** ISO days compare as text. An empty end is open. */
function datesInOrder(from: number, to: number): RowRule {
  return ({ cells }, found) => {
    const first = cells[from] ?? ''
    const last = cells[to] ?? ''
    if (first !== '' && last !== '' && last < first) found('datesReversed', to, { from: first })
  }
}

/** Of a bill something between nothing and the whole can remain; of a credit note nothing remains to be paid. */
function remainingWithinAmount(amount: number, remaining: number): RowRule {
  return ({ grosze }, found) => {
    const most = Math.max(grosze[amount] ?? 0, 0)
    const left = grosze[remaining] ?? 0
    if (left < 0 || left > most) found('remainingOutside', remaining, { maximum: writeGrosze(most) })
  }
}

/** Entries that exist to take something back; any other entry below zero is a slip of the sign. */
const mayBeNegative = new Set(['correction', 'settlement', 'refund', 'writeOff', 'interest', 'openingBalance'])

function signFitsKind(amount: number, kind: number): RowRule {
  return ({ cells, grosze }, found) => {
    const written = cells[kind] ?? ''
    if ((grosze[amount] ?? 0) < 0 && !mayBeNegative.has(written)) found('amountNegative', amount, { kind: written })
  }
}

function aboveZero(amount: number): RowRule {
  return ({ grosze }, found) => {
    if ((grosze[amount] ?? 0) <= 0) found('allocationNotPositive', amount)
  }
}

function valueUnlessMissing(value: number, kind: number): RowRule {
  return ({ cells }, found) => {
    if (cells[value] === '' && cells[kind] !== 'missing') found('readingValueMissing', value)
  }
}

function differenceIsRight(charged: number, shouldBe: number, difference: number): RowRule {
  return ({ grosze }, found) => {
    const right = (grosze[shouldBe] ?? 0) - (grosze[charged] ?? 0)
    if (grosze[difference] !== right) found('settlementDifference', difference, { expected: writeGrosze(right) })
  }
}
