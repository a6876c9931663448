import { formatDate, type IsoDate } from '#kernel/dates.ts'
import { countOf } from '#kernel/plural.ts'
import { premisesLabel } from '#kernel/premises.ts'
import type { AudiencePlace } from './announcements.model.ts'

export const announcementsText = {
  title: 'Wiadomości',
  current: 'Aktualne',
  archive: 'Archiwum',
  tabs: 'Aktualne wiadomości i archiwum',
  important: 'Ważne',
  unread: 'Nieprzeczytana',
  none: 'Nie ma teraz żadnych wiadomości.',
  noneArchived: 'Archiwum jest jeszcze puste. Trafiają tu wiadomości, które już się zakończyły.',
  archiveHint: 'Tu są wiadomości, które już się zakończyły.',
  allCurrent: 'Wszystkie wiadomości',
  allArchived: 'Archiwum wiadomości',
  backToSignIn: 'Wróć do logowania',
  markAll: 'Oznacz wszystkie jako przeczytane',
  markedAll: 'Wszystkie wiadomości są oznaczone jako przeczytane.',
  attachments: 'Załączniki',
  publicTitle: 'Wiadomości ze spółdzielni',
  titleMissing: 'Wpisz tytuł.',
  titleTooLong: 'Tytuł jest za długi. Może mieć najwyżej 200 znaków.',
  bodyMissing: 'Wpisz treść.',
  bodyTooLong: 'Treść jest za długa. Może mieć najwyżej 20 000 znaków.',
  tooManyAttachments: 'Załączników może być najwyżej 10.',
} as const

/** "Masz 2 nieprzeczytane wiadomości." */
export function unreadSentence(count: number): string {
  return count === 0
    ? 'Nie masz nieprzeczytanych wiadomości.'
    : `Masz ${countOf(count, 'nieprzeczytaną wiadomość', 'nieprzeczytane wiadomości', 'nieprzeczytanych wiadomości')}.`
}

export function attachmentsCount(count: number): string {
  return countOf(count, 'załącznik', 'załączniki', 'załączników')
}

export function expiredSentence(last: IsoDate): string {
  return `Ta wiadomość jest już w archiwum. Była ważna do ${formatDate(last)}.`
}

/** Whom it is for, with the address where somebody with several premises needs it. */
export function audienceText(of: AudiencePlace): string {
  const { street, houseNumber, number, kind } = of
  const building = street === null || houseNumber === null ? undefined : `${street} ${houseNumber}`
  switch (of.audience) {
    case 'public':
    case 'signedIn':
      return 'wszyscy mieszkańcy'
    case 'members':
      return 'członkowie spółdzielni'
    case 'property':
      return of.propertyName ?? 'mieszkańcy nieruchomości'
    case 'building':
      return building === undefined ? 'mieszkańcy budynku' : `budynek ${building}`
    case 'staircase':
      return building === undefined ? `klatka ${of.staircase}` : `budynek ${building}, klatka ${of.staircase}`
    case 'premises':
      return street === null || houseNumber === null || number === null || kind === null
        ? 'jeden lokal'
        : `lokal ${premisesLabel({ street, houseNumber, number, kind })}`
    case 'party':
      return 'jedna osoba'
  }
}
