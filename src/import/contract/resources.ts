/**
 * The contract with the accounting system: every resource of a delivery, field by field.
 *
 * This list is the only source. From it come the row checks, the JSON Schema, the published page, the delivery
 * generator's columns and the staging tables; a test compares it with the published tables in the database.
 */

/** How a field is written in the CSV file and what it becomes. */
export type FieldType =
  /** Identifier of the accounting system: 1–64 characters without control characters or surrounding space. */
  | { readonly kind: 'id'; readonly references?: ResourceName }
  | { readonly kind: 'text'; readonly maxLength: number }
  /** Decimal text with exactly two places, e.g. `-12.50`; becomes integer grosze, column suffix `_grosze`. */
  | { readonly kind: 'money' }
  /** Decimal text, at most `scale` places; stays exact (PostgreSQL numeric). */
  | { readonly kind: 'decimal'; readonly scale: number; readonly minimum?: number }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  /** ISO date, `2026-11-30`, between 1900-01-01 and 2199-12-31. */
  | { readonly kind: 'date' }
  /** `true` or `false`. */
  | { readonly kind: 'boolean' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** 26 digits with a right check number (mod 97). */
  | { readonly kind: 'nrb' }

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly required: boolean
  /** What the field means, in Polish, for the vendor's engineer and the accountant. */
  readonly meaning: string
}

export interface Resource {
  readonly name: ResourceName
  readonly meaning: string
  readonly key: readonly string[]
  readonly fields: readonly Field[]
  /** Money fields whose sums the descriptor must carry as control totals. */
  readonly controlTotals: readonly string[]
  readonly optional?: boolean
  /** Columns the loader adds from other resources, so that a policy needs no join: column → where it comes from. */
  readonly derived: readonly DerivedColumn[]
}

/** `column` of this resource = `take` of the row of `from` whose `id` equals this row's `by`. */
export interface DerivedColumn {
  readonly column: string
  readonly from: ResourceName
  readonly by: string
  readonly take: string
}

export const resourceNames = [
  'properties',
  'buildings',
  'premises',
  'parties',
  'holdings',
  'accounts',
  'documents',
  'document_lines',
  'entries',
  'allocations',
  'charge_parameters',
  'fee_components',
  'meters',
  'readings',
  'meter_settlements',
  'meter_settlement_lines',
  'balances',
  'notices',
] as const
export type ResourceName = (typeof resourceNames)[number]

const required = (name: string, type: FieldType, meaning: string): Field => ({ name, type, required: true, meaning })
const optional = (name: string, type: FieldType, meaning: string): Field => ({ name, type, required: false, meaning })
const id: FieldType = { kind: 'id' }
const to = (references: ResourceName): FieldType => ({ kind: 'id', references })
const text = (maxLength: number): FieldType => ({ kind: 'text', maxLength })
const money: FieldType = { kind: 'money' }
const decimal = (scale: number, minimum?: number): FieldType =>
  minimum === undefined ? { kind: 'decimal', scale } : { kind: 'decimal', scale, minimum }
const date: FieldType = { kind: 'date' }
const boolean: FieldType = { kind: 'boolean' }
const oneOf = (...values: string[]): FieldType => ({ kind: 'enum', values })

export const componentGroups = ['utilities', 'maintenance', 'funds', 'other'] as const
export const documentKinds = [
  'charge',
  'settlement',
  'correction',
  'interestNote',
  'payment',
  'refund',
  'writeOff',
  'openingBalance',
] as const
export const entryKinds = [
  'charge',
  'settlement',
  'correction',
  'interest',
  'instalment',
  'payment',
  'housingBenefit',
  'refund',
  'writeOff',
  'openingBalance',
] as const
export const meterKinds = ['coldWater', 'hotWater', 'heat', 'heatCostAllocator', 'electricity'] as const
export const readingKinds = ['manual', 'remote', 'estimated', 'resident', 'initial', 'final', 'missing'] as const
export const parameterNames = [
  'usableArea',
  'heatedArea',
  'persons',
  'waterMeters',
  'heatMeters',
  'heatCostAllocators',
  'sockets',
  'intercoms',
  'storageArea',
  'garageArea',
  'share',
] as const
export const unitNames = [
  'm2',
  'm3',
  'person',
  'premises',
  'device',
  'socket',
  'share',
  'GJ',
  'kWh',
  'unit',
  'month',
] as const

