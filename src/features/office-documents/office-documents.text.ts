import { formatDate, type IsoDate } from '#kernel/dates.ts'
import { percentReached } from '#kernel/percent.ts'
import { countOf } from '#kernel/plural.ts'
import type { DocumentState, ListSlug } from './office-documents.model.ts'

export const listNames: Readonly<Record<ListSlug, string>> = {
  opublikowane: 'Opublikowane',
  zaplanowane: 'Zaplanowane',
  szkice: 'Szkice',
  wycofane: 'Wycofane',
}

export const stateNames: Readonly<Record<DocumentState, string>> = {
  published: 'opublikowany',
  scheduled: 'zaplanowany',
  withdrawn: 'wycofany',
}

export const officeDocumentsText = {
  title: 'Dokumenty',
  which: 'Które dokumenty',
  add: 'Nowy dokument',
  edit: 'Szkic dokumentu',
  editEdition: 'Szkic nowej wersji',
  preview: 'Podgląd dokumentu',
  all: 'Wszystkie dokumenty',
  search: 'Szukaj dokumentu',
  searchHint: 'Słowa z tytułu albo opisu. Na przykład: regulamin parkingu.',
  nothingFound: 'Na tej liście nie ma takiego dokumentu. Wpisz inne słowo albo zajrzyj na pozostałe listy.',
  none: {
    opublikowane: 'Nie ma jeszcze opublikowanych dokumentów.',
    zaplanowane: 'Nie ma zaplanowanych dokumentów.',
    wycofane: 'Żaden dokument nie został wycofany.',
  },
  fieldTitle: 'Tytuł',
  titleHint: 'Tytułu, rodzaju, opisu i odbiorców nie można zmienić po publikacji.',
  category: 'Rodzaj',
  categoryNone: 'wybierz rodzaj',
  description: 'Opis',
  descriptionHint:
    'Jedno lub dwa zdania: czego dotyczy dokument. Mieszkaniec widzi je na liście i znajduje po nich dokument.',
  dated: 'Data dokumentu',
  datedHint: 'Dzień podjęcia uchwały, zatwierdzenia regulaminu, zebrania.',
  from: 'Obowiązuje od dnia',
  fromHint: 'Puste pole: od daty dokumentu.',
  to: 'Obowiązuje do dnia',
  toHint: 'Puste pole: do czasu, gdy zastąpi go nowa wersja. Po tym dniu mieszkaniec nadal może go przeczytać.',
  visible: 'Widoczny w portalu od dnia',
  visibleHint: 'Puste pole: od razu po publikacji. Dzień w przyszłości: poczeka na swój dzień.',
  change: 'Co się zmieniło',
  changeHint: 'Mieszkaniec przeczyta to obok nowej wersji. Na przykład: dodano zasady dla rowerów.',
  acceptance: 'Proś mieszkańców o akceptację',
  acceptanceHint:
    'Każdy z odbiorców zobaczy prośbę, żeby przeczytał i zaakceptował dokument. O każdą nową wersję portal poprosi jeszcze raz.',
  acceptanceAgain: 'Ten dokument wymaga akceptacji. Portal poprosi mieszkańców o akceptację nowej wersji.',
  fileHint: 'Plik PDF, najwyżej 20 MB.',
  attachmentsHint: 'Tylko pliki PDF, najwyżej 20 MB każdy, razem do 10 załączników. Naraz można wysłać 5 plików.',
  fileMissing: 'Dodaj plik dokumentu.',
  publish: 'Opublikuj',
  publishEdition: 'Opublikuj nową wersję',
  schedule: 'Zaplanuj publikację',
  published: 'Dokument jest opublikowany.',
  scheduled: 'Publikacja jest zaplanowana.',
  editionPublished: 'Nowa wersja jest opublikowana.',
  withdrawn: 'Dokument jest wycofany. Mieszkańcy już go nie widzą.',
  editionWithdrawn: 'Wersja jest wycofana. Mieszkańcy już jej nie widzą.',
  stale:
    'Ten dokument został w tym czasie wycofany. Nowej wersji nie można już opublikować. Szkic pozostaje zapisany: przepisz z niego, co potrzebne, a potem go usuń.',
  newEdition: 'Dodaj nową wersję',
  newEditionHint: 'Nowa wersja będzie pod tym samym adresem. Poprzednie wersje pozostaną do wglądu.',
  openEdition: 'Otwórz szkic nowej wersji',
  withdrawHint: 'Dokument ze wszystkimi wersjami zniknie mieszkańcom od razu. Zostanie w biurze, na liście wycofanych.',
  withdraw: 'Wycofaj dokument',
  withdrawEditionHint:
    'Ta wersja zniknie mieszkańcom od razu. Zobaczą pozostałe wersje. Akceptacje tej wersji pozostaną zapisane.',
  withdrawEdition: 'Wycofaj tę wersję',
  onlyEdition: 'To jedyna wersja dokumentu. Żeby ją wycofać, wycofaj cały dokument.',
  administratorOnly: 'To dokument dla jednej osoby. Zmienia go i wycofuje administrator.',
  editions: 'Wersje',
  openFile: 'Otwórz PDF',
  backToDocument: 'Wróć do dokumentu',
  acceptances: 'Akceptacje',
  acceptancesLink: 'Kto zaakceptował',
  acceptancesHint: 'Kto zaakceptował, widzą pracownicy, którzy mają dostęp do rejestru osób.',
  noAcceptances: 'Nikt jeszcze nie zaakceptował tej wersji.',
  export: 'Pobierz listę (CSV)',
  csvName: 'akceptacje.csv',
  exportHint: 'Pobranie listy zapisujemy w dzienniku zdarzeń.',
} as const

/** "Zaakceptowało 43 z 97 loginów (44%)." */
export function acceptedSentence(accepted: number, logins: number): string {
  const percent = percentReached(accepted, logins)
  if (percent !== undefined)
    return `Zaakceptowało ${accepted} z ${countOf(logins, 'loginu', 'loginów', 'loginów')} (${percent}%).`
  return accepted === 0
    ? 'Żaden z odbiorców nie ma jeszcze loginu.'
    : `Liczba akceptacji: ${accepted}. Teraz żaden z odbiorców nie ma loginu.`
}

/** When it is in force, by its own words. */
export function forceText(from: IsoDate, to: IsoDate | null): string {
  return to === null ? `od ${formatDate(from)}` : `od ${formatDate(from)} do ${formatDate(to)}`
}

/** What a resident will find on the first day: a document, or a new edition of one. */
export function scheduledSentence(from: IsoDate, isEdition: boolean): string {
  return `Mieszkańcy zobaczą ${isEdition ? 'tę wersję' : 'ten dokument'} ${formatDate(from)}.`
}

export function nextEditionText(on: IsoDate): string {
  return `nowa wersja ${formatDate(on)}`
}
