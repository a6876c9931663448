import { plural } from '#kernel/plural.ts'
import type { PasswordFlaws } from './passwords/flaws.model.ts'
import { longestPassword, shortestPassword } from './passwords/policy.model.ts'
import { codeDaysValid } from './starting-code.model.ts'

export const loginText = {
  signInTitle: 'Logowanie',
  login: 'Login',
  loginHint: 'Jest na kartce ze spółdzielni, na przykład 1234 5674.',
  secret: 'Hasło albo kod startowy',
  secretHint: 'Przy pierwszym logowaniu wpisz kod startowy z kartki. Kreski i spacje możesz pominąć.',
  signIn: 'Zaloguj',
  forgot: 'Nie pamiętam hasła',
  noAccount: 'Nie masz loginu? Wyślij zgłoszenie. Login i kod startowy wyda biuro spółdzielni.',
  register: 'REJESTRACJA',

  signInFailed: 'Nie udało się zalogować',
  loginMissing: 'Wpisz login.',
  secretMissing: 'Wpisz hasło albo kod startowy.',
  wrong: 'Login i hasło nie pasują do siebie. Sprawdź oba i wpisz hasło jeszcze raz.',
  locked: 'Ten login jest zablokowany. Zadzwoń do biura spółdzielni.',
  codeUsed: 'Ten kod startowy był już użyty. Jeśli hasło nie jest ustawione, poproś biuro o nowy kod.',
  codeExpired: `Ten kod startowy stracił ważność. Kod jest ważny ${codeDaysValid} dni. Poproś biuro o nowy.`,
  busy: 'W tej chwili loguje się bardzo dużo osób. Odczekaj chwilę i spróbuj ponownie.',

  signedOut: 'Wylogowano. Możesz zamknąć tę stronę.',
  signedOutEverywhere: 'Wylogowano na wszystkich urządzeniach. Na każdym trzeba zalogować się jeszcze raz.',
  signOutDone: 'Do widzenia',

  setTitle: 'Ustaw hasło',
  setIntro:
    'Kod startowy działa tylko raz. Teraz wymyśl swoje hasło. Będzie potrzebne przy każdym następnym logowaniu.',
  setHurry: 'Masz na to godzinę. Potem trzeba poprosić biuro o nowy kod.',
  changeTitle: 'Zmień hasło',
  changeIntro: 'Po zmianie hasła nastąpi wylogowanie na wszystkich innych urządzeniach.',
  changed: 'Hasło zmienione',
  changedElsewhere: 'Od teraz działa tylko nowe hasło. Na innych urządzeniach trzeba zalogować się jeszcze raz.',
  backToStart: 'Wróć na pierwszą stronę',
  factorsLink: 'Drugi składnik logowania',
  factorsHint: 'kod z telefonu lub klucz oprócz hasła',
  present: 'Obecne hasło',
  password: 'Nowe hasło',
  passwordHint: `Co najmniej ${shortestPassword} znaków. Mogą być spacje i polskie litery. Najłatwiej zapamiętać kilka zwykłych słów.`,
  repeated: 'Nowe hasło jeszcze raz',
  save: 'Zapisz hasło',
  cancel: 'Zrezygnuj i wyloguj',

  proposalTitle: 'Nie masz pomysłu? Oto propozycja',
  proposalHint: 'To cztery przypadkowe słowa. Zapisz je na kartce, ze spacjami, zanim naciśniesz przycisk.',
  useProposal: 'Ustaw to hasło',
  otherProposal: 'Pokaż inną propozycję',

  presentMissing: 'Wpisz obecne hasło.',
  presentWrong: 'To nie jest obecne hasło. Wpisz je jeszcze raz.',
  different: 'Oba pola z nowym hasłem muszą być takie same. Wpisz je jeszcze raz.',

  helpTitle: 'Nie pamiętam hasła',
  helpOffice: 'Hasła nie da się odczytać, także w biurze. Biuro wyda nowy kod startowy, a z nim ustawisz nowe hasło.',
  helpVisit: 'Przyjdź do biura spółdzielni z dokumentem tożsamości.',
  helpNoEmail: 'Nie wysyłamy haseł ani kodów e-mailem. Jeśli ktoś prosi o Twoje hasło, nie podawaj go.',
  helpPhone: 'Telefon do biura',
  helpHours: 'Godziny pracy',
  backToSignIn: 'Wróć do logowania',
} as const

/** "Za dużo prób…" with the time to wait in whole minutes, rounded up, or until tomorrow. */
export function tooManySentence(waitSeconds: number): string {
  const minutes = Math.ceil(waitSeconds / 60)
  if (minutes > 60) {
    return 'Za dużo nieudanych prób na dzisiaj. Spróbuj ponownie jutro albo zadzwoń do biura spółdzielni.'
  }
  const wait = minutes === 1 ? 'minutę' : `${minutes} ${plural(minutes, 'minutę', 'minuty', 'minut')}`
  return `Za dużo nieudanych prób. Spróbuj ponownie za ${wait}.`
}

/** Why a new password was refused and what to do. */
export function flawSentence(flaw: NonNullable<PasswordFlaws['password']>): string {
  switch (flaw.kind) {
    case 'empty':
      return 'Wpisz nowe hasło.'
    case 'tooShort': {
      const missing = shortestPassword - flaw.length
      return `Hasło jest za krótkie. Brakuje jeszcze ${missing} ${missing === 1 ? 'znaku' : 'znaków'}. Dopisz na przykład jedno słowo.`
    }
    case 'tooLong':
      return `Hasło jest za długie. Może mieć najwyżej ${longestPassword} znaków.`
    case 'controlCharacters':
      return 'Hasło zawiera znaki, których nie da się wpisać z klawiatury. Wpisz je ręcznie.'
    case 'personal':
      return 'Hasło składa się głównie z loginu, nazwiska albo nazwy spółdzielni. Łatwo je odgadnąć. Wymyśl inne słowa.'
    case 'repeated':
      return 'W haśle powtarza się ciągle to samo. Łatwo je odgadnąć. Użyj różnych słów.'
    case 'sequence':
      return 'Hasło to kolejne litery, cyfry albo klawisze. Łatwo je odgadnąć. Użyj różnych słów.'
    case 'common':
      return 'To hasło jest na liście często używanych. Łatwo je odgadnąć. Wymyśl inne słowa.'
    case 'likeCode':
      return 'To hasło wygląda jak kod startowy. Dopisz do niego jeszcze jedno słowo.'
    case 'unchanged':
      return 'Nowe hasło jest takie samo jak obecne. Wymyśl inne.'
  }
}
