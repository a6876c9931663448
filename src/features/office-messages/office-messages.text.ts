import { formatDate, formatDateTime } from '#kernel/dates.ts'
import { countOf } from '#kernel/plural.ts'
import {
  answerDay,
  type Channel,
  daysWaiting,
  type HolderFilter,
  limits,
  type OfficeState,
  type StateFilter,
  type TextMistake,
  type ThreadMail,
} from './office-messages.model.ts'

export const menu = { tab: 'messages' } as const

export const stateNames: Readonly<Record<OfficeState, string>> = {
  new: 'nowa',
  inProgress: 'w trakcie',
  answered: 'odpowiedziano',
  closed: 'zamknięta',
}

export const stateFilters: Readonly<Record<StateFilter, string>> = {
  czekaja: 'Czekają na odpowiedź',
  nowe: 'Nowe',
  'w-trakcie': 'W trakcie',
  odpowiedziane: 'Odpowiedziane',
  zamkniete: 'Zamknięte',
  wszystkie: 'Wszystkie',
}

export const holderFilters: Readonly<Record<HolderFilter, string>> = {
  moje: 'Moje',
  niczyje: 'Niczyje',
  cudze: 'Prowadzi ktoś inny',
}

export const channelChoices: Readonly<Partial<Record<Channel, string>>> = {
  portal: 'W e-BOK',
  phone: 'Przez telefon, zapisuję rozmowę',
  desk: 'W biurze, zapisuję rozmowę',
  letter: 'Listem, zapisuję treść',
}

