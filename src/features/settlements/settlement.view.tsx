import { documentHref } from '#features/charges/public.ts'
import { meterHref, meterKindNames } from '#features/meters/public.ts'
import { formatDecimal } from '#kernel/decimal.ts'
import { formatMoney, negate } from '#kernel/money.ts'
import { formatPeriod } from '#kernel/periods.ts'
import { unitName } from '#kernel/units.ts'
import {
  Amount,
  BackLink,
  type Column,
  DataTable,
  type DefinitionItem,
  DefinitionList,
  DownloadBar,
  Notice,
  Panel,
  Slip,
} from '#ui/components.ts'
import type { Explanation, HeatFigures } from './explanation.model.ts'
import {
  type LineGroup,
  type Replacement,
  type SettledMeter,
  type Settlement,
  type SettlementLine,
  settlementPremisesLabel,
} from './settlements.model.ts'
import {
  closingSentences,
  factorText,
  lineKindNames,
  productSentence,
  quantitySentences,
  replacementSentence,
  resultSentence,
  resultWord,
  settlementKindNames,
  settlementsText as text,
} from './settlements.text.ts'

interface SettlementProps {
  readonly settlement: Settlement
  readonly groups: readonly LineGroup[]
  readonly meters: readonly SettledMeter[]
  readonly replaced: readonly Replacement[]
  /** Undefined for water. */
  readonly heat: HeatFigures | undefined
  /** Undefined when lines and result do not fit: then nothing is explained. */
  readonly explanations: ReadonlyMap<number, Explanation> | undefined
  readonly csvHref: string
}

export function SettlementView(props: SettlementProps) {
  const { settlement, groups, meters, heat, csvHref } = props
  return (
    <>
      <BackLink href="/media/rozliczenia">Wszystkie rozliczenia</BackLink>
      <Result settlement={settlement} />
      <Panel title={text.lines} bare>
        <LineTable groups={groups} settlement={settlement} />
      </Panel>
      {meters.length > 0 && (
        <Panel title={text.meters} bare>
          <MeterTable meters={meters} />
          {props.replaced.map((one) => (
            <p>{replacementSentence(one, unitOf(one.old))}</p>
          ))}
        </Panel>
      )}
      <Why {...props} />
      {heat && (
        <Panel title={text.heat}>
          <DefinitionList items={heatItems(heat)} />
          <p class="hint">{text.heatHint}</p>
        </Panel>
      )}
      <Method settlement={settlement} hasDifference={groups.some((group) => group.kind === 'indicationDifference')} />
      <DownloadBar links={[{ href: csvHref, label: 'Pobierz pozycje CSV', hint: 'do Excela' }]} />
    </>
  )
}

function Result({ settlement }: { readonly settlement: Settlement }) {
  const { differenceGrosze, documentId, documentNumber } = settlement
  const tone = differenceGrosze > 0 ? 'due' : differenceGrosze < 0 ? 'credit' : 'settled'
  return (
    <Slip
      title={`Wynik rozliczenia: ${settlementKindNames[settlement.kind].toLowerCase()}`}
      tone={tone}
      answer={
        <span class={`money money-${tone} money-big`}>
          <span class="money-word">{resultWord(differenceGrosze)}</span>{' '}
          {differenceGrosze !== 0 && (
            <Amount grosze={differenceGrosze < 0 ? negate(differenceGrosze) : differenceGrosze} big />
          )}
        </span>
      }
      sentence={resultSentence(settlement)}
      boxes={[
        { label: 'Okres', value: formatPeriod({ from: settlement.periodFrom, to: settlement.periodTo }) },
        { label: 'Lokal', value: settlementPremisesLabel(settlement) },
        { label: text.charged, value: <Amount grosze={settlement.chargedGrosze} /> },
        { label: text.shouldBe, value: <Amount grosze={settlement.shouldBeGrosze} /> },
        ...(documentId !== null && documentNumber !== null
          ? [
              {
                label: `Dokument na koncie: ${settlement.ledgerTypeName}`,
                value: <a href={documentHref(documentId)}>{documentNumber}</a>,
                wide: true,
              },
            ]
          : []),
      ]}
    />
  )
}

