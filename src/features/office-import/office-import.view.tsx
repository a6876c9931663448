import { countOf } from '#kernel/plural.ts'
import {
  BackLink,
  type BadgeTone,
  DataTable,
  DateTimeText,
  DefinitionList,
  Notice,
  Panel,
  StateBadge,
} from '#ui/components.ts'
import { type DeliveryRow, type DeliveryState, deliveredRows, type Published } from './office-import.model.ts'
import { deliveryKinds, deliveryStates, resourceNames, importText as text } from './office-import.text.ts'

const tones: Readonly<Record<DeliveryState, BadgeTone>> = {
  received: 'info',
  checking: 'info',
  rejected: 'late',
  waiting: 'due',
  published: 'done',
  unchanged: 'off',
  refused: 'late',
  failed: 'late',
}

const StateOf = ({ state }: { readonly state: DeliveryState }) => (
  <StateBadge tone={tones[state]}>{deliveryStates[state]}</StateBadge>
)

export function ImportsView({
  published,
  deliveries,
}: {
  readonly published: Published
  readonly deliveries: readonly DeliveryRow[]
}) {
  return (
    <>
      <Panel title="Co widzą mieszkańcy">
        {published.asOf === null ? (
          <p>{text.nothing}</p>
        ) : (
          <DefinitionList
            items={[
              { term: 'Stan ksiąg na', value: <DateTimeText at={published.asOf} /> },
              { term: 'Publikacja', value: String(published.publicationId) },
              ...(published.publishedAt === null
                ? []
                : [{ term: 'Opublikowano', value: <DateTimeText at={published.publishedAt} /> }]),
            ]}
          />
        )}
      </Panel>
      {deliveries.some((delivery) => delivery.state === 'waiting') && (
        <Notice tone="warning">
          <p>{text.waiting}</p>
        </Notice>
      )}
      <Panel title="Ostatnie dostawy" bare>
        <DataTable
          caption="Ostatnie dostawy"
          captionHidden
          rows={deliveries}
          empty={text.none}
          columns={[
            {
              key: 'received',
              header: 'Przyszła',
              rowHeader: true,
              cell: (row) => (
                <a href={`/biuro/import/${row.id}`}>
                  <DateTimeText at={row.receivedAt} />
                </a>
              ),
            },
            {
              key: 'kind',
              header: 'Rodzaj',
              cell: (row) => (row.kind === null ? 'nieznany' : `${deliveryKinds[row.kind]}, nr ${row.sequence}`),
            },
            {
              key: 'asOf',
              header: 'Stan na',
              cell: (row) => (row.asOf === null ? 'nieznany' : <DateTimeText at={row.asOf} />),
            },
            { key: 'rows', header: 'Wierszy', numeric: true, cell: (row) => deliveredRows(row.report) },
            { key: 'problems', header: 'Błędów', numeric: true, cell: (row) => row.report.problems?.count ?? 0 },
            { key: 'state', header: 'Stan', cell: (row) => <StateOf state={row.state} /> },
          ]}
        />
      </Panel>
    </>
  )
}

export function DeliveryView({ delivery }: { readonly delivery: DeliveryRow }) {
  const problems = delivery.report.problems
  return (
    <>
      <BackLink href="/biuro/import">Wszystkie dostawy</BackLink>
      <Panel title="Dostawa" aside={<StateOf state={delivery.state} />}>
        <DefinitionList
          items={[
            { term: 'Przyszła', value: <DateTimeText at={delivery.receivedAt} /> },
            ...(delivery.asOf === null ? [] : [{ term: 'Stan ksiąg na', value: <DateTimeText at={delivery.asOf} /> }]),
            ...(delivery.report.label === undefined ? [] : [{ term: 'Plik', value: delivery.report.label }]),
            ...(delivery.publicationId === null ? [] : [{ term: 'Publikacja', value: String(delivery.publicationId) }]),
          ]}
        />
      </Panel>
      <Panel title="Wiersze" bare>
        <DataTable
          caption="Wiersze w dostawie"
          captionHidden
          rows={Object.entries(delivery.report.delivered ?? {})}
          empty="Dostawy nie udało się odczytać."
          columns={[
            { key: 'resource', header: 'Zasób', rowHeader: true, cell: ([name]) => resourceNames[name] ?? name },
            { key: 'rows', header: 'Wierszy', numeric: true, cell: ([, rows]) => rows },
          ]}
        />
      </Panel>
      <Panel title="Błędy" bare>
        {problems && problems.count > problems.listed.length && (
          <p>{`Pokazujemy pierwsze ${problems.listed.length}, razem ${countOf(problems.count, 'błąd', 'błędy', 'błędów')}.`}</p>
        )}
        <DataTable
          caption="Błędy w dostawie"
          captionHidden
          rows={problems?.listed ?? []}
          empty={text.noProblems}
          columns={[
            { key: 'file', header: 'Plik', rowHeader: true, cell: (row) => row.file ?? 'cała dostawa' },
            { key: 'line', header: 'Wiersz', numeric: true, cell: (row) => row.line ?? '' },
            { key: 'column', header: 'Kolumna', cell: (row) => row.column ?? '' },
            { key: 'message', header: 'Co jest nie tak', cell: (row) => row.message },
          ]}
        />
      </Panel>
    </>
  )
}
