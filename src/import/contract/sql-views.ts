/**
 * Templates of SQL views for vendors: what a typical schema of an accounting system must be asked to give the contract's
 * columns. One list, three dialects; a test makes the tables, the views and a delivery of them.
 */
import { type Field, type FieldType, type Resource, type ResourceName, resources } from './resources.ts'

export const sqlDialects = ['postgresql', 'mssql', 'firebird'] as const
export type SqlDialect = (typeof sqlDialects)[number]

interface View {
  /** Table or join the columns come from. */
  readonly from: string
  /** Where each field comes from: a column, or for an enumeration a column with its codes. */
  readonly columns: Readonly<Record<string, string | Coded>>
}

interface Coded {
  readonly column: string
  readonly codes: Readonly<Record<string, string>>
}

const coded = (column: string, codes: Readonly<Record<string, string>>): Coded => ({ column, codes })

const groups = { M: 'utilities', E: 'maintenance', F: 'funds', I: 'other' }
const units = { m2: 'm2', m3: 'm3', os: 'person', lok: 'premises', szt: 'device', GJ: 'GJ', kWh: 'kWh', mc: 'month' }
const kinds = {
  NAL: 'charge',
  ROZ: 'settlement',
  KOR: 'correction',
  WPL: 'payment',
  ZWR: 'refund',
  UMO: 'writeOff',
  BO: 'openingBalance',
}

