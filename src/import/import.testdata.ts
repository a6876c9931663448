/** Small books of a cooperative that a test can change by hand, and their delivery. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseMoney } from '#kernel/money.ts'
import { type ResourceName, resource, resourceNames } from './contract/resources.ts'
import { writeGrosze } from './contract/rows.ts'
import { contractVersion, dataPackageProfile, tableSchema } from './contract/schema.ts'

export type Row = Record<string, string>
export type Books = Record<ResourceName, Row[]>

/** `count` premises with an account each: a bill of 500.00 partly paid, lines, an allocation, a meter with its settlement. */
export function smallBooks(count: number): Books {
  const books = Object.fromEntries(resourceNames.map((name) => [name, [] as Row[]])) as Books
  books.properties.push({ id: 'N1', name: 'Nieruchomość nr 1' })
  books.buildings.push({
    id: 'B1',
    property_id: 'N1',
    street: 'Lipowa',
    house_number: '7',
    postal_code: '00-950',
    city: 'Warszawa',
  })
  for (let n = 1; n <= count; n += 1) addHousehold(books, String(n).padStart(4, '0'))
  return books
}

function addHousehold(books: Books, n: string): void {
  const period = { period_from: '2026-10-01', period_to: '2026-10-31' }
  books.premises.push({ id: `L${n}`, building_id: 'B1', number: n, kind: 'dwelling', usable_area_m2: '48.50' })
  books.parties.push({ id: `K${n}`, kind: 'person', first_name: 'Anna', name: `Próbna-${n}`, is_member: 'true' })
  books.holdings.push({
    id: `P${n}`,
    party_id: `K${n}`,
    premises_id: `L${n}`,
    legal_title: 'cooperativeOwnership',
    role: 'holder',
    valid_from: '2010-01-01',
  })
  books.accounts.push({
    id: `A${n}`,
    party_id: `K${n}`,
    premises_id: `L${n}`,
    ledger_type: 'E',
    ledger_type_name: 'Eksploatacja i media',
    nrb: nrb(n),
    currency: 'PLN',
  })
  books.documents.push({
    id: `D${n}`,
    account_id: `A${n}`,
    number: `RZ/${n}/10/2026`,
    kind: 'charge',
    issued_on: '2026-10-01',
    due_on: '2026-10-15',
    ...period,
    amount: '500.00',
    remaining: '200.00',
    description: 'Opłaty, "październik" \\ 2026',
  })
  for (const [line, component, amount] of [
    ['1', 'Eksploatacja', '300.00'],
    ['2', 'Zaliczka na wodę', '200.00'],
  ] as const) {
    books.document_lines.push({
      document_id: `D${n}`,
      line_no: line,
      component,
      component_group: 'maintenance',
      quantity: '1.0000',
      unit: 'premises',
      rate: amount,
      vat_rate: 'zw',
      amount,
      dependent: 'true',
    })
  }
  const entry = { account_id: `A${n}`, document_id: `D${n}`, booked_on: '2026-10-01', value_on: '2026-10-01' }
  books.entries.push(
    { id: `E${n}a`, ...entry, side: 'charge', amount: '500.00', kind: 'charge', description: 'Opłaty 10/2026' },
    {
      id: `E${n}b`,
      ...entry,
      document_id: '',
      side: 'payment',
      amount: '300.00',
      kind: 'payment',
      description: 'Wpłata',
    },
  )
  books.allocations.push({ payment_entry_id: `E${n}b`, charge_entry_id: `E${n}a`, amount: '300.00' })
  books.balances.push({ account_id: `A${n}`, closing_balance: '200.00', entry_count: '2' })
  books.charge_parameters.push({
    premises_id: `L${n}`,
    parameter: 'persons',
    valid_from: '2026-01-01',
    value: '2',
    unit: 'person',
  })
  books.fee_components.push({
    premises_id: `L${n}`,
    component: 'Eksploatacja',
    valid_from: '2026-01-01',
    component_group: 'maintenance',
    quantity: '48.5',
    unit: 'm2',
    rate: '3.1',
    vat_rate: 'zw',
    amount: '150.35',
  })
  books.meters.push({
    id: `M${n}`,
    premises_id: `L${n}`,
    kind: 'coldWater',
    number: `77${n}`,
    location: 'łazienka',
    unit: 'm3',
    installed_on: '2020-05-05',
  })
  books.readings.push({ id: `O${n}`, meter_id: `M${n}`, read_on: '2026-10-31', value: '123.4', kind: 'remote' })
  const sums = { charged: '100.00', should_be: '90.00', difference: '-10.00' }
  books.meter_settlements.push({
    id: `S${n}`,
    premises_id: `L${n}`,
    account_id: `A${n}`,
    kind: 'water',
    ...period,
    ...sums,
  })
  books.meter_settlement_lines.push({
    settlement_id: `S${n}`,
    line_no: '1',
    line_kind: 'consumption',
    description: 'Woda zimna',
    meter_id: `M${n}`,
    quantity: '9',
    unit: 'm3',
    rate: '10',
    ...sums,
  })
}