type SumKey = 'chargedGrosze' | 'shouldBeGrosze' | 'differenceGrosze'
const sumCells = (sums: Readonly<Record<SumKey, SettlementLine[SumKey]>>) => ({
  charged: <Amount grosze={sums.chargedGrosze} />,
  shouldBe: <Amount grosze={sums.shouldBeGrosze} />,
  difference: <Amount grosze={sums.differenceGrosze} />,
})

function LineTable({ groups, settlement }: Pick<SettlementProps, 'groups' | 'settlement'>) {
  return (
    <>
      <DataTable<SettlementLine>
        caption={text.lines}
        captionHidden
        empty="To rozliczenie nie ma pozycji."
        sections={groups.map((group) => ({
          title: lineKindNames[group.kind],
          rows: group.lines,
          ...(group.lines.length > 1
            ? { sum: { kind: 'subtotal' as const, label: 'Razem ta część', cells: sumCells(group) } }
            : {}),
        }))}
        total={{ kind: 'total', label: text.total, cells: sumCells(settlement) }}
        columns={[
          { key: 'description', header: 'Pozycja', rowHeader: true, cell: (line) => <LineName line={line} /> },
          {
            key: 'charged',
            header: text.charged,
            numeric: true,
            cell: (line) => <Amount grosze={line.chargedGrosze} />,
          },
          { key: 'quantity', header: 'Ilość', numeric: true, cell: (line) => formatDecimal(line.quantity) },
          { key: 'unit', header: 'JM', cell: (line) => unitName(line.unit) },
          {
            key: 'rate',
            header: 'Stawka (zł)',
            numeric: true,
            cell: (line) => formatDecimal(line.rate, { minScale: 2 }),
          },
          {
            key: 'shouldBe',
            header: text.shouldBe,
            numeric: true,
            cell: (line) => <Amount grosze={line.shouldBeGrosze} />,
          },
          {
            key: 'difference',
            header: 'Różnica',
            numeric: true,
            cell: (line) => <Amount grosze={line.differenceGrosze} />,
          },
        ]}
      />
      <p class="hint">JM to jednostka miary. Różnica z minusem to kwota do zwrotu.</p>
    </>
  )
}

function LineName({ line }: { readonly line: SettlementLine }) {
  return (
    <>
      {line.description}
      {line.meterNumber && <span class="hint"> licznik {line.meterNumber}</span>}
    </>
  )
}

/** The unit a meter counts in: an allocator's line is settled in converted units, which are written alike. */
const unitOf = (meter: SettledMeter): string => unitName(meter.line.unit)

function MeterTable({ meters }: { readonly meters: readonly SettledMeter[] }) {
  const hasFactors = meters.some(({ line }) => line.radiatorFactor !== null || line.locationFactor !== null)
  const factor = (value: string | null) => (value === null ? '' : factorText(value))
  const columns: Column<SettledMeter>[] = [
    { key: 'meter', header: 'Licznik', rowHeader: true, cell: (meter) => <MeterName line={meter.line} /> },
    { key: 'location', header: 'Miejsce', cell: ({ line }) => line.meterLocation ?? '' },
    {
      key: 'previous',
      header: 'Odczyt poprzedni',
      numeric: true,
      cell: (meter) => formatDecimal(meter.previousReading),
    },
    { key: 'current', header: 'Odczyt obecny', numeric: true, cell: (meter) => formatDecimal(meter.currentReading) },
    {
      key: 'use',
      header: 'Zużycie',
      numeric: true,
      cell: (meter) => `${formatDecimal(meter.counted)} ${unitOf(meter)}`,
    },
    ...(hasFactors
      ? [
          {
            key: 'radiator',
            header: 'Wsp. grzejnika',
            numeric: true,
            cell: ({ line }: SettledMeter) => factor(line.radiatorFactor),
          },
          {
            key: 'place',
            header: 'Wsp. położenia',
            numeric: true,
            cell: ({ line }: SettledMeter) => factor(line.locationFactor),
          },
          {
            key: 'converted',
            header: 'Jednostki po przeliczeniu',
            numeric: true,
            cell: ({ line }: SettledMeter) => formatDecimal(line.quantity),
          },
        ]
      : []),
  ]
  return <DataTable caption={text.meters} captionHidden rows={meters} empty="" columns={columns} />
}

