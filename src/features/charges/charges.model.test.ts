import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { IsoDate } from '#kernel/dates.ts'
import { balanceOf } from '#kernel/ledger.ts'
import { grosze } from '#kernel/money.ts'
import {
  type DocumentLine,
  type DocumentRow,
  type EntryRow,
  groupLines,
  ledgerPage,
  listDocuments,
  notCredited,
} from './charges.model.ts'

const today = '2026-11-23' as IsoDate

function entry(id: string, side: EntryRow['side'], amount: number, on: string, bookedOn = on): EntryRow {
  return {
    id,
    side,
    amountGrosze: grosze(amount),
    bookedOn: bookedOn as IsoDate,
    valueOn: on as IsoDate,
    dueOn: side === 'charge' ? (on as IsoDate) : null,
    accountId: 'A',
    documentId: null,
    documentNumber: null,
    kind: side,
    description: id,
  }
}

const delivered = (entries: readonly EntryRow[], opening = 0) => grosze(opening + balanceOf(entries))

test('the ledger closes at the delivered balance and opens with what came before', () => {
  const entries = [entry('2', 'payment', 500, '2026-10-20'), entry('1', 'charge', 812, '2026-10-15')]
  const found = ledgerPage({
    entries,
    deliveredGrosze: delivered(entries, 1_000),
    afterGrosze: grosze(0),
    page: 1,
    rowsPerPage: 50,
  })
  assert.equal(found.openingGrosze, 1_000)
  assert.deepEqual(
    found.rows.map((row) => [row.entry.id, row.balanceGrosze]),
    [
      ['1', 1_812],
      ['2', 1_312],
    ],
  )
  assert.equal(found.closingGrosze, 1_312)
})

test('a back-dated entry stands in its place', () => {
  const entries = [
    entry('a', 'charge', 100, '2026-10-15'),
    entry('b', 'charge', 100, '2026-11-15'),
    entry('late', 'charge', -30, '2026-10-16', '2026-11-20'),
  ]
  const found = ledgerPage({
    entries,
    deliveredGrosze: delivered(entries),
    afterGrosze: grosze(0),
    page: 1,
    rowsPerPage: 50,
  })
  assert.deepEqual(
    found.rows.map((row) => row.entry.id),
    ['a', 'late', 'b'],
  )
})

test('what was booked after the period is taken back from the balance', () => {
  const entries = [entry('a', 'charge', 700, '2026-01-15')]
  const found = ledgerPage({
    entries,
    deliveredGrosze: grosze(900),
    afterGrosze: grosze(200),
    page: 1,
    rowsPerPage: 50,
  })
  assert.equal(found.closingGrosze, 700)
  assert.equal(found.openingGrosze, 0)
})

test('pages of any length carry the balance over and agree with the whole', () => {
  const day = fc.integer({ min: 1, max: 28 }).map((number) => `2026-03-${String(number).padStart(2, '0')}`)
  const entries = fc.array(
    fc.record({
      side: fc.constantFrom('charge' as const, 'payment' as const),
      amount: fc.integer({ min: -5_000, max: 90_000 }),
      day,
    }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(
      entries,
      fc.integer({ min: 1, max: 13 }),
      fc.integer({ min: -9_999, max: 9_999 }),
      (drafts, rowsPerPage, opening) => {
        const rows = drafts.map((draft, index) =>
          entry(String(index).padStart(3, '0'), draft.side, draft.amount, draft.day),
        )
        const input = { entries: rows, deliveredGrosze: delivered(rows, opening), afterGrosze: grosze(0) }
        const whole = ledgerPage({ ...input, page: 1, rowsPerPage: 1_000 })
        const pages = Array.from(
          { length: whole.rows.length === 0 ? 1 : Math.ceil(rows.length / rowsPerPage) },
          (_, index) => ledgerPage({ ...input, page: index + 1, rowsPerPage }),
        )
        assert.deepEqual(
          pages.flatMap((one) => one.rows),
          whole.rows,
        )
        assert.equal(whole.openingGrosze, opening)
        for (const [index, one] of pages.entries()) {
          assert.equal(one.openingGrosze, index === 0 ? opening : pages[index - 1]!.rows.at(-1)!.balanceGrosze)
          assert.equal(one.closesPeriod, index === pages.length - 1)
        }
        assert.equal(pages.at(-1)!.rows.at(-1)?.balanceGrosze ?? opening, whole.closingGrosze)
      },
    ),
  )
})

test('a page beyond the last is the last', () => {
  const entries = [entry('a', 'charge', 1, '2026-01-01')]
  assert.equal(
    ledgerPage({ entries, deliveredGrosze: grosze(1), afterGrosze: grosze(0), page: 99, rowsPerPage: 10 }).page,
    1,
  )
})

function document(id: string, amount: number, remaining: number, dueOn: string): DocumentRow {
  return {
    id,
    accountId: 'A',
    number: id,
    kind: 'charge',
    issuedOn: '2026-11-01' as IsoDate,
    dueOn: dueOn as IsoDate,
    periodFrom: null,
    periodTo: null,
    amountGrosze: grosze(amount),
    remainingGrosze: grosze(remaining),
    description: null,
  }
}

test('documents are listed by their state today', () => {
  const rows = [
    document('paid', 100, 0, '2026-11-15'),
    document('part', 100, 40, '2026-12-15'),
    document('late', 100, 40, '2026-11-15'),
    document('due', 100, 100, '2026-12-15'),
  ]
  const ids = (state?: 'do-zaplaty' | 'po-terminie' | 'zaplacone') =>
    listDocuments(rows, today, state).map((row) => row.id)
  assert.deepEqual(ids(), ['part', 'paid', 'late', 'due'])
  assert.deepEqual(ids('do-zaplaty'), ['part', 'late', 'due'])
  assert.deepEqual(ids('po-terminie'), ['late'])
  assert.deepEqual(ids('zaplacone'), ['paid'])
})

test('components are grouped as on the bill and each group has its sum', () => {
  const line = (lineNo: number, componentGroup: DocumentLine['componentGroup'], amount: number): DocumentLine => ({
    lineNo,
    component: String(lineNo),
    componentGroup,
    quantity: '1',
    unit: 'm2',
    rate: '1',
    vatRate: 'zw',
    amountGrosze: grosze(amount),
    dependent: true,
  })
  const groups = groupLines([line(1, 'funds', 5), line(2, 'utilities', 7), line(3, 'utilities', 11)])
  assert.deepEqual(
    groups.map((group) => [group.group, group.sumGrosze]),
    [
      ['utilities', 18],
      ['funds', 5],
    ],
  )
})

test('what is not credited yet is never negative', () => {
  const allocation = {
    entryId: 'x',
    side: 'charge' as const,
    documentId: null,
    documentNumber: null,
    description: '',
    on: today,
    amountGrosze: grosze(60),
  }
  assert.equal(notCredited({ amountGrosze: grosze(100) }, [allocation]), 40)
  assert.equal(notCredited({ amountGrosze: grosze(50) }, [allocation]), 0)
})
