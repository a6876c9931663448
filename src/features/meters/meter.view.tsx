import { settlementName } from '#features/accounts/public.ts'
import { formatDate } from '#kernel/dates.ts'
import { formatPeriod } from '#kernel/periods.ts'
import {
  BackLink,
  BarChart,
  DataTable,
  DateText,
  type DefinitionItem,
  DefinitionList,
  DownloadBar,
  Notice,
  Panel,
} from '#ui/components.ts'
import { type MeterRow, type MeterSettlement, meterPremisesLabel, type Verification } from './meters.model.ts'
import {
  factorText,
  measured,
  meterHref,
  meterKindNames,
  noteOf,
  readingKindNames,
  sinceSentence,
  metersText as text,
  unusualSentence,
} from './meters.text.ts'
import { VerificationText } from './meters.view.tsx'
import type { ReadingStep } from './readings.model.ts'
import type { ComparedPeriod, UnusualUse } from './use.model.ts'

interface MeterProps {
  readonly meter: MeterRow & { readonly verification: Verification }
  readonly unusual: UnusualUse | undefined
  readonly periods: readonly ComparedPeriod[]
  /** Of the page shown, newest first. */
  readonly steps: readonly ReadingStep[]
  readonly page: number
  /** Older readings follow on another page. */
  readonly more: boolean
  readonly href: (page: number) => string
  readonly settlements: readonly MeterSettlement[]
  readonly csvHref: string
}

export function MeterView(props: MeterProps) {
  const { meter, unusual, settlements } = props
  return (
    <>
      <BackLink href="/media">Wszystkie liczniki</BackLink>
      {unusual && (
        <Notice tone="warning" title={text.unusualTitle}>
          <p>{unusualSentence(unusual, meter.unit)}</p>
          <p>{text.unusualHelp}</p>
          <p class="hint">{text.unusualRule}</p>
        </Notice>
      )}
      <Panel title="Licznik">
        <DefinitionList items={facts(meter)} />
        {meter.kind === 'heatCostAllocator' && <p class="hint">{text.allocator}</p>}
      </Panel>
      <Panel title={text.chart}>
        <UseChart meter={meter} periods={props.periods} />
      </Panel>
      <Panel title={text.readings} bare>
        <p class="hint">{text.readingsHint}</p>
        <ReadingTable meter={meter} steps={props.steps} />
        {meter.installedOn < meter.since && <p class="hint">{sinceSentence(meter.since)}</p>}
        <OtherReadings {...props} />
      </Panel>
      <Panel title={text.settled}>
        {settlements.length === 0 ? (
          <p>{text.notSettled}</p>
        ) : (
          <ul>
            {settlements.map((one) => (
              <li>
                <a href={`/media/rozliczenia/${encodeURIComponent(one.settlementId)}`}>{settlementName(one)}</a>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <DownloadBar links={[{ href: props.csvHref, label: 'Pobierz odczyty CSV', hint: 'do Excela' }]} />
    </>
  )
}

function facts(meter: MeterProps['meter']): DefinitionItem[] {
  const link = (id: string, number: string | null) => <a href={meterHref(id)}>licznik numer {number}</a>
  return [
    { term: 'Rodzaj', value: meterKindNames[meter.kind] },
    { term: 'Numer', value: meter.number },
    { term: 'Lokal', value: meterPremisesLabel(meter) },
    { term: 'Miejsce', value: meter.location },
    { term: 'Założony', value: <DateText on={meter.installedOn} /> },
    ...(meter.kind === 'heatCostAllocator'
      ? []
      : [{ term: 'Legalizacja ważna do', value: <VerificationText meter={meter} /> }]),
    ...(meter.radiatorFactor === null
      ? []
      : [{ term: 'Współczynnik grzejnika', value: factorText(meter.radiatorFactor) }]),
    ...(meter.locationFactor === null
      ? []
      : [{ term: 'Współczynnik położenia', value: factorText(meter.locationFactor) }]),
    ...(meter.removedOn === null ? [] : [{ term: 'Zdjęty', value: <DateText on={meter.removedOn} /> }]),
    ...(meter.replacedById === null
      ? []
      : [{ term: 'Zastąpił go', value: link(meter.replacedById, meter.replacedByNumber) }]),
    ...(meter.replacesId === null ? [] : [{ term: 'Zastąpił', value: link(meter.replacesId, meter.replacesNumber) }]),
  ]
}

function UseChart({ meter, periods }: { readonly meter: MeterRow; readonly periods: readonly ComparedPeriod[] }) {
  const figure = ({ quantity, estimated }: { readonly quantity: string; readonly estimated: boolean }) =>
    `${measured(quantity, meter.unit)}${estimated ? '*' : ''}`
  return (
    <>
      <BarChart
        caption={`${meterKindNames[meter.kind]}, ${meter.location.toLowerCase()}`}
        labelHeader="Okres"
        valueHeader="Zużycie"
        compareHeader="Rok wcześniej"
        empty={text.chartEmpty}
        bars={periods.map((period) => ({
          label: formatPeriod(period),
          // A length to draw; the figure beside it is exact.
          value: Number(period.quantity),
          text: figure(period),
          compare: period.yearBefore && { value: Number(period.yearBefore.quantity), text: figure(period.yearBefore) },
        }))}
      />
      {periods.length > 0 && (
        <p class="hint">
          {text.chartHint} {hasEstimates(periods) && text.chartEstimated}{' '}
          {meter.replacesId !== null && text.chartReplaced}
        </p>
      )}
    </>
  )
}

const hasEstimates = (periods: readonly ComparedPeriod[]): boolean =>
  periods.some((period) => period.estimated || period.yearBefore?.estimated)

/** How many readings there are in all nobody needs to know: only that there are newer and older ones. */
function OtherReadings({ page, more, href }: Pick<MeterProps, 'page' | 'more' | 'href'>) {
  if (page === 1 && !more) return null
  const link = (to: number, rel: 'prev' | 'next', label: string) => (
    <a class="button" href={href(to)} rel={rel}>
      {label}
    </a>
  )
  return (
    <nav class="pages" aria-label="Inne odczyty">
      {page > 1 ? link(page - 1, 'prev', 'Nowsze odczyty') : <span />}
      {more ? link(page + 1, 'next', 'Starsze odczyty') : <span />}
    </nav>
  )
}

function ReadingTable({ meter, steps }: { readonly meter: MeterRow; readonly steps: readonly ReadingStep[] }) {
  return (
    <DataTable
      caption={text.readings}
      captionHidden
      rows={steps}
      empty={text.noReadings}
      rowTone={(step) => (step.reading.kind === 'missing' ? 'muted' : undefined)}
      columns={[
        { key: 'on', header: 'Data', rowHeader: true, cell: (step) => formatDate(step.reading.readOn) },
        {
          key: 'value',
          header: 'Stan',
          numeric: true,
          cell: (step) => (step.reading.value === null ? '–' : measured(step.reading.value, meter.unit)),
        },
        { key: 'kind', header: 'Rodzaj odczytu', cell: (step) => readingKindNames[step.reading.kind] },
        {
          key: 'use',
          header: 'Zużycie',
          numeric: true,
          cell: (step) => (step.consumption === undefined ? '–' : measured(step.consumption, meter.unit)),
        },
        { key: 'note', header: 'Uwagi', cell: (step) => noteOf(step) ?? '' },
      ]}
    />
  )
}