function MeterName({ line }: { readonly line: SettlementLine }) {
  const name = line.meterKind === null ? 'Licznik' : meterKindNames[line.meterKind]
  return (
    <>
      {line.meterOpens && line.meterId !== null ? <a href={meterHref(line.meterId)}>{name}</a> : name}
      {line.meterNumber && <span class="hint"> numer {line.meterNumber}</span>}
    </>
  )
}

function Why({ settlement, groups, explanations }: SettlementProps) {
  if (explanations === undefined) {
    return (
      <Notice tone="warning">
        <p>{text.notAddedUp}</p>
      </Notice>
    )
  }
  const lines = groups.flatMap((group) => group.lines)
  return (
    <Panel title={text.why}>
      <p>{text.whyHint}</p>
      {lines.some((line) => line.radiatorFactor !== null) && <p>{text.factors}</p>}
      <ol>
        {lines.map((line) => (
          <li>
            <LineWhy line={line} explanation={explanations.get(line.lineNo)} />
          </li>
        ))}
      </ol>
      {closingSentences(settlement).map((sentence) => (
        <p>{sentence}</p>
      ))}
    </Panel>
  )
}

interface LineWhyProps {
  readonly line: SettlementLine
  readonly explanation: Explanation | undefined
}

function LineWhy({ line, explanation }: LineWhyProps) {
  const unit = unitName(line.unit)
  const sentences = explanation
    ? [...quantitySentences(explanation.quantity, line, unit), productSentence(explanation, line, unit)]
    : [`Kwota: ${formatMoney(line.shouldBeGrosze)}.`, text.notExplained]
  return (
    <>
      <b>
        {line.description}
        {line.meterNumber && `, licznik ${line.meterNumber}`}
      </b>
      {sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
    </>
  )
}

function heatItems(heat: HeatFigures): DefinitionItem[] {
  return [
    ...(heat.area === undefined ? [] : [{ term: 'Powierzchnia ogrzewana', value: `${formatDecimal(heat.area)} m²` }]),
    ...(heat.measured === undefined
      ? []
      : [
          {
            term: heat.measured.unit === 'unit' ? 'Jednostki po przeliczeniu, razem' : 'Zużyte ciepło',
            value: `${formatDecimal(heat.measured.quantity)} ${unitName(heat.measured.unit)}`,
          },
        ]),
    { term: 'Część stała', value: <Amount grosze={heat.fixedGrosze} /> },
    { term: 'Część zmienna', value: <Amount grosze={heat.variableGrosze} /> },
    ...(heat.perSquareMetreGrosze === undefined
      ? []
      : [
          {
            term: 'Koszt na 1 m² lokalu w tym okresie',
            value: <Amount grosze={heat.perSquareMetreGrosze} />,
            hint: 'w zaokrągleniu do grosza',
          },
        ]),
  ]
}

function Method({ settlement, hasDifference }: { readonly settlement: Settlement; readonly hasDifference: boolean }) {
  if (settlement.method === null && !hasDifference) return null
  return (
    <Panel title={text.method}>
      {settlement.method !== null && <p>{settlement.method}</p>}
      {hasDifference && (
        <p>
          <b>{text.difference}.</b> {text.differenceHelp}
        </p>
      )}
    </Panel>
  )
}
