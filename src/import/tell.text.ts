import { formatDateTime } from '#kernel/dates.ts'
import { countOf } from '#kernel/plural.ts'

export type TellEvent =
  | { readonly kind: 'rejected'; readonly delivery: string; readonly problems: number }
  | { readonly kind: 'refused'; readonly delivery: string; readonly why: string }
  | { readonly kind: 'waiting'; readonly delivery: string }
  | { readonly kind: 'failed'; readonly delivery: string }
  | { readonly kind: 'nothingCame'; readonly since: number }
  | { readonly kind: 'bankAccountsChanged' }
  | { readonly kind: 'auditBroken'; readonly line: number }
  /** When the last copy was made; null = never. */
  | { readonly kind: 'backupFailed'; readonly since: number | null }

/** Subject and body of a mail to the operator: what happened and what to type, no more. */
export function tellTexts(event: TellEvent): { subject: string; text: string } {
  switch (event.kind) {
    case 'rejected':
      return message(
        'Dostawa odrzucona',
        `Dostawa ${event.delivery} ma ${countOf(event.problems, 'błąd', 'błędy', 'błędów')}.`,
        'Mieszkańcy widzą poprzedni stan ksiąg.',
        'Lista błędów: ebok import status',
      )
    case 'refused':
      return message(
        'Dostawa nieprzyjęta',
        `Dostawa ${event.delivery} nie została przyjęta. ${event.why}`,
        'Mieszkańcy widzą poprzedni stan ksiąg.',
      )
    case 'waiting':
      return message(
        'Dostawa czeka na decyzję',
        `Dostawa ${event.delivery} usuwa podejrzanie dużo danych i czeka na decyzję.`,
        'Co się zmienia: ebok import status',
        `Opublikować: ebok import confirm ${event.delivery}`,
        `Odrzucić: ebok import refuse ${event.delivery}`,
      )
    case 'failed':
      return message(
        'Import przerwany',
        `Import dostawy ${event.delivery} został przerwany błędem programu albo bazy danych.`,
        'Mieszkańcy widzą poprzedni stan ksiąg. Następna próba zacznie od początku.',
        'Stan instalacji: ebok doctor',
      )
    case 'nothingCame':
      return message(
        'Nie ma dostawy',
        `Od ${formatDateTime(event.since)} nie przyszła żadna dostawa z systemu księgowego.`,
        'Mieszkańcy widzą poprzedni stan ksiąg.',
      )
    case 'backupFailed':
      return message(
        'Nie ma kopii zapasowej',
        'Dzisiejsza kopia zapasowa się nie udała. Portal działa, następna próba będzie za pół godziny.',
        event.since === null ? 'Żadnej kopii jeszcze nie ma.' : `Ostatnia kopia jest z ${formatDateTime(event.since)}.`,
        'Dlaczego się nie udała, powie polecenie: ebok backup',
      )
    case 'auditBroken':
      return message(
        'Dziennik zdarzeń został naruszony',
        `Wpis numer ${event.line} nie jest taki, jak powstał, albo brakuje wpisu przed nim.`,
        'Zachowaj kopie zapasowe i dzienniki serwera z ostatnich dni. Co dokładnie się nie zgadza: ebok doctor',
      )
    case 'bankAccountsChanged':
      return message(
        'Zmieniono rachunki bankowe spółdzielni',
        'Na stronie Kontakt są nowe numery rachunków. Zmianę wpisała jedna osoba z biura, a zatwierdziła druga.',
        'Jeśli nic o tym nie wiesz, od razu zadzwoń do spółdzielni i zajrzyj do dziennika zdarzeń w portalu.',
      )
  }
}

const message = (subject: string, ...lines: string[]) => ({
  subject: `e-BOK: ${subject}`,
  text: lines.join('\n') + '\n',
})
