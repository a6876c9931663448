import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resourceNames } from '#import/contract/resources.ts'
import { reasons } from '#import/report.ts'
import { controlLines, falls, resourceOrder, shownState } from './office-import.model.ts'
import { meaningOf, outcomeWords, resourceName } from './office-import.text.ts'

test('a delivery’s state is told from what residents see', () => {
  const place = { state: 'published', publicationId: 5, rolledBackAt: null } as const
  assert.equal(shownState(place, 5), 'shown')
  assert.equal(shownState(place, 6), 'earlier')
  assert.equal(shownState({ ...place, rolledBackAt: 1 }, 4), 'rolledBack')
  assert.equal(shownState({ ...place, state: 'waiting' }, 4), 'waiting')
})

test('a fall is rounded up, so that one beyond the limit never reads as the limit', () => {
  const measured = (before: number, after: number) =>
    falls({ measured: { limitPercent: 2, measures: [{ measure: 'premises', before, after }] } }).map(
      ({ percent, tooMuch, difference }) => [percent?.replace('\u00a0', ' ') ?? null, tooMuch, difference],
    )
  assert.deepEqual(measured(1000, 980), [['2 %', false, -20]])
  assert.deepEqual(measured(60_000, 58_799), [['2,1 %', true, -1201]])
  assert.deepEqual(measured(10, 12), [[null, false, 2]])
  assert.deepEqual(measured(0, 0), [[null, false, 0]])
  assert.deepEqual(falls({}), [])
})

test('control: sums are compared as amounts, an unread file never agrees, an old report is counted only', () => {
  const one = (told: string, counted: string, complete = true) =>
    controlLines({
      control: { entries: { rows: { told: 2, counted: 2 }, totals: { amount: { told, counted } }, complete } },
    })[0]!.agrees
  assert.ok(one('10.00', '10.00') && one('0010.00', '10.00') && one('-0.00', '0.00'))
  assert.ok(!one('10.00', '10.01') && !one('10.00', '-10.00') && !one('10.00', '10.00', false))
  const [old] = controlLines({ delivered: { entries: 7 } })
  assert.deepEqual([old!.told, old!.counted, old!.agrees], [null, 7, true])
  assert.deepEqual(
    controlLines({ delivered: { notices: 1, premises: 2, entries: 3 } }).map(({ name }) => name),
    ['premises', 'entries', 'notices'],
  )
})

test('every reason, outcome and resource of the import has its words', () => {
  for (const reason of reasons) {
    const words = (['refused', 'failed'] as const).map((state) => meaningOf(state, reason).means)
    assert.equal(words[0], words[1], `${reason} has no words of its own`)
  }
  for (const outcome of [
    'busy',
    'notWaiting',
    'outdated',
    'unknownDelivery',
    'nothingPublished',
    'nothingBefore',
    'pruned',
    'movedOn',
  ])
    assert.notEqual(outcomeWords(outcome), outcomeWords('failed'), outcome)
  assert.deepEqual([...resourceOrder].sort(), [...resourceNames].sort())
  for (const name of resourceNames) assert.notEqual(resourceName(name), name)
})
