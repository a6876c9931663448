import { countOf } from '#kernel/plural.ts'
import type { Reason } from './matching.model.ts'
import {
  noteLength,
  type RejectReason,
  type RequestEvent,
  type RequestMail,
  type Stage,
} from './office-registrations.model.ts'

export const queueText = {
  title: 'Zgłoszenia',
  label: 'Zgłoszenia',
  search: 'Szukaj',
  searchLabel: 'Wyszukiwanie zgłoszeń',
  searchHint: 'Nazwisko, adres, e-mail albo numer',
  state: 'Stan',
  open: 'W trakcie',
  all: 'Wszystkie',
  none: 'Nie ma takich zgłoszeń.',
  noneAtAll: 'Nie ma jeszcze żadnych zgłoszeń. Przychodzą z formularza REJESTRACJA na stronie logowania.',
  overdue: 'po terminie',
  emptied: 'dane usunięto',
  pages: 'Strony zgłoszeń',
} as const

export const requestText = {
  title: 'Zgłoszenie',
  back: 'Wszystkie zgłoszenia',
  overdue: 'Minęły 24 godziny od wysłania, a nikt jeszcze się tym nie zajął.',
  emptied: 'Dane osoby usunięto, bo minął czas ich przechowywania.',
  typed: 'Co podano w formularzu',
  name: 'Imię i nazwisko',
  company: 'Firma lub instytucja',
  address: 'Adres lokalu',
  number: 'Numer członkowski albo płatnika',
  noNumber: 'nie podano',
  email: 'E-mail',
  phone: 'Telefon',
  sentAt: 'Wysłano',
  accepted: 'Zaakceptowano',
  acceptedNone: 'nic, bo spółdzielnia nie miała regulaminu do akceptacji',
  mails: 'E-maile',
  next: 'Co dalej',
  history: 'Historia',
  person: 'Osoba w rejestrze',
  matchedTo: 'Dopasowano do',
  candidates: 'Kto to może być',
  candidatesHint: 'Podpowiedzi z rejestru. Sprawdź z wnioskiem i dokumentem, zanim wybierzesz.',
  noCandidates: 'Nikt w rejestrze nie jest dość podobny. Poszukaj niżej.',
  why: 'Dlaczego',
  hasLogin: 'ma już login',
  choose: 'To ta osoba',
  chooseLater: 'Osobę wybierzesz po przyjęciu wniosku papierowego.',
  search: 'Szukaj w rejestrze',
  searchHint: 'Nazwisko, adres albo numer. Na przykład: Nowak Lipowa 4',
  found: 'Znalezione osoby',
  foundNone: 'Nie ma nikogo takiego. Spróbuj krócej, na przykład samo nazwisko.',
  unlike: 'dane inne niż w zgłoszeniu',
  unlikeTitle: 'Czy to na pewno ta osoba?',
  unlikeHelp:
    'Nazwisko, adres i numery w rejestrze są inne niż w zgłoszeniu. Kto dostanie login, zobaczy rachunki tej osoby. Sprawdź wniosek i dokument jeszcze raz.',
  unmatch: 'To jednak nie ta osoba',
  wait: 'Czekamy na wniosek papierowy',
  waitHint:
    'E-mail z prośbą o wniosek wyszedł zaraz po zgłoszeniu. Naciśnij, gdy obejrzysz zgłoszenie i czekasz na wniosek.',
  paper: 'Wniosek papierowy przyjęty',
  paperDay: 'Dzień przyjęcia wniosku',
  paperHint: 'Dopiero gdy sprawdzisz podpis i dokument tożsamości.',
  issue: 'Wydaj login',
  openLogin: 'Login tej osoby',
  issueHint: 'Login i kod startowy wydasz na stronie tej osoby.',
  hasLoginAlready: 'Ta osoba ma już login. Możesz wydać jej nowy kod startowy albo odrzucić zgłoszenie.',
  reject: 'Odrzuć zgłoszenie',
  rejectReason: 'Powód',
  rejectNote: 'Notatka dla biura',
  rejectHint: 'Zgłaszający dostanie e-mail z samym powodem. Notatki nie zobaczy.',
  reopen: 'Przywróć zgłoszenie',
  note: 'Notatka dla biura',
  addNote: 'Dodaj notatkę',
  more: 'Notatki i odrzucenie',
  noteHint: `Widzi ją tylko biuro. Najwyżej ${noteLength} znaków.`,
  rejected: 'Powód odrzucenia',
  paperAcceptedOn: 'Wniosek przyjęto',
  login: 'Login',
  applicant: 'zgłaszający',

  conflict:
    'Ktoś inny właśnie zmienił to zgłoszenie. Poniżej jest jego obecny stan. Sprawdź go i zdecyduj jeszcze raz.',
  notPossible: 'Tego nie da się teraz zrobić z tym zgłoszeniem. Poniżej jest jego obecny stan.',
  dayMissing: 'Podaj dzień przyjęcia wniosku, na przykład 30.11.2026.',
  dayFuture: 'Dzień przyjęcia wniosku nie może być w przyszłości.',
  dayOld: 'Ten dzień jest ponad rok temu. Sprawdź go.',
  reasonMissing: 'Wybierz powód z listy.',
  noteMissing: 'Wpisz notatkę.',
  noteLong: `Skróć notatkę. Najwyżej ${noteLength} znaków.`,
  noteCharacters: 'Notatka zawiera niedozwolone znaki. Usuń je.',
  personGone: 'Tej osoby nie ma już w rejestrze. Wybierz inną.',
} as const

