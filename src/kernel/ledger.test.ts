import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type IsoDate, isoDate } from '#kernel/dates.ts'
import {
  balanceOf,
  balanceState,
  compareEntries,
  documentState,
  isPastDue,
  type LedgerEntry,
  ledgerDate,
  signedEffect,
  splitOverdue,
  withRunningBalance,
} from '#kernel/ledger.ts'
import { addGrosze, grosze, sumGrosze, zero } from '#kernel/money.ts'

const date = fc.integer({ min: 0, max: 400 }).map((n) => addDays(isoDate(2025, 1, 1), n))
const amount = fc.integer({ min: -1_000_000, max: 1_000_000 }).map(grosze)
const entry: fc.Arbitrary<LedgerEntry> = fc.record({
  bookedOn: date,
  valueOn: date,
  dueOn: fc.option(date),
  side: fc.constantFrom('charge', 'payment'),
  amountGrosze: amount,
})
/** With identifiers, as the accounting system gives them. */
const ledger = fc
  .array(entry, { maxLength: 40 })
  .map((entries) => entries.map((fields, i) => ({ ...fields, id: `E${String(i).padStart(3, '0')}` })))

const on = (month: number, day: number): IsoDate => isoDate(2026, month, day)
const charge = (fields: Partial<LedgerEntry>): LedgerEntry => ({
  bookedOn: on(11, 1),
  valueOn: on(11, 1),
  side: 'charge',
  amountGrosze: grosze(94_493),
  ...fields,
})

test('charges raise what is owed, payments lower it, corrections go the other way', () => {
  assert.equal(signedEffect({ side: 'charge', amountGrosze: grosze(100) }), 100)
  assert.equal(signedEffect({ side: 'payment', amountGrosze: grosze(100) }), -100)
  assert.equal(signedEffect({ side: 'charge', amountGrosze: grosze(-100) }), -100)
  assert.equal(signedEffect({ side: 'payment', amountGrosze: grosze(-100) }), 100)
  assert.ok(Object.is(signedEffect({ side: 'payment', amountGrosze: zero }), 0))
})

test('the balance does not depend on the order of entries', () => {
  fc.assert(
    fc.property(ledger, fc.infiniteStream(fc.nat()), (entries, keys) => {
      const shuffled = entries
        .map((value) => ({ value, key: keys.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ value }) => value)
      assert.equal(balanceOf(shuffled), balanceOf(entries))
    }),
  )
})

test('the running balance closes to opening plus the sum, and each row to the one before', () => {
  fc.assert(
    fc.property(amount, ledger, (opening, entries) => {
      const { rows, closingGrosze } = withRunningBalance(opening, entries)
      assert.equal(closingGrosze, addGrosze(opening, balanceOf(entries)))
      assert.equal(rows.length, entries.length)
      assert.equal(rows.at(-1)?.balanceGrosze ?? opening, closingGrosze)
      rows.forEach((row, i) => {
        assert.equal(row.entry, entries[i])
        const before = rows[i - 1]?.balanceGrosze ?? opening
        assert.equal(row.balanceGrosze, addGrosze(before, signedEffect(row.entry)))
      })
    }),
  )
})

test('a ledger cut anywhere and carried on from its closing balance is the same ledger', () => {
  fc.assert(
    fc.property(amount, ledger, fc.nat(40), (opening, entries, cut) => {
      const first = withRunningBalance(opening, entries.slice(0, cut))
      const second = withRunningBalance(first.closingGrosze, entries.slice(cut))
      assert.deepEqual([...first.rows, ...second.rows], withRunningBalance(opening, entries).rows)
    }),
  )
})

test('the order is the same whatever order the rows came in', () => {
  fc.assert(
    fc.property(ledger, (entries) => {
      assert.deepEqual(entries.toReversed().sort(compareEntries), entries.toSorted(compareEntries))
      for (const a of entries.slice(0, 8)) {
        for (const b of entries.slice(0, 8)) assert.equal(compareEntries(a, b) + compareEntries(b, a), 0)
      }
    }),
  )
})

test('a charge is shown when due, a payment when it came in', () => {
  assert.equal(ledgerDate(charge({ dueOn: on(11, 15) })), '2026-11-15')
  assert.equal(ledgerDate(charge({ dueOn: null })), '2026-11-01')
  assert.equal(ledgerDate(charge({ side: 'payment', dueOn: on(11, 15), valueOn: on(11, 9) })), '2026-11-09')
})

test('on one day charges come before payments, then by booking date and identifier', () => {
  const entries = [
    charge({ id: '0', side: 'payment', valueOn: on(11, 15), bookedOn: on(11, 1) }),
    charge({ id: 'B', dueOn: on(11, 15) }),
    charge({ id: 'A', dueOn: on(11, 15) }),
    charge({ id: 'late', dueOn: on(11, 15), bookedOn: on(11, 2) }),
    charge({ id: 'early', dueOn: on(11, 14), bookedOn: on(11, 13) }),
  ]
  assert.deepEqual(
    entries.sort(compareEntries).map(({ id }) => id),
    ['early', 'A', 'B', '0', 'late'],
  )
})

test('a balance has one of three names', () => {
  assert.equal(balanceState(grosze(1)), 'arrears')
  assert.equal(balanceState(grosze(-1)), 'overpayment')
  assert.equal(balanceState(zero), 'settled')
})

test('states of a document', () => {
  // 15 November 2026 is a Sunday: paying on Monday the 16th is still on time.
  const state = (remaining: number, today: IsoDate, dueOn: IsoDate | null = on(11, 15)) =>
    documentState({ amountGrosze: grosze(1000), remainingGrosze: grosze(remaining), dueOn, today })
  assert.equal(state(0, on(12, 1)), 'paid')
  assert.equal(state(1000, on(11, 15)), 'due')
  assert.equal(state(1000, on(11, 16)), 'due')
  assert.equal(state(1000, on(11, 17)), 'overdue')
  assert.equal(state(400, on(11, 16)), 'partlyPaid')
  assert.equal(state(400, on(11, 17)), 'overdue')
  assert.equal(state(1000, on(12, 31), null), 'due')
  const creditNote = { amountGrosze: grosze(-500), remainingGrosze: zero, dueOn: on(1, 1), today: on(12, 1) }
  assert.equal(documentState(creditNote), 'paid')
})

test('what is open is split without losing a grosz', () => {
  const open = fc.record({
    remainingGrosze: fc.integer({ min: 0, max: 1_000_000 }).map(grosze),
    dueOn: fc.option(date),
  })
  fc.assert(
    fc.property(fc.array(open, { maxLength: 30 }), date, (documents, today) => {
      const { overdueGrosze, notYetDueGrosze } = splitOverdue(documents, today)
      assert.equal(addGrosze(overdueGrosze, notYetDueGrosze), sumGrosze(documents.map((d) => d.remainingGrosze)))
      const late = documents.filter((d) => isPastDue(d.dueOn, today)).map((d) => d.remainingGrosze)
      assert.equal(overdueGrosze, sumGrosze(late))
    }),
  )
  const cases = [
    { remainingGrosze: grosze(100), dueOn: on(11, 15) },
    { remainingGrosze: grosze(200), dueOn: on(11, 13) },
    { remainingGrosze: grosze(-50), dueOn: on(1, 1) },
    { remainingGrosze: grosze(7) },
  ]
  assert.deepEqual(splitOverdue(cases, on(11, 16)), { overdueGrosze: 200, notYetDueGrosze: 107 })
})
