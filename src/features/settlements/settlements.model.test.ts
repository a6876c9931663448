import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { IsoDate } from '#kernel/dates.ts'
import { multiplyToGrosze, shareOfGrosze } from '#kernel/decimal.ts'
import { grosze, sumGrosze } from '#kernel/money.ts'
import { explainLine, heatFigures } from './explanation.model.ts'
import {
  addsUp,
  chosenSettlements,
  groupSettlementLines,
  replacements,
  type Settlement,
  type SettlementLine,
  settledMeters,
} from './settlements.model.ts'
import { closingSentences, productSentence, quantitySentences, replacementSentence } from './settlements.text.ts'

const season: Settlement = {
  id: 'S',
  premisesId: 'L',
  premisesKind: 'dwelling',
  premisesNumber: '1',
  street: 'Lipowa',
  houseNumber: '1',
  kind: 'heat',
  periodFrom: '2025-06-01' as IsoDate,
  periodTo: '2026-05-31' as IsoDate,
  chargedGrosze: grosze(0),
  shouldBeGrosze: grosze(0),
  differenceGrosze: grosze(0),
  heatedAreaM2: '48.50',
  ledgerTypeName: 'Eksploatacja',
  method: null,
  documentId: null,
  documentNumber: null,
  documentDueOn: null,
  documentRemainingGrosze: null,
}

let lineNo = 0
function line(part: Partial<SettlementLine> & { quantity: string; rate: string }): SettlementLine {
  lineNo += 1
  const shouldBe = part.shouldBeGrosze ?? multiplyToGrosze(part.quantity, part.rate)
  const charged = part.chargedGrosze ?? grosze(0)
  return {
    lineNo,
    lineKind: 'variableCost',
    description: 'Koszt zmienny',
    meterId: null,
    meterNumber: null,
    meterKind: null,
    meterLocation: null,
    meterOpens: false,
    meterRemovedOn: null,
    replacedById: null,
    previousReading: null,
    currentReading: null,
    radiatorFactor: null,
    locationFactor: null,
    unit: 'unit',
    chargedGrosze: charged,
    shouldBeGrosze: shouldBe,
    differenceGrosze: grosze(shouldBe - charged),
    ...part,
  }
}

const allocator = (read: string, radiator: string, location: string, quantity: string, rate: string) =>
  line({
    meterId: `M${read}`,
    previousReading: '0.000',
    currentReading: read,
    radiatorFactor: radiator,
    locationFactor: location,
    quantity,
    rate,
  })

/**
 * A building that costs 100 000,00: 40 % by 2400 m², 30 % by 43 200 degree square metres, 30 % by 185 000 units. The flat:
 * 48,50 m², 19,8 degrees, three allocators. Together 1680,17.
 */
const vector = {
  rooms: [
    ['812', '1.25', '0.83', '842.45'],
    ['430', '0.98', '0.83', '349.762'],
    ['120', '0.72', '0.83', '71.712'],
  ],
  fixed: shareOfGrosze(grosze(4_000_000), '48.50', '2400.00'),
  byDegrees: shareOfGrosze(grosze(3_000_000), '960.30', '43200'),
  byUnits: shareOfGrosze(grosze(3_000_000), '1263.924', '185000'),
} as const

test('the worked heat settlement comes out to the grosz, line by line and in all', () => {
  const unitRate = '0.162162'
  const lines = [
    line({ lineKind: 'fixedCost', unit: 'm2', quantity: '48.50', rate: '16.666667', shouldBeGrosze: vector.fixed }),
    line({ unit: 'unit', quantity: '960.30', rate: '0.694444', shouldBeGrosze: vector.byDegrees }),
    ...vector.rooms.map(([read, radiator, location, units]) => allocator(read, radiator, location, units, unitRate)),
  ]
  const explained = lines.map((one) => explainLine(one, season))
  assert.deepEqual(
    explained.map((one) => one?.quantity.kind),
    ['area', 'delivered', 'factors', 'factors', 'factors'],
  )
  assert.deepEqual(
    lines.map((one) => one.shouldBeGrosze),
    [80_833, 66_688, 13_661, 5_672, 1_163],
  )
  // 960,30 × 0,694444 is 666,87: only the rate before rounding gives the 666,88 that was delivered.
  assert.deepEqual(
    explained.map((one) => one?.withPrintedRateGrosze),
    [undefined, 66_687, undefined, undefined, undefined],
  )
  assert.equal(vector.byUnits, 20_496)
  assert.equal(heatFigures(season, lines).measured?.quantity, '1263.924')
  assert.equal(sumGrosze(lines.map((one) => one.shouldBeGrosze)), 168_017)
  assert.equal(sumGrosze([vector.fixed, vector.byDegrees, vector.byUnits]), 168_017)
})

