/**
 * The worked examples of docs/convert: the books of one small invented cooperative, exported the way three kinds of
 * programs do it. The files there are written by this; a test holds them equal.
 */
import iconv from 'iconv-lite'
import { nrbCheckDigits } from '#kernel/nrb.ts'
import { mazovia, type WrittenField, writeDbf } from './dbf.testdata.ts'

export interface ExampleFile {
  readonly name: string
  readonly bytes: Buffer
}

/** Sort code of no bank, as in the seed. */
const nrb = (account: number): string => {
  const rest = `99900009${String(account).padStart(16, '0')}`
  return nrbCheckDigits(rest) + rest
}

const buildings = [
  { code: '01', street: 'Żeromskiego', number: '7a', postalCode: '30-001' },
  { code: '02', street: 'Łąkowa', number: '12', postalCode: '30-002' },
] as const

interface Home {
  readonly building: string
  readonly number: string
  readonly kind: 'M' | 'U' | 'G'
  readonly staircase: string
  readonly floor: string
  /** Hundredths of a square metre. */
  readonly area: number
  readonly persons: number
  readonly party: number
  readonly since: string
}

const homes: readonly Home[] = [
  {
    building: '01',
    number: '001',
    kind: 'M',
    staircase: 'A',
    floor: '0',
    area: 4850,
    persons: 2,
    party: 100,
    since: '2005-03-01',
  },
  {
    building: '01',
    number: '002',
    kind: 'M',
    staircase: 'A',
    floor: '1',
    area: 6320,
    persons: 3,
    party: 101,
    since: '2011-10-15',
  },
  {
    building: '02',
    number: '001',
    kind: 'U',
    staircase: '',
    floor: '0',
    area: 112_000,
    persons: 0,
    party: 102,
    since: '2020-01-01',
  },
  {
    building: '02',
    number: 'G01',
    kind: 'G',
    staircase: '',
    floor: '',
    area: 1620,
    persons: 0,
    party: 100,
    since: '2019-06-01',
  },
]

const parties = [
  { id: 100, last: 'Łącka', first: 'Żaneta', member: true, memberNumber: 'CZ-104', phone: '600 100 200' },
  { id: 101, last: 'Święcicki', first: 'Józef', member: true, memberNumber: 'CZ-105', phone: '' },
  { id: 102, last: 'Sklep "Pod Lipą" sp. z o.o.', first: '', member: false, memberNumber: '', phone: '12 300 40 50' },
] as const

/** Hundredths of a złoty for a square metre, or for a cubic metre of water. */
const tariff = [
  { code: 'EKS', name: 'Eksploatacja podstawowa', group: 'maintenance', unit: 'm2', rate: 335, dependent: true },
  { code: 'FRE', name: 'Fundusz remontowy', group: 'funds', unit: 'm2', rate: 210, dependent: true },
  { code: 'CO', name: 'Centralne ogrzewanie – zaliczka', group: 'utilities', unit: 'm2', rate: 485, dependent: false },
  { code: 'WOD', name: 'Woda i ścieki – zaliczka', group: 'utilities', unit: 'm3', rate: 1248, dependent: false },
] as const
type Tariff = (typeof tariff)[number]

/** Quantity in hundredths, amount in grosze. */
type Line = Tariff & { readonly quantity: number; readonly amount: number }

const linesOf = (home: Home): readonly Line[] =>
  tariff
    .filter(({ code }) => home.kind === 'M' || code === 'EKS' || (home.kind === 'U' && code === 'CO'))
    .map((item) => {
      const quantity = item.unit === 'm3' ? home.persons * 250 : home.area
      return { ...item, quantity, amount: Math.floor((quantity * item.rate + 50) / 100) }
    })

export interface Document {
  readonly id: string
  readonly account: string
  readonly issued: string
  readonly due: string
  readonly from: string
  readonly to: string
  readonly lines: readonly Line[]
  readonly amount: number
  paid: number
  readonly note: string
}

export interface Entry {
  readonly id: number
  readonly account: string
  readonly document: string
  readonly booked: string
  readonly value: string
  readonly charge: boolean
  readonly amount: number
  readonly kind: 'N' | 'W' | 'K' | 'O'
  readonly text: string
  left: number
}

const months = [
  { name: 'wrzesień', number: '09', last: '30' },
  { name: 'październik', number: '10', last: '31' },
  { name: 'listopad', number: '11', last: '30' },
] as const

