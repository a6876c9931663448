import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Candidate, planSheets, readPlace } from './batch.model.ts'
import { maskedEmail } from './issuing.model.ts'
import { newSealKeys, publicKeyOf, seal, unseal } from './seal.ts'
import { darkRuns, typedAddress } from './sheet.model.ts'

const candidate = (over: Partial<Candidate>): Candidate => ({
  partyId: 'K1',
  personName: 'Jan Nowak',
  premisesId: 'L1',
  number: '1',
  kind: 'dwelling',
  staircase: null,
  street: 'Lipowa',
  houseNumber: '4',
  propertyId: 'N1',
  propertyName: 'Lipowa',
  loginId: null,
  ...over,
})

test('delivery goes by property, street, house, staircase and number, as people count', () => {
  const on = (street: string, houseNumber: string, staircase: string | null, number: string) =>
    candidate({ partyId: [street, houseNumber, staircase, number].join(), street, houseNumber, staircase, number })
  const way = [
    on('Krótka', '2', null, '1'),
    on('Lipowa', '2', 'A', '2'),
    on('Lipowa', '2', 'A', '10'),
    on('Lipowa', '2', 'B', '1a'),
    on('Lipowa', '10', 'A', '1'),
    on('Łąkowa', '1', null, '3'),
  ]
  for (const shuffled of [way.toReversed(), [way[3]!, way[0]!, way[5]!, way[1]!, way[4]!, way[2]!]])
    assert.deepEqual(
      planSheets(shuffled).map(({ partyId }) => partyId),
      way.map(({ partyId }) => partyId),
    )
  assert.equal(planSheets(way)[1]!.placeLabel, 'Lipowa 2, klatka A')
})

test('one sheet a person, at the first of their premises; positions without gaps', () => {
  const plan = planSheets([
    candidate({ partyId: 'K2', number: '7' }),
    candidate({ partyId: 'K1', number: '9', premisesId: 'L9' }),
    candidate({ partyId: 'K1', number: '2', premisesId: 'L2' }),
  ])
  assert.deepEqual(
    plan.map(({ partyId, premisesId, position }) => [partyId, premisesId, position]),
    [
      ['K1', 'L2', 1],
      ['K2', 'L1', 2],
    ],
  )
})

test('places in the address are read strictly', () => {
  assert.deepEqual(readPlace('b:B/7 a'), { kind: 'building', id: 'B/7 a' })
  assert.deepEqual(readPlace('wszystko'), { kind: 'all' })
  for (const bad of ['', 'b:', 'x:1', 'wszystko ', `b:${'x'.repeat(65)}`, 'b:\u0000'])
    assert.equal(readPlace(bad), undefined)
})

test('a seal opens with its key, in its place, unchanged, and in no other way', () => {
  const [mine, other] = [newSealKeys(), newSealKeys()]
  assert.equal(publicKeyOf(mine.privateKey), mine.publicKey)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, bit) => {
      const envelope = seal(mine.publicKey, 'job:1', text)
      assert.equal(unseal(mine.privateKey, 'job:1', envelope), Buffer.from(text).toString())
      assert.equal(unseal(other.privateKey, 'job:1', envelope), undefined)
      assert.equal(unseal(mine.privateKey, 'job:2', envelope), undefined)
      const changed = Buffer.from(envelope)
      const at = bit % (changed.length * 8)
      changed[at >> 3]! ^= 1 << (at & 7)
      assert.equal(unseal(mine.privateKey, 'job:1', changed), undefined)
    }),
    { numRuns: 50 },
  )
  assert.notDeepEqual(seal(mine.publicKey, 'p', 'x'), seal(mine.publicKey, 'p', 'x'))
  for (const bad of ['', 'abc', 'x'.repeat(44)]) assert.equal(publicKeyOf(bad), undefined)
  assert.equal(unseal(mine.privateKey, 'p', Buffer.alloc(5)), undefined)
})

test('dark modules of a QR code are joined along a row and cover the same places', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), { maxLength: 5 }), (modules) => {
      const drawn = modules.map((row) => row.map(() => false))
      for (const { x, y, width } of darkRuns(modules)) for (let i = 0; i < width; i++) drawn[y]![x + i] = true
      assert.deepEqual(drawn, modules)
    }),
  )
})

test('addresses: typed without https, e-mails recognisable and not readable', () => {
  assert.equal(typedAddress('https://ebok.example.pl'), 'ebok.example.pl')
  assert.equal(typedAddress('http://127.0.0.1:8080'), 'http://127.0.0.1:8080')
  assert.equal(maskedEmail('halina.n@poczta.example'), 'h…n@poczta.example')
  assert.equal(maskedEmail('ab@x.example'), 'a…@x.example')
})
