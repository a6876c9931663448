import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  houseKey,
  isOneStepApart,
  isUnlike,
  type RegisterPerson,
  rankCandidates,
  reasonsFor,
} from './matching.model.ts'

const person: RegisterPerson = {
  id: 'K00004',
  kind: 'person',
  firstName: 'Zbigniew',
  name: 'Żółciński',
  memberNumber: 'CZ-00012',
  email: 'z@poczta.example',
  phone: '+48 600 100 004',
  premises: [{ street: 'Lipowa', houseNumber: '4', number: '12', kind: 'dwelling', role: 'holder' }],
  hasLogin: false,
}
const traces = {
  firstName: 'ZBIGNIEW',
  name: 'zolcinski',
  street: 'ul. Lipowa 4',
  flat: '12',
  partyNumber: '12',
  email: 'inny@poczta.example',
  phone: '600100004',
}

test('one step: a letter more, less, another, or two swapped', () => {
  for (const [a, b] of [
    ['kowalski', 'kowalsky'],
    ['nowak', 'nowaka'],
    ['nowak', 'owak'],
    ['zieba', 'zeiba'],
    ['nowak', 'nwak'],
  ] as const) {
    assert.ok(isOneStepApart(a, b), `${a} ${b}`)
    assert.ok(isOneStepApart(b, a), `${b} ${a}`)
  }
  for (const [a, b] of [
    ['nowak', 'nowak'],
    ['nowak', 'nowicki'],
    ['kowal', 'wokal'],
    ['lis', 'las'.repeat(2)],
    ['ab', 'ac'],
  ] as const)
    assert.ok(!isOneStepApart(a, b), `${a} ${b}`)
})

test('spelling does not hide a person; what differs is not claimed', () => {
  assert.deepEqual(reasonsFor(traces, person), [
    'sameName',
    'sameFirstName',
    'sameAddress',
    'sameMemberNumber',
    'samePhone',
  ])
  const other = {
    ...traces,
    name: 'Żółciński-Nowy',
    firstName: 'Adam',
    street: 'Lipowa 4',
    flat: '3',
    partyNumber: '4',
    phone: '',
  }
  assert.deepEqual(reasonsFor(other, person), ['partOfName', 'sameHouse', 'samePartyNumber'])
  assert.equal(houseKey({ street: 'Lipowa 4/12', flat: '12' }), 'lipowa4')
  assert.equal(houseKey({ street: 'Lipowa 4/6', flat: '12' }), 'lipowa4/6')
})

test('a person nothing points at is told apart from one who only spells the name otherwise', () => {
  const stranger = {
    ...person,
    id: 'K9',
    firstName: 'Jan',
    name: 'Inny',
    memberNumber: null,
    phone: null,
    premises: [],
  }
  assert.equal(isUnlike(traces, stranger), true)
  assert.equal(isUnlike(traces, person), false)
})

test('a first name and a house are chance; the better trace stands first', () => {
  const neighbour = {
    ...person,
    id: 'K1',
    name: 'Inny',
    memberNumber: null,
    phone: null,
    premises: [{ ...person.premises[0]!, number: '3' }],
  }
  const mother = { ...neighbour, id: 'K2', name: 'Żółcińska', firstName: 'Anna', premises: person.premises }
  assert.deepEqual(
    rankCandidates(traces, [neighbour, mother, person]).map((one) => [one.person.id, one.reasons[0]]),
    [
      ['K00004', 'sameMemberNumber'],
      ['K2', 'sameAddress'],
    ],
  )
})
