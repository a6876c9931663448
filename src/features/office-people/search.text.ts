import { countOf } from '#kernel/plural.ts'
import { type Reason, shortestSearch } from './search.model.ts'

export const searchText = {
  title: 'Szukaj osoby',
  label: 'Osoba, login, lokal, numer rachunku, telefon…',
  hint: 'Na przykład: nowak jan, 48213074, Lipowa 4/12, L0001, ostatnie cyfry numeru rachunku, telefon, e-mail, numer członkowski albo numer dokumentu. Polskie litery nie są potrzebne.',
  button: 'Szukaj',
  clear: 'Wyczyść',
  results: 'Znalezione osoby',
  start: 'Wpisz, co wiesz o osobie. Wystarczy początek nazwiska albo adres.',
  short: `Wpisz co najmniej ${shortestSearch} znaki.`,
  none: 'Nikogo nie znaleziono. Sprawdź pisownię albo spróbuj inaczej, na przykład adresem lokalu.',
  noLogin: 'bez loginu',
  locked: 'zablokowany',
  noPremises: 'bez lokalu',
  former: 'dawniej',
  company: 'firma',
  notInRegister: 'spoza rejestru, na przykład pełnomocnik',
} as const

export const reasonNames: Readonly<Record<Reason, string>> = {
  party: 'numer kontrahenta',
  login: 'login',
  premises: 'numer lokalu',
  address: 'adres lokalu',
  nrb: 'numer rachunku',
  document: 'dokument',
  member: 'numer członkowski',
  email: 'e-mail',
  phone: 'telefon',
  name: 'imię i nazwisko albo nazwa',
}

/** "Znaleziono 3 osoby." Also what a screen reader hears while somebody types. */
export function countSentence(shown: number, more: boolean): string {
  if (shown === 0) return searchText.none
  const count = `Znaleziono ${countOf(shown, 'osobę', 'osoby', 'osób')}.`
  return more ? `Pokazujemy pierwsze ${countOf(shown, 'osobę', 'osoby', 'osób')}. Dopisz więcej, żeby zawęzić.` : count
}
