import { linkHours } from './setup.model.ts'

export const setupText = {
  title: 'Pierwsze uruchomienie',
  lead: 'To jest nowy e-BOK. Załóż konto pierwszego administratora. Resztę ustawisz po zalogowaniu.',
  cooperative: 'Nazwa spółdzielni',
  cooperativeHint: 'Będzie na każdej stronie. Można ją potem zmienić.',
  administrator: 'Konto administratora',
  displayName: 'Imię i nazwisko',
  login: 'Login',
  loginHint: 'Na przykład a.kowalska. Litery bez polskich znaków, cyfry i @ . _ + -',
  save: 'Załóż konto i przejdź dalej',
  next: 'Następny krok to drugi składnik logowania. Przygotuj telefon.',
  proposalHint:
    'Nie masz pomysłu na hasło? Oto cztery przypadkowe słowa. Możesz je przepisać w oba pola, ze spacjami, i zapisać na kartce:',

  cooperativeMissing: 'Wpisz nazwę spółdzielni.',
  cooperativeLong: 'Nazwa może mieć najwyżej 200 znaków.',
  nameMissing: 'Wpisz imię i nazwisko.',
  nameLong: 'Imię i nazwisko mogą mieć najwyżej 100 znaków.',
  loginMissing: 'Wpisz login.',
  loginShape: 'Login może mieć od 3 do 254 znaków: litery bez polskich znaków, cyfry i @ . _ + -',
  loginTaken: 'Ten login jest już zajęty. Wpisz inny.',
  characters: 'Tekst zawiera niedozwolone znaki.',
  busy: 'Serwer jest teraz zajęty. Spróbuj za chwilę.',

  goneTitle: 'Ten link już nie działa',
  gone: `Link działa raz i ${linkHours} godziny, dopóki nie ma administratora.`,
  goneWay:
    'Jeśli administrator już jest, zaloguj się. Jeśli nie, uruchom e-BOK ponownie: w konsoli pojawi się nowy link.',
  signIn: 'Przejdź do logowania',
} as const

/** For the console of a fresh installation. */
export const consoleText = (url: string): string =>
  [
    '',
    'Ten e-BOK nie ma jeszcze administratora. Otwórz w przeglądarce ten link i załóż jego konto:',
    '',
    `  ${url}`,
    '',
    `Link działa raz, przez ${linkHours} godziny. Nie pokazuj go nikomu. Nowy pojawi się po ponownym uruchomieniu.`,
    '',
  ].join('\n')
