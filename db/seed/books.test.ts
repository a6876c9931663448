import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { resources } from '#import/contract/resources.ts'
import { multiplyToGrosze } from '#kernel/decimal.ts'
import { isValidNrb } from '#kernel/nrb.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { type Books, checkDescriptor, keyOf, readBooks, sumBy } from './books.testkit.ts'
import { grosze, type Row } from './describe.ts'
import { type DeliveryOrder, generateDelivery } from './generate.ts'

const folder = temporaryFolder('books')
after(() => rmSync(folder, { recursive: true, force: true }))

const asOf = '2026-11-22T22:41:00+01:00'
const variants = [
  ['tiny', {}],
  ['demo', { size: 'demo' }],
  ['another seed', { seed: 77 }],
  ['books of January', { asOf: '2027-01-05T22:41:00+01:00' }],
  ['books of the last day of August', { asOf: '2026-08-31T23:05:00+02:00', seed: 5 }],
] as const

for (const [title, more] of variants) {
  test(`every identity of the books holds: ${title}`, async () => {
    const outDir = join(folder, title.replaceAll(' ', '-'))
    const order: DeliveryOrder = { size: 'tiny', seed: 1, asOf, outDir, kind: 'full', sequence: 1, ...more }
    generateDelivery(order)
    const books = await readBooks(outDir)
    checkDescriptor(outDir, books)
    checkReferences(books)
    checkAccounts(books)
    checkDocuments(books)
    checkAllocations(books)
    checkSettlements(books)
    checkReadings(books)
    assert.ok(books.accounts.every((account) => isValidNrb(account.nrb ?? '')))
    assert.equal(new Set(books.accounts.map((account) => account.nrb)).size, books.accounts.length)
    checkDates(books, order.asOf)
  })
}

function checkReferences(books: Books): void {
  const keys = new Map(resources.map(({ name }) => [name, new Set(books[name].map((row) => keyOf(name, row)))]))
  for (const { name, fields } of resources) {
    assert.equal(keys.get(name)?.size, books[name].length, `${name}: keys are unique`)
    for (const field of fields) {
      for (const row of books[name]) {
        const value = row[field.name] ?? ''
        if (field.required) assert.notEqual(value, '', `${name}.${field.name}`)
        if (field.type.kind !== 'id' || !field.type.references || value === '') continue
        assert.ok(keys.get(field.type.references)?.has(value), `${name}.${field.name} ${value}`)
      }
    }
  }
}

function checkAccounts(books: Books): void {
  const charges = sumBy(
    books.entries.filter((entry) => entry.side === 'charge'),
    'account_id',
    'amount',
  )
  const payments = sumBy(
    books.entries.filter((entry) => entry.side === 'payment'),
    'account_id',
    'amount',
  )
  const open = sumBy(books.documents, 'account_id', 'remaining')
  const counts = Map.groupBy(books.entries, (entry) => entry.account_id)
  assert.equal(books.balances.length, books.accounts.length)
  for (const balance of books.balances) {
    const id = balance.account_id ?? ''
    const expected = (charges.get(id) ?? 0n) - (payments.get(id) ?? 0n)
    assert.equal(grosze(balance.closing_balance ?? ''), expected, id)
    assert.equal(Number(balance.entry_count), counts.get(id)?.length ?? 0)
    // Whoever still has unpaid bills has no unused payments, so what is left to pay is the balance.
    if (expected > 0n) assert.equal(open.get(id), expected, `${id}: left to pay`)
    else assert.equal(open.get(id) ?? 0n, 0n, `${id}: nothing left to pay`)
  }
}

function checkDocuments(books: Books): void {
  const lines = sumBy(books.document_lines, 'document_id', 'amount')
  const entries = new Map(books.entries.map((entry) => [entry.document_id ?? '', entry]))
  const covered = sumBy(books.allocations, 'charge_entry_id', 'amount')
  for (const line of [...books.document_lines, ...books.fee_components]) {
    assert.equal(
      grosze(line.amount ?? ''),
      BigInt(multiplyToGrosze(line.quantity ?? '', line.rate ?? '')),
      JSON.stringify(line),
    )
  }
  for (const document of books.documents) {
    const amount = grosze(document.amount ?? '')
    const remaining = grosze(document.remaining ?? '')
    const entry = entries.get(document.id ?? '')
    assert.ok(entry && entry.account_id === document.account_id)
    if (lines.has(document.id ?? '')) assert.equal(lines.get(document.id ?? ''), amount, document.id ?? '')
    else assert.ok(['payment', 'refund', 'writeOff'].includes(document.kind ?? ''), document.id ?? '')
    assert.ok(remaining >= 0n)
    const left = entry.side === 'charge' && amount > 0n ? amount - (covered.get(entry.id ?? '') ?? 0n) : 0n
    assert.equal(remaining, left, document.id ?? '')
  }
}

