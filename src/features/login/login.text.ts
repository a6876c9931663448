import { plural } from '#kernel/plural.ts'
import type { PasswordFlaws } from './passwords/flaws.model.ts'
import { longestPassword, shortestPassword } from './passwords/policy.model.ts'

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
  codeExpired: 'Ten kod startowy stracił ważność. Poproś biuro spółdzielni o nowy.',
  busy: 'W tej chwili loguje się bardzo dużo osób. Odczekaj chwilę i spróbuj ponownie.',

  signedOut: 'Wylogowano. Możesz zamknąć tę stronę.',
  signedOutEverywhere: 'Wylogowano na wszystkich urządzeniach. Na każdym trzeba zalogować się jeszcze raz.',
  signOutDone: 'Do widzenia',

  setTitle: 'Ustaw hasło',
  setIntro:
    'Kod startowy albo link działa tylko raz. Teraz wymyśl swoje hasło. Będzie potrzebne przy każdym następnym logowaniu.',
  setLogin: 'Twój login to:',
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
  helpMailTitle: 'Link na e-mail',
  helpMail:
    'Jeśli w e-BOK jest potwierdzony Twój adres e-mail, możesz dostać na niego link. Po otwarciu linku ustawisz nowe hasło.',
  helpMailSend: 'Wyślij link',
  helpMailLogin: 'Wpisz login.',
  helpMailSentTitle: 'Przyjęto',
  helpMailSent:
    'Jeśli ten login ma potwierdzony adres e-mail, za kilka minut przyjdzie na niego link. Link działa 24 godziny i tylko raz.',
  helpMailNothing: 'Nic nie przyszło? Zajrzyj do folderu ze spamem. Jeśli i tam nic nie ma, pomoże biuro.',
  helpOfficeTitle: 'Nowy kod z biura',
  helpNoEmail: 'Nigdy nie wysyłamy haseł e-mailem. Jeśli ktoś prosi o Twoje hasło, nie podawaj go.',

  linkTitle: 'Ustaw nowe hasło',
  linkIntro:
    'Ten link pozwala ustawić nowe hasło do e-BOK. Działa tylko raz. Dotychczasowe hasło działa, dopóki nie zapiszesz nowego.',
  linkOpen: 'Ustaw nowe hasło',
  linkDeadTitle: 'Ten link już nie działa',
  linkDead: 'Był już użyty, minęły 24 godziny albo wysłano nowszy link lub wydano nowy kod.',
  linkDeadAgain: 'Wyślij nowy link',
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
  return `Za dużo nieudanych prób. Spróbuj ponownie za ${waitWords(minutes)}.`
}

const waitWords = (minutes: number): string =>
  minutes === 1 ? 'minutę' : `${minutes} ${plural(minutes, 'minutę', 'minuty', 'minut')}`

/** The same for mails with a link. */
export function tooManyLinksSentence(waitSeconds: number): string {
  const minutes = Math.ceil(waitSeconds / 60)
  return minutes > 60
    ? 'Na dzisiaj to już wszystkie linki. Spróbuj ponownie jutro albo zadzwoń do biura spółdzielni.'
    : `Link był wysyłany przed chwilą. Następny możesz zamówić za ${waitWords(minutes)}.`
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