/** Tables as many accounting systems have them; their names are examples. */
export const typicalTables = `-- Przykładowe tabele systemu księgowego (PostgreSQL). Widoki w tym folderze są napisane dla takich tabel:
-- w swoim systemie zmień w widokach nazwy tabel, kolumn i kodów, a nazwy kolumn wynikowych zostaw.
create table nieruchomosci (id integer primary key, nazwa varchar(200) not null);
create table budynki (id integer primary key, nieruchomosc_id integer not null, ulica varchar(120) not null, numer varchar(20) not null,
  kod_pocztowy varchar(6) not null, miejscowosc varchar(80) not null);
-- rodzaj: M mieszkanie, U użytkowy, G garaż, P postój, K komórka
create table lokale (id integer primary key, budynek_id integer not null, klatka varchar(20), numer varchar(20) not null,
  rodzaj char(1) not null, pietro varchar(20), pow_uzytkowa decimal(10,2) not null, pow_grzewcza decimal(10,2));
-- typ: O osoba, F firma; czlonek: 1 tak, 0 nie
create table kontrahenci (id integer primary key, typ char(1) not null, imie varchar(80), nazwa varchar(200) not null,
  nr_czlonkowski varchar(40), czlonek smallint not null, adres varchar(300), email varchar(254), telefon varchar(40));
-- tytul: SL lokatorskie, SW własnościowe, OW odrębna własność, NA najem, BT bez tytułu; rola: D dysponent, W współwłaściciel, N najemca, P pełnomocnik
create table prawa (id integer primary key, kontrahent_id integer not null, lokal_id integer not null, tytul char(2) not null,
  rola char(1) not null, udzial varchar(20), od_dnia date not null, do_dnia date);
create table konta (id integer primary key, kontrahent_id integer not null, lokal_id integer not null, typ_obrotu varchar(40) not null,
  nazwa_typu varchar(120) not null, nrb char(26) not null);
-- rodzaj: NAL naliczenie, ROZ rozliczenie, KOR korekta, ODS nota odsetkowa, WPL wpłata, ZWR zwrot, UMO umorzenie, BO bilans otwarcia
create table dokumenty (id integer primary key, konto_id integer not null, numer varchar(60) not null, rodzaj varchar(3) not null,
  data_wystawienia date not null, termin date, okres_od date, okres_do date, kwota decimal(15,2) not null, pozostalo decimal(15,2) not null,
  opis varchar(300), koryguje_id integer);
-- grupa: M media, E eksploatacja, F fundusze, I inne; jm: m2, m3, os, lok, szt, GJ, kWh, mc
create table dokumenty_poz (dokument_id integer not null, lp integer not null, skladnik varchar(160) not null, grupa char(1) not null,
  ilosc decimal(12,4) not null, jm varchar(3) not null, stawka decimal(14,6) not null, vat varchar(5) not null,
  kwota decimal(15,2) not null, zalezny smallint not null, primary key (dokument_id, lp));
-- strona: W winien (obciążenie), M ma (wpłata)
create table zapisy (id integer primary key, konto_id integer not null, dokument_id integer, data_ksiegowania date not null,
  data_operacji date not null, termin date, strona char(1) not null, kwota decimal(15,2) not null, rodzaj varchar(3) not null,
  opis varchar(300) not null);
create table rozrachunki (wplata_id integer not null, naleznosc_id integer not null, kwota decimal(15,2) not null);
-- parametr: PU powierzchnia użytkowa, PG grzewcza, OS osoby
create table parametry (lokal_id integer not null, parametr char(2) not null, od_dnia date not null, do_dnia date,
  wartosc decimal(12,4) not null, jm varchar(3) not null);
create table oplaty (lokal_id integer not null, skladnik varchar(160) not null, od_dnia date not null, do_dnia date, grupa char(1) not null,
  ilosc decimal(12,4) not null, jm varchar(3) not null, stawka decimal(14,6) not null, vat varchar(5) not null,
  kwota decimal(15,2) not null, powod varchar(500));
-- rodzaj: WZ woda zimna, WC woda ciepła, CO ciepłomierz, PC podzielnik, EE energia; jm: m3, GJ, kWh, szt
create table liczniki (id integer primary key, lokal_id integer not null, rodzaj char(2) not null, numer varchar(20) not null,
  miejsce varchar(80) not null, jm varchar(3) not null, montaz date not null, legalizacja_do date, demontaz date, nastepny_id integer,
  wsp_grzejnika decimal(8,4), wsp_lokalu decimal(8,4));
-- rodzaj: O ręczny, R zdalny, S szacowany, M podany przez mieszkańca, B brak
create table odczyty (id integer primary key, licznik_id integer not null, dzien date not null, stan decimal(12,3), rodzaj char(1) not null);
-- rodzaj: W woda, C ciepło
create table rozliczenia (id integer primary key, lokal_id integer not null, konto_id integer not null, dokument_id integer,
  rodzaj char(1) not null, okres_od date not null, okres_do date not null, naliczono decimal(15,2) not null,
  powinno decimal(15,2) not null, metoda varchar(500));
-- rodzaj: Z zużycie, S koszt stały, Z2 koszt zmienny, O obsługa, R różnica wskazań
create table rozliczenia_poz (rozliczenie_id integer not null, lp integer not null, rodzaj varchar(2) not null, opis varchar(200) not null,
  licznik_id integer, odczyt_poprz decimal(12,3), odczyt_obecny decimal(12,3), naliczono decimal(15,2) not null,
  ilosc decimal(12,4) not null, jm varchar(3) not null, stawka decimal(14,6) not null, powinno decimal(15,2) not null);
-- Saldo z ksiąg, nie policzone z zapisów: portal porównuje jedno z drugim.
create table salda (konto_id integer primary key, saldo decimal(15,2) not null);
`

const documentKinds = { ...kinds, ODS: 'interestNote' }
const entryKinds = { ...kinds, ODS: 'interest', RAT: 'instalment', DOD: 'housingBenefit' }
const validity = { valid_from: 'od_dnia', valid_to: 'do_dnia' }

