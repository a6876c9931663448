import { formatDate, type IsoDate } from '#kernel/dates.ts'
import {
  Amount,
  type Column,
  DataTable,
  DateText,
  DefinitionList,
  Disclosure,
  DownloadBar,
  EmptyState,
  Field,
  FilterForm,
  Notice,
  Panel,
} from '#ui/components.ts'
import type { ComponentRow, FeeCalculation, FeeLine, Parameter, ParameterRow } from './fees.model.ts'
import {
  changeSentence,
  differenceText,
  groupNames,
  lineChange,
  parameterNames,
  premisesText,
  quantityText,
  rateText,
  feesText as text,
  vatName,
} from './premises.text.ts'

interface FeesProps {
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  /** The premises shown; none when the person has none, or asked for others. */
  readonly chosen: string | undefined
  readonly calculation: FeeCalculation
  readonly parameters: readonly Parameter[]
  /** Whose rates the accounting system took; unknown for who only acts for somebody. */
  readonly isMember: boolean | undefined
}

export function FeesView({ choices, chosen, calculation, parameters, isMember }: FeesProps) {
  if (choices.length === 0) {
    return (
      <EmptyState sentence={premisesText.none}>
        <p>{premisesText.noneHelp}</p>
      </EmptyState>
    )
  }
  const query = chosen === undefined ? '' : `?punkt=${encodeURIComponent(chosen)}`
  return (
    <>
      {choices.length > 1 && (
        <FilterForm action="/moje-dane/parametry" label="Wybór lokalu">
          <Field name="punkt" label="Lokal" kind="select" plainLabel value={chosen ?? ''} options={choices} />
        </FilterForm>
      )}
      {chosen === undefined ? (
        <EmptyState sentence={premisesText.noPremisesHere} />
      ) : (
        <>
          <Panel title={text.fees} bare>
            <Fees calculation={calculation} isMember={isMember} />
          </Panel>
          <Panel title={text.parameters} bare>
            <Parameters parameters={parameters} />
          </Panel>
          <p class="hint">
            {premisesText.source} <a href="/moje-dane/prosba">{premisesText.request}</a>
          </p>
          <DownloadBar
            links={[
              { href: `/moje-dane/parametry/oplaty.csv${query}`, label: 'Pobierz wymiar opłat CSV', hint: 'do Excela' },
              { href: `/moje-dane/parametry/parametry.csv${query}`, label: 'Pobierz parametry CSV', hint: 'do Excela' },
            ]}
          />
        </>
      )}
    </>
  )
}

function Fees({
  calculation,
  isMember,
}: {
  readonly calculation: FeeCalculation
  readonly isMember: boolean | undefined
}) {
  const { groups, nowGrosze, nextOn, starts, nextGrosze, differenceGrosze } = calculation
  if (groups.length === 0) return <EmptyState sentence={text.noFees} />
  return (
    <>
      <DefinitionList
        items={[
          { term: 'Dziś', value: <PerMonth grosze={nowGrosze} none={starts} /> },
          ...(nextOn === undefined
            ? [{ term: 'Zmiany', value: text.noChange }]
            : [{ term: `Od ${formatDate(nextOn)}`, value: <PerMonth grosze={nextGrosze} none={false} /> }]),
        ]}
      />
      {nextOn !== undefined && !starts && <Changes calculation={calculation} nextOn={nextOn} />}
      <DataTable
        caption={text.fees}
        captionHidden
        empty={text.noFees}
        columns={feeColumns(calculation)}
        sections={groups.map((group) => ({
          title: groupNames[group.group],
          rows: group.lines,
          sum: {
            kind: 'subtotal' as const,
            label: `Razem: ${groupNames[group.group]}`,
            cells: {
              ...(starts ? {} : { now: <Amount grosze={group.nowGrosze} /> }),
              ...(nextOn === undefined ? {} : { next: <Amount grosze={group.nextGrosze} /> }),
            },
          },
        }))}
        total={{
          kind: 'total',
          label: 'Razem miesięcznie',
          cells: {
            ...(starts ? {} : { now: <Amount grosze={nowGrosze} /> }),
            ...(nextOn === undefined
              ? {}
              : {
                  next: <Amount grosze={nextGrosze} />,
                  ...(starts ? {} : { difference: differenceText(differenceGrosze) }),
                }),
          },
        }}
        rowTone={(line) => (line.changed && !starts ? 'marked' : undefined)}
      />
      <p class="hint">
        {calculation.multiplies ? text.how : text.howDelivered} {calculation.taxed ? text.vat : text.noVat}{' '}
        {isMember !== undefined && (isMember ? text.memberRates : text.otherRates)}
      </p>
    </>
  )
}

