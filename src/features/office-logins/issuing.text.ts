import { countOf } from '#kernel/plural.ts'
import type { CodeState, LoginState, Reason, UnusedState } from './issuing.model.ts'

export const loginStates: Readonly<Record<LoginState, string>> = {
  locked: 'zablokowany',
  active: 'działa, hasło ustawione',
  codeWaiting: 'kod czeka na pierwsze logowanie',
  codeExpired: 'kod stracił ważność',
  linkWaiting: 'link wysłany e-mailem',
  noPassword: 'bez hasła i bez kodu',
}

export const codeStates: Readonly<Record<CodeState, string>> = {
  none: 'nie wydano',
  waiting: 'nieużyty',
  expired: 'stracił ważność',
  used: 'użyty',
}

export const reasonNames: Readonly<Record<Reason, string>> = {
  forgotten: 'nie pamięta hasła',
  lost: 'zgubiona kartka z kodem',
  expired: 'kod stracił ważność',
  compromised: 'ktoś inny mógł poznać hasło',
  other: 'inny powód',
}

export const holdingRoles = {
  holder: 'osoba uprawniona',
  coOwner: 'współwłaściciel',
  tenant: 'najemca',
  proxy: 'pełnomocnik',
} as const

export const unusedStateNames: Readonly<Record<UnusedState, string>> = {
  wazne: 'ważne',
  'po-terminie': 'po terminie',
  'nie-wydane': 'ważne, jeszcze nie wydane do ręki',
}

export const issuingText = {
  title: 'Login i kod startowy',
  person: 'Osoba',
  memberNumber: 'Numer członkowski',
  premises: 'Lokale',
  noPremises:
    'Ta osoba nie ma dziś prawa do żadnego lokalu. Login można wydać, ale po zalogowaniu nie zobaczy kont, chyba że jest czyimś pełnomocnikiem.',

  outsider: 'Tej osoby nie ma w rejestrze spółdzielni. Loguje się jako pełnomocnik.',

  furtherTitle: 'Następny login dla tej osoby',
  furtherIntro:
    'Ta osoba ma już login. Następny wydaj tylko wtedy, gdy z kont korzysta ktoś jeszcze, na przykład drugi pracownik firmy. Zwykle wystarczy nowy kod.',
  furtherName: 'Kto będzie używać tego loginu',
  furtherNameHint: 'Ta nazwa będzie widoczna po zalogowaniu. Puste pole: nazwa z rejestru.',
  furtherShow: 'Utwórz login i pokaż kod',
  furtherPdf: 'Utwórz login i pobierz kartkę PDF',

  login: 'Login',
  state: 'Stan',
  password: 'Hasło',
  passwordNone: 'jeszcze nie ustawione',
  code: 'Kod startowy',
  lastSignIn: 'Ostatnie logowanie',
  lastSignInNone: 'jeszcze nigdy',
  handover: 'Wydanie',
  handoverEmail: 'link wysłany na potwierdzony adres e-mail',
  handoverWaits: 'nie odnotowano wydania do ręki',
  handedOver: 'wydano do ręki',

  newTitle: 'Nowy login',
  newIntro:
    'Ta osoba nie ma loginu. Portal utworzy login i kod startowy. Sprawdź dokument tożsamości, zanim wydasz kartkę.',
  onlyLocked: 'Wszystkie loginy tej osoby są zablokowane. Odblokuj jeden z nich albo wydaj nowy.',
  newCodeTitle: 'Nowy kod startowy',
  newCodeIntro:
    'Nowy kod od razu zastępuje poprzedni. Dotychczasowe hasło działa, dopóki osoba nie ustawi nowego. Gdy ktoś inny mógł poznać hasło, przestaje ono działać od razu.',
  callerCheck: 'Przez telefon: upewnij się, że rozmawiasz z tą osobą, zanim podasz kod.',
  whichLogin: 'Login, do którego wydajesz kod',
  reason: 'Powód',
  reasonMissing: 'Wybierz powód z listy.',
  loginMissing: 'Wybierz login.',
  choose: 'wybierz',
  show: 'Pokaż na ekranie',
  pdf: 'Pobierz kartkę PDF',
  mail: 'Wyślij link e-mailem',
  mailHint: (address: string) =>
    `Link na potwierdzony adres ${address} działa 24 godziny. Kod z kartki przestaje wtedy działać.`,

  shownBefore: 'Kod został już pokazany. Jeśli go nie masz, wydaj nowy.',
  changed: 'Ktoś inny właśnie to zmienił. Sprawdź, co się stało, i w razie potrzeby wydaj kod jeszcze raz.',
  busy: 'W tej chwili loguje się bardzo dużo osób. Odczekaj chwilę i naciśnij jeszcze raz.',
  patternFull: 'Skończyły się numery we wzorze loginów. Poproś administratora o dłuższy wzór w ustawieniach.',
  noAddress: 'Ten login jest zablokowany, więc nie można wysłać linku.',
  linkSent: 'E-mail z linkiem zostanie wysłany w ciągu minuty. Link działa 24 godziny.',
  handedOverDone: 'Odnotowano wydanie do ręki.',
  wrongCode: 'Tego kodu już nie można wydrukować: był użyty, stracił ważność albo wydano nowszy. Wydaj nowy kod.',

  sheetTitle: 'Kartka z loginem i kodem',
  once: 'Ten kod widzisz tylko teraz. Wydrukuj kartkę albo przeczytaj kod tej osobie, zanim opuścisz stronę.',
  printSheet: 'Pobierz tę kartkę jako PDF',
  handOver: 'Wydano do ręki, odbiór podpisany',
  handOverHint: 'Naciśnij, gdy osoba podpisała odbiór.',
  back: 'Strona osoby',
  backToLogins: 'Loginy tej osoby',
  backToRegistration: 'Wróć do zgłoszenia',

  unusedTitle: 'Niewykorzystane kody',
  unusedNone: 'Nie ma takich kodów.',
  unusedCount: (count: number) => countOf(count, 'kod', 'kody', 'kodów'),
  which: 'Które kody',
  all: 'wszystkie',
} as const
