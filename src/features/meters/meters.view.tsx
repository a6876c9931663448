import type { Choice } from '#features/accounts/public.ts'
import { formatDate, formatDateShort, type IsoDate } from '#kernel/dates.ts'
import {
  type BadgeTone,
  DataTable,
  DateText,
  DownloadBar,
  EmptyState,
  Field,
  FilterForm,
  Notice,
  Panel,
  StateBadge,
} from '#ui/components.ts'
import { type ListedMeter, type PremisesMeters, type Verification, verificationWarningDays } from './meters.model.ts'
import {
  measured,
  meterHref,
  meterKindNames,
  noteOf,
  readingKindNames,
  replacementSentence,
  sinceSentence,
  metersText as text,
  unusualSentence,
  verificationWords,
} from './meters.text.ts'

interface RegisterProps {
  readonly premises: readonly PremisesMeters[]
  readonly choices: readonly Choice[]
  readonly punkt: string | undefined
  readonly csvHref: string
}

export function RegisterView({ premises, choices, punkt, csvHref }: RegisterProps) {
  return (
    <>
      {choices.length > 1 && (
        <FilterForm action="/media" label="Wybór lokalu" resetHref={punkt === undefined ? undefined : '/media'}>
          <Field
            name="punkt"
            label="Lokal"
            kind="select"
            plainLabel
            value={punkt ?? ''}
            options={[{ value: '', label: 'wszystkie lokale' }, ...choices]}
          />
        </FilterForm>
      )}
      <Warnings premises={premises} />
      {premises.length === 0 && (
        <EmptyState sentence={text.none}>
          <p>{text.noneHelp}</p>
        </EmptyState>
      )}
      {premises.map((one) => (
        <Panel title={one.label} bare>
          <MeterTable caption={`Liczniki: ${one.label}`} meters={one.inUse} />
          {one.removed.length > 0 && <RemovedTable meters={one.removed} />}
          {one.since && <p class="hint">{sinceSentence(one.since)}</p>}
        </Panel>
      ))}
      {premises.length > 0 && <DownloadBar links={[{ href: csvHref, label: 'Pobierz CSV', hint: 'do Excela' }]} />}
    </>
  )
}

