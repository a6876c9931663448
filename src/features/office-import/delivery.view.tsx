import { grosze, parseMoney } from '#kernel/money.ts'
import {
  Amount,
  BackLink,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  Disclosure,
  DownloadBar,
  LinkButton,
  Pagination,
  Panel,
} from '#ui/components.ts'
import {
  type Changes,
  type ControlLine,
  changedResources,
  controlLines,
  type Decision,
  type Delivery,
  type DeliveryReport,
  type Fall,
  falls,
  isRunning,
  type Published,
  pagesOf,
  percentText,
  problemsPerPage,
  type ShownState,
  shownState,
} from './office-import.model.ts'
import {
  actionWords,
  countText,
  kindWords,
  listedSentence,
  meaningOf,
  measureNames,
  outcomeWords,
  resourceName,
  importText as text,
  totalName,
  wayWords,
} from './office-import.text.ts'
import { Progress, SeenNow, StateOf } from './parts.view.tsx'

interface DeliveryProps {
  readonly published: Published
  readonly delivery: Delivery
  readonly decisions: readonly Decision[]
  readonly page: number
}

export function DeliveryView({ published, delivery, decisions, page }: DeliveryProps) {
  const state = shownState(delivery, published.publicationId)
  return (
    <>
      <BackLink href="/biuro/import">{text.all}</BackLink>
      <div id="dostawa-teraz" data-live={isRunning(delivery) ? '' : undefined}>
        <Panel title={text.state} aside={<StateOf state={state} />}>
          <Meaning state={state} delivery={delivery} published={published} />
          {isRunning(delivery) && <Progress line={delivery} />}
          <Facts delivery={delivery} />
        </Panel>
      </div>
      <Decisions decisions={decisions} />
      <Problems delivery={delivery} page={page} />
      <Falls report={delivery.report} />
      <Differences report={delivery.report} />
      <Content report={delivery.report} />
    </>
  )
}

interface MeaningProps {
  readonly state: ShownState
  readonly delivery: Delivery
  readonly published: Published
}

function Meaning({ state, delivery, published }: MeaningProps) {
  const { means, next } = meaningOf(state, delivery.report.reason)
  const address = `/biuro/import/${delivery.id}`
  return (
    <>
      <p>
        <strong>{means}</strong>
      </p>
      <p>
        {text.next}: {next}
      </p>
      <SeenNow published={published} />
      {state === 'waiting' && (
        <Buttons>
          <LinkButton href={`${address}/${actionWords.confirm.slug}`} look="main">
            {actionWords.confirm.button}
          </LinkButton>
          <LinkButton href={`${address}/${actionWords.refuse.slug}`} look="danger">
            {actionWords.refuse.button}
          </LinkButton>
        </Buttons>
      )}
      {state === 'shown' && published.canGoBack && (
        <Buttons>
          <LinkButton href="/biuro/import/cofnij" look="quiet">
            {text.goBack}
          </LinkButton>
        </Buttons>
      )}
    </>
  )
}

function Facts({ delivery }: { readonly delivery: Delivery }) {
  const { report, asOf, finishedAt, publicationId } = delivery
  const { before, unverifiedAccounts = 0 } = report
  return (
    <DefinitionList
      items={[
        { term: 'Przyszła', value: <DateTimeText at={delivery.receivedAt} />, hint: ` ${wayWords(delivery)}` },
        { term: 'Stan ksiąg na', value: asOf === null ? text.unknown : <DateTimeText at={asOf} /> },
        { term: 'Rodzaj', value: kindWords(delivery) },
        ...(report.label === undefined ? [] : [{ term: 'Plik', value: report.label }]),
        ...(publicationId === null || delivery.state !== 'published'
          ? []
          : [{ term: 'Publikacja', value: String(publicationId) }]),
        ...(before === undefined ? [] : [{ term: 'Porównana z publikacją', value: String(before.publication) }]),
        ...(finishedAt === null ? [] : [{ term: 'Zakończono', value: <DateTimeText at={finishedAt} /> }]),
        ...(report.by === undefined ? [] : [{ term: 'Kto zdecydował na serwerze', value: report.by }]),
        ...(report.forced ? [{ term: 'Starszy stan ksiąg', value: 'przyjęto mimo to, poleceniem na serwerze' }] : []),
        ...(unverifiedAccounts === 0
          ? []
          : [
              {
                term: 'Konta z saldem innym niż kartoteka',
                value: String(unverifiedAccounts),
                hint: ' Mieszkańcy widzą tam „saldo w trakcie weryfikacji”.',
              },
            ]),
      ]}
    />
  )
}