function checkAllocations(books: Books): void {
  const entries = new Map(books.entries.map((entry) => [entry.id ?? '', entry]))
  for (const [id, sum] of sumBy(books.allocations, 'payment_entry_id', 'amount')) {
    const amount = grosze(entries.get(id)?.amount ?? '')
    assert.ok(sum > 0n && sum <= (amount < 0n ? -amount : amount), id)
  }
  for (const { payment_entry_id: from, charge_entry_id: to } of books.allocations) {
    assert.equal(entries.get(from ?? '')?.account_id, entries.get(to ?? '')?.account_id)
    assert.equal(entries.get(to ?? '')?.side, 'charge')
  }
}

function checkSettlements(books: Books): void {
  const lines = Map.groupBy(books.meter_settlement_lines, (line) => line.settlement_id)
  const documents = new Map(books.documents.map((document) => [document.id ?? '', document]))
  assert.ok(
    books.meter_settlements.some(({ kind }) => kind === 'water') &&
      books.meter_settlements.some(({ kind }) => kind === 'heat'),
  )
  for (const settlement of books.meter_settlements) {
    const own = lines.get(settlement.id) ?? []
    for (const field of ['charged', 'should_be', 'difference'] as const) {
      const sum = own.reduce((all, line) => all + grosze(line[field] ?? ''), 0n)
      assert.equal(grosze(settlement[field] ?? ''), sum, `${settlement.id} ${field}`)
    }
    const difference = grosze(settlement.should_be ?? '') - grosze(settlement.charged ?? '')
    assert.equal(grosze(settlement.difference ?? ''), difference)
    if (settlement.document_id === '') assert.equal(difference, 0n)
    else assert.equal(grosze(documents.get(settlement.document_id ?? '')?.amount ?? ''), difference)
    for (const line of own) checkSettlementLine(line)
  }
}

function checkSettlementLine(line: Row): void {
  assert.equal(grosze(line.should_be ?? ''), BigInt(multiplyToGrosze(line.quantity ?? '', line.rate ?? '')))
  if (line.previous_reading === '') return
  const thousandths = (text: string | undefined): bigint =>
    grosze(`${text?.slice(0, -1)}`) * 10n + BigInt(text?.at(-1) ?? '')
  const counted = thousandths(line.current_reading) - thousandths(line.previous_reading)
  assert.ok(counted >= 0n, JSON.stringify(line))
  const factors =
    line.radiator_factor === '' ? 10_000n : grosze(line.radiator_factor ?? '') * grosze(line.location_factor ?? '')
  const [whole = '', places = ''] = (line.quantity ?? '').split('.')
  assert.equal(BigInt(whole + places.padEnd(4, '0')) * 1000n, counted * factors, JSON.stringify(line))
}

function checkReadings(books: Books): void {
  const meters = new Map(books.meters.map((meter) => [meter.id ?? '', meter]))
  for (const [id, readings] of Map.groupBy(books.readings, (reading) => reading.meter_id)) {
    if (meters.get(id ?? '')?.kind === 'heatCostAllocator') continue
    const known = readings.filter((reading) => reading.kind !== 'missing')
    for (let i = 1; i < known.length; i++) {
      assert.ok(Number(known[i]?.value) >= Number(known[i - 1]?.value), `${id} runs backwards`)
      assert.ok((known[i]?.read_on ?? '') >= (known[i - 1]?.read_on ?? ''))
    }
  }
  for (const reading of books.readings) assert.equal(reading.value === '', reading.kind === 'missing')
}

/** Nothing is booked or read after the day of the books. */
function checkDates(books: Books, when: string): void {
  for (const entry of books.entries) assert.ok((entry.booked_on ?? '') <= when.slice(0, 10), entry.id ?? '')
  for (const reading of books.readings) assert.ok((reading.read_on ?? '') <= when.slice(0, 10), reading.id ?? '')
}
