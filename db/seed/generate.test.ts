import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { resources } from '#import/contract/resources.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { type Books, checkDescriptor, keyOf, readBooks } from './books.testkit.ts'
import { type CastName, cast, LONG_SURNAME } from './cast.ts'
import { describeDelivery, grosze, type Row } from './describe.ts'
import { changesAfter, type DeliveryOrder, generateDelivery } from './generate.ts'

const folder = temporaryFolder('seed')
after(() => rmSync(folder, { recursive: true, force: true }))

const asOf = '2026-11-22T22:41:00+01:00'
const order = (name: string, more: Partial<DeliveryOrder> = {}): DeliveryOrder => ({
  size: 'tiny',
  seed: 1,
  asOf,
  outDir: join(folder, name),
  kind: 'full',
  sequence: 1,
  ...more,
})
const hashOfFolder = (name: string): string => {
  const files = readdirSync(join(folder, name), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  )
  const hash = createHash('sha256')
  for (const file of files.map((each) => join(each.parentPath, each.name)).sort()) {
    hash.update(file.slice(join(folder, name).length)).update(readFileSync(file))
  }
  return hash.digest('hex')
}
test('the same order writes the same bytes; another seed writes others', () => {
  for (const name of ['same-1', 'same-2']) generateDelivery(order(name))
  generateDelivery(order('other', { seed: 2 }))
  assert.equal(hashOfFolder('same-1'), hashOfFolder('same-2'))
  assert.notEqual(hashOfFolder('same-1'), hashOfFolder('other'))
})

test('tiny is written in less than a second', () => {
  const started = performance.now()
  generateDelivery(order('timed'))
  assert.ok(performance.now() - started < 1000)
})

test('an order that makes no sense is refused', () => {
  assert.throws(() => generateDelivery(order('wrong', { asOf: '2026-11-22' })), /ISO date-time/)
  assert.throws(() => generateDelivery(order('wrong', { sequence: 0 })), /sequence/)
  assert.throws(() => generateDelivery(order('wrong', { kind: 'changes' })), /changes follow/)
})

test('each member of the cast is really there', async () => {
  generateDelivery(order('cast'))
  const expected = await describeDelivery(join(folder, 'cast'))
  const books = await readBooks(join(folder, 'cast'))
  const only = (name: CastName) => {
    const account = expected[name].accounts[0]
    assert.ok(account, name)
    return account
  }
  const holds = (name: CastName, role: string): boolean =>
    books.holdings.some(
      (right) =>
        right.party_id === cast[name].partyId && right.premises_id === cast[name].premisesIds[0] && right.role === role,
    )
  assert.equal(only('overpaid').balanceGrosze, -34_712)
  assert.deepEqual(
    expected.zero.accounts.map((account) => account.balanceGrosze),
    [0, 0],
  )
  assert.ok(only('arrears').overdueGrosze > 100_000 && only('arrears').nextDue !== null)
  assert.equal(only('interestNote').entryKinds.interest, 1)
  assert.equal(only('instalments').entryKinds.instalment, 6)
  assert.equal(LONG_SURNAME.replace('-', '').length, 40)
  assert.ok(
    expected.longSurname.name.endsWith(LONG_SURNAME) && holds('longSurname', 'holder') && holds('coOwner', 'coOwner'),
  )
  assert.ok(holds('proxy', 'proxy') && holds('tenant', 'tenant'))
  assert.ok((only('tenYears').firstBookedOn ?? '') <= '2016-12-31' && only('tenYears').entryCount > 240)
  assert.ok((only('housingBenefit').entryKinds.housingBenefit ?? 0) >= 8)
  assert.equal(only('writeOff').entryKinds.writeOff, 1)
  assert.deepEqual(
    expected.formerHolder.accounts.map((account) => account.balanceGrosze),
    [0, 0],
  )
  assert.equal(only('formerHolder').entryKinds.refund, 1)
  assert.ok(only('newHolder').entryCount > 0 && !expected.nonMember.isMember && expected.member.isMember)
  assert.deepEqual(
    expected.empty.accounts.map((account) => account.entryCount),
    [0, 0],
  )
  assert.equal(expected.fivePremises.accounts.length, 6)
  assert.equal(
    new Set(
      books.holdings.filter((right) => right.party_id === cast.fivePremises.partyId).map((right) => right.premises_id),
    ).size,
    5,
  )
  const companyBills = books.documents.filter((document) => document.account_id === cast.company.accountIds[0])
  const companyLines = books.document_lines.filter((line) => companyBills.some((bill) => bill.id === line.document_id))
  assert.ok(companyLines.length > 0 && companyLines.every((line) => line.vat_rate === '23'))
  const replaced = books.meters.find(
    (meter) => meter.premises_id === cast.meterReplaced.premisesIds[0] && meter.removed_on !== '',
  )
  assert.ok(replaced?.replaced_by_meter_id)
  const latest = books.meter_settlements
    .filter((each) => each.premises_id === cast.meterReplaced.premisesIds[0] && each.kind === 'water')
    .at(-1)
  const cold = books.meter_settlement_lines.filter(
    (line) => line.settlement_id === latest?.id && line.description === 'Zimna woda i ścieki',
  )
  assert.equal(cold.length, 2, 'the replaced meter gives two rows')
  const late = books.entries.find(
    (entry) => entry.account_id === only('backDated').accountId && entry.kind === 'correction',
  )
  assert.ok(late && (late.value_on ?? '') < (late.booked_on ?? '').slice(0, 7))
  const credit = books.documents.find(
    (document) => document.account_id === only('creditNote').accountId && document.kind === 'correction',
  )
  assert.ok(credit && grosze(credit.amount ?? '') < 0n && credit.corrects_document_id !== '')
})