function nrb(n: string): string {
  const rest = `10201042${n.padStart(16, '0')}`
  const check = 98n - (BigInt(`${rest}252100`) % 97n)
  return String(check).padStart(2, '0') + rest
}

/** A charge on the first account with its balance, so that the books still agree. */
export function bookCharge(books: Books, account: string, id: string, grosze: number): void {
  const amount = writeGrosze(grosze)
  const entry = { booked_on: '2026-11-01', value_on: '2026-11-01', kind: 'charge', description: 'Dopłata' }
  books.entries.push({ id, account_id: account, side: 'charge', amount, ...entry })
  const balance = rowOf(books, 'balances', account)
  balance.closing_balance = writeGrosze((parseMoney(balance.closing_balance!) ?? 0) + grosze)
  balance.entry_count = String(Number(balance.entry_count) + 1)
}

/** The row whose key's first column is `key`. */
export function rowOf(books: Books, name: ResourceName, key: string): Row {
  const found = books[name].find((row) => row[resource(name).key[0]!] === key)
  if (!found) throw new Error(`no ${name} ${key}`)
  return found
}

export const copyOf = (books: Books): Books => structuredClone(books)

export interface Delivery {
  readonly kind?: 'full' | 'changes'
  readonly sequence: number
  readonly cooperativeId?: string
  readonly asOf: string
  /** Of a delivery of changes: rows with `_op`; only resources that have rows are delivered. */
  readonly books: Partial<Books>
  /** Called with the text of each file before its hash is taken. */
  readonly mangle?: (name: ResourceName, text: string) => string
}

/** Writes the delivery into a new folder and returns the folder. */
export function writeDelivery(folder: string, delivery: Delivery): string {
  const { kind = 'full', cooperativeId = 'sm-test', sequence, asOf, books, mangle } = delivery
  mkdirSync(folder, { recursive: true })
  const resources = resourceNames.flatMap((name) => {
    const rows = books[name]
    if (!rows || (kind === 'changes' && rows.length === 0)) return []
    const described = resource(name)
    const columns = [...(kind === 'changes' ? ['_op'] : []), ...described.fields.map((field) => field.name)]
    const plain = [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column])).join(','))]
    const text = `${plain.join('\n')}\n`
    const bytes = Buffer.from(mangle?.(name, text) ?? text)
    writeFileSync(join(folder, `${name}.csv`), bytes)
    const sum = (field: string) =>
      writeGrosze(rows.reduce((total, row) => total + (parseMoney(row[field] ?? '') ?? 0), 0))
    return [
      {
        name,
        path: `${name}.csv`,
        type: 'table',
        encoding: 'utf-8',
        bytes: bytes.length,
        hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
        'ebok:rows': rows.length,
        'ebok:controlTotals': Object.fromEntries(described.controlTotals.map((field) => [field, sum(field)])),
        schema: tableSchema(described, kind),
      },
    ]
  })
  const descriptor = {
    $schema: dataPackageProfile,
    'ebok:contract': contractVersion,
    'ebok:cooperativeId': cooperativeId,
    'ebok:asOf': asOf,
    'ebok:generatedAt': asOf,
    'ebok:kind': kind,
    'ebok:sequence': sequence,
    resources,
  }
  writeFileSync(join(folder, 'datapackage.json'), JSON.stringify(descriptor, null, 2))
  return folder
}

const cell = (text = ''): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
