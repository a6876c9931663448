import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Hit, peopleFound, readSearch, withoutLogins } from './search.model.ts'

test('addresses are read as people write them', () => {
  const read = (typed: string) => {
    const address = readSearch(typed)?.address
    return address && `${address.street}|${address.house}|${address.flat ?? '-'}`
  }
  for (const typed of [
    'Lipowa 4/12',
    'lipowa 4 m 12',
    'lipowa 4 m. 12',
    'ul. Lipowa 4 lok. 12',
    'Lipowa 4 12',
    'lipowa 4, mieszkanie 12',
    'LIPOWA  4 / 12',
  ])
    assert.equal(read(typed)?.toLowerCase(), 'lipowa|4|12', typed)
  assert.equal(read('Lipowa 4'), 'Lipowa|4|-')
  assert.equal(read('Lipowa 4/'), 'Lipowa|4|-')
  assert.equal(read('Lipowa 4a/12'), 'Lipowa|4a|12')
  assert.equal(read('Lipowa 4, garaż 3'), 'Lipowa|4|3')
  assert.equal(read('3 Maja 5/2'), '3 Maja|5|2')
  assert.equal(read('al. Jana Pawła II 12/3'), 'Jana Pawła II|12|3')
  assert.equal(read('lipowa'), null)
  assert.equal(read('600 700 800'), null)
})

test('digits are digits however they are grouped; little is not searched for', () => {
  assert.equal(readSearch('12 3456 7890')?.digits, '1234567890')
  assert.equal(readSearch('PL 12 1020 0000')?.digits, '1210200000')
  assert.equal(readSearch('+48 600-700-800')?.digits, '48600700800')
  assert.equal(readSearch('tel. 600700800')?.digits, '600700800')
  assert.equal(readSearch('123')?.digits, null)
  assert.equal(readSearch('L0001')?.digits, null)
  assert.equal(readSearch('a'), undefined)
  assert.equal(readSearch('   '), undefined)
})

test('a person stands once with every reason, the surest first; an accountant learns nothing from logins', () => {
  const party = (partyId: string, name: string) =>
    ({ partyId, kind: 'person', name, memberNumber: null, isMember: false, premises: [] }) as const
  const login = { loginId: 'l1', partyId: 'K1', loginName: '12345678', displayName: 'x', locked: false }
  const proxy = { loginId: 'l2', partyId: null, loginName: '22345678', displayName: 'Ada Pełnomocna', locked: false }
  const hit = (partyId: string | null, why: Hit['why'], loginId: string | null = null): Hit => ({
    partyId,
    loginId,
    why,
    detail: null,
  })
  const result = {
    hits: [
      hit('K2', 'name'),
      hit('K1', 'name'),
      hit('K1', 'name'),
      hit(null, 'login', 'l1'),
      hit(null, 'name', 'l2'),
      hit(null, 'phone', 'gone'),
    ],
    parties: [party('K1', 'Żak Anna'), party('K2', 'Adam Bąk')],
    logins: [login, proxy],
  }
  const { shown } = peopleFound(result)
  assert.deepEqual(
    shown.map(({ name, why, href }) => `${name}: ${why.map(({ reason }) => reason)} ${href}`),
    ['Żak Anna: login,name /biuro/osoby/K1', 'Ada Pełnomocna: name /biuro/loginy/l2', 'Adam Bąk: name /biuro/osoby/K2'],
  )
  assert.deepEqual(
    peopleFound(withoutLogins(result)).shown.map(({ name, logins }) => `${name} ${logins.length}`),
    ['Adam Bąk 0', 'Żak Anna 0'],
  )
})