export const text = {
  listTitle: 'Sprawy mieszkańców',
  none: 'Nie ma spraw, które pasują do tego wyboru.',
  noneWaiting: 'Nikt teraz nie czeka na odpowiedź.',
  tooMany: `Znaleziono bardzo dużo spraw. Pokazujemy tylko część. Dopisz jeszcze jedno słowo.`,
  noWords: 'Wpisz słowo albo liczbę.',
  search: 'Szukaj w treści i nazwiskach',
  any: 'dowolnie',
  newThread: 'Nowa sprawa',
  unread: 'nieprzeczytana',
  overdue: 'po terminie',
  mailTrouble: 'e-mail nie wyszedł',
  nobody: 'nikt',
  me: 'Ty',
  allThreads: 'Wszystkie sprawy',
  pages: 'Strony listy spraw',
  noLogin: 'bez loginu',
  noLoginHint:
    'Ta osoba nie ma loginu i nie zobaczy tej sprawy. Odpowiedz jej przez telefon, w biurze albo listem i zapisz tu, co powiedziano.',
  gotLogin: 'Ta osoba ma już login. Jeśli pokażesz jej sprawę, przeczyta całą rozmowę. Notatek biura nie zobaczy.',
  give: 'Pokaż sprawę tej osobie',
  email: 'Dostanie e-mail z informacją, że jest odpowiedź.',
  noEmail: 'Nie ma potwierdzonego adresu e-mail. Odpowiedź zobaczy po zalogowaniu.',
  fresh: 'W tej sprawie pojawiło się coś nowego, odkąd otworzono tę stronę. Twoja odpowiedź nie została wysłana.',
  freshWay: 'Przeczytaj to, co nowe, popraw odpowiedź i wyślij ją jeszcze raz. Twój tekst jest zachowany.',
  freshDraft: 'Od zapisania szkicu pojawiło się w tej sprawie coś nowego. Jest oznaczone słowem „nowe”.',
  freshMark: 'nowe',
  closeStale: 'W tej sprawie pojawiło się coś nowego, odkąd otworzono tę stronę. Przeczytaj i zdecyduj jeszcze raz.',
  heldError: (name: string) =>
    `Tę sprawę prowadzi ${name}. Jeśli mimo to odpowiadasz, zaznacz to pod treścią i wyślij jeszcze raz. Twój tekst jest zachowany.`,
  heldNotice: (name: string) => `Tę sprawę prowadzi ${name}. Zapytaj, zanim odpowiesz.`,
  heldBox: (name: string) => `Odpowiadam, choć sprawę prowadzi ${name}`,
  moved: 'Ktoś inny właśnie zmienił, kto prowadzi tę sprawę. Sprawdź, kto ją teraz ma.',
  changed: 'Ktoś inny właśnie to zmienił. Sprawdź, co jest teraz, i zdecyduj jeszcze raz.',
  notColleague: 'Wybierz osobę z listy.',
  taken: 'Sprawa jest Twoja.',
  sent: 'Odpowiedź wysłana.',
  recorded: 'Odpowiedź zapisana.',
  draftSaved: 'Szkic zapisany. Widzisz go tylko Ty.',
  templateIn: 'Szablon jest w treści odpowiedzi. Przeczytaj ją przed wysłaniem.',
  draftDropped: 'Szkic usunięty.',
  noteSaved: 'Notatka dodana. Mieszkaniec jej nie widzi.',
  handedOver: 'Sprawa przekazana.',
  released: 'Sprawa jest teraz niczyja.',
  closed: 'Sprawa zamknięta.',
  reopened: 'Sprawa otwarta ponownie.',
  labelsSaved: 'Etykiety zapisane.',
  topicSaved: 'Temat zmieniony.',
  resent: 'E-mail wyjdzie jeszcze raz.',
  given: 'Ta osoba widzi teraz sprawę w e-BOK.',
  added: 'Sprawa zapisana.',
  startedNotice: 'Wiadomość wysłana.',
  answer: 'Odpowiedź',
  answerBody: 'Treść odpowiedzi',
  answerHint: `Najwyżej ${limits.answerCharacters} znaków. Podpisz się tak, jak w liście.`,
  how: 'Jak odpowiadasz',
  template: 'Szablon',
  chooseTemplate: 'Wybierz szablon',
  insert: 'Wstaw szablon',
  send: 'Wyślij odpowiedź',
  saveDraft: 'Zapisz szkic',
  dropDraft: 'Usuń szkic',
  files: 'Załączniki',
  kept: 'Te pliki już mamy',
  keptHint: 'Nie dodawaj ich drugi raz. Jeśli któregoś nie chcesz wysłać, zaznacz go.',
  drop: (name: string) => `Nie wysyłaj: ${name}`,
  tooManyFiles: (most: number) => `Za dużo plików. Najwyżej ${most}.`,
  refusedHelp: 'Treść i przyjęte pliki są zachowane. Dodaj inny plik albo wyślij bez niego.',
  note: 'Notatka biura',
  noteBadge: 'tylko dla biura',
  noteBody: 'Treść notatki',
  noteHint: 'Czytają ją tylko pracownicy biura. Nie można jej potem zmienić.',
  addNote: 'Dodaj notatkę',
  holder: 'Kto prowadzi sprawę',
  take: 'Biorę tę sprawę',
  takeOver: 'Przejmuję tę sprawę',
  release: 'Oddaję, niech będzie niczyja',
  handOver: 'Przekaż',
  handOverTo: 'Komu przekazać',
  choosePerson: 'Wybierz osobę',
  handOverNote: 'Notatka dla tej osoby',
  labels: 'Etykiety',
  saveLabels: 'Zapisz etykiety',
  noLabels: 'Nie ma jeszcze żadnych etykiet.',
  manageLabels: 'Zarządzaj etykietami',
  topic: 'Temat',
  saveTopic: 'Zmień temat',
  close: 'Zamknij sprawę',
  reopen: 'Otwórz ponownie',
  closeHint: 'Zamknij, gdy nie trzeba już odpowiadać. Nowa wiadomość mieszkańca otworzy sprawę ponownie.',
  onlyFiles: 'W tej odpowiedzi nie było tekstu.',
  resend: 'Wyślij jeszcze raz',
  mails: 'E-maile w tej sprawie',
  noMails: 'W tej sprawie nie wychodziły e-maile.',
  olderHidden: `Pokazujemy ${limits.messages} najnowszych wiadomości tej sprawy.`,
} as const