/** What each account paid: month of the payment and grosze. */
const payments: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  '204-01-001': [
    ['2026-09-14', 56_430],
    ['2026-10-15', 50_000],
  ],
  '204-01-002': [
    ['2026-09-10', 74_537],
    ['2026-10-12', 74_537],
    ['2026-11-10', 80_000],
  ],
  '204-02-001': [['2026-10-30', 1_836_800]],
  '205-02-G01': [
    ['2026-09-14', 5_427],
    ['2026-10-15', 5_427],
    ['2026-11-16', 5_427],
  ],
}

const accounts = homes.map((home, at) => ({
  id: `${home.kind === 'G' ? '205' : '204'}-${home.building}-${home.number}`,
  home,
  type: home.kind === 'G' ? 'G' : 'E',
  nrb: nrb(1000 + at),
}))

function makeBooks() {
  const documents: Document[] = []
  const entries: Entry[] = []
  const allocations: { readonly payment: number; readonly charge: number; readonly amount: number }[] = []
  const add = (entry: Omit<Entry, 'id' | 'left'>): void => {
    entries.push({ ...entry, id: entries.length + 1, left: entry.amount })
  }
  for (const { id, home } of accounts) {
    for (const [at, { name, number, last }] of months.entries()) {
      const lines = linesOf(home)
      const amount = lines.reduce((sum, line) => sum + line.amount, 0)
      const document = `NAL/${number}/${id.slice(4).replace('-', '/')}${home.kind === 'G' ? '/G' : ''}`
      const day = `2026-${number}-01`
      const note =
        at === 2
          ? `Opłaty za ${name} 2026 r. Prosimy o wpłatę na indywidualny numer rachunku.`
          : `Opłaty za ${name} 2026 r.`
      documents.push({
        id: document,
        account: id,
        issued: day,
        due: `2026-${number}-15`,
        from: day,
        to: `2026-${number}-${last}`,
        lines,
        amount,
        paid: 0,
        note,
      })
      add({
        account: id,
        document,
        booked: day,
        value: day,
        charge: true,
        amount,
        kind: 'N',
        text: `Opłaty za ${name}`,
      })
    }
    for (const [day, amount] of payments[id] ?? []) {
      add({
        account: id,
        document: '',
        booked: day,
        value: day,
        charge: false,
        amount,
        kind: 'W',
        text: 'Wpłata na rachunek',
      })
    }
  }
  // A correction in the resident's favour, and interest.
  add({
    account: '204-01-002',
    document: '',
    booked: '2026-11-12',
    value: '2026-11-12',
    charge: true,
    amount: -1234,
    kind: 'K',
    text: 'Korekta opłat za październik – błąd w odczycie',
  })
  add({
    account: '204-02-001',
    document: '',
    booked: '2026-11-20',
    value: '2026-11-20',
    charge: true,
    amount: 8_917,
    kind: 'O',
    text: 'Odsetki za nieterminową wpłatę',
  })
  for (const payment of entries.filter(({ charge }) => !charge)) {
    for (const charge of entries.filter((one) => one.account === payment.account && one.kind === 'N')) {
      const amount = Math.min(payment.left, charge.left)
      if (amount <= 0) continue
      payment.left -= amount
      charge.left -= amount
      allocations.push({ payment: payment.id, charge: charge.id, amount })
      const document = documents.find(({ id }) => id === charge.document)
      if (document) document.paid += amount
    }
  }
  return { documents, entries, allocations }
}

const { documents, entries, allocations } = makeBooks()

const balanceOf = (account: string): number =>
  entries
    .filter((entry) => entry.account === account)
    .reduce((sum, { charge, amount }) => sum + (charge ? amount : -amount), 0)

const meters = homes
  .filter(({ kind }) => kind === 'M')
  .map((home, at) => ({
    id: `W${at + 1}`,
    home,
    number: `CW-${4711 + at}`,
    readings: [
      ['2026-06-30', 120_500 + at * 7_250],
      ['2026-09-30', 142_000 + at * 9_125],
    ] as const,
  }))