export const resources: readonly Resource[] = [
  {
    name: 'properties',
    meaning: 'Nieruchomości spółdzielni',
    key: ['id'],
    fields: [required('id', id, 'identyfikator nieruchomości'), required('name', text(200), 'nazwa nieruchomości')],
    controlTotals: [],
    derived: [],
  },
  {
    name: 'buildings',
    meaning: 'Budynki',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator budynku'),
      required('property_id', to('properties'), 'nieruchomość, do której należy budynek'),
      required('street', text(120), 'ulica'),
      required('house_number', text(20), 'numer domu'),
      required('postal_code', text(6), 'kod pocztowy'),
      required('city', text(80), 'miejscowość'),
    ],
    controlTotals: [],
    derived: [],
  },
  {
    name: 'premises',
    meaning: 'Lokale',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator lokalu (punkt)'),
      required('building_id', to('buildings'), 'budynek'),
      optional('staircase', text(20), 'klatka'),
      required('number', text(20), 'numer lokalu'),
      required('kind', oneOf('dwelling', 'commercial', 'garage', 'parking', 'storage'), 'rodzaj lokalu'),
      optional('floor', text(20), 'piętro'),
      required('usable_area_m2', decimal(2, 0), 'powierzchnia użytkowa w m²'),
      optional('heated_area_m2', decimal(2, 0), 'powierzchnia grzewcza w m²'),
    ],
    controlTotals: [],
    derived: [],
  },
  {
    name: 'parties',
    meaning: 'Kontrahenci: osoby i firmy',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator kontrahenta'),
      required('kind', oneOf('person', 'company'), 'osoba czy firma'),
      optional('first_name', text(80), 'imię (osoba)'),
      required('name', text(200), 'nazwisko albo nazwa firmy'),
      optional('member_number', text(40), 'numer członkowski albo numer płatnika'),
      required('is_member', boolean, 'czy jest członkiem spółdzielni'),
      optional('correspondence_address', text(300), 'adres do korespondencji'),
      optional('email', text(254), 'adres e-mail znany spółdzielni'),
      optional('phone', text(40), 'telefon znany spółdzielni'),
    ],
    controlTotals: [],
    derived: [],
  },
  {
    name: 'holdings',
    meaning: 'Prawa do lokali',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator prawa'),
      required('party_id', to('parties'), 'kontrahent'),
      required('premises_id', to('premises'), 'lokal'),
      required(
        'legal_title',
        oneOf('cooperativeTenancy', 'cooperativeOwnership', 'freehold', 'lease', 'none'),
        'tytuł prawny',
      ),
      required('role', oneOf('holder', 'coOwner', 'tenant', 'proxy'), 'rola'),
      optional('share', text(20), 'udział, np. 1/2'),
      required('valid_from', date, 'od dnia'),
      optional('valid_to', date, 'do dnia włącznie; puste = nadal'),
    ],
    controlTotals: [],
    derived: [],
  },
  {
    name: 'accounts',
    meaning: 'Konta rozrachunkowe',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator konta'),
      required('party_id', to('parties'), 'kontrahent'),
      required('premises_id', to('premises'), 'lokal'),
      required('ledger_type', text(40), 'kod typu obrotu'),
      required('ledger_type_name', text(120), 'nazwa typu obrotu, np. Eksploatacja i media'),
      required('nrb', { kind: 'nrb' }, 'indywidualny numer rachunku bankowego'),
      required('currency', oneOf('PLN'), 'waluta'),
    ],
    controlTotals: [],
    derived: [],
  },
  {
    name: 'documents',
    meaning: 'Dokumenty: rachunki, rozliczenia, korekty, noty, wpłaty',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator dokumentu'),
      required('account_id', to('accounts'), 'konto'),
      required('number', text(60), 'numer dokumentu'),
      required('kind', oneOf(...documentKinds), 'rodzaj'),
      required('issued_on', date, 'data wystawienia'),
      optional('due_on', date, 'termin płatności'),
      optional('period_from', date, 'okres od'),
      optional('period_to', date, 'okres do'),
      required('amount', money, 'kwota'),
      required('remaining', money, 'pozostało do zapłaty, nie mniej niż 0.00'),
      optional('description', text(300), 'opis'),
      optional('corrects_document_id', to('documents'), 'dokument korygowany'),
    ],
    controlTotals: ['amount', 'remaining'],
    derived: [],
  },
  {
    name: 'document_lines',
    meaning: 'Składniki dokumentów',
    key: ['document_id', 'line_no'],
    fields: [
      required('document_id', to('documents'), 'dokument'),
      required('line_no', { kind: 'integer', minimum: 1, maximum: 9999 }, 'numer pozycji'),
      required('component', text(160), 'nazwa składnika'),
      required('component_group', oneOf(...componentGroups), 'grupa składnika'),
      required('quantity', decimal(4), 'ilość'),
      required('unit', oneOf(...unitNames), 'jednostka miary'),
      required('rate', decimal(6), 'stawka'),
      required('vat_rate', text(5), 'stawka VAT: zw, np, 0, 5, 8, 23'),
      required('amount', money, 'wartość'),
      required('dependent', boolean, 'czy koszt zależny od spółdzielni'),
    ],
    controlTotals: ['amount'],
    derived: [{ column: 'account_id', from: 'documents', by: 'document_id', take: 'account_id' }],
  },
  {
    name: 'entries',
    meaning: 'Zapisy na kontach (kartoteka)',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator zapisu'),
      required('account_id', to('accounts'), 'konto'),
      optional('document_id', to('documents'), 'dokument'),
      required('booked_on', date, 'data księgowania'),
      required('value_on', date, 'data zdarzenia (dla wpłaty: dzień wpływu na rachunek)'),
      optional('due_on', date, 'termin płatności'),
      required('side', oneOf('charge', 'payment'), 'obciążenie czy wpłata'),
      required('amount', money, 'kwota; ujemna tylko dla korekt i zwrotów'),
      required('kind', oneOf(...entryKinds), 'rodzaj zapisu'),
      required('description', text(300), 'opis'),
    ],
    controlTotals: ['amount'],
    derived: [],
  },
  {
    name: 'allocations',
    meaning: 'Zaliczenie wpłat na obciążenia, tak jak je zaksięgowano',
    key: ['payment_entry_id', 'charge_entry_id'],
    fields: [
      required('payment_entry_id', to('entries'), 'zapis wpłaty'),
      required('charge_entry_id', to('entries'), 'zapis obciążenia'),
      required('amount', money, 'kwota zaliczona'),
    ],
    controlTotals: ['amount'],
    derived: [{ column: 'account_id', from: 'entries', by: 'payment_entry_id', take: 'account_id' }],
  },
  {
    name: 'charge_parameters',
    meaning: 'Parametry naliczeń',
    key: ['premises_id', 'parameter', 'valid_from'],
    fields: [
      required('premises_id', to('premises'), 'lokal'),
      required('parameter', oneOf(...parameterNames), 'parametr'),
      required('valid_from', date, 'od dnia'),
      optional('valid_to', date, 'do dnia włącznie'),
      required('value', decimal(4, 0), 'wartość'),
      required('unit', oneOf(...unitNames), 'jednostka'),
    ],
    controlTotals: [],
    derived: [],
  },
  {
    name: 'fee_components',
    meaning: 'Wymiar opłat: obecny i zapowiedziany',
    key: ['premises_id', 'component', 'valid_from'],
    fields: [
      required('premises_id', to('premises'), 'lokal'),
      required('component', text(160), 'nazwa składnika'),
      required('valid_from', date, 'obowiązuje od'),
      optional('valid_to', date, 'obowiązuje do włącznie'),
      required('component_group', oneOf(...componentGroups), 'grupa składnika'),
      required('quantity', decimal(4), 'ilość'),
      required('unit', oneOf(...unitNames), 'jednostka miary'),
      required('rate', decimal(6), 'stawka'),
      required('vat_rate', text(5), 'stawka VAT'),
      required('amount', money, 'wartość miesięczna'),
      optional('change_reason', text(500), 'powód zmiany'),
    ],
    controlTotals: ['amount'],
    derived: [],
  },
  {
    name: 'meters',
    meaning: 'Liczniki i podzielniki',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator licznika'),
      required('premises_id', to('premises'), 'lokal'),
      required('kind', oneOf(...meterKinds), 'rodzaj'),
      required('number', text(20), 'numer licznika'),
      required('location', text(80), 'umiejscowienie'),
      required('unit', oneOf('m3', 'GJ', 'kWh', 'unit'), 'jednostka'),
      required('installed_on', date, 'data montażu'),
      optional('verification_valid_until', date, 'ważność legalizacji'),
      optional('removed_on', date, 'data demontażu'),
      optional('replaced_by_meter_id', to('meters'), 'licznik, którym zastąpiono'),
      optional('radiator_factor', decimal(4, 0), 'współczynnik grzejnika (podzielnik)'),
      optional('location_factor', decimal(4, 0), 'współczynnik położenia lokalu (podzielnik)'),
    ],
    controlTotals: [],
    derived: [],
  },
  {
    name: 'readings',
    meaning: 'Odczyty',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator odczytu'),
      required('meter_id', to('meters'), 'licznik'),
      required('read_on', date, 'data odczytu'),
      optional('value', decimal(3, 0), 'stan; pusty tylko dla rodzaju missing'),
      required('kind', oneOf(...readingKinds), 'rodzaj odczytu'),
    ],
    controlTotals: [],
    derived: [{ column: 'premises_id', from: 'meters', by: 'meter_id', take: 'premises_id' }],
  },
  {
    name: 'meter_settlements',
    meaning: 'Rozliczenia wody i ciepła',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator rozliczenia'),
      required('premises_id', to('premises'), 'lokal'),
      required('account_id', to('accounts'), 'konto, na które zaksięgowano wynik'),
      optional('document_id', to('documents'), 'dokument rozliczenia'),
      required('kind', oneOf('water', 'heat'), 'rodzaj rozliczenia'),
      required('period_from', date, 'okres od'),
      required('period_to', date, 'okres do'),
      required('charged', money, 'było naliczone'),
      required('should_be', money, 'powinno być'),
      required('difference', money, 'różnica: dodatnia = do zapłaty, ujemna = do zwrotu'),
      optional('method', text(500), 'opis metody rozliczenia'),
    ],
    controlTotals: ['charged', 'should_be', 'difference'],
    derived: [],
  },
  {
    name: 'meter_settlement_lines',
    meaning: 'Pozycje rozliczeń',
    key: ['settlement_id', 'line_no'],
    fields: [
      required('settlement_id', to('meter_settlements'), 'rozliczenie'),
      required('line_no', { kind: 'integer', minimum: 1, maximum: 9999 }, 'numer pozycji'),
      required(
        'line_kind',
        oneOf('consumption', 'fixedCost', 'variableCost', 'service', 'indicationDifference'),
        'rodzaj pozycji: zużycie, koszt stały, koszt zmienny, obsługa, różnica wskazań',
      ),
      required('description', text(200), 'opis'),
      optional('meter_id', to('meters'), 'licznik'),
      optional('previous_reading', decimal(3, 0), 'odczyt poprzedni'),
      optional('current_reading', decimal(3, 0), 'odczyt obecny'),
      optional('radiator_factor', decimal(4, 0), 'współczynnik grzejnika'),
      optional('location_factor', decimal(4, 0), 'współczynnik położenia lokalu'),
      required('charged', money, 'było naliczone'),
      required('quantity', decimal(4), 'ilość'),
      required('unit', oneOf(...unitNames), 'jednostka miary'),
      required('rate', decimal(6), 'stawka'),
      required('should_be', money, 'powinno być'),
      required('difference', money, 'różnica'),
    ],
    controlTotals: ['charged', 'should_be', 'difference'],
    derived: [{ column: 'premises_id', from: 'meter_settlements', by: 'settlement_id', take: 'premises_id' }],
  },
  {
    name: 'balances',
    meaning: 'Salda kont na chwilę stanu ksiąg: druga strona porównania z kartoteką',
    key: ['account_id'],
    fields: [
      required('account_id', to('accounts'), 'konto'),
      required('closing_balance', money, 'saldo: dodatnie = do zapłaty'),
      required('entry_count', { kind: 'integer', minimum: 0, maximum: 10_000_000 }, 'liczba zapisów na koncie'),
    ],
    controlTotals: ['closing_balance'],
    derived: [],
  },
  {
    name: 'notices',
    meaning: 'Pisma imienne w plikach PDF',
    key: ['id'],
    fields: [
      required('id', id, 'identyfikator pisma'),
      required('party_id', to('parties'), 'adresat'),
      required('kind', text(60), 'rodzaj pisma'),
      required('title', text(200), 'tytuł'),
      required('issued_on', date, 'data pisma'),
      required('file', text(200), 'ścieżka pliku PDF w dostawie'),
    ],
    controlTotals: [],
    optional: true,
    derived: [],
  },
]

/** The resource of that name; the name is checked by its type, so absence is a programming error. */
export function resource(name: ResourceName): Resource {
  const found = resources.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`no resource ${name}`)
  return found
}

/** The database column a field is kept in: money gets its unit. */
export function columnName(field: Field): string {
  return field.type.kind === 'money' ? `${field.name}_grosze` : field.name
}

/** The database type a field is kept in. */
export function columnType(type: FieldType): string {
  switch (type.kind) {
    case 'money':
      return 'bigint'
    case 'decimal':
      return 'numeric'
    case 'integer':
      return 'integer'
    case 'date':
      return 'date'
    case 'boolean':
      return 'boolean'
    default:
      return 'text'
  }
}
