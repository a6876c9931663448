import { formatDateTime } from '#kernel/dates.ts'
import { formatMoney, grosze } from '#kernel/money.ts'
import { countOf } from '#kernel/plural.ts'
import type { BrakeFinding, BrakeMeasure } from './brake.ts'
import { resource, resourceNames } from './contract/resources.ts'
import type { DeliveryRow } from './deliveries.ts'
import type { ImportOutcome } from './outcome.ts'
import type { RollbackResult } from './publish.ts'
import type { Reason, Report } from './report.ts'

/** Result of an import in plain Polish: for the person at the command line and beside the delivery in the inbox. */
export function outcomeText(outcome: ImportOutcome): string {
  const lines = [headline(outcome), ...reportLines(outcome.report)]
  if (outcome.state === 'waiting') lines.push(...decisionLines(outcome.deliveryId ?? ''))
  if (outcome.problems.length > 0) {
    lines.push('', `Błędy (${outcome.report.problems?.count ?? outcome.problems.length}):`)
    for (const { file, line, column, value, message } of outcome.problems) {
      const place = [
        file || 'dostawa',
        line === null ? null : `wiersz ${line}`,
        column === null ? null : `kolumna ${column}`,
      ]
      lines.push(
        `  ${place.filter((part) => part !== null).join(', ')}${value === null ? '' : `: „${value}”`} – ${message}`,
      )
    }
    const hidden = (outcome.report.problems?.count ?? 0) - outcome.problems.length
    if (hidden > 0) lines.push(`  … i jeszcze ${countOf(hidden, 'błąd', 'błędy', 'błędów')}`)
  }
  return lines.join('\n') + '\n'
}

function headline(outcome: ImportOutcome): string {
  switch (outcome.state) {
    case 'published':
      return `Dostawa opublikowana. Publikacja nr ${outcome.publicationId}, stan na ${formatDateTime(outcome.asOf ?? 0)}.`
    case 'unchanged':
      return 'Ta dostawa jest już opublikowana. Nic się nie zmieniło.'
    case 'waiting':
      return 'Dostawa jest poprawna, ale usuwa podejrzanie dużo danych. Czeka na decyzję. Mieszkańcy widzą poprzedni stan.'
    case 'rejected':
      return 'Dostawa odrzucona: ma błędy. Mieszkańcy widzą poprzedni stan.'
    case 'refused':
      return `Dostawa nieprzyjęta. ${reasonText(outcome.report.reason)}`
    case 'failed':
      return `Import przerwany. ${reasonText(outcome.report.reason)} Mieszkańcy widzą poprzedni stan. Trzeba uruchomić import jeszcze raz.`
    case 'busy':
      return `Trwa już inny import: ${outcome.heldBy?.name ?? 'import'}${
        outcome.heldBy?.since ? `, od ${formatDateTime(outcome.heldBy.since)}` : ''
      }. Trzeba poczekać, aż się skończy.`
  }
}

const reasonTexts: Record<Reason, string> = {
  otherCooperative:
    'To są dane innej spółdzielni: identyfikator ebok:cooperativeId jest inny niż w opublikowanych danych albo w ustawieniu EBOK_COOPERATIVE_ID.',
  olderAsOf:
    'Stan ksiąg w dostawie jest starszy niż już opublikowany. Mimo to można ją przyjąć: ebok import --force PLIK',
  sequenceGap:
    'Brakuje wcześniejszej dostawy zmian albo ta przyszła drugi raz. Potrzebna jest brakująca albo pełna dostawa.',
  nothingPublished: 'Pierwsza dostawa musi być pełna.',
  interrupted: 'Program zatrzymano w trakcie importu.',
  replaced: 'Zastąpiła ją nowsza dostawa.',
  rolledBack: 'Cofnięto publikację, z którą ją porównano.',
  byPerson: 'Czekała na decyzję i ktoś ją odrzucił.',
  programError: 'W programie wystąpił błąd. Jest zapisany w dzienniku.',
  databaseGone: 'Baza danych nie odpowiada.',
  diskFull: 'Na dysku nie ma miejsca.',
  notKept: 'Nie udało się zapisać kopii dostawy na dysku.',
  stillWritten: 'W czasie wczytywania ktoś jeszcze zapisywał pliki dostawy.',
  unreadable: 'Portal nie ma prawa odczytać plików dostawy.',
}