/** What the buttons' messages above a page say, by what stands in the address. */
export const doneTexts: Readonly<Record<string, string>> = {
  wzieta: text.taken,
  wyslano: text.sent,
  zapisano: text.recorded,
  szkic: text.draftSaved,
  szablon: text.templateIn,
  usunieto: text.draftDropped,
  notatka: text.noteSaved,
  przekazana: text.handedOver,
  oddana: text.released,
  zamknieta: text.closed,
  otwarta: text.reopened,
  etykiety: text.labelsSaved,
  temat: text.topicSaved,
  poczta: text.resent,
  pokazana: text.given,
  dodana: text.added,
  rozpoczeta: text.startedNotice,
}

/** "czeka od 5 dni". */
export function waitingWords(since: number, now: number): string {
  const days = daysWaiting(since, now)
  if (days === 0) return 'od dziś'
  return days === 1 ? 'od wczoraj' : `od ${countOf(days, 'dnia', 'dni', 'dni')}`
}

/** Until when an answer is on time. */
export const answerDayWords = (since: number, workingDays: number): string =>
  `odpowiedź do ${formatDate(answerDay(since, workingDays))}`

const mailNames: Readonly<Record<ThreadMail['kind'], string>> = {
  officeMessage: 'Wiadomość do skrzynki biura',
  copy: 'Kopia dla mieszkańca',
  answerNotice: 'Powiadomienie dla mieszkańca',
}

export const mailName = ({ kind }: Pick<ThreadMail, 'kind'>): string => mailNames[kind]

/** What became of a mail, in words. */
export function mailWords({ state, finishedAt }: Pick<ThreadMail, 'state' | 'finishedAt'>): string {
  const at = finishedAt === null ? '' : ` ${formatDateTime(finishedAt)}`
  switch (state) {
    case 'waiting':
    case 'sending':
      return 'czeka na wysłanie'
    case 'sent':
      return `wysłano, serwer poczty przyjął${at}`
    case 'failed':
      return `nie udało się wysłać${at}`
    case 'unknown':
      return `nie wiemy, czy dotarł${at}`
    case 'skipped':
      return 'niewysłany: ta osoba nie ma adresu e-mail albo nie chce takich e-maili'
  }
}

export const tooOldToResend = 'Minęły trzy dni, tego e-maila nie można już wysłać. Wiadomość jest w e-BOK.'

const mistakes: Readonly<Record<TextMistake, string>> = {
  missing: 'Wpisz treść.',
  tooLong: 'Tekst jest za długi. Skróć go',
  characters: 'Tekst zawiera niedozwolone znaki.',
}

export const mistakeSentence = (mistake: TextMistake, most: number): string =>
  mistake === 'tooLong' ? `${mistakes.tooLong} do ${most} znaków.` : mistakes[mistake]

/** Names what is left in braces. */
export const unfilledSentence = (places: readonly string[]): string =>
  places.length === 1
    ? `W tekście zostało puste miejsce: ${places[0]}. Wpisz tam właściwe słowa albo je usuń.`
    : `W tekście zostały puste miejsca: ${places.join(', ')}. Wpisz tam właściwe słowa albo je usuń.`

