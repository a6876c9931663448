import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IsoDate } from '#kernel/dates.ts'
import { addWorkingDays } from '#kernel/holidays.ts'
import { cutOffs, fillTemplate, listHref, unfilled, withTemplate } from './office-messages.model.ts'
import { waitingWords } from './office-messages.text.ts'
import { wordsAsked } from './search.ts'

const at = (text: string): number => Date.parse(text)

test('who is late: exactly those whose last day is over, for every day of a year and every number of days', () => {
  for (let day = 0; day < 365; day += 1) {
    const now = at('2026-01-01T10:00:00+01:00') + day * 86_400_000
    const moments = cutOffs(now)
    assert.equal(moments.length, 30)
    for (const days of [1, 3, 30]) {
      const cut = Date.parse(moments[days - 1]!)
      const today = new Date(now).toISOString().slice(0, 10)
      const dayOf = (moment: number) => new Date(moment + 7_200_000).toISOString().slice(0, 10) as IsoDate
      assert.ok(addWorkingDays(dayOf(cut - 3_600_000 * 12), days) < today, `${today} ${days}: the day before is late`)
      assert.ok(addWorkingDays(dayOf(cut), days) >= today, `${today} ${days}: from the moment on it is not`)
    }
  }
})

test('waiting in words', () => {
  const now = at('2026-11-23T08:00:00+01:00')
  assert.equal(waitingWords(at('2026-11-23T00:10:00+01:00'), now), 'od dziś')
  assert.equal(waitingWords(at('2026-11-22T23:50:00+01:00'), now), 'od wczoraj')
  assert.equal(waitingWords(at('2026-11-18T10:00:00+01:00'), now), 'od 5\u00a0dni')
})

test('places are filled where the value is known; the others, also empty ones, keep their braces', () => {
  const values = { 'imię i nazwisko': 'Anna {lokal} $& Lis', lokal: '' }
  assert.equal(fillTemplate('{Imię i nazwisko}: {lokal}, {kwota}', values), 'Anna {lokal} $& Lis: {lokal}, {kwota}')
  assert.deepEqual(unfilled('{kwota} i {kwota}, {lokal}'), ['{kwota}', '{lokal}'])
  assert.deepEqual(unfilled('bez nawiasów, {} i { \n }'), [])
  assert.equal(withTemplate('  ', 'Szablon'), 'Szablon')
  assert.equal(withTemplate('Moje\n', 'Szablon'), 'Moje\n\nSzablon')
})

test('what is typed into the search is never an operator', () => {
  assert.equal(wordsAsked(`a' | !b & (c):*`), 'a:* & b:* & c:*')
  assert.equal(wordsAsked('  <-> !!! '), undefined)
  assert.match(wordsAsked('Żółta woda')!, /^\(?zolta:\*.* & /)
  assert.equal(wordsAsked('a b c d e f g h i j')!.split(' & ').length, 8)
})

test('the address of a list holds what differs from the first look', () => {
  assert.equal(listHref({ stan: 'czekaja', szukaj: '', poTerminie: false, klopot: false }), '/biuro/sprawy')
  assert.equal(
    listHref({ stan: 'wszystkie', szukaj: 'woda', kto: 'moje' }, 2),
    '/biuro/sprawy?stan=wszystkie&kto=moje&szukaj=woda&strona=2',
  )
})