const views: Readonly<Partial<Record<ResourceName, View>>> = {
  properties: { from: 'nieruchomosci', columns: { id: 'id', name: 'nazwa' } },
  buildings: {
    from: 'budynki',
    columns: {
      id: 'id',
      property_id: 'nieruchomosc_id',
      street: 'ulica',
      house_number: 'numer',
      postal_code: 'kod_pocztowy',
      city: 'miejscowosc',
    },
  },
  premises: {
    from: 'lokale',
    columns: {
      id: 'id',
      building_id: 'budynek_id',
      staircase: 'klatka',
      number: 'numer',
      kind: coded('rodzaj', { M: 'dwelling', U: 'commercial', G: 'garage', P: 'parking', K: 'storage' }),
      floor: 'pietro',
      usable_area_m2: 'pow_uzytkowa',
      heated_area_m2: 'pow_grzewcza',
    },
  },
  parties: {
    from: 'kontrahenci',
    columns: {
      id: 'id',
      kind: coded('typ', { O: 'person', F: 'company' }),
      first_name: 'imie',
      name: 'nazwa',
      member_number: 'nr_czlonkowski',
      is_member: 'czlonek',
      correspondence_address: 'adres',
      email: 'email',
      phone: 'telefon',
    },
  },
  holdings: {
    from: 'prawa',
    columns: {
      id: 'id',
      party_id: 'kontrahent_id',
      premises_id: 'lokal_id',
      legal_title: coded('tytul', {
        SL: 'cooperativeTenancy',
        SW: 'cooperativeOwnership',
        OW: 'freehold',
        NA: 'lease',
        BT: 'none',
      }),
      role: coded('rola', { D: 'holder', W: 'coOwner', N: 'tenant', P: 'proxy' }),
      share: 'udzial',
      ...validity,
    },
  },
  accounts: {
    from: 'konta',
    columns: {
      id: 'id',
      party_id: 'kontrahent_id',
      premises_id: 'lokal_id',
      ledger_type: 'typ_obrotu',
      ledger_type_name: 'nazwa_typu',
      nrb: 'nrb',
      currency: "'PLN'",
    },
  },
  documents: {
    from: 'dokumenty',
    columns: {
      id: 'id',
      account_id: 'konto_id',
      number: 'numer',
      kind: coded('rodzaj', documentKinds),
      issued_on: 'data_wystawienia',
      due_on: 'termin',
      period_from: 'okres_od',
      period_to: 'okres_do',
      amount: 'kwota',
      remaining: 'pozostalo',
      description: 'opis',
      corrects_document_id: 'koryguje_id',
    },
  },
  document_lines: {
    from: 'dokumenty_poz',
    columns: {
      document_id: 'dokument_id',
      line_no: 'lp',
      component: 'skladnik',
      component_group: coded('grupa', groups),
      quantity: 'ilosc',
      unit: coded('jm', units),
      rate: 'stawka',
      vat_rate: 'vat',
      amount: 'kwota',
      dependent: 'zalezny',
    },
  },
  entries: {
    from: 'zapisy',
    columns: {
      id: 'id',
      account_id: 'konto_id',
      document_id: 'dokument_id',
      booked_on: 'data_ksiegowania',
      value_on: 'data_operacji',
      due_on: 'termin',
      side: coded('strona', { W: 'charge', M: 'payment' }),
      amount: 'kwota',
      kind: coded('rodzaj', entryKinds),
      description: 'opis',
    },
  },
  allocations: {
    from: 'rozrachunki',
    columns: { payment_entry_id: 'wplata_id', charge_entry_id: 'naleznosc_id', amount: 'kwota' },
  },
  charge_parameters: {
    from: 'parametry',
    columns: {
      premises_id: 'lokal_id',
      parameter: coded('parametr', { PU: 'usableArea', PG: 'heatedArea', OS: 'persons' }),
      ...validity,
      value: 'wartosc',
      unit: coded('jm', units),
    },
  },
  fee_components: {
    from: 'oplaty',
    columns: {
      premises_id: 'lokal_id',
      component: 'skladnik',
      ...validity,
      component_group: coded('grupa', groups),
      quantity: 'ilosc',
      unit: coded('jm', units),
      rate: 'stawka',
      vat_rate: 'vat',
      amount: 'kwota',
      change_reason: 'powod',
    },
  },
  meters: {
    from: 'liczniki',
    columns: {
      id: 'id',
      premises_id: 'lokal_id',
      kind: coded('rodzaj', {
        WZ: 'coldWater',
        WC: 'hotWater',
        CO: 'heat',
        PC: 'heatCostAllocator',
        EE: 'electricity',
      }),
      number: 'numer',
      location: 'miejsce',
      unit: coded('jm', { m3: 'm3', GJ: 'GJ', kWh: 'kWh', szt: 'unit' }),
      installed_on: 'montaz',
      verification_valid_until: 'legalizacja_do',
      removed_on: 'demontaz',
      replaced_by_meter_id: 'nastepny_id',
      radiator_factor: 'wsp_grzejnika',
      location_factor: 'wsp_lokalu',
    },
  },
  readings: {
    from: 'odczyty',
    columns: {
      id: 'id',
      meter_id: 'licznik_id',
      read_on: 'dzien',
      value: 'stan',
      kind: coded('rodzaj', { O: 'manual', R: 'remote', S: 'estimated', M: 'resident', B: 'missing' }),
    },
  },
  meter_settlements: {
    from: 'rozliczenia',
    columns: {
      id: 'id',
      premises_id: 'lokal_id',
      account_id: 'konto_id',
      document_id: 'dokument_id',
      kind: coded('rodzaj', { W: 'water', C: 'heat' }),
      period_from: 'okres_od',
      period_to: 'okres_do',
      charged: 'naliczono',
      should_be: 'powinno',
      difference: 'powinno - naliczono',
      method: 'metoda',
    },
  },
  meter_settlement_lines: {
    from: 'rozliczenia_poz',
    columns: {
      settlement_id: 'rozliczenie_id',
      line_no: 'lp',
      line_kind: coded('rodzaj', {
        Z: 'consumption',
        S: 'fixedCost',
        Z2: 'variableCost',
        O: 'service',
        R: 'indicationDifference',
      }),
      description: 'opis',
      meter_id: 'licznik_id',
      previous_reading: 'odczyt_poprz',
      current_reading: 'odczyt_obecny',
      charged: 'naliczono',
      quantity: 'ilosc',
      unit: coded('jm', units),
      rate: 'stawka',
      should_be: 'powinno',
      difference: 'powinno - naliczono',
    },
  },
  balances: {
    from: 'salda',
    columns: {
      account_id: 'konto_id',
      closing_balance: 'saldo',
      entry_count: '(select count(*) from zapisy z where z.konto_id = salda.konto_id)',
    },
  },
}