export const settingsText = {
  title: 'Etykiety i terminy',
  labels: 'Etykiety',
  labelName: 'Nazwa nowej etykiety',
  labelHint: `Najwyżej ${limits.labelCharacters} znaków. Jedna sprawa może mieć ${limits.labelsOfThread} etykiet.`,
  addLabel: 'Dodaj etykietę',
  noLabels: 'Nie ma jeszcze żadnej etykiety. Etykiety pomagają odszukać sprawy, na przykład „pilne” albo „do zarządu”.',
  labelTaken: 'Taka etykieta już jest.',
  labelMissing: 'Wpisz nazwę etykiety.',
  labelLong: `Skróć nazwę do ${limits.labelCharacters} znaków.`,
  labelsFull: `Może być najwyżej ${limits.labels} etykiet. Usuń niepotrzebną.`,
  tooManyOnThread: `Jedna sprawa może mieć najwyżej ${limits.labelsOfThread} etykiet.`,
  edit: 'Zmień',
  editTitle: 'Etykieta',
  newName: 'Nazwa',
  rename: 'Zapisz nazwę',
  remove: 'Usuń etykietę',
  removed: 'Etykieta usunięta.',
  saved: 'Zapisano.',
  days: 'Termin odpowiedzi',
  daysField: 'Ile dni roboczych ma biuro na odpowiedź',
  daysHint: 'Od 1 do 30. Sobót, niedziel i świąt nie liczymy. Sprawy, które czekają dłużej, mają znak „po terminie”.',
  daysWrong: 'Wpisz liczbę od 1 do 30.',
  saveDays: 'Zapisz termin',
  daysNow: (days: number) =>
    `Odpowiedź jest na czas przez ${countOf(days, 'dzień roboczy', 'dni robocze', 'dni roboczych')}.`,
  all: 'Wszystkie etykiety',
} as const

/** "Etykietę nosi 12 spraw. Zniknie z nich wszystkich." */
export const removeSentence = (threads: number): string =>
  threads === 0
    ? 'Nie ma jej żadna sprawa.'
    : `Ma ją ${countOf(threads, 'sprawa', 'sprawy', 'spraw')}. Usunięcie zdejmie ją z każdej. Same sprawy zostaną.`

export const templateText = {
  title: 'Szablony odpowiedzi',
  none: 'Nie ma jeszcze żadnego szablonu. Zapisz tu odpowiedzi, które piszesz często.',
  add: 'Nowy szablon',
  name: 'Nazwa szablonu',
  body: 'Treść',
  bodyHint:
    'Program sam wpisze: {imię i nazwisko}, {lokal}, {temat}, {spółdzielnia}, {dzisiejsza data}. W innych nawiasach zostaw to, co trzeba wpisać za każdym razem, na przykład {kwota}. Bez uzupełnienia odpowiedź nie wyjdzie.',
  save: 'Zapisz szablon',
  remove: 'Usuń szablon',
  saved: 'Szablon zapisany.',
  removed: 'Szablon usunięty.',
  all: 'Wszystkie szablony',
  nameMissing: 'Wpisz nazwę szablonu.',
  nameLong: `Skróć nazwę do ${limits.templateTitle} znaków.`,
  nameTaken: 'Szablon o tej nazwie już jest. Wybierz inną nazwę.',
  full: `Może być najwyżej ${limits.templates} szablonów. Usuń niepotrzebny.`,
  changed:
    'Ktoś inny właśnie zmienił ten szablon. Poniżej jest Twoja wersja. Zapisz ją jeszcze raz, jeśli ma zastąpić tamtą.',
  theirs: 'Wersja zapisana przez kogoś innego',
} as const

