import { Buttons, DataTable, DateTimeText, LinkButton, Notice, Pagination, Panel } from '#ui/components.ts'
import { type DeliveryLine, isRunning, type Published, shownState } from './office-import.model.ts'
import { countText, kindWords, stageWords, importText as text, wayWords } from './office-import.text.ts'
import { Progress, SeenNow, StateOf } from './parts.view.tsx'

interface DeliveriesProps {
  readonly published: Published
  readonly deliveries: readonly DeliveryLine[]
  readonly page: number
  readonly pages: number
}

export function DeliveriesView({ published, deliveries, page, pages }: DeliveriesProps) {
  const waiting = deliveries.find((delivery) => delivery.state === 'waiting')
  const running = deliveries.find(isRunning)
  return (
    <div id="dostawy" class="stack" data-live={running && page === 1 ? '' : undefined}>
      <Panel title={text.seen}>
        <SeenNow published={published} />
        {published.canGoBack && (
          <Buttons>
            <LinkButton href="/biuro/import/cofnij" look="quiet">
              {text.goBack}
            </LinkButton>
          </Buttons>
        )}
      </Panel>
      {waiting && (
        <Notice tone="warning">
          <p>
            {text.waiting} <a href={`/biuro/import/${waiting.id}`}>{text.decide}</a>
          </p>
        </Notice>
      )}
      {running && (
        <Panel title={text.underWay}>
          <Progress line={running} />
        </Panel>
      )}
      <Panel title={text.all} bare>
        <DataTable
          caption={text.all}
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
              key: 'state',
              header: 'Stan',
              cell: (row) => (
                <>
                  <StateOf state={shownState(row, published.publicationId)} />
                  {row.state === 'published' && row.publicationId === published.publicationId && (
                    <span class="hint"> {text.seenByResidents}</span>
                  )}
                  {isRunning(row) && <span class="hint"> {stageWords(row.stage)}</span>}
                </>
              ),
            },
            {
              key: 'asOf',
              header: 'Stan na',
              cell: (row) => (row.asOf === null ? text.unknown : <DateTimeText at={row.asOf} />),
            },
            { key: 'kind', header: 'Rodzaj', cell: kindWords },
            { key: 'way', header: 'Skąd', cell: wayWords },
            { key: 'rows', header: 'Wierszy', numeric: true, cell: (row) => countText(row.rows) },
            { key: 'problems', header: 'Błędów', numeric: true, cell: (row) => countText(row.problemCount) },
          ]}
        />
        <Pagination page={page} pages={pages} label="Strony dostaw" href={(to) => `/biuro/import?strona=${to}`} />
      </Panel>
    </div>
  )
}