/** What needs a person's attention stands above the tables, in sentences. */
function Warnings({ premises }: { readonly premises: readonly PremisesMeters[] }) {
  const meters = premises.flatMap((one) => one.inUse)
  const unusual = meters.filter((meter) => meter.unusual !== undefined)
  const ending = meters.filter((meter) => meter.verification === 'soon' || meter.verification === 'expired')
  return (
    <>
      {unusual.length > 0 && (
        <Notice tone="warning" title={text.unusualTitle}>
          <ul>
            {unusual.map((meter) => (
              <li>
                <a href={meterHref(meter.id)}>{meterKindNames[meter.kind]}</a>:{' '}
                {meter.unusual && unusualSentence(meter.unusual, meter.unit)}
              </li>
            ))}
          </ul>
          <p>{text.unusualHelp}</p>
        </Notice>
      )}
      {ending.length > 0 && (
        <Notice tone="info" title="Legalizacja liczników">
          <p>
            Legalizacja to urzędowe potwierdzenie, że licznik dobrze mierzy. Na {verificationWarningDays} dni przed
            końcem piszemy o tym tutaj. Wymianę licznika uzgadnia spółdzielnia.
          </p>
          <ul>
            {ending.map((meter) => (
              <li>
                <a href={meterHref(meter.id)}>
                  {meterKindNames[meter.kind]}, numer {meter.number}
                </a>
                : {verificationSentence(meter)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}

function verificationSentence(meter: ListedMeter): string {
  const until = formatDate(meter.verificationValidUntil as IsoDate)
  return meter.verification === 'expired' ? `legalizacja skończyła się ${until}.` : `legalizacja ważna do ${until}.`
}

function MeterTable({ caption, meters }: { readonly caption: string; readonly meters: readonly ListedMeter[] }) {
  return (
    <DataTable
      caption={caption}
      captionHidden
      rows={meters}
      empty="Teraz nie ma tu żadnego licznika."
      rowTone={(meter) => (meter.verification === 'expired' ? 'late' : undefined)}
      columns={[
        { key: 'meter', header: 'Licznik', rowHeader: true, cell: (meter) => <MeterName meter={meter} /> },
        { key: 'number', header: 'Numer', cell: (meter) => meter.number },
        { key: 'installed', header: 'Założony', cell: (meter) => <DateText on={meter.installedOn} short /> },
        { key: 'verification', header: 'Legalizacja do', cell: (meter) => <VerificationText meter={meter} /> },
        { key: 'reading', header: 'Ostatni odczyt', numeric: true, cell: (meter) => <LastReading meter={meter} /> },
        { key: 'use', header: 'Zużycie', numeric: true, cell: (meter) => <LastUse meter={meter} /> },
      ]}
    />
  )
}

function RemovedTable({ meters }: { readonly meters: readonly ListedMeter[] }) {
  return (
    <DataTable
      caption={text.removed}
      rows={meters}
      empty=""
      rowTone={() => 'muted'}
      columns={[
        { key: 'meter', header: 'Licznik', rowHeader: true, cell: (meter) => <MeterName meter={meter} /> },
        { key: 'number', header: 'Numer', cell: (meter) => meter.number },
        { key: 'fate', header: 'Kiedy zdjęty', cell: (meter) => replacementSentence(meter) },
        { key: 'reading', header: 'Ostatni odczyt', numeric: true, cell: (meter) => <LastReading meter={meter} /> },
      ]}
    />
  )
}

function MeterName({ meter }: { readonly meter: ListedMeter }) {
  return (
    <>
      <a href={meterHref(meter.id)}>{meterKindNames[meter.kind]}</a>
      <span class="hint"> {meter.location}</span>
    </>
  )
}

const badgeTones: Readonly<Record<Exclude<Verification, 'none'>, BadgeTone>> = {
  valid: 'done',
  soon: 'due',
  expired: 'late',
}

export function VerificationText({
  meter,
}: {
  readonly meter: Pick<ListedMeter, 'verification' | 'verificationValidUntil'>
}) {
  if (meter.verificationValidUntil === null) return 'nie dotyczy'
  return (
    <>
      <DateText on={meter.verificationValidUntil} short />{' '}
      {meter.verification !== 'none' && meter.verification !== 'valid' && (
        <StateBadge tone={badgeTones[meter.verification]}>{verificationWords[meter.verification]}</StateBadge>
      )}
    </>
  )
}

function LastReading({ meter }: { readonly meter: ListedMeter }) {
  const { last, lastCounted } = meter
  if (last === undefined) return text.noReading
  return (
    <>
      {lastCounted?.reading.value != null && measured(lastCounted.reading.value, meter.unit)}
      {lastCounted && (
        <span class="hint">
          {' '}
          {formatDateShort(lastCounted.reading.readOn)}, {readingKindNames[lastCounted.reading.kind]}
        </span>
      )}
      {last !== lastCounted && (
        <span class="hint">
          {' '}
          {formatDateShort(last.reading.readOn)}: {readingKindNames.missing}
        </span>
      )}
    </>
  )
}

function LastUse({ meter }: { readonly meter: ListedMeter }) {
  const step = meter.lastCounted
  if (step === undefined) return text.noReading
  const note = noteOf(step)
  return (
    <>
      {step.consumption !== undefined && measured(step.consumption, meter.unit)}
      {step.previous && step.note !== 'restarted' && (
        <span class="hint"> od {formatDateShort(step.previous.readOn)}</span>
      )}
      {note !== undefined && <span class="hint"> {note}</span>}
    </>
  )
}
