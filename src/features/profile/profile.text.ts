import { formatDate, formatDateTime, todayInWarsaw } from '#kernel/dates.ts'
import {
  limits,
  type PortalContact,
  type Problem,
  type RequestKind,
  type RequestState,
  type SignInRow,
} from './profile.model.ts'

export const profileText = {
  title: 'Moje dane kontaktowe',
  register: 'Dane w spółdzielni',
  registerHint: 'Te dane są w rejestrze spółdzielni. Zmienia je biuro.',
  noRegister: 'Ten login nie jest połączony z osobą w rejestrze spółdzielni. Zadzwoń do biura.',
  contact: 'Jak się z Tobą kontaktować',
  noEmail: 'nie podano',
  emailVerified: 'potwierdzony',
  emailFromLogin: 'To jest także nazwa do logowania.',
  changeEmail: 'Zmień adres e-mail',
  addEmail: 'Podaj adres e-mail',
  changePhone: 'Zmień telefon',
  addPhone: 'Podaj telefon',
  phoneConfirmed: 'potwierdzony przez biuro',
  phoneWaits: 'czeka na potwierdzenie przez biuro',
  phoneRefused: (phone: string) =>
    `Biuro nie potwierdziło numeru ${phone}. Sprawdź go i wpisz jeszcze raz albo zadzwoń do biura.`,
  requests: 'Moje prośby do biura',
  noRequests: 'Nie ma jeszcze żadnej prośby.',
  newRequest: 'Poproś o zmianę danych',
  answer: 'Odpowiedź biura',
  noAnswer: 'jeszcze nie ma',
  more: 'Zgody, powiadomienia, urządzenia',
  consentsLink: 'Zgody i powiadomienia',
  consentsLinkHint: 'na co się zgadzasz i o czym pisać e-mailem',
  devicesLink: 'Urządzenia i logowania',
  devicesLinkHint: 'zalogowane urządzenia i ostatnie logowania',
  viewersLink: 'Kto oglądał moje konto',
  viewersLinkHint: 'kiedy i dlaczego zrobił to pracownik biura',
  factorsLink: 'Drugi składnik logowania',
  factorsLinkHint: 'kod z telefonu oprócz hasła',
  back: 'Moje dane kontaktowe',
  password: 'Hasło',
  passwordHint: 'Od podania hasła minęło ponad 5 minut. Wpisz je jeszcze raz, żeby nikt inny nie zmienił tych danych.',
  passwordMissing: 'Wpisz hasło.',
  passwordWrong: 'To nie jest właściwe hasło.',
  busy: 'Serwer jest teraz zajęty. Spróbuj za chwilę.',
} as const

export const emailText = {
  title: 'Adres e-mail',
  now: 'Teraz mamy adres',
  field: 'Nowy adres e-mail',
  hint: 'Na przykład jan.kowalski@poczta.pl',
  how: 'Na nowy adres wyślemy e-mail z linkiem. Dopiero po otwarciu linku i potwierdzeniu adres się zmieni.',
  notice: 'Na dotychczasowy adres wyślemy wiadomość, że się zmienił.',
  send: 'Wyślij link',
  same: 'Ten adres jest już potwierdzony. Nie trzeba nic robić.',
  tooMany: 'Dziś wysłano już za dużo linków. Spróbuj jutro albo zadzwoń do biura.',
  confirmTitle: 'Potwierdź adres e-mail',
  confirmQuestion: 'Czy to Twój adres e-mail?',
  confirm: 'Potwierdzam',
  confirmHint: 'Po potwierdzeniu na ten adres będą przychodzić wiadomości z e-BOK.',
  already: 'Ten adres jest już potwierdzony.',
} as const

