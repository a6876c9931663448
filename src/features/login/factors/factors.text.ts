import { countOf } from '#kernel/plural.ts'
import { recoveryCodes } from './code.model.ts'

export const factorText = {
  // Signing in
  askTitle: 'Drugi składnik logowania',
  askApp: 'Hasło się zgadza. Otwórz aplikację z kodami w telefonie i przepisz sześć cyfr przy nazwie e-BOK.',
  askKeyOnly: 'Hasło się zgadza. Teraz użyj klucza dostępu albo kodu zapasowego.',
  code: 'Kod z aplikacji',
  codeHint: 'Sześć cyfr. Co pół minuty jest nowy kod, a każdy działa tylko raz.',
  confirm: 'Dalej',
  lost: 'Nie mam telefonu ani klucza',
  spare: 'Kod zapasowy',
  spareHint: `Jeden z ${recoveryCodes} kodów zapisanych lub wydrukowanych przy włączaniu. Każdy działa raz.`,
  spareConfirm: 'Użyj kodu zapasowego',
  lostAll:
    'Nie masz także kodów zapasowych? Zadzwoń do biura. Po sprawdzeniu, że to Ty, biuro usunie stary drugi składnik.',
  lostAllStaff:
    'Nie masz także kodów zapasowych? Poproś administratora e-BOK w Twojej spółdzielni. Usunie stary drugi składnik i włączysz nowy.',
  useKey: 'Użyj klucza dostępu',
  keyHint: 'Odcisk palca, twarz, PIN komputera albo klucz USB: to, co jest dodane do tego konta.',
  keyWithoutScript: 'Klucz dostępu nie działa w tej przeglądarce albo pod tym adresem. Użyj kodu.',
  giveUp: 'Zrezygnuj i wyloguj',
  failed: 'Nie udało się zalogować',
  codeMissing: 'Wpisz kod.',
  codeWrong: 'Ten kod nie pasuje. Poczekaj na następny i wpisz go.',
  spareWrong: 'Ten kod zapasowy nie pasuje albo był już użyty.',
  keyWrong: 'Klucz dostępu nie pasuje. Spróbuj jeszcze raz albo użyj kodu.',

  // Enrolling the app
  appTitle: 'Włącz drugi składnik logowania',
  appAgainTitle: 'Nowa aplikacja z kodami',
  appWhyStaff:
    'Pracownicy widzą dane wielu osób, dlatego samo hasło nie wystarcza. Przy każdym logowaniu podasz też kod z telefonu. Włączysz to teraz, raz, w kilka minut.',
  appWhy: 'Oprócz hasła będzie potrzebny kod z telefonu. Kto pozna samo hasło, nie zaloguje się na Twoje konto.',
  appAgain: 'Po potwierdzeniu kody z poprzedniej aplikacji przestaną działać.',
  step1: '1. Zainstaluj aplikację z kodami',
  step1Apps:
    'Wystarczy dowolna taka aplikacja, na przykład Google Authenticator, Microsoft Authenticator albo Aegis. Jest bezpłatna w sklepie z aplikacjami. W iPhonie robi to też wbudowana aplikacja Hasła. Masz już taką? Użyj jej.',
  step2: '2. Dodaj w niej e-BOK',
  step2Scan: 'Wybierz w aplikacji „Dodaj” albo znak plus i zeskanuj ten kod:',
  qr: 'Kod QR dla aplikacji z kodami',
  step2Same: 'Czytasz to na tym samym telefonie?',
  step2Open: 'Otwórz w aplikacji z kodami',
  step2Type: 'Nie możesz zeskanować? Wybierz w aplikacji „Wpisz klucz” i przepisz ten klucz, z odstępami lub bez:',
  step2Kind: 'Rodzaj klucza: oparty na czasie.',
  step2Keep: 'Nie pokazuj nikomu tego kodu ani klucza. Kto je ma, ten ma Twoje kody.',
  step3: '3. Wpisz kod z aplikacji',
  step3Hint: 'Sześć cyfr, które aplikacja pokazuje teraz przy nazwie e-BOK.',
  turnOn: 'Włącz',
  codeNotYet:
    'Ten kod nie pasuje. Poczekaj na następny i wpisz go. Jeśli znowu się nie uda, sprawdź, czy telefon ma ustawioną automatyczną godzinę.',
  phoneLost: 'A jeśli zgubisz telefon?',
  phoneLostHow: `Za chwilę dostaniesz ${recoveryCodes} kodów zapasowych do wydrukowania. Każdy raz zastąpi telefon.`,

  // Spare codes
  codesTitle: 'Kody zapasowe',
  codesOn: 'Drugi składnik jest włączony',
  codesNow: 'Zapisz albo wydrukuj te kody teraz. Nie pokażemy ich drugi raz.',
  codesWhat:
    'Gdy nie masz telefonu, wpisz jeden z nich zamiast kodu z aplikacji. Każdy działa raz. Trzymaj je tam, gdzie ważne dokumenty, a nie przy komputerze.',
  codesList: 'Twoje kody zapasowe',
  codesLost: 'Zgubisz kartkę? W ustawieniach drugiego składnika zrobisz nowe kody, a te przestaną działać.',
  codesDone: 'Mam zapisane kody. Dalej',

  // Passkeys
  keyTitle: 'Nowy klucz dostępu',
  keyWhat:
    'Klucz dostępu to odcisk palca, twarz albo PIN tego urządzenia, albo klucz USB. Przy logowaniu użyjesz go zamiast kodu z aplikacji.',
  keyNameLabel: 'Nazwa klucza',
  keyNameHint: 'Żeby go potem poznać, na przykład „telefon” albo „klucz USB w szufladzie”.',
  keyNameMissing: 'Wpisz nazwę klucza.',
  keyNameLong: 'Nazwa może mieć najwyżej 60 znaków.',
  keyAdd: 'Dodaj klucz dostępu',
  keyNoScript: 'Ta przeglądarka nie potrafi dodać klucza dostępu. Użyj aplikacji z kodami.',
  keyNoSite:
    'Pod tym adresem klucze dostępu nie działają: potrzebne jest szyfrowane połączenie (https) i nazwa domeny.',
  keyNotMade: 'Nie udało się dodać klucza. Spróbuj jeszcze raz.',
  keyKnown: 'Ten klucz jest już dodany albo kluczy jest za dużo.',

  // Settings
  title: 'Drugi składnik logowania',
  off: 'Drugi składnik jest wyłączony: do logowania wystarcza hasło. Gdy go włączysz, oprócz hasła będzie potrzebny kod z telefonu. Kto pozna samo hasło, nie zaloguje się na Twoje konto.',
  on: 'Drugi składnik jest włączony. Przy logowaniu oprócz hasła potrzebny jest kod albo klucz.',
  app: 'Aplikacja z kodami',
  appOff: 'Nie jest dodana.',
  appSince: 'Dodana',
  appUsed: 'Ostatnio użyta',
  addApp: 'Dodaj aplikację z kodami',
  replaceApp: 'Zmień telefon lub aplikację',
  removeApp: 'Usuń aplikację',
  keys: 'Klucze dostępu',
  noKeys: 'Nie ma jeszcze żadnego klucza.',
  addKey: 'Dodaj klucz dostępu',
  removeKey: 'Usuń',
  neverUsed: 'jeszcze nie',
  codes: 'Kody zapasowe',
  newCodes: 'Zrób nowe kody zapasowe',
  newCodesHint: 'Nowe kody zastąpią poprzednie. Poprzednie przestaną działać.',
  codesNeedFactor: 'Kody zapasowe dostaniesz po dodaniu aplikacji albo klucza.',
  lastOne: 'Ostatniego składnika nie można usunąć, bo pracownik musi mieć co najmniej jeden. Najpierw dodaj drugi.',
  lastTurnsOff: 'Gdy usuniesz ostatni składnik, do logowania znowu wystarczy samo hasło.',
  proofTitle: 'Najpierw podaj hasło',
  proofWhy:
    'Od podania hasła minęło ponad 5 minut. Wpisz je jeszcze raz, żeby nikt inny nie zmienił tych ustawień. Potem pojawią się przyciski.',
  password: 'Hasło',
  passwordHint: 'Od podania hasła minęło ponad 5 minut. Wpisz je jeszcze raz.',
  passwordMissing: 'Wpisz hasło.',
  passwordWrong: 'To nie jest właściwe hasło.',
  busy: 'Serwer jest teraz zajęty. Spróbuj za chwilę.',
  proofGo: 'Potwierdź',
  back: 'Drugi składnik logowania',
  backToPassword: 'Zmień hasło',
  backToData: 'Moje dane kontaktowe',
} as const

export const doneSentences = {
  aplikacja:
    'Aplikacja z kodami jest dodana. Od teraz działają tylko kody z niej. Na innych urządzeniach nastąpiło wylogowanie.',
  klucz: 'Klucz dostępu jest dodany. Na innych urządzeniach nastąpiło wylogowanie.',
  usunieto: 'Usunięto. Na innych urządzeniach nastąpiło wylogowanie.',
} as const

export type FactorsDone = keyof typeof doneSentences

export const codesLeftSentence = (left: number): string =>
  left === 0
    ? 'Nie ma już żadnego nieużytego kodu. Zrób nowe.'
    : `${left === 1 ? 'Został' : 'Zostało'} ${countOf(left, 'nieużyty kod', 'nieużyte kody', 'nieużytych kodów')}.`
