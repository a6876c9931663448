import type { AccountDifference } from './bank-accounts.model.ts'
import type { ListKey } from './lists.model.ts'
import type { FieldName, Flaw, FormKey } from './settings.model.ts'

export const settingsText = {
  title: 'Ustawienia',
  lead: 'Dane i zasady tej spółdzielni. Każda zmiana działa od razu i zostaje w dzienniku zdarzeń.',
  change: 'Zmień',
  save: 'Zapisz',
  back: 'Wszystkie ustawienia',
  empty: 'nie podano',
  saved: 'Zapisano. Zmiana już działa.',
  conflict:
    'Ktoś inny właśnie zmienił te ustawienia. Poniżej jest to, co wpisujesz. Obok pól, które się różnią, podajemy zapisane wartości. Sprawdź je i zapisz jeszcze raz.',
  storedNow: 'Teraz zapisane:',
  history: 'Ostatnie zmiany',
  noHistory: 'Nikt jeszcze niczego nie zmienił.',
  program: 'program',
  someone: 'osoba spoza biura',
} as const

export const formTitles: Readonly<Record<FormKey, string>> = {
  spoldzielnia: 'Dane spółdzielni',
  teksty: 'Teksty prawne',
  loginy: 'Loginy i kody startowe',
  limity: 'Limity i czas przechowywania',
}
export const formLeads: Readonly<Record<FormKey, string>> = {
  spoldzielnia: 'Te dane widzi każdy na stronie Kontakt i na stronie logowania.',
  teksty: 'Klauzula stoi na stronie Kontakt, a uwaga przy formularzu wiadomości do biura.',
  loginy: 'Zasady dotyczą nowych loginów i kodów. Te, które już są, zostają bez zmian.',
  limity: 'Nowy czas wylogowania działa od następnego logowania.',
}

export const fieldLabels: Readonly<Record<FieldName, string>> = {
  name: 'Nazwa spółdzielni',
  street: 'Ulica i numer',
  postalCode: 'Kod pocztowy',
  city: 'Miejscowość',
  phone: 'Telefon',
  email: 'E-mail',
  officeHours: 'Godziny otwarcia',
  nip: 'NIP',
  regon: 'REGON',
  krs: 'KRS',
  mapUrl: 'Link do mapy',
  dataProtectionClause: 'Klauzula o danych osobowych (RODO)',
  messageLegalNote: 'Uwaga przy wiadomościach',
  loginPattern: 'Wzór loginu mieszkańca',
  startingCodeDays: 'Kod startowy mieszkańca: ile dni jest ważny',
  residentIdleMinutes: 'Mieszkaniec: minuty bezczynności do wylogowania',
  staffIdleMinutes: 'Biuro: minuty bezczynności do wylogowania',
  signInMonths: 'Historia logowań: ile miesięcy ją trzymać',
}
export const fieldHints: Readonly<Partial<Record<FieldName, string>>> = {
  postalCode: 'Na przykład 00-950.',
  phone: 'Na przykład +48 22 123 45 67.',
  officeHours: 'Na przykład: poniedziałek 8:00–17:00, wtorek–piątek 8:00–15:00.',
  mapUrl: 'Pełny adres strony z mapą, zaczyna się od https://',
  nip: '10 cyfr, kreski i odstępy można pominąć.',
  regon: '9 albo 14 cyfr.',
  krs: '10 cyfr.',
  dataProtectionClause: 'Pusty wiersz rozdziela akapity.',
  messageLegalNote: 'Na przykład: które pisma trzeba złożyć na papierze.',
  loginPattern:
    'Puste pole: osiem losowych cyfr, najbezpieczniej. Inaczej: litery, cyfry, kropki i kreski, a między nimi jedno z trzech. ??????? to losowe cyfry, od 6 do 12 znaków. #### to kolejny numer, od 3 do 9 znaków. {lokal} to numer lokalu. Kolejny numer i numer lokalu łatwo odgadnąć.',
  startingCodeDays: 'Od 1 do 60 dni.',
  residentIdleMinutes: 'Od 5 do 60 minut.',
  staffIdleMinutes: 'Od 5 do 30 minut. Biuro widzi dane wielu osób, dlatego krócej.',
  signInMonths: 'Od 6 do 24 miesięcy. Starsze wpisy usuwamy w nocy.',
}

