import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IsoDate } from '#kernel/dates.ts'
import { grosze } from '#kernel/money.ts'
import { type AccountRow, chosenAccounts, filterChoices, type OpenDocument, overview } from './accounts.model.ts'
import { dueSentence, settlementPaid, settlementResult } from './accounts.text.ts'

const today = '2026-11-23' as IsoDate

function account(accountId: string, balance: number, more: Partial<AccountRow> = {}): AccountRow {
  return {
    accountId,
    ledgerType: 'EKSPL',
    ledgerTypeName: 'Eksploatacja i media',
    nrb: '67160000030002000111111001',
    premisesId: 'L1',
    premisesKind: 'dwelling',
    premisesNumber: '12',
    street: 'Lipowa',
    houseNumber: '4',
    balanceGrosze: grosze(balance),
    verified: true,
    ...more,
  }
}

function open(accountId: string, remaining: number, dueOn: string | null): OpenDocument {
  return {
    id: `${accountId}-${dueOn}`,
    accountId,
    number: 'X',
    dueOn: dueOn as IsoDate | null,
    remainingGrosze: grosze(remaining),
  }
}

test('an overpayment on one account does not pay another', () => {
  const found = overview([account('A', 10_000), account('B', -4_000)], [open('A', 10_000, '2026-11-30')], [], [], today)
  assert.equal(found.toPayGrosze, 10_000)
  assert.equal(found.balanceGrosze, 6_000)
})

test('overdue is what is past the day the law counts, and never more than the balance', () => {
  // 15 November 2026 is a Sunday: Monday the 16th was still in time, so on the 23rd it is overdue.
  const found = overview([account('A', 5_000)], [open('A', 8_000, '2026-11-15')], [], [], today)
  assert.equal(found.overdueGrosze, 5_000)
  const onMonday = overview([account('A', 8_000)], [open('A', 8_000, '2026-11-15')], [], [], '2026-11-16' as IsoDate)
  assert.equal(onMonday.overdueGrosze, 0)
  assert.deepEqual(onMonday.nextDue, { dueOn: '2026-11-15', payBy: '2026-11-16', amountGrosze: 8_000 })
})

test('the next due day counts every bill of that day, and only accounts that owe', () => {
  const documents = [
    open('A', 100, '2026-12-15'),
    open('A', 250, '2026-12-15'),
    open('A', 1, '2027-01-15'),
    open('B', 999, '2026-11-30'),
  ]
  const found = overview([account('A', 351), account('B', -999)], documents, [], [], today)
  assert.deepEqual(found.nextDue, { dueOn: '2026-12-15', payBy: '2026-12-15', amountGrosze: 350 })
})

test('nothing to pay, an overpayment and an unverified balance are told apart', () => {
  const settled = overview([account('A', 0)], [], [], [], today)
  assert.equal(dueSentence(settled), 'Wszystko zapłacone. Nie ma nic do zapłaty.')
  const credit = overview([account('A', -1_234_56)], [], [], [], today)
  assert.equal(
    dueSentence(credit),
    'Nie ma nic do zapłaty. Nadpłata 1\u00a0234,56\u00a0zł zmniejszy następne rachunki.',
  )
  assert.equal(overview([account('A', 0), account('B', 5, { verified: false })], [], [], [], today).verified, false)
})

test('the sentence says until when, what is late, and why the day moved', () => {
  const sentence = (documents: OpenDocument[], balance: number, on: IsoDate = today) =>
    dueSentence(overview([account('A', balance)], documents, [], [], on))
  assert.equal(sentence([open('A', 500, '2026-12-15')], 500), 'Zapłać do 15 grudnia 2026.')
  assert.equal(sentence([open('A', 500, '2026-11-15')], 500), 'Termin płatności już minął. Zapłać jak najszybciej.')
  assert.equal(
    sentence([open('A', 500, '2026-10-15'), open('A', 300, '2026-12-15')], 800),
    'W tym 5,00\u00a0zł po terminie. Reszta: do 15 grudnia 2026.',
  )
  assert.equal(
    sentence([open('A', 500, '2026-11-15')], 500, '2026-11-02' as IsoDate),
    'Zapłać do 16 listopada 2026 (15 listopada 2026 to dzień wolny).',
  )
})

test('premises and ledger types are offered once each; a foreign choice leaves nothing', () => {
  const accounts = [
    account('A', 0),
    account('B', 0, { ledgerType: 'FR', ledgerTypeName: 'Fundusz' }),
    account('C', 0, { premisesId: 'L2', premisesKind: 'garage', premisesNumber: '3', ledgerType: 'GAR' }),
  ]
  const choices = filterChoices(accounts)
  assert.deepEqual(
    choices.premises.map((choice) => choice.label),
    ['Lipowa 4/12', 'Lipowa 4, garaż 3'],
  )
  assert.equal(choices.ledgerTypes.length, 3)
  assert.deepEqual(
    chosenAccounts(accounts, { punkt: 'L1', typ: 'FR' }).map((one) => one.accountId),
    ['B'],
  )
  assert.deepEqual(chosenAccounts(accounts, { punkt: 'L9' }), [])
})

test('a settlement result is said in words', () => {
  assert.equal(settlementResult({ differenceGrosze: grosze(12_000) }), 'dopłata 120,00\u00a0zł')
  assert.equal(settlementResult({ differenceGrosze: grosze(-3_510) }), 'zwrot 35,10\u00a0zł')
  assert.equal(settlementResult({ differenceGrosze: grosze(0) }), 'bez dopłaty i bez zwrotu')
})

test('an additional payment says whether it is still part of what is to be paid', () => {
  const state = (differenceGrosze: number, remainingGrosze: number) =>
    settlementPaid({ differenceGrosze: grosze(differenceGrosze), remainingGrosze: grosze(remainingGrosze) })
  assert.equal(state(12_000, 0), 'zapłacona')
  assert.match(state(12_000, 1), /jest w kwocie do zapłaty/)
  assert.equal(state(-12_000, 0), '')
  assert.equal(state(0, 0), '')
})