function Problems({ delivery, page }: { readonly delivery: Delivery; readonly page: number }) {
  const { id, problems, listed, problemCount } = delivery
  if (problemCount === 0) return null
  return (
    <Panel title={text.problems} bare>
      <p>{listed < problemCount ? listedSentence(listed, problemCount) : `Razem: ${countText(problemCount)}.`}</p>
      {problems.every(({ value }) => value === undefined) && <p class="hint">{text.valuesGone}</p>}
      <DownloadBar links={[{ href: `/biuro/import/${id}/bledy`, label: text.csv }]} print={false} />
      <DataTable
        caption="Błędy w dostawie"
        captionHidden
        rows={problems}
        empty={text.noProblems}
        columns={[
          { key: 'file', header: 'Plik', rowHeader: true, cell: (row) => row.file || 'cała dostawa' },
          { key: 'line', header: 'Wiersz', numeric: true, cell: (row) => row.line ?? '–' },
          { key: 'column', header: 'Kolumna', cell: (row) => row.column ?? '–' },
          { key: 'value', header: 'Co tam jest', cell: (row) => <ValueOf value={row.value} /> },
          { key: 'message', header: 'Co jest nie tak', cell: (row) => row.message },
        ]}
      />
      <Pagination
        page={page}
        pages={pagesOf(listed, problemsPerPage)}
        label="Strony błędów"
        href={(to) => `/biuro/import/${id}?strona=${to}`}
      />
    </Panel>
  )
}

function ValueOf({ value }: { readonly value: string | null | undefined }) {
  if (value === null || value === undefined) return <>–</>
  return value === '' ? <>pusto</> : <code>{value}</code>
}

const sumOf = (text: string) => {
  const amount = parseMoney(text)
  return amount === undefined ? text : <Amount grosze={amount} />
}

/** What a measure counts, as it is read. */
const measured = (fall: Pick<Fall, 'measure'>, amount: number) =>
  fall.measure === 'money' ? <Amount grosze={grosze(amount)} /> : countText(amount)

/** What falls, against the limit of the brake; shown on the page of a decision as well. */
export function Falls({ report }: { readonly report: DeliveryReport }) {
  const lines = falls(report)
  const { totals, before } = report
  if (lines.length === 0 || !report.measured) return null
  const balance = totals?.balances_grosze
  const balanceBefore = before?.totals.balances_grosze
  return (
    <Panel title={text.brake} bare>
      <p>
        {text.brakeLimit} {percentText(report.measured.limitPercent)}, {text.brakeThen}
      </p>
      <DataTable
        caption={text.brake}
        captionHidden
        rows={lines}
        empty={text.noDifferences}
        rowTone={(row) => (row.tooMuch ? 'late' : undefined)}
        columns={[
          { key: 'measure', header: 'Co', rowHeader: true, cell: (row) => measureNames[row.measure] },
          { key: 'before', header: 'Było', numeric: true, cell: (row) => measured(row, row.before) },
          { key: 'after', header: 'W dostawie', numeric: true, cell: (row) => measured(row, row.after) },
          { key: 'difference', header: 'Różnica', numeric: true, cell: (row) => measured(row, row.difference) },
          {
            key: 'fall',
            header: 'Spadek',
            numeric: true,
            cell: (row) =>
              row.percent === null ? text.noFall : `${row.percent}${row.tooMuch ? `, ${text.tooMuch}` : ''}`,
          },
        ]}
      />
      {balance !== undefined && balanceBefore !== undefined && (
        <p>
          {text.balances}: było <Amount grosze={grosze(balanceBefore)} />, w dostawie{' '}
          <Amount grosze={grosze(balance)} />. Dodatnia suma znaczy, że mieszkańcy są razem winni spółdzielni.
        </p>
      )}
    </Panel>
  )
}