function PerMonth({ grosze, none }: { readonly grosze: FeeCalculation['nowGrosze']; readonly none: boolean }) {
  if (none) return text.noFeesNow
  return (
    <>
      <Amount grosze={grosze} /> {text.perMonth}
    </>
  )
}

function Changes({ calculation, nextOn }: { readonly calculation: FeeCalculation; readonly nextOn: IsoDate }) {
  return (
    <Notice tone="info" title={text.changes}>
      <p>
        <strong>{changeSentence(nextOn, calculation.differenceGrosze)}</strong>
      </p>
      <ul>
        {calculation.changes.map((line) => (
          <li>
            {line.component}: {differenceText(line.differenceGrosze)} ({lineChange(line)}).{' '}
            {line.next?.changeReason ?? (line.now === undefined || line.next === undefined ? '' : text.noReason)}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

/** "48,5 m² × 3,32 zł = 161,02 zł": the arithmetic above its result. Repeated only where something changes. */
function Side({ row, short = false }: { readonly row: ComponentRow | undefined; readonly short?: boolean }) {
  if (row === undefined) return 'nie ma'
  return (
    <>
      {!short && (
        <span class="hint">
          {quantityText(row.quantity, row.unit)} × {rateText(row.rate)} zł ={' '}
        </span>
      )}
      <Amount grosze={row.amountGrosze} />
    </>
  )
}

function feeColumns({ nextOn, starts, taxed }: FeeCalculation): Column<FeeLine>[] {
  const difference: Column<FeeLine> = {
    key: 'difference',
    header: 'Zmiana',
    cell: ({ changed, differenceGrosze }) =>
      changed ? <strong>{differenceText(differenceGrosze)}</strong> : 'bez zmian',
  }
  return [
    { key: 'component', header: 'Składnik', rowHeader: true, cell: (line) => line.component },
    ...(taxed
      ? [{ key: 'vat', header: 'VAT', cell: (line: FeeLine) => vatName((line.next ?? line.now)!.vatRate) }]
      : []),
    ...(starts
      ? []
      : [
          {
            key: 'now',
            header: nextOn === undefined ? 'Wartość' : 'Dziś',
            numeric: true,
            cell: ({ now }: FeeLine) => <Side row={now} />,
          },
        ]),
    ...(nextOn === undefined
      ? []
      : [
          {
            key: 'next',
            header: `Od ${formatDate(nextOn)}`,
            numeric: true,
            cell: ({ next, changed }: FeeLine) => <Side row={next} short={!changed} />,
          },
        ]),
    ...(nextOn === undefined || starts ? [] : [difference]),
  ]
}

function Parameters({ parameters }: { readonly parameters: readonly Parameter[] }) {
  if (parameters.length === 0) return <EmptyState sentence={text.noParameters} />
  const history = parameters.filter(({ before }) => before.length > 0)
  return (
    <>
      <p class="hint">{text.parametersHint}</p>
      <DataTable
        caption={text.parameters}
        captionHidden
        empty={text.noParameters}
        rows={parameters}
        columns={[
          { key: 'name', header: 'Parametr', rowHeader: true, cell: ({ parameter }) => parameterNames[parameter] },
          { key: 'value', header: 'Wartość', numeric: true, cell: ({ now }) => (now ? valueText(now) : 'brak') },
          { key: 'since', header: 'Od kiedy', cell: ({ now }) => (now ? <DateText on={now.validFrom} /> : '') },
          {
            key: 'later',
            header: 'Zapowiedziane',
            cell: ({ later }) =>
              later.length === 0
                ? 'bez zmian'
                : later.map((row) => `${valueText(row)} od ${formatDate(row.validFrom)}`).join(', '),
          },
        ]}
      />
      {history.length > 0 && (
        <Disclosure summary={text.history}>
          <p class="hint">{text.historyHint}</p>
          <DataTable
            caption={text.history}
            captionHidden
            empty={text.noParameters}
            rows={history.flatMap(({ before }) => before)}
            columns={[
              { key: 'name', header: 'Parametr', rowHeader: true, cell: (row) => parameterNames[row.parameter] },
              { key: 'value', header: 'Wartość', numeric: true, cell: valueText },
              { key: 'from', header: 'Od', cell: (row) => <DateText on={row.validFrom} /> },
              { key: 'to', header: 'Do', cell: (row) => (row.validTo === null ? '' : <DateText on={row.validTo} />) },
            ]}
          />
        </Disclosure>
      )}
    </>
  )
}

const valueText = (row: ParameterRow): string => quantityText(row.value, row.unit)
