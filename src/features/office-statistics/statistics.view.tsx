import {
  BarChart,
  DataTable,
  DefinitionList,
  DownloadBar,
  Notice,
  Pagination,
  Panel,
  PanelGrid,
} from '#ui/components.ts'
import { isSmall } from './statistics.model.ts'
import { eventsText, grouped, peopleText, shareText, statisticsText as text } from './statistics.text.ts'

/** One table as the page draws it. */
export interface ShownTable {
  readonly key: string
  readonly title: string
  readonly short?: string
  readonly headers: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Drawn as lying bars, figures beside them. */
  readonly bars: boolean
  readonly empty: string
}

export interface OverviewProps {
  readonly people: number | undefined
  readonly withLogin: number | undefined
  readonly activated: number | undefined
  readonly monthPeople: number | undefined
  readonly today: {
    readonly signIns: number
    readonly signedInPeople: number
    readonly messagesIn: number
    readonly messagesAnswered: number
  }
}

export function OverviewView({ people, withLogin, activated, monthPeople, today }: OverviewProps) {
  const counted = (value: number | undefined) => (value === undefined ? text.none : peopleText(value))
  const share = (value: number | undefined) =>
    value === undefined || people === undefined || isSmall(value) ? {} : { hint: ` ${shareText(value, people)}` }
  return (
    <>
      <p>{text.lead}</p>
      {people === undefined && (
        <Notice tone="info">
          <p>{text.notYet}</p>
        </Notice>
      )}
      <PanelGrid>
        <Panel title={text.people}>
          <DefinitionList
            items={[
              { term: text.inRegister, value: counted(people) },
              { term: text.withLogin, value: counted(withLogin), ...share(withLogin) },
              { term: text.activated, value: counted(activated), ...share(activated) },
              { term: text.thisMonth, value: counted(monthPeople) },
            ]}
          />
        </Panel>
        <Panel title={text.todayNow}>
          <DefinitionList
            items={[
              { term: text.todaySignIns, value: barOf(eventsText(today.signIns, today.signedInPeople)).text },
              { term: text.todayPeople, value: peopleText(today.signedInPeople) },
              { term: text.todayIn, value: grouped(today.messagesIn) },
              { term: text.todayAnswered, value: grouped(today.messagesAnswered) },
            ]}
          />
        </Panel>
      </PanelGrid>
    </>
  )
}

interface TablesProps {
  readonly tables: readonly ShownTable[]
  /** Sentences under a table, by its key. */
  readonly sentences?: Readonly<Record<string, string>>
  readonly paging?: { readonly page: number; readonly pages: number; readonly address: string } | undefined
}

export function TablesView({ tables, sentences = {}, paging }: TablesProps) {
  return (
    <>
      {tables.map((table) => {
        const sentence = sentences[table.key]
        return (
          <Panel title={table.short ?? table.title} bare={!table.bars}>
            {sentence !== undefined && <p>{sentence}</p>}
            {table.bars ? <Bars table={table} /> : <Plain table={table} />}
            <DownloadBar
              print={false}
              links={[{ href: `/biuro/statystyki/${table.key}.csv`, label: text.csv, hint: table.title }]}
            />
          </Panel>
        )
      })}
      {paging && (
        <Pagination
          page={paging.page}
          pages={paging.pages}
          label={text.pages}
          href={(page) => `${paging.address}?strona=${page}`}
        />
      )}
    </>
  )
}

/** The newest first, so that what people look for is on top. Numbers of a third column are bars to compare with. */
function Bars({ table }: { readonly table: ShownTable }) {
  const [label, value, other] = table.headers
  return (
    <BarChart
      caption={table.title}
      labelHeader={label!}
      valueHeader={value!}
      {...(other === undefined ? {} : { compareHeader: other })}
      empty={table.empty}
      bars={table.rows.toReversed().map(([name, figure, second]) => ({
        label: String(name),
        ...barOf(figure!),
        ...(second === undefined
          ? {}
          : {
              compare: barOf(second),
            }),
      }))}
    />
  )
}

/** A number is as long as it is; words have no length. */
const barOf = (figure: string | number): { readonly value: number; readonly text: string } =>
  typeof figure === 'number' ? { value: figure, text: grouped(figure) } : { value: 0, text: figure }

function Plain({ table }: { readonly table: ShownTable }) {
  return (
    <DataTable
      caption={table.title}
      captionHidden
      empty={table.empty}
      rows={table.rows}
      columns={table.headers.map((header, at) => ({
        key: String(at),
        header,
        rowHeader: at === 0,
        numeric: at > 0,
        cell: (row: readonly (string | number)[]) => String(row[at] ?? ''),
      }))}
    />
  )
}
