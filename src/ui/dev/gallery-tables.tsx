import { grosze } from '#kernel/money.ts'
import { Amount, type Column, DataTable, DateText, Money, Panel, StateBadge } from '#ui/components.ts'
import { type Entry, ledger } from './samples.ts'

const ledgerColumns: readonly Column<Entry>[] = [
  { key: 'on', header: 'Data', cell: (entry) => <DateText on={entry.on} short /> },
  { key: 'what', header: 'Opis', rowHeader: true, cell: (entry) => entry.what },
  { key: 'document', header: 'Dokument', cell: (entry) => <a href={`/dokument/${entry.on}`}>{entry.document}</a> },
  {
    key: 'charge',
    header: 'Obciążenie',
    numeric: true,
    cell: (entry) => entry.charge !== undefined && <Amount grosze={entry.charge} />,
  },
  {
    key: 'payment',
    header: 'Wpłata',
    numeric: true,
    cell: (entry) => entry.payment !== undefined && <Amount grosze={entry.payment} />,
  },
  {
    key: 'balance',
    header: 'Saldo',
    numeric: true,
    cell: (entry) => <Money grosze={entry.balance} overdue={entry.late === true} />,
  },
]

interface Component {
  readonly name: string
  readonly quantity: string
  readonly rate: string
  readonly value: ReturnType<typeof grosze>
}

const componentColumns: readonly Column<Component>[] = [
  { key: 'name', header: 'Składnik', rowHeader: true, cell: (row) => row.name },
  { key: 'quantity', header: 'Ilość', numeric: true, cell: (row) => row.quantity },
  { key: 'rate', header: 'Stawka', numeric: true, cell: (row) => row.rate },
  { key: 'value', header: 'Wartość', numeric: true, cell: (row) => <Amount grosze={row.value} /> },
]

const people: readonly Column<{ name: string; state: 'done' | 'late' }>[] = [
  { key: 'name', header: 'Lokal', rowHeader: true, cell: (row) => row.name },
  {
    key: 'state',
    header: 'Stan',
    cell: (row) =>
      row.state === 'done' ? (
        <StateBadge tone="done">zapłacone</StateBadge>
      ) : (
        <StateBadge tone="late">po terminie</StateBadge>
      ),
  },
]

export function Tables() {
  return (
    <>
      <Panel title="Kartoteka" bare>
        <DataTable
          caption="Zapisy od 1 września 2026"
          columns={ledgerColumns}
          rows={ledger}
          empty="W tym okresie nie ma zapisów."
          rowTone={(entry) => (entry.late ? 'late' : undefined)}
          opening={{ kind: 'opening', label: 'Wcześniejsze pozycje', cells: { balance: <Money grosze={grosze(0)} /> } }}
          total={{
            kind: 'total',
            label: 'Razem',
            cells: {
              charge: <Amount grosze={grosze(1329060)} />,
              payment: <Amount grosze={grosze(94493)} />,
              balance: <Money grosze={grosze(1234567)} />,
            },
          }}
        />
      </Panel>
      <Panel title="Składniki rachunku">
        <DataTable
          caption="Składniki rachunku N/9/2026/001234"
          captionHidden
          columns={componentColumns}
          empty="Rachunek nie ma składników."
          rowTone={(row) => (row.name.startsWith('Zaliczka') ? 'marked' : undefined)}
          sections={[
            {
              title: 'Media',
              rows: [
                { name: 'Woda zimna', quantity: '4,000 m³', rate: '14,6200 zł', value: grosze(5848) },
                { name: 'Zaliczka na ciepło', quantity: '48,50 m²', rate: '6,2900 zł', value: grosze(30507) },
              ],
              sum: { kind: 'subtotal', label: 'Razem media', cells: { value: <Amount grosze={grosze(36355)} /> } },
            },
            {
              title: 'Eksploatacja',
              rows: [{ name: 'Koszty eksploatacji', quantity: '48,50 m²', rate: '3,3500 zł', value: grosze(16248) }],
              sum: {
                kind: 'subtotal',
                label: 'Razem eksploatacja',
                cells: { value: <Amount grosze={grosze(16248)} /> },
              },
            },
          ]}
          total={{ kind: 'total', label: 'Razem', cells: { value: <Amount grosze={grosze(52603)} /> } }}
        />
      </Panel>
      <Panel title="Tabela bez wierszy" bare>
        <DataTable caption="Pusta" columns={people} rows={[]} empty="Nie ma jeszcze rachunków." />
        <DataTable
          caption="Z bilansem otwarcia, bez zapisów"
          columns={ledgerColumns}
          rows={[]}
          empty="W tym okresie nie ma zapisów."
          opening={{
            kind: 'opening',
            label: 'Wcześniejsze pozycje',
            cells: { balance: <Money grosze={grosze(-500)} /> },
          }}
        />
        <DataTable
          caption="Dwie kolumny"
          columns={people}
          empty=""
          rowTone={(row) => (row.state === 'done' ? 'muted' : undefined)}
          rows={[
            { name: 'ul. Lipowa 12/34', state: 'done' },
            { name: 'ul. Lipowa 12, garaż 7', state: 'late' },
          ]}
        />
      </Panel>
    </>
  )
}