const flaws: Readonly<Record<Flaw | 'twice', string>> = {
  missing: 'To pole jest potrzebne.',
  long: 'Ten tekst jest za długi.',
  characters: 'Tekst zawiera niedozwolone znaki.',
  shape: 'Sprawdź, czy niczego tu nie brakuje i czy nie ma zbędnych znaków.',
  checkDigit: 'Ten numer jest błędny: cyfra kontrolna się nie zgadza. Sprawdź, czy nie ma pomyłki w cyfrach.',
  range: 'Podaj liczbę całkowitą w dozwolonych granicach.',
  twice: 'Ten numer już jest na liście.',
}
const shapes: Readonly<Record<string, string>> = {
  postalCode: 'Kod pocztowy ma pięć cyfr, na przykład 00-950.',
  phone: 'Podaj numer telefonu cyframi, na przykład +48 22 123 45 67.',
  email: 'Podaj adres e-mail, na przykład biuro@spoldzielnia.pl.',
  loginPattern:
    'Wzór może mieć litery bez polskich znaków, cyfry, kropki i kreski oraz dokładnie jedną część zmienną: ???????, #### albo {lokal}.',
  mapUrl: 'Wklej cały adres strony. Zaczyna się od https:// i nie ma w nim odstępów.',
  numer: 'Numer rachunku ma 26 cyfr.',
}
/** What is wrong with a field, in a sentence; the label tells which one. */
export function flawSentence(label: string, field: string, flaw: Flaw | 'twice'): string {
  const sentence = flaw === 'shape' ? (shapes[field.replace(/\d+$/, '')] ?? flaws.shape) : flaws[flaw]
  return `${label}: ${sentence}`
}

/** What a new login would look like by the pattern that is stored. */
export const exampleSentence = (login: string): string => `Teraz nowy login wygląda tak: ${login}.`

export const lookText = {
  title: 'Wygląd',
  colour: 'Kolor spółdzielni',
  colourHint: 'Sześć znaków po krzyżyku, na przykład #0b5a6f.',
  colourBad: 'Kolor: podaj krzyżyk i sześć cyfr albo liter od a do f, na przykład #0b5a6f.',
  preview: 'Pokaż podgląd',
  previewTitle: 'Podgląd',
  previewLight: 'Podgląd na jasnym tle',
  previewDark: 'Podgląd na ciemnym tle',
  adjusted: 'Ten kolor byłby na linkach i przyciskach za mało czytelny, dlatego użyjemy tam podobnego, wyraźniejszego.',
  readable: 'Ten kolor jest czytelny także na linkach i przyciskach.',
  saveColour: 'Zapisz kolor',
  logo: 'Znak spółdzielni (logo)',
  logoNow: 'Teraz u góry każdej strony:',
  noLogo: 'Teraz u góry każdej strony jest sama nazwa spółdzielni.',
  logoFile: 'Plik z logo',
  logoHint:
    'PNG albo JPEG, najwyżej 200 kB i 2000 pikseli w każdą stronę. Najlepiej wygląda znak szerszy niż wysoki, na przezroczystym tle.',
  logoMissing: 'Wybierz plik z logo.',
  logoUnreadable: 'Tego pliku nie da się odczytać jako obrazu PNG albo JPEG.',
  logoHeavy: 'Ten plik ma więcej niż 200 kB. Zmniejsz go i dodaj jeszcze raz.',
  logoBig: 'Obraz ma więcej niż 2000 pikseli w którąś stronę. Zmniejsz go i dodaj jeszcze raz.',
  saveLogo: 'Zapisz logo',
  removeLogo: 'Usuń logo',
} as const
export const contrastSentence = (shade: string, ratio: string): string =>
  `Na linkach i przyciskach: ${shade}, kontrast ${ratio} : 1 (potrzeba co najmniej 4,5 : 1).`