test('what is taken back from the seller is charged to the buyer', async () => {
  const books = await readBooks(join(folder, 'cast'))
  const amount = (accountId: string, kind: string): bigint =>
    grosze(
      books.documents.find((document) => document.account_id === accountId && document.kind === kind)?.amount ?? '',
    )
  for (const type of ['EKSPL', 'FR'])
    assert.equal(amount(`L0005-${type}`, 'correction'), -amount(`L0005-${type}-2`, 'charge'))
})

test('announced fees follow the present ones without a gap, and say why', async () => {
  const { fee_components: fees } = await readBooks(join(folder, 'cast'))
  const announced = fees.filter((fee) => fee.valid_from === '2026-12-01' && fee.change_reason !== '')
  assert.ok(announced.length > 0)
  for (const later of announced) {
    const now = fees.find(
      (fee) =>
        fee.premises_id === later.premises_id && fee.component === later.component && fee.valid_to === '2026-11-30',
    )
    assert.ok(now && now.amount !== later.amount)
  }
})

for (const [size, nights] of [
  ['tiny', 4],
  ['demo', 2],
] as const) {
  test(`a night's changes on top of the delivery before make the full delivery of that night: ${size}`, async () => {
    let previous: Omit<DeliveryOrder, 'outDir'> = order(`night-1-${size}`, { size })
    generateDelivery(order(`night-1-${size}`, { size }))
    const state = await readBooks(join(folder, `night-1-${size}`))
    for (let night = 2; night <= nights; night++) {
      const changes = changesAfter(previous, join(folder, `changes-${night}-${size}`))
      generateDelivery(changes)
      const rows = await readBooks(changes.outDir)
      checkDescriptor(changes.outDir, rows)
      assert.ok(rows.entries.length >= 3 && rows.readings.some((row) => row._op === 'delete'))
      apply(state, rows)
      generateDelivery(order(`full-${night}-${size}`, { size, sequence: night, asOf: changes.asOf }))
      const full = await readBooks(join(folder, `full-${night}-${size}`))
      for (const { name } of resources) assert.deepEqual(sorted(name, state[name]), sorted(name, full[name]), name)
      previous = changes
    }
  })
}

const sorted = (resourceName: (typeof resources)[number]['name'], rows: readonly Row[]): readonly Row[] =>
  rows.toSorted((a, b) => (keyOf(resourceName, a) < keyOf(resourceName, b) ? -1 : 1))

function apply(state: Books, changes: Books): void {
  for (const { name } of resources) {
    const rows = new Map(state[name].map((row) => [keyOf(name, row), row]))
    for (const { _op: operation, ...row } of changes[name]) {
      if (operation === 'delete') assert.ok(rows.delete(keyOf(name, row)), `${name}: deletes what was there`)
      else rows.set(keyOf(name, row), row)
    }
    state[name] = [...rows.values()]
  }
}