export const viewName = (name: ResourceName): string => `ebok_${name}`

/** Resources that have a template; letters are files and come from no table. */
export const viewedResources: readonly Resource[] = resources.filter(({ name }) => views[name] !== undefined)

/** All views in one dialect. */
export function sqlViews(dialect: SqlDialect): string {
  return [heads[dialect], ...viewedResources.map((described) => view(described, dialect))].join('\n')
}

const heads: Readonly<Record<SqlDialect, string>> = {
  postgresql: `-- Widoki dla PostgreSQL. Tabele, dla których są napisane: tables.sql.
-- Eksport jednego widoku programem psql:
--   \\copy (select * from ebok_accounts) to 'accounts.csv' with (format csv, header, encoding 'UTF8')
`,
  mssql: `-- Widoki dla Microsoft SQL Server 2016 SP1 albo nowszego. Tabele, dla których są napisane: tables.sql.
-- Eksport jednego widoku w PowerShell 7 (bcp i sqlcmd nie ujmują pól w cudzysłowy, więc się nie nadają):
--   Invoke-Sqlcmd -Query "select * from ebok_accounts" | Export-Csv accounts.csv -Encoding utf8NoBOM -NoTypeInformation
-- Teksty powinny być typu nvarchar; z varchar polskie litery zależą od sortowania bazy.
`,
  firebird: `-- Widoki dla Firebird 3 albo nowszego, dialekt 3. Tabele, dla których są napisane: tables.sql.
-- isql nie pisze plików CSV; potrzebny jest program, który to robi, połączony z bazą w kodowaniu UTF8.
`,
}

const endings: Readonly<Record<SqlDialect, string>> = { postgresql: ';', mssql: ';\nGO', firebird: ';' }

function view({ name, meaning, fields }: Resource, dialect: SqlDialect): string {
  const { from, columns } = views[name] as View
  const create = dialect === 'postgresql' ? 'create or replace view' : 'create or alter view'
  const lines = fields.map(
    (field) => `  ${expression(field, columns[field.name] ?? 'null', dialect)} as ${quoted(field.name, dialect)}`,
  )
  return `-- ${meaning}\n${create} ${viewName(name)} as\nselect\n${lines.join(',\n')}\nfrom ${from}${endings[dialect]}\n`
}

/** `value`, `share` and others are words of one dialect or another. */
const quoted = (name: string, dialect: SqlDialect): string => (dialect === 'mssql' ? `[${name}]` : `"${name}"`)

