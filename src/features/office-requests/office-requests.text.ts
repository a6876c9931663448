import {
  type AnswerMistake,
  answerCharacters,
  type Decision,
  type Filter,
  type RequestKind,
  type RequestState,
} from './office-requests.model.ts'

export const filterNames: Readonly<Record<Filter, string>> = {
  otwarte: 'Do załatwienia',
  przyjete: 'Nowe',
  'w-toku': 'W trakcie',
  zalatwione: 'Załatwione',
  odmowy: 'Odmowy',
  wszystkie: 'Wszystkie',
}

export const kindNames: Readonly<Record<RequestKind, string>> = {
  name: 'Imię lub nazwisko',
  correspondenceAddress: 'Adres do korespondencji',
  persons: 'Liczba osób w lokalu',
  other: 'Inne dane',
}

export const stateNames: Readonly<Record<RequestState, string>> = {
  accepted: 'nowa',
  inProgress: 'w trakcie',
  done: 'załatwiona',
  refused: 'odmowa',
}

export const text = {
  title: 'Prośby o zmianę danych',
  one: 'Prośba o zmianę',
  none: 'Nie ma próśb, które pasują do tego wyboru.',
  noneOpen: 'Wszystkie prośby są załatwione.',
  all: 'Wszystkie prośby',
  pages: 'Strony listy próśb',
  who: 'Kto prosi',
  kind: 'Co zmienić',
  premises: 'Lokal',
  sent: 'Wysłano',
  state: 'Stan',
  handled: 'Zajmuje się',
  nobody: 'nikt',
  body: 'Treść prośby',
  answer: 'Odpowiedź dla mieszkańca',
  given: 'Odpowiedź biura',
  answerHint: `Mieszkaniec przeczyta ją w zakładce „Moje dane”. Najwyżej ${answerCharacters} znaków. Przy odmowie napisz, dlaczego.`,
  how: 'Dane zmienia się w systemie księgowym. Na stronach mieszkańca będą nowe po najbliższej nocy.',
  take: 'Biorę tę prośbę',
  done: 'Załatwione',
  refuse: 'Odmawiam',
  changed: 'Ktoś inny właśnie zmienił tę prośbę. Sprawdź, co jest teraz. Twoja odpowiedź jest zachowana poniżej.',
  closed: 'Ktoś inny już zamknął tę prośbę.',
  saved: 'Zapisano. Mieszkaniec widzi to w zakładce „Moje dane”.',
  phonesTitle: 'Telefony do potwierdzenia',
  phonesIntro:
    'Ci mieszkańcy wpisali nowy numer. Zadzwoń i sprawdź, czy odbiera ta osoba, a potem zapisz wynik. Dopóki tego nie zrobisz, numer nie jest używany.',
  noPhones: 'Nie ma numerów do potwierdzenia.',
  number: 'Nowy numer',
  before: 'Numer do tej pory',
  noNumber: 'brak',
  entered: 'Wpisano',
  decision: 'Wynik',
  confirm: 'Numer się zgadza',
  refusePhone: 'Numer nie należy do tej osoby',
  confirmed: 'Numer potwierdzony.',
  refused: 'Zapisano. Mieszkaniec zobaczy prośbę o poprawienie numeru.',
  otherNumber: 'Ten numer właśnie się zmienił albo ktoś inny już go sprawdził. Zobacz listę jeszcze raz.',
} as const

const mistakes: Readonly<Record<AnswerMistake, string>> = {
  missing: 'Napisz, dlaczego biuro odmawia.',
  tooLong: `Skróć odpowiedź do ${answerCharacters} znaków.`,
}
export const mistakeSentence = (mistake: AnswerMistake): string => mistakes[mistake]

export const decisionActions: Readonly<Record<Decision, 'requests.taken' | 'requests.done' | 'requests.refused'>> = {
  biore: 'requests.taken',
  zalatwione: 'requests.done',
  odmowa: 'requests.refused',
}

/** Only that there is something to read: a mail lies open in many places. */
export function answeredLetter(baseUrl: string | undefined) {
  const lines = [
    'Biuro odpowiedziało na prośbę o zmianę danych wysłaną w e-BOK.',
    '',
    'Zaloguj się, żeby przeczytać odpowiedź.',
    ...(baseUrl === undefined ? [] : [`${baseUrl}/moje-dane`]),
    '',
    'Nie odpowiadaj na ten e-mail. Do biura napisz w e-BOK.',
  ]
  return { subject: 'e-BOK: odpowiedź na prośbę', text: `${lines.join('\n')}\n` }
}