function Differences({ report }: { readonly report: DeliveryReport }) {
  // Of the first delivery everything is new: there is nothing it could differ from.
  if (!report.changes || report.before === undefined) return null
  return (
    <Panel title={text.differences} bare>
      <ChangesTable changes={changedResources(report)} caption={text.differences} />
    </Panel>
  )
}

/** Rows of each resource that differ between two publications. */
export function ChangesTable({
  changes,
  caption,
}: {
  readonly changes: readonly (readonly [name: string, Changes])[]
  readonly caption: string
}) {
  return (
    <DataTable
      caption={caption}
      captionHidden
      rows={changes}
      empty={text.noDifferences}
      columns={[
        { key: 'resource', header: 'Dane', rowHeader: true, cell: ([name]) => resourceName(name) },
        { key: 'inserted', header: 'Nowe', numeric: true, cell: ([, one]) => countText(one.inserted) },
        { key: 'changed', header: 'Zmienione', numeric: true, cell: ([, one]) => countText(one.changed) },
        { key: 'deleted', header: 'Usunięte', numeric: true, cell: ([, one]) => countText(one.deleted) },
      ]}
    />
  )
}

function Content({ report }: { readonly report: DeliveryReport }) {
  const lines = controlLines(report)
  if (lines.length === 0) {
    return (
      <Panel title={text.content}>
        <p>{text.unread}</p>
      </Panel>
    )
  }
  return (
    <Panel title={text.content} bare>
      <p>{contentSentence(lines)}</p>
      <Disclosure summary={text.contentAll} open={!lines.every((line) => line.agrees)}>
        <DataTable
          caption={text.content}
          captionHidden
          rows={lines}
          empty={text.unread}
          rowTone={(row) => (row.agrees ? undefined : 'late')}
          columns={[
            { key: 'resource', header: 'Dane', rowHeader: true, cell: (row) => resourceName(row.name) },
            {
              key: 'told',
              header: 'Wierszy według dostawy',
              numeric: true,
              cell: (row) => (row.told === null ? '–' : countText(row.told)),
            },
            { key: 'counted', header: 'Policzono', numeric: true, cell: (row) => countText(row.counted) },
            { key: 'totals', header: 'Sumy kontrolne', cell: (row) => <Sums line={row} /> },
            { key: 'agrees', header: 'Wynik', cell: agreement },
          ]}
        />
      </Disclosure>
    </Panel>
  )
}

function contentSentence(lines: readonly ControlLine[]): string {
  if (lines.some(({ told }) => told === null)) return text.contentUnknown
  return lines.every(({ agrees }) => agrees) ? text.contentAgrees : text.contentDiffers
}

function agreement({ told, agrees, complete }: ControlLine): string {
  if (told === null) return '–'
  if (!complete) return text.partial
  return agrees ? text.agrees : text.differs
}

function Sums({ line }: { readonly line: ControlLine }) {
  if (line.totals.length === 0) return <>–</>
  return (
    <>
      {line.totals.map(({ column, told, counted, agrees }) => (
        <div>
          {totalName(column)}: {sumOf(told)}
          {!agrees && <> (policzono {sumOf(counted)})</>}
        </div>
      ))}
    </>
  )
}

function Decisions({ decisions }: { readonly decisions: readonly Decision[] }) {
  if (decisions.length === 0) return null
  return (
    <Panel title={text.decisions} bare>
      <DataTable
        caption={text.decisions}
        captionHidden
        rows={decisions}
        empty={text.none}
        columns={[
          {
            key: 'at',
            header: 'Kiedy',
            rowHeader: true,
            cell: (row) => <DateTimeText at={row.requestedAt} />,
          },
          { key: 'what', header: 'Decyzja', cell: (row) => actionWords[row.action].made },
          { key: 'by', header: 'Kto', cell: (row) => row.requestedBy },
          { key: 'reason', header: text.reason, cell: (row) => row.reason },
          { key: 'outcome', header: 'Wynik', cell: (row) => outcomeWords(row.outcome) },
        ]}
      />
    </Panel>
  )
}