test('each step is told with its own figures', () => {
  const one = allocator('812', '1.25', '0.83', '842.45', '0.162162')
  const explanation = explainLine(one, season)!
  assert.deepEqual(
    [...quantitySentences(explanation.quantity, one, 'jedn.'), productSentence(explanation, one, 'jedn.')].map(plain),
    [
      'Odczyt obecny minus poprzedni: 812 − 0 = 812 jedn.',
      'Razy współczynniki: 812 × 1,25 × 0,83 = 842,45 jedn.',
      'Razy stawka: 842,45 jedn. × 0,162162 zł = 136,61 zł.',
    ],
  )
})

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test('units rounded to the places of the contract are accepted, and said to be rounded', () => {
  // 333 × 1,2345 × 0,8765 = 360,31922025
  const rounded = explainLine(allocator('333', '1.2345', '0.8765', '360.3191', '1'), season)
  assert.deepEqual(rounded?.quantity.kind === 'factors' && [rounded.quantity.rounded, rounded.quantity.product], [
    true,
    '360.31907025',
  ])
  assert.equal(explainLine(allocator('333', '1.2345', '0.8765', '360.3190', '1'), season), undefined)
})

test('where the figures do not lead to the delivered amount, nothing is explained', () => {
  const good = line({
    lineKind: 'consumption',
    unit: 'm3',
    previousReading: '10',
    currentReading: '14.5',
    quantity: '4.5',
    rate: '11.0448',
  })
  assert.equal(explainLine(good, season)?.quantity.kind, 'readings')
  assert.equal(explainLine({ ...good, shouldBeGrosze: grosze(good.shouldBeGrosze + 1) }, season), undefined)
  assert.equal(explainLine({ ...good, currentReading: '14.6' }, season), undefined)
  const twoPlaces = line({ quantity: '100', rate: '38.69', shouldBeGrosze: grosze(386_901) })
  assert.equal(explainLine(twoPlaces, season), undefined, 'a rate of two places is a tariff, not a rounded one')
})

test('any line whose amount is quantity × rate is explained, and none that is a grosz off a short rate', () => {
  const decimal = (max: number, places: number) =>
    fc.integer({ min: 0, max }).map((n) => {
      const digits = String(n).padStart(places + 1, '0')
      return `${digits.slice(0, -places)}.${digits.slice(-places)}`
    })
  fc.assert(
    fc.property(decimal(9_999_999, 4), decimal(99_999, 2), fc.constantFrom(-1, 0, 1), (quantity, rate, off) => {
      const exact = line({ quantity, rate })
      const shifted = { ...exact, shouldBeGrosze: grosze(exact.shouldBeGrosze + off) }
      assert.equal(explainLine(shifted, season) !== undefined, off === 0)
    }),
  )
})

test('a part of a year is told as months of the heated area', () => {
  const half = { ...season, periodFrom: '2024-12-01' as IsoDate, periodTo: '2025-05-31' as IsoDate }
  const fixed = line({ lineKind: 'fixedCost', unit: 'm2', quantity: '24.25', rate: '28.5' })
  const explained = explainLine(fixed, half)
  assert.deepEqual(explained?.quantity, { kind: 'areaPart', area: '48.50', months: 6, rounded: false })
  assert.equal(
    plain(quantitySentences(explained!.quantity, fixed, 'm²')[0]!),
    'Powierzchnia ogrzewana lokalu za 6 z 12 miesięcy: 48,5 × 6 : 12 = 24,25 m².',
  )
  assert.equal(
    explainLine(line({ ...fixed, quantity: '24.26', shouldBeGrosze: grosze(69_141) }), half)?.quantity.kind,
    'delivered',
  )
})

