import { plural } from '#kernel/plural.ts'
import { type DraftField, limits, type Problem } from './registration.model.ts'

export const registrationText = {
  title: 'Formularz konta użytkownika',
  lead: 'Wypełnij formularz, żeby dostać login do e-BOK. Wypełnij wszystkie pola. Tylko numer członkowski możesz zostawić pusty.',
  after: 'Login i kod startowy odbierzesz w biurze spółdzielni, po złożeniu podpisanego wniosku.',
  who: 'Kto się rejestruje',
  person: 'osoba',
  company: 'firma lub instytucja',
  about: 'Dane',
  firstName: 'Imię',
  name: 'Nazwisko',
  companyName: 'Nazwa firmy lub instytucji',
  premises: 'Adres lokalu',
  street: 'Ulica i numer domu',
  streetHint: 'Na przykład Lipowa 4',
  flat: 'Numer lokalu',
  flatHint: 'Numer mieszkania albo garażu. Jeśli go nie ma, wpisz kreskę.',
  postalCode: 'Kod pocztowy',
  postalCodeHint: 'Na przykład 00-950',
  city: 'Miejscowość',
  number: 'Numer członkowski albo numer płatnika, jeśli znasz',
  numberHint: 'Jest na rachunkach i w pismach ze spółdzielni.',
  reach: 'Jak się z Tobą skontaktować',
  email: 'Adres e-mail',
  emailHint: 'Na przykład jan.kowalski@poczta.pl. Na ten adres przyślemy dalsze instrukcje.',
  phone: 'Telefon',
  phoneHint: 'Na przykład 600 700 800',
  terms: 'Regulamin',
  termsHint: 'Przeczytaj dokumenty. Każdy otwiera się w nowej karcie.',
  accept: 'Znam te dokumenty i akceptuję je.',
  open: 'otwórz',
  download: 'zapisz na dysku',
  newTab: '(w nowej karcie)',
  check: 'Kod z obrazka',
  checkHint: 'To zabezpieczenie przed programami, które same wypełniają formularze.',
  way: 'Jak chcesz to zrobić',
  wayPicture: 'przepiszę cyfry z obrazka',
  waySound: 'posłucham nagrania i wpiszę cyfry',
  wayQuestion: 'odpowiem na pytanie',
  picture: 'Obrazek z cyframi do przepisania. Jeśli go nie widzisz, wybierz nagranie albo pytanie.',
  sound: 'Nagranie z cyframi do wpisania',
  soundHint: 'Nagranie można odtworzyć kilka razy. Cyfry są te same co na obrazku.',
  code: 'Cyfry z obrazka albo z nagrania',
  answer: 'Odpowiedź na pytanie',
  send: 'Wyślij zgłoszenie',
  privacy: 'Twoje dane posłużą tylko do wydania loginu.',
  signIn: 'Masz już login? Zaloguj się',
  trap: 'Zostaw to pole puste',

  codeMissing: 'Wpisz cyfry z obrazka albo z nagrania.',
  answerMissing: 'Wpisz odpowiedź na pytanie.',
  codeWrong: 'Cyfry się nie zgadzają. Wpisz cyfry z nowego obrazka albo nagrania.',
  answerWrong: 'To nie jest dobra odpowiedź. Odpowiedz na nowe pytanie.',
  codeUsed: 'Ten kod był już raz wpisany. Wpisz nowy. Wszystko inne zostało.',
  codeOld: 'Minęło dużo czasu i kod stracił ważność. Wpisz nowy. Wszystko inne zostało.',
  tooFast: 'Formularz przyszedł bardzo szybko. Sprawdź, czy wszystko się zgadza, i wyślij go jeszcze raz.',
  termsMissing: 'Przeczytaj dokumenty i zaznacz, że je akceptujesz.',
  termsChanged: 'Dokumenty właśnie się zmieniły. Przeczytaj je i zaznacz zgodę jeszcze raz.',
} as const

export const sentText = {
  title: 'Zgłoszenie wysłane',
  thanks: 'Dziękujemy. Twoje zgłoszenie zostało wysłane. Zajmiemy się nim najszybciej, jak to możliwe.',
  mail: 'W ciągu 24 godzin przyjdzie e-mail z dalszymi instrukcjami. Jeśli go nie ma, zajrzyj do folderu „spam”.',
  next: 'Co teraz zrobić',
  steps: [
    'Wydrukuj wniosek, wypełnij go i podpisz. Wniosek na papierze dostaniesz też w biurze.',
    'Przynieś podpisany wniosek do biura spółdzielni. Weź ze sobą dowód osobisty albo paszport. Wniosek podpisany podpisem kwalifikowanym albo zaufanym możesz przysłać e-mailem.',
    'Biuro sprawdzi wniosek i wyda login oraz kod startowy. Gdy będą gotowe, przyjdzie kolejny e-mail.',
  ],
  paper: 'Wniosek do wydruku',
  office: 'Biuro',
  hours: 'Godziny pracy',
  phone: 'Telefon',
  back: 'Wróć na stronę logowania',
} as const