/** Hundredths as decimal text with a point. */
const hundredths = (value: number): string => {
  const digits = String(Math.abs(value)).padStart(3, '0')
  return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
const thousandths = (value: number): string => `${Math.trunc(value / 1000)}.${String(value % 1000).padStart(3, '0')}`
const compact = (day: string): string => day.replaceAll('-', '')

// ---------------------------------------------------------------- a DOS program: DBF in Mazovia, texts in a memo file

/** `C10`, `N12.2`, `D`, `L`, `M` after the name. */
function fieldsOf(...columns: readonly string[]): readonly WrittenField[] {
  return columns.map((column) => {
    const [name = '', form = ''] = column.split(' ')
    const [length, decimals] = form.slice(1).split('.').map(Number)
    return {
      name,
      type: form[0] as WrittenField['type'],
      ...(length ? { length } : {}),
      ...(decimals ? { decimals } : {}),
    }
  })
}

function dosFiles(): readonly ExampleFile[] {
  const files: ExampleFile[] = []
  const table = (
    name: string,
    columns: readonly string[],
    rows: readonly (readonly (string | null)[])[],
    deleted: readonly number[] = [],
  ) => {
    const fields = fieldsOf(...columns)
    const version = fields.some(({ type }) => type === 'M') ? 0x83 : 0x03
    const { dbf, memo } = writeDbf({ version, language: 0, fields, rows, deleted, encode: mazovia })
    files.push({ name: `${name}.DBF`, bytes: dbf })
    if (memo) files.push({ name: `${name}.DBT`, bytes: memo })
  }
  table(
    'BUDYNKI',
    ['BUD C2', 'ULICA C30', 'NUMER C6', 'KODP C6', 'MIASTO C20'],
    buildings.map((one) => [one.code, one.street, one.number, one.postalCode, 'Kraków']),
  )
  table(
    'LOKALE',
    ['BUD C2', 'NR C4', 'RODZ C1', 'KLATKA C2', 'PIETRO N2', 'PU N8.2', 'OSOB N2', 'KARTA N6', 'OD D', 'TYTUL C1'],
    homes.map((one) => [
      one.building,
      one.number,
      one.kind,
      one.staircase,
      one.floor,
      hundredths(one.area),
      String(one.persons),
      String(one.party),
      compact(one.since),
      one.kind === 'M' ? 'W' : 'N',
    ]),
  )
  // The last one left the cooperative: the program only marks the record.
  table(
    'OSOBY',
    ['KARTA N6', 'NAZWISKO C40', 'IMIE C20', 'CZLONEK L', 'NR_CZL C8', 'TELEFON C15'],
    [
      ...parties.map((one) => [
        String(one.id),
        one.last.replaceAll('"', "'"),
        one.first,
        one.member ? 'T' : 'F',
        one.memberNumber,
        one.phone,
      ]),
      ['99', 'Skreślony', 'Jan', 'F', '', ''],
    ],
    [parties.length],
  )
  table(
    'KONTA',
    ['KONTO C12', 'BUD C2', 'NR C4', 'KARTA N6', 'TYP C1', 'NRB C32', 'SALDO N12.2'],
    accounts.map(({ id, home, type, nrb: number }) => [
      id,
      home.building,
      home.number,
      String(home.party),
      type,
      number.replace(/^(..)(....)(....)(....)(....)(....)(....)$/, '$1 $2 $3 $4 $5 $6 $7'),
      hundredths(balanceOf(id)),
    ]),
  )
  table(
    'SLOWNIK',
    ['KOD C3', 'NAZWA C40', 'GRUPA C1', 'JM C3', 'ZALEZNY L'],
    tariff.map((one) => [
      one.code,
      one.name.replace('–', '-'),
      one.group[0]?.toUpperCase() ?? '',
      one.unit.toUpperCase(),
      one.dependent ? 'T' : 'F',
    ]),
  )
  table(
    'NALICZ',
    ['DOK C16', 'KONTO C12', 'DATA D', 'TERMIN D', 'OD D', 'DO D', 'KWOTA N12.2', 'ZAPLAC N12.2', 'UWAGI M'],
    documents.map((one) => [
      one.id,
      one.account,
      compact(one.issued),
      compact(one.due),
      compact(one.from),
      compact(one.to),
      hundredths(one.amount),
      hundredths(one.paid),
      one.note,
    ]),
  )
  table(
    'SKLAD',
    ['DOK C16', 'KOD C3', 'ILOSC N10.2', 'STAWKA N10.4', 'KWOTA N12.2'],
    documents.flatMap((one) =>
      one.lines.map((line) => [
        one.id,
        line.code,
        hundredths(line.quantity),
        `${hundredths(line.rate)}00`,
        hundredths(line.amount),
      ]),
    ),
  )
  table(
    'OBROTY',
    ['NR N8', 'KONTO C12', 'DOK C16', 'DATA D', 'DATAOP D', 'STRONA C1', 'RODZ C1', 'KWOTA N12.2', 'OPIS C50'],
    [
      ...entries.map((one) => [
        String(one.id),
        one.account,
        one.document,
        compact(one.booked),
        compact(one.value),
        one.charge ? 'W' : 'M',
        one.kind,
        hundredths(one.amount),
        one.text.replace('–', '-'),
      ]),
      ['9999', '204-01-001', '', '20261120', '20261120', 'M', 'W', '999.99', 'Wpłata zaksięgowana omyłkowo'],
    ],
    [entries.length],
  )
  table(
    'ROZLICZ',
    ['WPLATA N8', 'NALEZN N8', 'KWOTA N12.2'],
    allocations.map((one) => [String(one.payment), String(one.charge), hundredths(one.amount)]),
  )
  table(
    'WODOM',
    ['ID C4', 'BUD C2', 'NR C4', 'NUMER C12', 'MONTAZ D', 'LEGAL D'],
    meters.map(({ id, home, number }) => [id, home.building, home.number, number, '20240220', '20290220']),
  )
  table(
    'ODCZYTY',
    ['ID C4', 'DATA D', 'STAN N10.3'],
    meters.flatMap(({ id, readings }) => readings.map(([day, value]) => [id, compact(day), thousandths(value)])),
  )
  return files
}

// ---------------------------------------------------------------- a Windows program: CSV in CP1250, decimal commas

const comma = (value: number, group = '\u00a0'): string => {
  const [whole = '', fraction] = hundredths(Math.abs(value)).split('.')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, group)},${fraction}${value < 0 ? '-' : ''}`
}
const polishDay = (day: string): string => day.split('-').reverse().join('.')

function csv(separator: string, rows: readonly (readonly string[])[]): string {
  const cell = (text: string) =>
    text.includes(separator) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text
  return rows.map((row) => `${row.map(cell).join(separator)}\r\n`).join('')
}

function windowsExport(): readonly ExampleFile[] {
  const file = (name: string, rows: readonly (readonly string[])[], before = ''): ExampleFile => ({
    name,
    bytes: iconv.encode(before + csv(';', rows), 'win1250'),
  })
  return [
    file(
      'lokale.csv',
      [
        [
          'Budynek',
          'Ulica',
          'Nr domu',
          'Kod',
          'Lokal',
          'Rodzaj',
          'Powierzchnia',
          'Osoby',
          'ID osoby',
          'Nazwisko lub nazwa',
          'Imię',
          'Członek',
          'Od dnia',
        ],
        ...homes.map((home) => {
          const building = buildings.find(({ code }) => code === home.building)
          const party = parties.find(({ id }) => id === home.party)
          return [
            home.building,
            building?.street ?? '',
            building?.number ?? '',
            building?.postalCode ?? '',
            home.number,
            { M: 'mieszkanie', U: 'użytkowy', G: 'garaż' }[home.kind],
            comma(home.area),
            String(home.persons),
            String(home.party),
            party?.last ?? '',
            party?.first ?? '',
            party?.member ? 'tak' : 'nie',
            polishDay(home.since),
          ]
        }),
      ],
      'sep=;\r\n',
    ),
    file('konta.csv', [
      ['Konto', 'Budynek', 'Lokal', 'ID osoby', 'Typ', 'Nazwa typu', 'Rachunek bankowy'],
      ...accounts.map(({ id, home, type, nrb: number }) => [
        id,
        home.building,
        home.number,
        String(home.party),
        type,
        type === 'G' ? 'Garaże' : 'Eksploatacja i media',
        `'${number}`,
      ]),
    ]),
    // The program lists only accounts with a balance.
    file('salda.csv', [
      ['Konto', 'Saldo'],
      ...accounts.filter(({ id }) => balanceOf(id) !== 0).map(({ id }) => [id, comma(balanceOf(id))]),
    ]),
    file('kartoteka_2026.csv', [
      ['Lp', 'Konto', 'Data księgowania', 'Data operacji', 'Winien', 'Ma', 'Rodzaj', 'Opis'],
      ...entries.map((one) => [
        String(one.id),
        one.account,
        polishDay(one.booked),
        polishDay(one.value),
        one.charge ? comma(one.amount) : '',
        one.charge ? '' : comma(one.amount),
        { N: 'naliczenie', W: 'wpłata', K: 'korekta', O: 'odsetki' }[one.kind],
        one.text,
      ]),
    ]),
  ]
}

