import type { Child } from '#ui/jsx/jsx-runtime'
import { cx } from './names.ts'
import { EmptyState } from './panel.tsx'

export interface Column<Row> {
  readonly key: string
  readonly header: string
  readonly cell: (row: Row) => Child
  /** Amounts, quantities, rates: to the right, figures of one width, never broken. */
  readonly numeric?: boolean
  /** Names the row; at most one column. A phone shows it as the head of the card. */
  readonly rowHeader?: boolean
}

/** A row that is not an entry: the opening balance, a subtotal, the sum. `cells` by column key. */
export interface SummaryRow {
  readonly kind: 'opening' | 'subtotal' | 'total'
  readonly label: string
  readonly cells: Readonly<Record<string, Child>>
}

export interface TableSection<Row> {
  /** Heads its rows; leave out for a table of one section. */
  readonly title?: string
  readonly rows: readonly Row[]
  readonly sum?: SummaryRow
}

export type RowTone = 'late' | 'muted' | 'marked'

interface DataTableProps<Row> {
  readonly caption: string
  /** The caption stays for screen readers and print when the heading above already says the same. */
  readonly captionHidden?: boolean
  readonly columns: readonly Column<Row>[]
  readonly rows?: readonly Row[]
  readonly sections?: readonly TableSection<Row>[]
  readonly opening?: SummaryRow | undefined
  readonly total?: SummaryRow | undefined
  /** The sentence that stands there when there are no rows. */
  readonly empty: string
  readonly rowTone?: (row: Row) => RowTone | undefined
}

/**
 * A table of data. Below 40rem each row becomes a card whose cells carry their column's name; the markup stays a table.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, opening, total } = props
  const sections = props.sections ?? [{ rows: props.rows ?? [] }]
  const isEmpty = sections.every((section) => section.rows.length === 0)
  if (isEmpty && opening === undefined && total === undefined) return <EmptyState sentence={props.empty} />
  return (
    <div class="table-frame">
      <table class="table">
        <caption class={cx(props.captionHidden && 'unseen')}>{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={column.numeric ? 'num' : undefined}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        {opening !== undefined && (
          <tbody>
            <Summary columns={columns} row={opening} />
          </tbody>
        )}
        {isEmpty && (
          <tbody>
            <tr class="row-empty">
              <td colspan={columns.length}>{props.empty}</td>
            </tr>
          </tbody>
        )}
        {sections.map((section) => (
          <Section columns={columns} section={section} rowTone={props.rowTone} />
        ))}
        {total !== undefined && (
          <tfoot>
            <Summary columns={columns} row={total} />
          </tfoot>
        )}
      </table>
    </div>
  )
}

interface SectionProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly section: TableSection<Row>
  readonly rowTone: ((row: Row) => RowTone | undefined) | undefined
}

function Section<Row>({ columns, section, rowTone }: SectionProps<Row>) {
  if (section.rows.length === 0) return null
  return (
    <tbody>
      {section.title !== undefined && (
        <tr class="row-section">
          <th scope="rowgroup" colspan={columns.length}>
            {section.title}
          </th>
        </tr>
      )}
      {section.rows.map((row) => {
        const tone = rowTone?.(row)
        return (
          <tr class={tone && `row-${tone}`}>
            {columns.map((column) => (
              <Cell column={column}>{column.cell(row)}</Cell>
            ))}
          </tr>
        )
      })}
      {section.sum !== undefined && <Summary columns={columns} row={section.sum} />}
    </tbody>
  )
}

interface CellProps {
  readonly column: Pick<Column<never>, 'header' | 'numeric' | 'rowHeader'>
  readonly children?: Child
}

function Cell({ column, children }: CellProps) {
  const name = column.numeric ? 'num' : undefined
  if (column.rowHeader) {
    return (
      <th scope="row" class={name} data-label={column.header}>
        {children}
      </th>
    )
  }
  return (
    <td class={name} data-label={column.header}>
      {children}
    </td>
  )
}

/** The label takes the columns before the first one that has a value. */
function Summary<Row>({ columns, row }: { readonly columns: readonly Column<Row>[]; readonly row: SummaryRow }) {
  const first = columns.findIndex((column) => row.cells[column.key] !== undefined)
  const span = first < 0 ? columns.length : Math.max(first, 1)
  return (
    <tr class={`row-${row.kind}`}>
      <th scope="row" colspan={span > 1 ? span : undefined}>
        {row.label}
      </th>
      {columns.slice(span).map((column) => {
        const value = row.cells[column.key]
        return value === undefined ? (
          <td class="blank" />
        ) : (
          <Cell column={{ ...column, rowHeader: false }}>{value}</Cell>
        )
      })}
    </tr>
  )
}
