import type { AccountState, StaffAccount, StaffChange, StaffRole, TextProblem } from './staff.model.ts'
import { limits } from './staff.model.ts'

export const roleNames: Readonly<Record<StaffRole, string>> = {
  clerk: 'pracownik biura',
  accountant: 'księgowość',
  editor: 'redaktor',
  administrator: 'administrator',
}

export const roleHints: Readonly<Record<StaffRole, string>> = {
  clerk: 'rejestracje, osoby i loginy, sprawy mieszkańców',
  accountant: 'dostawy z księgowości i salda',
  editor: 'ogłoszenia i dokumenty, bez danych osób',
  administrator: 'wszystko, co wyżej, ustawienia i konta pracowników',
}

export const stateNames: Readonly<Record<AccountState, string>> = {
  active: 'aktywne',
  waiting: 'czeka na pierwsze logowanie',
  codeExpired: 'bez ważnego kodu',
  locked: 'zablokowane',
}

export const staffText = {
  title: 'Pracownicy',
  add: 'Dodaj pracownika',
  empty: 'Nie ma jeszcze kont pracowników.',
  you: 'to Ty',
  app: 'aplikacja',
  noFactor: 'brak, włączy przy logowaniu',
  never: 'jeszcze nie',
  back: 'Wszyscy pracownicy',

  addTitle: 'Nowe konto pracownika',
  addLead: 'Po zapisaniu pokażemy kod startowy. Z nim pracownik ustawi hasło, a potem drugi składnik logowania.',
  displayName: 'Imię i nazwisko',
  displayNameHint: 'Widzą je mieszkańcy przy odpowiedziach biura.',
  login: 'Login',
  loginHint: 'Na przykład a.kowalska. Litery bez polskich znaków, cyfry i @ . _ + -',
  role: 'Rola',
  save: 'Załóż konto',
  nameMissing: 'Wpisz imię i nazwisko.',
  nameLong: `Imię i nazwisko mogą mieć najwyżej ${limits.displayName} znaków.`,
  loginMissing: 'Wpisz login.',
  loginShape: 'Login może mieć od 3 do 254 znaków: litery bez polskich znaków, cyfry i @ . _ + -',
  loginTaken: 'Ten login jest już zajęty. Wpisz inny.',
  roleMissing: 'Wybierz rolę.',
  characters: 'Tekst zawiera niedozwolone znaki.',

  codeTitle: 'Kod startowy',
  codeFor: 'Dla',
  codeOnce: 'Przekaż kod teraz, najlepiej osobiście. Nie pokażemy go drugi raz.',
  codeHow: 'Pracownik wpisze login i ten kod na stronie logowania, ustawi własne hasło i włączy drugi składnik.',
  codeUntil: 'Kod jest ważny do',
  codeRepeated:
    'Ten formularz był już wysłany, więc nowy kod nie powstał. Pierwszy kod był pokazany tylko raz. Jeśli go nie masz, wydaj nowy.',

  own: 'To jest Twoje konto. Roli ani blokady własnego konta nie można zmienić. Hasło i drugi składnik zmienisz w prawym górnym rogu.',
  changes: 'Co zrobić z kontem',
  reason: 'Powód',
  reasonHint: 'Zostanie w dzienniku zdarzeń. Nie wpisuj danych osobowych.',
  reasonMissing: 'Wpisz powód.',
  reasonLong: `Powód może mieć najwyżej ${limits.reason} znaków.`,
  busy: 'Serwer jest teraz zajęty. Spróbuj za chwilę.',
  sameRole: 'To konto ma już tę rolę. Wybierz inną.',
  changedMeanwhile: 'Ktoś inny właśnie zmienił to konto. Sprawdź jego stan i zdecyduj jeszcze raz.',
  state: 'Tego nie trzeba już robić: stan konta jest inny. Wróć do konta i sprawdź.',
  self: 'Własnego konta nie można tu zmienić.',
  lastAdministrator: 'To jedyny administrator, który może się zalogować. Najpierw dodaj drugiego.',

  residentTitle: 'Drugi składnik logowania mieszkańca',
  residentLead:
    'Usuń go tylko wtedy, gdy wiesz, kto o to prosi: po sprawdzeniu dokumentu albo umówionych danych. Potem do logowania wystarczy hasło.',
  residentNone: 'Ten login nie ma drugiego składnika. Do logowania wystarczy hasło.',
  residentDone: 'Drugi składnik jest usunięty, a login wylogowany wszędzie.',
  residentRemove: 'Usuń drugi składnik',
} as const

interface ChangeWords {
  readonly slug: string
  readonly title: string
  readonly what: string
  readonly button: string
  readonly done: string
}

export const changeWords: Readonly<Record<StaffChange, ChangeWords>> = {
  role: {
    slug: 'rola',
    title: 'Zmień rolę',
    what: 'Pracownik zostanie wylogowany. Po następnym logowaniu zobaczy to, na co pozwala nowa rola.',
    button: 'Zmień rolę',
    done: 'Rola jest zmieniona, a pracownik wylogowany.',
  },
  lock: {
    slug: 'zablokuj',
    title: 'Zablokuj konto',
    what: 'Pracownik zostanie od razu wylogowany i nie zaloguje się, dopóki ktoś nie odblokuje konta.',
    button: 'Zablokuj',
    done: 'Konto jest zablokowane, a pracownik wylogowany.',
  },
  unlock: {
    slug: 'odblokuj',
    title: 'Odblokuj konto',
    what: 'Pracownik znowu się zaloguje, tym samym hasłem i drugim składnikiem co przedtem.',
    button: 'Odblokuj',
    done: 'Konto jest odblokowane.',
  },
  code: {
    slug: 'kod',
    title: 'Wydaj nowy kod startowy',
    what: 'Dla pracownika, który nie pamięta hasła albo zgubił kod. Poprzedni kod przestanie działać. Drugi składnik zostaje.',
    button: 'Wydaj kod',
    done: '',
  },
  factors: {
    slug: 'skladniki',
    title: 'Usuń drugi składnik',
    what: 'Dla pracownika, który zgubił telefon i kody zapasowe. Upewnij się, że to naprawdę on o to prosi. Zostanie wylogowany i przy następnym logowaniu włączy nowy.',
    button: 'Usuń drugi składnik',
    done: 'Drugi składnik jest usunięty. Pracownik włączy nowy przy logowaniu.',
  },
}

export const doneSentences: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(changeWords).flatMap(({ slug, done }) => (done === '' ? [] : [[slug, done]])),
)

/** "aplikacja, 2 klucze", or that there is none yet. */
export function factorsWords({ hasApp, passkeys }: Pick<StaffAccount, 'hasApp' | 'passkeys'>): string {
  const keys =
    passkeys === 0 ? [] : [passkeys === 1 ? '1 klucz' : passkeys < 5 ? `${passkeys} klucze` : `${passkeys} kluczy`]
  const all = [...(hasApp ? [staffText.app] : []), ...keys]
  return all.length === 0 ? staffText.noFactor : all.join(', ')
}

export const reasonProblem = (problem: TextProblem): string =>
  ({ missing: staffText.reasonMissing, long: staffText.reasonLong, characters: staffText.characters })[problem]

export const nameProblem = (problem: TextProblem): string =>
  ({ missing: staffText.nameMissing, long: staffText.nameLong, characters: staffText.characters })[problem]