export const listTitles: Readonly<Record<ListKey, string>> = {
  dzialy: 'Działy biura',
  'telefony-alarmowe': 'Telefony alarmowe',
  tematy: 'Tematy wiadomości',
}
export const listText: Readonly<
  Record<ListKey, { lead: string; add: string; one: string; empty: string; fields: Readonly<Record<string, string>> }>
> = {
  dzialy: {
    lead: 'Działy widać na stronie Kontakt, w kolejności z tej listy.',
    add: 'Dodaj dział',
    one: 'Dział',
    empty: 'Nie ma jeszcze żadnego działu.',
    fields: { name: 'Nazwa działu', matters: 'Czym się zajmuje', phone: 'Telefon', email: 'E-mail', hours: 'Godziny' },
  },
  'telefony-alarmowe': {
    lead: 'Numery na wypadek awarii. Mieszkaniec widzi najpierw te, które są dla jego budynku.',
    add: 'Dodaj telefon alarmowy',
    one: 'Telefon alarmowy',
    empty: 'Nie ma jeszcze żadnego telefonu alarmowego.',
    fields: { label: 'Do kogo', phone: 'Telefon', hours: 'Godziny', area: 'Jak nazwać te budynki' },
  },
  tematy: {
    lead: 'Temat wybiera mieszkaniec, gdy pisze do biura. Temat wyłączony zostaje przy starych sprawach.',
    add: 'Dodaj temat',
    one: 'Temat wiadomości',
    empty: 'Nie ma jeszcze żadnego tematu.',
    fields: { name: 'Nazwa tematu' },
  },
}
export const rowText = {
  position: 'Kolejność',
  positionHint: 'Mniejsza liczba stoi wyżej. Od 0 do 999.',
  areaHint: 'Na przykład: Lipowa 2–8. Puste pole wypełnimy adresami wybranych budynków.',
  buildings: 'Dla których budynków',
  buildingsHint: 'Gdy nic nie zaznaczysz, numer jest dla wszystkich budynków.',
  all: 'wszystkie budynki',
  active: 'Można wybrać ten temat',
  isActive: 'włączony',
  isInactive: 'wyłączony',
  remove: 'Usuń',
  added: 'Dodano.',
  changed: 'Zapisano.',
  removed: 'Usunięto.',
  conflict:
    'Ktoś inny właśnie zmienił ten wpis. Sprawdź go na liście i otwórz jeszcze raz. To, co wpisujesz, jest niżej.',
} as const

export const accountsText = {
  title: 'Rachunki bankowe spółdzielni',
  lead: 'Te numery widzą mieszkańcy na stronie Kontakt. Fałszywy numer to najgroźniejsze oszustwo, dlatego zmianę wpisuje jedna osoba, a zatwierdza druga: inny administrator albo księgowość.',
  now: 'Teraz obowiązują',
  none: 'Nie ma jeszcze żadnego rachunku.',
  propose: 'Zmień rachunki',
  proposeHint:
    'Żeby usunąć rachunek, wyczyść oba pola. Numery indywidualne do opłat przychodzą z systemu księgowego i tu się ich nie zmienia.',
  label: 'Nazwa rachunku',
  nrb: 'Numer rachunku',
  send: 'Wyślij do zatwierdzenia',
  same: 'Nic się nie zmieniło: te rachunki już obowiązują.',
  waits:
    'Zmiana rachunków czeka na zatwierdzenie. Następną można wpisać, gdy ta zostanie zatwierdzona, odrzucona albo wycofana.',
  look: 'Zobacz tę zmianę',
  stale: 'Rachunki zmieniły się po wpisaniu tej zmiany. Nic nie zmieniono. Wpisz ją jeszcze raz.',
  differences: 'Co się zmieni',
  before: 'Było',
  after: 'Będzie',
  change: 'Zmiana',
  recently: 'Zmieniono rachunki bankowe spółdzielni',
  recentlyHint: 'Jeśli nic o tym nie wiesz, od razu zapytaj administratora i sprawdź numery na stronie Kontakt.',
} as const
export const differenceNames: Readonly<Record<AccountDifference['kind'], string>> = {
  same: 'bez zmian',
  renamed: 'inna nazwa',
  added: 'nowy numer',
  removed: 'znika',
}
