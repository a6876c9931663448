import { isoDate } from '#kernel/dates.ts'
import { grosze } from '#kernel/money.ts'
import {
  Amount,
  type Column,
  DataTable,
  DateText,
  DefinitionList,
  Money,
  NrbText,
  Panel,
  PanelGrid,
  Slip,
} from '#ui/components.ts'
import { NRB } from './samples.ts'

interface Balance {
  readonly account: string
  readonly balance: ReturnType<typeof grosze>
}

const columns: readonly Column<Balance>[] = [
  { key: 'account', header: 'Konto', rowHeader: true, cell: (row) => row.account },
  { key: 'nrb', header: 'Numer konta', cell: () => <NrbText nrb={NRB} /> },
  { key: 'balance', header: 'Stan', numeric: true, cell: (row) => <Money grosze={row.balance} overdue={false} /> },
]

/** What a resident sees first, for looking at the frame and the first screen together. */
export function AccountSample() {
  return (
    <>
      <Slip
        title="Ile mam zapłacić?"
        tone="due"
        answer={<Amount grosze={grosze(94493)} big />}
        sentence={
          <>
            Termin: <DateText on={isoDate(2026, 12, 10)} />
          </>
        }
        boxes={[
          {
            label: 'Eksploatacja i media',
            value: (
              <>
                <Amount grosze={grosze(79493)} /> na konto
                <br />
                <NrbText nrb={NRB} of="eksploatacja i media" />
              </>
            ),
            wide: true,
          },
        ]}
      />
      <Panel title="Stan kont" bare>
        <DataTable
          caption="Stan kont"
          captionHidden
          columns={columns}
          rows={[
            { account: 'Eksploatacja i media', balance: grosze(79493) },
            { account: 'Fundusz remontowy', balance: grosze(-15000) },
          ]}
          empty="Nie ma kont."
          total={{
            kind: 'total',
            label: 'Razem',
            cells: { balance: <Money grosze={grosze(64493)} overdue={false} /> },
          }}
        />
      </Panel>
      <PanelGrid>
        <Panel title="Ostatnia wpłata">
          <DefinitionList
            items={[
              { term: 'Kwota', value: <Amount grosze={grosze(94493)} /> },
              { term: 'Data', value: <DateText on={isoDate(2026, 11, 9)} /> },
            ]}
          />
        </Panel>
        <Panel title="Ostatnie rozliczenie wody">
          <DefinitionList
            items={[
              { term: 'Okres', value: '1 stycznia – 30 czerwca 2026' },
              { term: 'Wynik', value: <Money grosze={grosze(-4510)} /> },
            ]}
          />
        </Panel>
      </PanelGrid>
    </>
  )
}
