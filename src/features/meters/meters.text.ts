import { formatDate, type IsoDate } from '#kernel/dates.ts'
import { formatDecimal } from '#kernel/decimal.ts'
import { NBSP } from '#kernel/digits.ts'
import { formatPeriod } from '#kernel/periods.ts'
import { unitName } from '#kernel/units.ts'
import type { MeterRow, Verification } from './meters.model.ts'
import type { MeterKind, ReadingKind, ReadingStep, StepNote } from './readings.model.ts'
import type { UnusualUse } from './use.model.ts'

export const meterKindNames: Readonly<Record<MeterKind, string>> = {
  coldWater: 'Woda zimna (ZW)',
  hotWater: 'Woda ciepła (CW)',
  heat: 'Ciepło (CO)',
  heatCostAllocator: 'Podzielnik ciepła',
  electricity: 'Energia elektryczna',
}

export const readingKindNames: Readonly<Record<ReadingKind, string>> = {
  manual: 'odczyt',
  remote: 'odczyt zdalny',
  estimated: 'szacunek',
  resident: 'podany przez mieszkańca',
  final: 'końcowy',
  initial: 'początkowy',
  missing: 'brak odczytu',
}

export const verificationWords: Readonly<Record<Exclude<Verification, 'none'>, string>> = {
  valid: 'ważna',
  soon: 'kończy się',
  expired: 'po terminie',
}

/** A factor with the places it was delivered with. */
export const factorText = (text: string): string => formatDecimal(text, { minScale: text.split('.')[1]?.length ?? 0 })

/** "4,12 m³" */
export function measured(value: string, unit: string): string {
  return `${formatDecimal(value)}${NBSP}${unitName(unit)}`
}

const noteWords: Readonly<Record<Exclude<StepNote, 'plain'>, string>> = {
  first: 'pierwszy pokazany odczyt',
  missing: 'nie udało się odczytać',
  afterMissing: 'razem z czasem bez odczytu',
  restarted: 'od początku sezonu',
  fell: 'stan niższy niż poprzedni',
  unknownSeason: 'zużycie jest w rozliczeniu ciepła',
}

/** What has to be known about the consumption beside a reading; nothing when it is plain. */
export function noteOf(step: ReadingStep): string | undefined {
  const words = step.note === 'plain' ? [] : [noteWords[step.note]]
  if (step.estimated && step.consumption !== undefined) words.push('według szacunku')
  return words.length === 0 ? undefined : words.join(', ')
}

export function replacementSentence(meter: MeterRow): string | undefined {
  if (meter.removedOn === null) return undefined
  return meter.replacedByNumber === null
    ? `Zdjęty ${formatDate(meter.removedOn)}.`
    : `Zdjęty ${formatDate(meter.removedOn)}. Zastąpił go licznik numer ${meter.replacedByNumber}.`
}

export function sinceSentence(since: IsoDate): string {
  return `Pokazujemy odczyty od ${formatDate(since)}. Wcześniejsze należą do poprzedniego użytkownika lokalu.`
}

export function unusualSentence({ period, times }: UnusualUse, unit: string): string {
  const more = Number.isInteger(times) ? `${times} razy` : `${times.toFixed(1).replace('.', ',')} raza`
  return `${capital(formatPeriod(period))}: zużycie ${measured(period.quantity, unit)}. To ${more} więcej na dzień niż zwykle.`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const metersText = {
  register: 'Ewidencja liczników',
  none: 'W lokalach tego loginu spółdzielnia nie ma zapisanych liczników.',
  noneHelp: 'Jeśli to pomyłka, napisz do nas albo zadzwoń do biura.',
  removed: 'Zdjęte liczniki',
  noReading: 'jeszcze brak',
  noReadings: 'Nie ma jeszcze odczytów do pokazania.',
  readings: 'Odczyty',
  chart: 'Zużycie',
  chartEmpty: 'Za mało odczytów, żeby pokazać zużycie. Potrzebne są co najmniej dwa.',
  chartHint: 'Im dłuższy pasek, tym większe zużycie.',
  chartEstimated: 'Gwiazdka: jeden z odczytów był szacunkiem.',
  chartReplaced: 'Pokazujemy też zużycie z poprzedniego licznika w tym miejscu.',
  unusualTitle: 'Zużycie większe niż zwykle',
  unusualHelp:
    'Warto sprawdzić, czy nie cieknie spłuczka albo kran. Jeśli w domu było więcej osób, może to być zwykłe zużycie.',
  unusualRule: 'Piszemy o tym, gdy na dzień schodziło ponad dwa razy więcej wody niż w poprzednich okresach.',
  allocator:
    'Podzielnik nie mierzy ciepła w gigadżulach. Liczy jednostki: im cieplejszy grzejnik, tym więcej. Każdy sezon zaczyna od zera.',
  settled: 'W rozliczeniach',
  notSettled: 'Tego licznika nie ma jeszcze w żadnym rozliczeniu.',
  readingsHint: 'Zużycie liczymy od poprzedniego odczytu.',
} as const

export const meterHref = (id: string): string => `/media/liczniki/${encodeURIComponent(id)}`