export const phoneText = {
  title: 'Telefon',
  field: 'Numer telefonu',
  hint: 'Na przykład 600 700 800. Numer z innego kraju zacznij od znaku +.',
  how: 'Biuro sprawdzi numer, na przykład dzwoniąc. Do tego czasu będzie przy nim napis „czeka na potwierdzenie przez biuro”. Nie wysyłamy SMS-ów.',
  save: 'Zapisz numer',
} as const

export const requestText = {
  title: 'Prośba o zmianę danych',
  lead: 'Tych danych nie można zmienić od razu. Prośbę przeczyta i załatwi biuro. Odpowiedź będzie na stronie „Moje dane kontaktowe”.',
  kind: 'Co zmienić',
  premises: 'Którego lokalu to dotyczy',
  premisesHint: 'Przy zmianie liczby osób wybierz lokal.',
  allPremises: 'nie dotyczy jednego lokalu',
  body: 'Jak ma być',
  bodyHint: `Napisz nowe dane i od kiedy. Najwyżej ${limits.requestLength} znaków.`,
  papers: 'Do zmiany nazwiska biuro poprosi o pokazanie dokumentu.',
  send: 'Wyślij prośbę',
  tooMany: `Można wysłać najwyżej ${limits.requestsPerDay} próśb dziennie. Spróbuj jutro albo zadzwoń do biura.`,
} as const

export const consentText = {
  title: 'Zgody i powiadomienia',
  consents: 'Zgody',
  lead: 'Zgody są dobrowolne. Każdą można cofnąć w każdej chwili, tak samo łatwo jak ją dać.',
  none: 'Spółdzielnia nie prosi o żadne zgody.',
  give: 'Zgadzam się',
  giveNew: 'Zgadzam się na nową treść',
  withdraw: 'Cofam zgodę',
  outdated: 'Treść zgody się zmieniła. Dotychczasowa zgoda dotyczy poprzedniej treści.',
  history: 'Historia tej zgody',
  notGiven: 'nie ma zgody',
  changed: 'Treść zgody właśnie się zmieniła. Przeczytaj ją i zdecyduj jeszcze raz.',
  notices: 'Powiadomienia e-mailem',
  needsEmail: 'Żeby dostawać powiadomienia, podaj i potwierdź adres e-mail.',
  noContent: 'W e-mailu piszemy tylko, że w e-BOK jest coś nowego. Kwot i treści w nim nie ma.',
  notMailed: 'Tych e-maili spółdzielnia na razie nie wysyła. Wybór jest zapamiętany.',
  save: 'Zapisz wybór',
} as const

export const devicesText = {
  title: 'Urządzenia i logowania',
  sessions: 'Zalogowane urządzenia',
  thisOne: 'to urządzenie',
  end: 'Wyloguj to urządzenie',
  endAll: 'Wyloguj wszędzie',
  endAllHint:
    '„Wyloguj wszędzie” wylogowuje wszystkie urządzenia, także to. Przestanie też działać adres kalendarza w telefonie.',
  suspicious: 'Nie poznajesz urządzenia albo logowania? Wyloguj wszędzie i zmień hasło.',
  changePassword: 'Zmień hasło',
  signIns: 'Logowania z ostatnich 90 dni',
  noSignIns: 'W ostatnich 90 dniach nie było logowań.',
  unknownBrowser: 'nieznana przeglądarka',
  notThere: 'Otwórz stronę „Urządzenia i logowania” jeszcze raz i wybierz urządzenie.',
} as const

export const viewersText = {
  title: 'Kto oglądał moje konto',
  what: 'Pracownik biura może obejrzeć portal tak, jak widzisz go Ty, na przykład gdy dzwonisz z pytaniem. Niczego nie może wtedy zapisać, wysłać ani zobaczyć Twojego hasła. Każde takie obejrzenie zapisujemy tutaj.',
  none: 'Nikt z biura nie oglądał tego konta.',
  lasting: 'trwa teraz',
  question: 'Coś Cię dziwi? Napisz do nas',
} as const