function expression({ type }: Field, source: string | Coded, dialect: SqlDialect): string {
  const text = (length: number) => `${dialect === 'mssql' ? 'nvarchar' : 'varchar'}(${length})`
  if (typeof source !== 'string') {
    const cases = Object.entries(source.codes).map(([code, value]) => `when '${code}' then '${value}'`)
    return `case ${source.column} ${cases.join(' ')} end`
  }
  switch (type.kind) {
    case 'money':
      return `cast(cast(${source} as decimal(15,2)) as varchar(20))`
    case 'decimal':
      return `cast(cast(${source} as decimal(${12 + type.scale},${type.scale})) as varchar(24))`
    case 'date':
      return `cast(cast(${source} as date) as varchar(10))`
    case 'boolean':
      return `case when ${source} = 1 then 'true' else 'false' end`
    case 'id':
      return `cast(${source} as ${text(64)})`
    case 'integer':
      return `cast(${source} as varchar(12))`
    default:
      return source.startsWith("'") ? `cast(${source} as ${text(widthOf(type))})` : source
  }
}

const widthOf = (type: FieldType): number => (type.kind === 'text' ? type.maxLength : 40)

/** The mapping that makes a delivery of files exported from the views: columns are named as the contract names them. */
export function viewsMapping(): string {
  const sources = viewedResources.map(
    ({ name }) =>
      `  ${name}: { file: ${name}.csv, encoding: utf-8, separator: ",", numbers: "1234.56", dates: yyyy-mm-dd }`,
  )
  const described = viewedResources.map(({ name, fields }) => {
    const lines = fields.map((field) => `      ${field.name}: ${field.name}`)
    return `  ${name}:\n    from: ${name}\n    fields:\n${lines.join('\n')}`
  })
  return [
    '# Opis dla plików CSV z widoków ebok_*: kolumny nazywają się tak jak w kontrakcie.',
    'cooperativeId: sm-nazwa',
    '',
    'sources:',
    ...sources,
    '',
    'resources:',
    ...described,
    '',
  ].join('\n')
}

export const sqlPage = `# Widoki SQL dla systemu księgowego

Gdy system księgowy ma bazę SQL, najprościej dodać do niej widoki o nazwach i kolumnach kontraktu i co noc eksportować je do CSV.

1. Weź plik swojej bazy i zmień w nim nazwy tabel, kolumn i kodów na własne. Nazwy kolumn wynikowych (po \`as\`) zostają.
2. Wyeksportuj każdy widok do pliku \`ZASÓB.csv\`: UTF-8, przecinek, nagłówek. Jak to zrobić, mówi początek pliku.
3. Zrób z plików dostawę i sprawdź ją. Liczby wierszy, skróty i sumy kontrolne dopisze program.

\`\`\`
ebok convert --mapping docs/contract/sql/opis.yaml FOLDER_Z_CSV dostawa --as-of "2026-11-22 23:00"
ebok import --check dostawa
\`\`\`

| plik | co to jest |
| --- | --- |
| [tables.sql](tables.sql) | tabele, jakie ma wiele systemów księgowych; dla nich napisano widoki |
| [postgresql.sql](postgresql.sql) | widoki dla PostgreSQL |
| [mssql.sql](mssql.sql) | widoki dla Microsoft SQL Server |
| [firebird.sql](firebird.sql) | widoki dla Firebird |
| [opis.yaml](opis.yaml) | opis dla \`ebok convert\` |

Widoki dla PostgreSQL przechodzą test: tabele, dane, widoki, eksport, dostawa, sprawdzenie. Widoki dla SQL Server i Firebird powstają z tego samego źródła
i różnią się tylko tym, co w tych bazach pisze się inaczej; na tych bazach nie były uruchamiane.

- Eksport czytaj w jednej transakcji z migawką (\`repeatable read\`, w SQL Server \`snapshot\`), bo inaczej zapisy i salda mogą być z różnych chwil.
- \`decimal(15,2)\` zaokrągla. Jeśli w bazie kwoty mają więcej miejsc, popraw je u źródła: portal pokazuje kwoty co do grosza.
- Kod, którego nie ma w \`case\`, daje pole puste i błąd „To pole musi być wypełnione”.
`