export const startText = {
  title: 'Nowa sprawa',
  intro: 'Zapisz rozmowę z mieszkańcem albo napisz do niego pierwszy. Najpierw znajdź osobę.',
  search: 'Kogo szukasz',
  searchHint: 'Nazwisko, adres, telefon, e-mail, login albo numer kontrahenta.',
  find: 'Szukaj',
  nobody: 'Nie znaleziono nikogo. Sprawdź pisownię albo wpisz samo nazwisko.',
  typeMore: 'Wpisz co najmniej dwa znaki.',
  more: 'Pasuje więcej osób. Wpisz coś dokładniejszego, na przykład imię albo ulicę.',
  former: 'dawniej',
  choose: 'Wybierz',
  person: 'Osoba',
  premises: 'Lokale',
  login: 'Login',
  hasLogin: 'ma login',
  noLogin: 'bez loginu',
  noLoginNotice:
    'Ta osoba nie ma loginu. Możesz zapisać rozmowę, ale do niej nie napiszesz. Sprawę zobaczy tylko biuro, dopóki ktoś nie pokaże jej tej osobie.',
  loginNotice: 'Ta osoba zobaczy zapisaną rozmowę w zakładce „Napisz do nas” i może do niej coś dopisać.',
  kind: 'Co zapisujesz',
  kinds: {
    phone: 'Rozmowę przez telefon',
    desk: 'Rozmowę w biurze',
    letter: 'List, który przyszedł',
    office: 'Wiadomość od biura do tej osoby',
  },
  whichLogin: 'Do którego loginu',
  topic: 'Temat',
  chooseTopic: 'Wybierz temat',
  premisesField: 'Którego lokalu dotyczy',
  noPremises: 'Sprawa nie dotyczy lokalu',
  body: 'Treść',
  bodyHint: `Najwyżej ${limits.answerCharacters} znaków. Rozmowę zapisz tak, jak powiedziała ta osoba.`,
  take: 'Od razu biorę tę sprawę',
  save: 'Zapisz',
  again: 'Inna osoba',
  kindMissing: 'Wybierz, co zapisujesz.',
  topicMissing: 'Wybierz temat z listy.',
  premisesWrong: 'Wybierz lokal z listy.',
  loginMissing: 'Wybierz login z listy.',
  noLoginOffice: 'Do osoby bez loginu nie da się napisać w e-BOK. Zapisz rozmowę albo wyślij list.',
} as const

export const quarantineText = {
  title: 'Nieprzyjęta poczta',
  intro:
    'Te e-maile mówią o sprawach mieszkańców, ale program nie ma pewności, że napisało je biuro. Mieszkańcy ich nie widzą.',
  none: 'Nie ma e-maili do sprawdzenia.',
  noneDone: 'Nie ma jeszcze sprawdzonych e-maili.',
  open: 'Do sprawdzenia',
  done: 'Sprawdzone',
  mail: 'E-mail do sprawdzenia',
  all: 'Cała nieprzyjęta poczta',
  noSubject: 'bez tematu',
  noSender: 'nieznany nadawca',
  empty: 'Treści nie udało się odczytać. Otwórz e-mail w skrzynce biura.',
  thread: 'Sprawa',
  seen: 'Sprawdzone, nic więcej',
  seenHint: 'E-mail zostaje na liście sprawdzonych. Do sprawy nic nie trafi.',
  note: 'Dołącz do sprawy jako notatkę biura',
  noteHint: 'Mieszkaniec nie zobaczy tej treści.',
  answer: 'Dołącz do sprawy jako odpowiedź biura',
  answerHint: 'Mieszkaniec przeczyta tę treść i dostanie powiadomienie. Najpierw upewnij się, kto ją napisał.',
  sure: 'Na pewno napisał to pracownik biura',
  notSure: 'Zaznacz, że na pewno napisał to pracownik biura.',
  cannotAnswer: 'Tej treści nie da się wysłać: jest pusta albo za długa.',
  already: 'Ktoś inny już sprawdził ten e-mail.',
  sender: 'Nadawca',
  subject: 'Temat e-maila',
  came: 'Przyszedł',
  why: 'Dlaczego czeka',
  handled: { seen: 'sprawdzony', note: 'dołączony jako notatka', answer: 'dołączony jako odpowiedź' },
} as const

export const quarantineReasons = {
  foreignSender: 'Nadawca nie jest na liście adresów biura.',
  notAuthenticated: 'Serwer poczty nie potwierdził nadawcy. Adres mógł podrobić ktoś obcy.',
  tooLarge: 'E-mail jest za duży. Pokazujemy tylko początek.',
  unreadable: 'E-maila nie dało się odczytać.',
} as const