export const paperText = {
  title: 'Wniosek o wydanie loginu do e-BOK',
  hint: 'Wydrukuj tę stronę, wypełnij ją drukowanymi literami, podpisz i przynieś do biura. Strona się wydrukuje bez tego zdania i bez menu.',
  to: 'Do',
  applicant: 'Wnioskodawca',
  firstName: 'Imię i nazwisko albo nazwa firmy',
  identity: 'Rodzaj i numer dokumentu tożsamości (okazać w biurze)',
  address: 'Adres lokalu',
  number: 'Numer członkowski albo numer płatnika',
  email: 'Adres e-mail',
  phone: 'Telefon',
  ask: 'Proszę o wydanie loginu i kodu startowego do portalu e-BOK spółdzielni.',
  terms: 'Znam Regulamin portalu e-BOK wraz z załącznikami i akceptuję go.',
  true: 'Podane dane są prawdziwe.',
  place: 'Miejscowość i data',
  sign: 'Czytelny podpis',
  officeOnly: 'Wypełnia biuro',
  officeLines: ['Tożsamość sprawdzono, wniosek przyjęto dnia', 'Podpis pracownika'],
  back: 'Wróć',
} as const

const missing: Readonly<Record<DraftField, string>> = {
  kto: 'Zaznacz, kto się rejestruje.',
  imie: 'Wpisz imię.',
  nazwisko: 'Wpisz nazwisko.',
  firma: 'Wpisz nazwę firmy lub instytucji.',
  adres: 'Wpisz ulicę i numer domu.',
  lokal: 'Wpisz numer lokalu. Jeśli go nie ma, wpisz kreskę.',
  kod_pocztowy: 'Wpisz kod pocztowy.',
  miejscowosc: 'Wpisz miejscowość.',
  numer: '',
  email: 'Wpisz adres e-mail.',
  telefon: 'Wpisz numer telefonu.',
}

const fieldNames: Readonly<Record<DraftField, string>> = {
  kto: 'Wybór',
  imie: 'Imię',
  nazwisko: 'Nazwisko',
  firma: 'Nazwa firmy',
  adres: 'Ulica i numer domu',
  lokal: 'Numer lokalu',
  kod_pocztowy: 'Kod pocztowy',
  miejscowosc: 'Miejscowość',
  numer: 'Numer członkowski',
  email: 'Adres e-mail',
  telefon: 'Telefon',
}

/** What is wrong with a field and what to type instead. */
export function problemSentence(field: DraftField, problem: Problem): string {
  switch (problem) {
    case 'missing':
      return missing[field]
    case 'choice':
      return missing.kto
    case 'long':
      return `${fieldNames[field]}: najwyżej ${field === 'kto' ? 0 : limits[field]} znaków.`
    case 'characters':
      return `${fieldNames[field]}: są tu znaki, których nie można użyć. Usuń je.`
    case 'postalCode':
      return 'Kod pocztowy ma pięć cyfr, na przykład 00-950.'
    case 'houseNumber':
      return 'Dopisz numer domu, na przykład Lipowa 4.'
    case 'emailShape':
      return 'Wpisz jeden adres e-mail, na przykład jan.kowalski@poczta.pl.'
    case 'phoneShape':
      return 'Wpisz numer z 9 cyfr, na przykład 600 700 800. Numer z innego kraju zacznij od znaku +.'
  }
}

export function tooManySentence(waitSeconds: number): string {
  const minutes = Math.ceil(waitSeconds / 60)
  if (minutes > 60) return 'Z tego miejsca wysłano dziś bardzo dużo zgłoszeń. Spróbuj jutro albo zadzwoń do biura.'
  const wait = minutes <= 1 ? 'minutę' : `${minutes} ${plural(minutes, 'minutę', 'minuty', 'minut')}`
  return `Z tego miejsca wysłano bardzo dużo zgłoszeń. Nic nie przepadło: wyślij formularz za ${wait}.`
}