const water = (meterId: string, from: string, to: string, part: Partial<SettlementLine> = {}) =>
  line({
    lineKind: 'consumption',
    unit: 'm3',
    meterId,
    meterNumber: meterId,
    meterKind: 'coldWater',
    previousReading: from,
    currentReading: to,
    quantity: '1',
    rate: '1',
    ...part,
  })

test('a replaced meter gives two rows and a sentence; water and its heating are one row', () => {
  const lines = [
    water('A', '183.993', '204.451', { meterRemovedOn: '2026-03-12' as IsoDate, replacedById: 'B' }),
    water('B', '0.000', '32.966'),
    water('C', '45.563', '70.475', { meterKind: 'hotWater' }),
    water('C', '45.563', '70.475', { meterKind: 'hotWater' }),
  ]
  const meters = settledMeters(lines)
  assert.deepEqual(
    meters.map((meter) => [meter.line.meterId, meter.counted]),
    [
      ['A', '20.458'],
      ['B', '32.966'],
      ['C', '24.912'],
    ],
  )
  const [found, ...more] = replacements(meters)
  assert.equal(more.length, 0)
  assert.equal(
    plain(replacementSentence(found!, 'm³')),
    'Dnia 12 marca 2026 licznik numer A wymieniono na licznik numer B. Dlatego są dwa wiersze: do dnia wymiany i po nim. ' +
      'Razem: 20,458 + 32,966 = 53,424 m³.',
  )
})

test('lines and result must agree in all three columns', () => {
  const lines = [line({ quantity: '2', rate: '1.50', chargedGrosze: grosze(100) })]
  const whole = { ...season, chargedGrosze: grosze(100), shouldBeGrosze: grosze(300), differenceGrosze: grosze(200) }
  assert.equal(addsUp(whole, lines), true)
  for (const wrong of ['chargedGrosze', 'shouldBeGrosze', 'differenceGrosze'] as const)
    assert.equal(addsUp({ ...whole, [wrong]: grosze(whole[wrong] + 1) }, lines), false, wrong)
  assert.equal(addsUp(whole, [{ ...lines[0]!, differenceGrosze: grosze(199) }]), false)
})

test('the last sentence says who pays whom', () => {
  const last = (charged: number, shouldBe: number) =>
    plain(
      closingSentences({
        ...season,
        chargedGrosze: grosze(charged),
        shouldBeGrosze: grosze(shouldBe),
        differenceGrosze: grosze(shouldBe - charged),
      }).at(-1)!,
    )
  assert.equal(last(183_990, 185_501), '1 855,01 − 1 839,90 = 15,11 zł do zapłaty.')
  assert.equal(last(449_266, 400_734), '4 492,66 − 4 007,34 = 485,32 zł do zwrotu.')
  assert.equal(last(100, 100), 'To tyle samo. Nie ma dopłaty ani zwrotu.')
})

test('groups come in the order of a settlement, each with its sums', () => {
  const lines = [
    line({ lineKind: 'service', quantity: '1', rate: '2' }),
    line({ lineKind: 'fixedCost', quantity: '1', rate: '3' }),
    line({ lineKind: 'service', quantity: '1', rate: '4', chargedGrosze: grosze(50) }),
  ]
  assert.deepEqual(
    groupSettlementLines(lines).map((group) => [
      group.kind,
      group.chargedGrosze,
      group.shouldBeGrosze,
      group.differenceGrosze,
    ]),
    [
      ['fixedCost', 0, 300, 300],
      ['service', 50, 600, 550],
    ],
  )
})

test('a settlement is found by any day of its period', () => {
  const rows = [
    season,
    {
      ...season,
      id: 'W',
      kind: 'water' as const,
      periodFrom: '2026-06-01' as IsoDate,
      periodTo: '2026-06-30' as IsoDate,
    },
  ]
  const ids = (filter: Parameters<typeof chosenSettlements>[1]) => chosenSettlements(rows, filter).map((row) => row.id)
  assert.deepEqual(ids({}), ['S', 'W'])
  assert.deepEqual(ids({ rodzaj: 'woda' }), ['W'])
  assert.deepEqual(ids({ rodzaj: 'cieplo' }), ['S'])
  assert.deepEqual(ids({ od: '2026-05-31', do: '2026-05-31' }), ['S'])
  assert.deepEqual(ids({ od: '2026-06-01' }), ['W'])
  assert.deepEqual(ids({ punkt: 'X' }), [])
})