// ---------------------------------------------------------------- an SQL program: UTF-8, points, moments, NULL

function sqlExport(): readonly ExampleFile[] {
  const file = (name: string, rows: readonly (readonly string[])[]): ExampleFile => ({
    name,
    bytes: Buffer.from(csv(',', rows).replaceAll('\r\n', '\n')),
  })
  const moment = (day: string): string => `${day} 00:00:00.000`
  const orNull = (text: string): string => (text === '' ? 'NULL' : text)
  const exact = (value: number): string => `${hundredths(value)}00`
  return [
    file('buildings.csv', [
      ['building_id', 'street', 'house_no', 'zip', 'city'],
      ...buildings.map((one) => [one.code, one.street, one.number, one.postalCode, 'Kraków']),
    ]),
    file('units.csv', [
      ['unit_id', 'building_id', 'unit_no', 'type', 'staircase', 'floor', 'area'],
      ...homes.map((one) => [
        `${one.building}${one.number}`,
        one.building,
        one.number,
        { M: '1', U: '2', G: '3' }[one.kind],
        orNull(one.staircase),
        orNull(one.floor),
        exact(one.area),
      ]),
    ]),
    file('persons.csv', [
      ['person_id', 'surname', 'first_name', 'is_member', 'member_no', 'phone'],
      ...parties.map((one) => [
        String(one.id),
        one.last,
        orNull(one.first),
        one.member ? '1' : '0',
        orNull(one.memberNumber),
        orNull(one.phone),
      ]),
    ]),
    file('titles.csv', [
      ['title_id', 'unit_id', 'person_id', 'title_type', 'date_from', 'date_to'],
      ...homes.map((one, at) => [
        String(500 + at),
        `${one.building}${one.number}`,
        String(one.party),
        one.kind === 'M' ? 'SW' : 'NAJ',
        moment(one.since),
        '9999-12-31 00:00:00.000',
      ]),
    ]),
    file('accounts.csv', [
      ['account_id', 'account_no', 'unit_id', 'person_id', 'ledger', 'iban', 'balance', 'entries'],
      ...accounts.map(({ id, home, type, nrb: number }, at) => [
        String(7000 + at),
        id,
        `${home.building}${home.number}`,
        String(home.party),
        type,
        `PL${number}`,
        exact(balanceOf(id)),
        String(entries.filter(({ account }) => account === id).length),
      ]),
    ]),
    file('documents.csv', [
      ['doc_no', 'account_no', 'issue_date', 'due_date', 'period_from', 'period_to', 'amount', 'paid', 'note'],
      ...documents.map((one) => [
        one.id,
        one.account,
        moment(one.issued),
        moment(one.due),
        moment(one.from),
        moment(one.to),
        exact(one.amount),
        exact(one.paid),
        one.note,
      ]),
    ]),
    file('document_items.csv', [
      ['doc_no', 'item_no', 'component', 'grp', 'quantity', 'unit', 'rate', 'amount', 'dependent'],
      ...documents.flatMap((one) =>
        one.lines.map((line, at) => [
          one.id,
          String(at + 1),
          line.name,
          line.group,
          exact(line.quantity),
          line.unit,
          exact(line.rate),
          exact(line.amount),
          line.dependent ? '1' : '0',
        ]),
      ),
    ]),
    file('ledger.csv', [
      ['entry_id', 'account_no', 'doc_no', 'booked', 'value_date', 'side', 'type', 'amount', 'text'],
      ...entries.map((one) => [
        String(one.id),
        one.account,
        orNull(one.document),
        moment(one.booked),
        moment(one.value),
        one.charge ? 'D' : 'C',
        one.kind,
        exact(one.amount),
        one.text,
      ]),
    ]),
    file('settled.csv', [
      ['payment_id', 'charge_id', 'amount'],
      ...allocations.map((one) => [String(one.payment), String(one.charge), exact(one.amount)]),
    ]),
    file('meters.csv', [
      ['meter_id', 'unit_id', 'serial', 'place', 'mounted', 'valid_to'],
      ...meters.map(({ id, home, number }) => [
        id,
        `${home.building}${home.number}`,
        number,
        'łazienka',
        moment('2024-02-20'),
        moment('2029-02-20'),
      ]),
    ]),
    file('readings.csv', [
      ['meter_id', 'read_at', 'value'],
      ...meters.flatMap(({ id, readings }) => readings.map(([day, value]) => [id, moment(day), thousandths(value)])),
    ]),
  ]
}

export const examples = {
  'dos-mazovia-dbf': dosFiles(),
  'windows-cp1250-csv': windowsExport(),
  'sql-utf8-csv': sqlExport(),
} as const satisfies Record<string, readonly ExampleFile[]>

export type ExampleName = keyof typeof examples

/**
 * What each account must show, in grosze, worked out by hand: flat 1 is billed 162.48 + 101.85 + 235.23 + 62.40 = 561.96
 * a month and paid 1,064.30; flat 2 is billed 744.56, paid 2,290.74 and was given 12.34 back; the shop is billed 9,184.00,
 * paid twice that and owes 89.17 of interest; the garage, 54.27 a month, is paid.
 */
export const expectedBalances: Readonly<Record<string, number>> = {
  '204-01-001': 62_158,
  '204-01-002': -6_940,
  '204-02-001': 927_317,
  '205-02-G01': 0,
}
