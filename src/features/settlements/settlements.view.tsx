import { type Choice, settlementName, settlementResult } from '#features/accounts/public.ts'
import { formatPeriod } from '#kernel/periods.ts'
import {
  Amount,
  type BadgeTone,
  DataTable,
  DownloadBar,
  EmptyState,
  Field,
  FilterForm,
  StateBadge,
} from '#ui/components.ts'
import type { PremisesSettlements, SettlementFilter, SettlementRow } from './settlements.model.ts'
import { settlementHref, settlementKindNames, settlementsText as text } from './settlements.text.ts'

interface ListProps {
  readonly premises: readonly PremisesSettlements[]
  readonly choices: readonly Choice[]
  readonly filter: SettlementFilter
  readonly filtered: boolean
  readonly any: boolean
  readonly csvHref: string
}

export function SettlementsView({ premises, choices, filter, filtered, any, csvHref }: ListProps) {
  if (!any) {
    return (
      <EmptyState sentence={text.none}>
        <p>{text.noneHelp}</p>
      </EmptyState>
    )
  }
  return (
    <>
      <FilterForm
        action="/media/rozliczenia"
        label="Wybór rozliczeń"
        folds
        resetHref={filtered ? '/media/rozliczenia' : undefined}
      >
        {choices.length > 1 && (
          <Field
            name="punkt"
            label="Lokal"
            kind="select"
            plainLabel
            value={filter.punkt ?? ''}
            options={[{ value: '', label: 'wszystkie lokale' }, ...choices]}
          />
        )}
        <Field
          name="rodzaj"
          label="Rodzaj"
          kind="select"
          plainLabel
          width="short"
          value={filter.rodzaj ?? ''}
          options={[
            { value: '', label: 'woda i ciepło' },
            { value: 'woda', label: 'woda' },
            { value: 'cieplo', label: 'ciepło' },
          ]}
        />
        <Field name="od" label="Od dnia" kind="date" plainLabel width="short" value={filter.od ?? ''} />
        <Field name="do" label="Do dnia" kind="date" plainLabel width="short" value={filter.do ?? ''} />
      </FilterForm>
      <p class="hint">{text.resultHint}</p>
      <DataTable<SettlementRow>
        caption={text.list}
        captionHidden
        empty={text.noneChosen}
        sections={premises.map((one) => ({ ...(choices.length > 1 ? { title: one.label } : {}), rows: one.rows }))}
        columns={[
          { key: 'name', header: 'Rozliczenie', rowHeader: true, cell: (row) => <SettlementLink row={row} /> },
          { key: 'charged', header: text.charged, numeric: true, cell: (row) => <Amount grosze={row.chargedGrosze} /> },
          {
            key: 'shouldBe',
            header: text.shouldBe,
            numeric: true,
            cell: (row) => <Amount grosze={row.shouldBeGrosze} />,
          },
          { key: 'result', header: 'Wynik', cell: (row) => <ResultBadge row={row} /> },
        ]}
      />
      <DownloadBar links={[{ href: csvHref, label: 'Pobierz CSV', hint: 'do Excela' }]} />
    </>
  )
}

function SettlementLink({ row }: { readonly row: SettlementRow }) {
  const period = formatPeriod({ from: row.periodFrom, to: row.periodTo })
  return (
    <a href={settlementHref(row.id)} aria-label={settlementName(row)}>
      {settlementKindNames[row.kind]}, {period}
    </a>
  )
}

function ResultBadge({ row }: { readonly row: SettlementRow }) {
  const tone: BadgeTone = row.differenceGrosze > 0 ? 'due' : row.differenceGrosze < 0 ? 'done' : 'off'
  return <StateBadge tone={tone}>{settlementResult(row)}</StateBadge>
}
