/** A small cooperative as a Windows program exports it, and what a test needs to convert it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { temporaryFolder } from '#test/harness/folders.ts'
import { checkDelivery } from '../check/check.ts'
import type { ResourceName } from '../contract/resources.ts'
import { openDelivery } from '../receive/open.ts'
import { type ConvertReport, convertFiles } from './convert.ts'

const root = temporaryFolder('convert')
after(() => rmSync(root, { recursive: true, force: true }))
let folders = 0

export type Files = Readonly<Record<string, string | Buffer>>

export interface Converted {
  readonly report: ConvertReport
  /** What was told, each as `code file line column value`. */
  readonly told: readonly string[]
  readonly output: string
  /** Rows of the delivery, read by another parser. */
  rows(name: ResourceName): Record<string, string>[]
  check(): Promise<readonly string[]>
}

/** A folder with these files. */
export function folderOf(files: Files): string {
  const folder = join(root, String(++folders))
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

export async function convertFolder(mapping: string, files: Files): Promise<Converted> {
  const folder = folderOf({ 'opis.yaml': mapping })
  const output = join(folder, 'dostawa')
  const report = await convertFiles({
    mapping: join(folder, 'opis.yaml'),
    source: folderOf(files),
    output,
    asOf: '2026-11-22 23:00',
    now: Date.parse('2026-11-22T23:05:00+01:00'),
  })
  return {
    report,
    told: report.problems.map(({ code, file, line, column, value }) => [code, file, line, column, value].join(' ')),
    output,
    rows: (name) => parse(readFileSync(join(output, `${name}.csv`)), { columns: true }),
    async check() {
      const source = await openDelivery(output)
      const { problems } = await checkDelivery(source).finally(() => source.close())
      return problems.map(({ code, file, line, value }) => [code, file, line, value].join(' '))
    },
  }
}

export const cp1250 = (text: string): Buffer => iconv.encode(text.replaceAll('\n', '\r\n'), 'win1250')

/** Two flats, one of them paid for: what every test changes a little. */
export const windowsFiles: Files = {
  'budynki.csv': cp1250('KOD;ULICA;NR;KOD_POCZT;MIASTO\n01;Żeromskiego;7a;30-001;Kraków\n'),
  'lokale.csv': cp1250(
    'BUD;LOK;RODZ;POW;OSOBA;NAZWISKO;IMIE;CZL;OD\n' +
      '01;001;M;48,50;K1;Łącka;Żaneta;T;01.03.2005\n01;002;U;1 120,00;K2;"Sklep ""Pod Lipą""";;N;01.01.2020\n',
  ),
  'konta.csv': cp1250(
    'KONTO;BUD;LOK;OSOBA;RACHUNEK;SALDO\n' +
      "204-01-001;01;001;K1;61 1090 1014 0000 0712 1981 2874;1 234,56\n204-01-002;01;002;K2;'27114020040000300201355387;12,50-\n",
  ),
  'kartoteka.csv': cp1250(
    'LP;KONTO;DATA;DATA_OP;WN;MA;OPIS\n' +
      '1;204-01-001;01.11.2026;01.11.2026;1 334,56;;Opłaty za listopad\n' +
      '2;204-01-001;10.11.2026;09.11.2026;;100,00;Wpłata\n' +
      '3;204-01-002;12.11.2026;12.11.2026;;12,50;Wpłata\n',
  ),
}

const account = '      account_id: KONTO\n      booked_on: DATA\n      value_on: DATA_OP\n      description: OPIS\n'
const csv = 'encoding: cp1250, separator: ";", numbers: "1 234,56", dates: dd.mm.yyyy'

export const windowsMapping = `
cooperativeId: sm-probna
codes:
  rodzaje: { M: dwelling, U: commercial }
sources:
  budynki: { file: budynki.csv, ${csv} }
  lokale: { file: lokale.csv, ${csv} }
  konta: { file: konta.csv, ${csv} }
  kartoteka: { file: kartoteka.csv, ${csv} }
resources:
  properties:
    from: budynki
    fields: { id: KOD, name: { text: 'Nieruchomość {KOD}' } }
  buildings:
    from: budynki
    fields: { id: KOD, property_id: KOD, street: ULICA, house_number: NR, postal_code: KOD_POCZT, city: MIASTO }
  premises:
    from: lokale
    fields:
      id: { text: '{BUD}-{LOK}' }
      building_id: BUD
      number: LOK
      kind: { column: RODZ, codes: rodzaje }
      usable_area_m2: POW
  parties:
    from: lokale
    fields:
      id: OSOBA
      kind: { column: RODZ, codes: { M: person }, otherwise: company }
      first_name: IMIE
      name: NAZWISKO
      is_member: { column: CZL, codes: { T: 'true', N: 'false' } }
  holdings:
    from: lokale
    fields:
      id: { text: '{BUD}-{LOK}-{OSOBA}' }
      party_id: OSOBA
      premises_id: { text: '{BUD}-{LOK}' }
      legal_title: { column: RODZ, codes: { M: cooperativeOwnership, U: lease } }
      role: { column: RODZ, codes: { M: holder, U: tenant } }
      valid_from: OD
  accounts:
    from: konta
    fields:
      id: KONTO
      party_id: OSOBA
      premises_id: { text: '{BUD}-{LOK}' }
      ledger_type: { value: EKS }
      ledger_type_name: { value: Eksploatacja i media }
      nrb: RACHUNEK
      currency: { value: PLN }
  documents: none
  document_lines: none
  entries:
  - from: kartoteka
    where: { WN: { nonZero: true } }
    fields:
      id: { text: '{LP}-wn' }
      side: { value: charge }
      amount: WN
      kind: { value: charge }
${account}
  - from: kartoteka
    where: { MA: { nonZero: true } }
    fields:
      id: { text: '{LP}-ma' }
      side: { value: payment }
      amount: MA
      kind: { value: payment }
${account}
  allocations: none
  charge_parameters: none
  fee_components: none
  meters: none
  readings: none
  meter_settlements: none
  meter_settlement_lines: none
  balances:
    from: konta
    fields:
      account_id: KONTO
      closing_balance: SALDO
      entry_count: { computed: true }
`