export const reasonText = (reason: Reason | undefined): string => (reason ? reasonTexts[reason] : '')

function reportLines(report: Report): string[] {
  const lines: string[] = []
  if (report.changes) {
    const changed = resourceNames.filter((name) => {
      const found = report.changes![name]
      return found.inserted + found.changed + found.deleted > 0
    })
    lines.push(changed.length === 0 ? 'Żaden wiersz się nie zmienił.' : 'Zmiany (nowe / zmienione / usunięte):')
    for (const name of changed) {
      const { inserted, changed: altered, deleted } = report.changes[name]
      lines.push(`  ${resource(name).meaning}: ${inserted} / ${altered} / ${deleted}`)
    }
  }
  for (const found of report.brake ?? []) lines.push(`  ${brakeLine(found)}`)
  if (report.unverifiedAccounts) {
    lines.push(
      `Konta z saldem niezgodnym z kartoteką: ${report.unverifiedAccounts}. Mieszkańcy widzą tam „saldo w trakcie weryfikacji”.`,
    )
  }
  return lines
}

const measureTexts: Record<BrakeMeasure, string> = {
  premises: 'Lokale',
  bookings: 'Dokumenty i zapisy',
  money: 'Suma sald bez znaku',
}

function brakeLine({ measure, before, after }: BrakeFinding): string {
  const show = (amount: number) => (measure === 'money' ? formatMoney(grosze(amount)) : String(amount))
  return `${measureTexts[measure]}: było ${show(before)}, byłoby ${show(after)}`
}

const decisionLines = (id: string): string[] => [
  `Opublikować: ebok import confirm ${id} --by "imię i nazwisko"`,
  `Odrzucić:    ebok import refuse ${id} --by "imię i nazwisko"`,
]

const stateTexts: Record<DeliveryRow['state'], string> = {
  received: 'odebrana',
  checking: 'w trakcie',
  rejected: 'odrzucona: błędy',
  waiting: 'czeka na decyzję',
  published: 'opublikowana',
  unchanged: 'bez zmian',
  refused: 'nieprzyjęta',
  failed: 'przerwana',
}

export interface Status {
  readonly publicationId: number
  readonly asOf: number | null
  readonly deliveries: readonly DeliveryRow[]
}

export function statusText({ publicationId, asOf, deliveries }: Status): string {
  const lines = [
    publicationId === 0
      ? 'Nie ma jeszcze żadnej publikacji.'
      : `Publikacja nr ${publicationId}, stan na ${formatDateTime(asOf ?? 0)}.`,
    '',
    deliveries.length === 0 ? 'Nie przyszła jeszcze żadna dostawa.' : 'Ostatnie dostawy:',
  ]
  for (const { id, state, receivedAt, publicationId: number, report } of deliveries) {
    const published = number === null ? '' : `, publikacja nr ${number}`
    const why = report.reason ? `. ${reasonText(report.reason)}` : ''
    lines.push(`  ${id}  ${formatDateTime(receivedAt)}  ${stateTexts[state]}${published}  ${report.label ?? ''}${why}`)
    if (state === 'waiting')
      lines.push(...[...(report.brake ?? []).map(brakeLine), ...decisionLines(id)].map((text) => `    ${text}`))
    for (const { file, line, column, message } of (report.problems?.listed ?? []).slice(0, 5)) {
      lines.push(
        `    ${file || 'dostawa'}${line === null ? '' : `, wiersz ${line}`}${column === null ? '' : `, ${column}`}: ${message}`,
      )
    }
  }
  return lines.join('\n') + '\n'
}

export function rollbackText(result: RollbackResult): string {
  if (!('refused' in result)) {
    return `Cofnięto publikację nr ${result.from}. Mieszkańcy widzą publikację nr ${result.to}, stan na ${formatDateTime(result.asOf)}.\n`
  }
  switch (result.refused) {
    case 'nothingPublished':
      return 'Nie ma jeszcze żadnej publikacji.\n'
    case 'nothingBefore':
      return 'To pierwsza publikacja. Nie ma do czego wrócić.\n'
    case 'movedOn':
      return 'Mieszkańcy widzą już inną publikację. Nic nie cofnięto.\n'
    case 'pruned':
      return 'Dane wcześniejszej publikacji już usunięto. Nie ma do czego wrócić.\n'
  }
}