export type Done =
  | 'email'
  | 'potwierdzono'
  | 'telefon'
  | 'prosba'
  | 'zgoda'
  | 'cofnieto'
  | 'powiadomienia'
  | 'wylogowano'
export const doneKeys: readonly Done[] = [
  'email',
  'potwierdzono',
  'telefon',
  'prosba',
  'zgoda',
  'cofnieto',
  'powiadomienia',
  'wylogowano',
]

/** What the person just did, in a sentence. */
export const doneSentences: Readonly<Record<Done, string>> = {
  email: 'Wysyłamy e-mail z linkiem na nowy adres. Zwykle dochodzi w kilka minut. Zajrzyj też do folderu „spam”.',
  potwierdzono: 'Adres e-mail jest potwierdzony.',
  telefon: 'Numer telefonu zapisany. Czeka na potwierdzenie przez biuro.',
  prosba: 'Prośba trafiła do biura.',
  zgoda: 'Zgoda zapisana.',
  cofnieto: 'Zgoda cofnięta.',
  powiadomienia: 'Wybór zapisany.',
  wylogowano: 'Urządzenie wylogowane.',
}

const problems: Readonly<Record<Problem, string>> = {
  emailMissing: 'Wpisz adres e-mail.',
  emailShape: 'Wpisz jeden adres e-mail, na przykład jan.kowalski@poczta.pl.',
  phoneMissing: 'Wpisz numer telefonu.',
  phoneShape: 'Wpisz numer z 9 cyfr, na przykład 600 700 800. Numer z innego kraju zacznij od znaku +.',
  kindMissing: 'Wybierz, co zmienić.',
  premisesMissing: 'Wybierz lokal z listy.',
  bodyMissing: 'Napisz, jak ma być.',
  bodyLong: `Skróć tekst. Najwyżej ${limits.requestLength} znaków.`,
  characters: 'Tekst zawiera niedozwolone znaki. Usuń je i wyślij jeszcze raz.',
}
export const problemSentence = (problem: Problem): string => problems[problem]

export const requestKindNames: Readonly<Record<RequestKind, string>> = {
  name: 'Imię lub nazwisko',
  correspondenceAddress: 'Adres do korespondencji',
  persons: 'Liczba osób w lokalu',
  other: 'Inne dane',
}

export const requestStateNames: Readonly<Record<RequestState, string>> = {
  accepted: 'przyjęta',
  inProgress: 'w trakcie',
  done: 'załatwiona',
  refused: 'odmowa',
}

export const outcomeNames: Readonly<Record<SignInRow['outcome'], string>> = {
  success: 'zalogowano',
  wrongPassword: 'złe hasło',
  locked: 'login był zablokowany',
  passwordOnly: 'dobre hasło, bez drugiego składnika',
  wrongFactor: 'zły drugi składnik',
}

/** What is known of the mail with the link. */
export function waitingSentence(contact: PortalContact): string {
  const waits = `Czeka na potwierdzenie: ${contact.waitingEmail}.`
  switch (contact.mailState) {
    case 'sent':
      return `${waits} Otwórz link z e-maila do ${formatDateTime(contact.waitingUntil!)}.`
    case 'unknown':
      return `${waits} Nie wiemy, czy e-mail z linkiem doszedł. Jeśli go nie ma, wyślij link jeszcze raz.`
    case 'failed':
    case 'skipped':
      return `Serwer poczty nie przyjął e-maila na adres ${contact.waitingEmail}. Sprawdź adres i wyślij link jeszcze raz.`
    default:
      return contact.mailLate
        ? `${waits} E-mail z linkiem jeszcze nie wyszedł. Wyślemy go, gdy tylko będzie można. Jeśli to pilne, zadzwoń do biura.`
        : `${waits} E-mail z linkiem zaraz zostanie wysłany.`
  }
}

export const givenSentence = (at: number, version: number): string =>
  `zgoda od ${formatDate(todayInWarsaw(at))}, wersja ${version}`