export const stageNames: Readonly<Record<Stage, string>> = {
  new: 'nowe',
  waitingForPaper: 'czeka na wniosek',
  paperAccepted: 'do dopasowania',
  matched: 'do wydania loginu',
  issued: 'login wydany',
  handedOver: 'login odebrany',
  signedIn: 'pierwsze logowanie',
  rejected: 'odrzucone',
}

export const eventNames: Readonly<Record<RequestEvent['kind'], string>> = {
  sent: 'Wysłano zgłoszenie',
  sentAgain: 'Wysłano jeszcze raz z innym telefonem lub numerem',
  waiting: 'Obejrzano, czekamy na wniosek',
  paperAccepted: 'Przyjęto wniosek papierowy',
  matched: 'Dopasowano osobę',
  unmatched: 'Cofnięto dopasowanie',
  rejected: 'Odrzucono',
  reopened: 'Przywrócono',
  noted: 'Notatka',
  issued: 'Wydano login',
  handedOver: 'Wydano login i kod do ręki',
  signedIn: 'Pierwsze logowanie',
}

export const rejectNames: Readonly<Record<RejectReason, string>> = {
  noPaper: 'nie ma podpisanego wniosku',
  dataMismatch: 'dane inne niż we wniosku',
  noRight: 'nie potwierdzono prawa do lokalu',
  hasLogin: 'osoba ma już login',
  duplicate: 'powtórzone zgłoszenie',
  spam: 'zgłoszenie zmyślone (bez e-maila)',
}

export const mailNames: Readonly<Record<RequestMail['kind'], string>> = {
  registrationReceived: 'przyjęcie i instrukcje',
  registrationRejected: 'odrzucenie',
  registrationReady: 'login czeka w biurze',
}
export const mailStates: Readonly<Record<RequestMail['state'], string>> = {
  waiting: 'czeka na wysłanie',
  sending: 'jest wysyłany',
  sent: 'wysłany',
  failed: 'nie doszedł, zadzwoń do zgłaszającego',
  unknown: 'nie wiadomo, czy doszedł',
  skipped: 'nie był potrzebny',
}

export const reasonNames: Readonly<Record<Reason, string>> = {
  sameName: 'to samo nazwisko',
  sameFirstName: 'to samo imię',
  sameCompany: 'ta sama nazwa firmy',
  similarName: 'podobne nazwisko (1 litera)',
  partOfName: 'wspólna część nazwiska',
  similarFirstName: 'podobne imię',
  sameAddress: 'ten sam adres',
  sameHouse: 'ten sam dom, inny lokal',
  sameMemberNumber: 'ten sam numer członkowski',
  samePartyNumber: 'ten sam numer płatnika',
  samePhone: 'telefon jak w rejestrze',
  sameEmail: 'e-mail jak w rejestrze',
}

export const doneKeys = ['czekamy', 'wniosek', 'osoba', 'cofnieto', 'odrzucono', 'przywrocono', 'notatka'] as const
export type Done = (typeof doneKeys)[number]
export const doneSentences: Readonly<Record<Done, string>> = {
  czekamy: 'Zapisano: czekamy na wniosek papierowy.',
  wniosek: 'Wniosek przyjęty. Teraz wybierz osobę z rejestru.',
  osoba: 'Osoba wybrana. Teraz wydaj login.',
  cofnieto: 'Dopasowanie cofnięte.',
  odrzucono: 'Zgłoszenie odrzucone.',
  przywrocono: 'Zgłoszenie przywrócone.',
  notatka: 'Notatka dodana.',
}

export const foundSentence = (count: number): string => countOf(count, 'zgłoszenie', 'zgłoszenia', 'zgłoszeń')
