import { formatDate, formatDateTime, type IsoDate } from '#kernel/dates.ts'
import { percentReached } from '#kernel/percent.ts'
import { countOf } from '#kernel/plural.ts'
import type { AnnouncementState, ListSlug } from './office-announcements.model.ts'

export const listNames: Readonly<Record<ListSlug, string>> = {
  aktualne: 'Aktualne',
  zaplanowane: 'Zaplanowane',
  szkice: 'Szkice',
  archiwum: 'Archiwum',
  wycofane: 'Wycofane',
}

export const stateNames: Readonly<Record<AnnouncementState, string>> = {
  current: 'aktualne',
  scheduled: 'zaplanowane',
  archive: 'w archiwum',
  withdrawn: 'wycofane',
}

export const officeAnnouncementsText = {
  title: 'Ogłoszenia',
  which: 'Które ogłoszenia',
  add: 'Nowe ogłoszenie',
  edit: 'Szkic ogłoszenia',
  correct: 'Poprawka ogłoszenia',
  preview: 'Podgląd ogłoszenia',
  none: {
    aktualne: 'Nie ma teraz aktualnych ogłoszeń.',
    zaplanowane: 'Nie ma zaplanowanych ogłoszeń.',
    archiwum: 'Archiwum jest jeszcze puste.',
    wycofane: 'Żadne ogłoszenie nie zostało wycofane.',
  },
  fieldTitle: 'Tytuł',
  fieldBody: 'Treść',
  bodyHint:
    'Pusty wiersz zaczyna nowy akapit. Wiersze od „- ” tworzą listę, wiersze od „1. ” listę numerowaną. Najwyżej 20 000 znaków.',
  important: 'Ważne: pokazuj na początku listy',
  from: 'Widoczne od dnia',
  fromHint: 'Puste pole: od dnia publikacji. Dzień w przyszłości: ogłoszenie poczeka na swój dzień.',
  to: 'Widoczne do dnia',
  toHint: 'Po tym dniu ogłoszenie trafi do archiwum. Puste pole: bez końca.',
  again: 'Pokaż wszystkim jeszcze raz jako nieprzeczytane',
  againHint: 'Zaznacz, gdy zmienia się treść. Przy poprawce literówki zostaw puste.',
  filesHint: 'Tylko pliki PDF, najwyżej 10 MB każdy, razem do 10 załączników. Naraz można wysłać 5 plików.',
  publish: 'Opublikuj',
  publishCorrection: 'Opublikuj poprawkę',
  schedule: 'Zaplanuj publikację',
  notify: 'Powiadom e-mailem tych, którzy tego chcą',
  notifyHint:
    'E-mail dostaną osoby z potwierdzonym adresem, które zaznaczyły to w ustawieniach powiadomień. W e-mailu nie ma treści ogłoszenia, jest tylko prośba, żeby się zalogować.',
  notifyEverybody: 'To wiadomość do wszystkich: e-maile wyjdą dopiero, gdy zgodę da druga osoba z biura.',
  all: 'Wszystkie ogłoszenia',
  published: 'Ogłoszenie jest opublikowane.',
  scheduled: 'Ogłoszenie jest zaplanowane.',
  corrected: 'Poprawka jest opublikowana.',
  withdrawn: 'Ogłoszenie jest wycofane. Mieszkańcy już go nie widzą.',
  noticeAsked: 'Powiadomienie e-mail jest zlecone.',
  staleCorrection:
    'Ogłoszenie zostało w tym czasie wycofane albo poprawione przez kogoś innego. Ten szkic pozostaje zapisany: przepisz z niego, co potrzebne, a potem go usuń.',
  correctButton: 'Popraw',
  withdrawHint: 'Ogłoszenie zniknie mieszkańcom od razu. Zostanie w biurze, na liście wycofanych.',
  withdraw: 'Wycofaj ogłoszenie',
  noticeTitle: 'Powiadomienie e-mail',
  noticeButton: 'Zleć powiadomienie',
  noticeAgain: 'Powiadom tych, których jeszcze nie powiadomiono',
  noticeNone: 'Nie zlecono powiadomienia e-mail.',
  noticeJob: 'Zobacz postęp',
  versionsTitle: 'Poprzednie wersje',
  attachmentsTitle: 'Załączniki',
  administratorOnly: 'To ogłoszenie jest do jednej osoby. Zmienia je i wycofuje administrator.',
} as const

/** "Przeczytało 43 z 97 loginów (44%)." */
export function readSentence(readers: number, logins: number): string {
  const percent = percentReached(readers, logins)
  if (percent === undefined) return 'Nie ma loginów, które mogą to przeczytać.'
  return `Przeczytało ${readers} z ${countOf(logins, 'loginu', 'loginów', 'loginów')} (${percent}%).`
}

/** The same for a column. */
export function readCell(readers: number, logins: number | null): string {
  return logins === null ? String(readers) : `${readers} z ${logins}`
}

export function daysText(from: IsoDate, to: IsoDate | null): string {
  return to === null ? `od ${formatDate(from)}` : `${formatDate(from)} – ${formatDate(to)}`
}

export function scheduledSentence(from: IsoDate): string {
  return `Mieszkańcy zobaczą to ogłoszenie ${formatDate(from)}.`
}

export function noticesSentence(count: number, at: number): string {
  return `Zlecono ${formatDateTime(at)}. Przygotowano ${countOf(count, 'e-mail', 'e-maile', 'e-maili')}.`
}

/** What a second person reads before a mailing to everybody. */
export function approvalSummary(people: number, logins: number): string {
  return `E-mail o nowym ogłoszeniu do wszystkich, którzy tego chcą. Odbiorcy: ${countOf(people, 'osoba', 'osoby', 'osób')}, ${countOf(logins, 'login', 'loginy', 'loginów')}.`
}

/** The mail: no title, no content; who may read it signs in. */
export function noticeLetter(address: string | undefined): { readonly subject: string; readonly text: string } {
  return {
    subject: 'Nowa wiadomość w e-BOK',
    text: [
      'Dzień dobry,',
      '',
      'w e-BOK jest nowa wiadomość ze spółdzielni. Zaloguj się i przeczytaj ją w zakładce Wiadomości.',
      ...(address === undefined ? [] : ['', address]),
      '',
      'Ten e-mail wysłał program. Takie powiadomienia wyłączysz po zalogowaniu: Moje dane, Zgody i powiadomienia.',
    ].join('\n'),
  }
}
