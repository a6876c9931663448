import { NBSP } from '#kernel/digits.ts'

/** Words of the hand-over sheet, the same on paper and on the screen. For a person of 75 who has never been here. */
export const sheetText = {
  title: 'Twój login i kod startowy do e-BOK',
  login: 'Login',
  code: 'Kod startowy',
  validUntil: (until: string) => `Kod jest ważny do ${until} i działa tylko raz.`,
  portal: 'Adres e-BOK',
  qr: (address: string) => `Kod QR z adresem ${address}`,
  how: 'Jak zalogować się pierwszy raz',
  steps: (address: string, shortestPassword: number): readonly string[] => [
    `Wejdź na stronę ${address} albo zeskanuj telefonem kwadratowy kod QR.`,
    'W polu „Login” wpisz login z tej kartki.',
    'W polu „Hasło albo kod startowy” wpisz kod startowy. Możesz pisać małymi literami i bez kresek.',
    `Wymyśl własne hasło i wpisz je dwa razy. Musi mieć co najmniej ${shortestPassword}${NBSP}znaków. Najłatwiej zapamiętać kilka zwykłych słów.`,
    'Od tej chwili logujesz się loginem i własnym hasłem. Kod startowy nie będzie już potrzebny.',
  ],
  help: 'Coś nie działa?',
  helpContact: (phone: string, hours: string) =>
    [
      phone === '' ? 'Przyjdź do biura spółdzielni.' : `Zadzwoń do biura: ${phone}.`,
      hours === '' ? '' : `Godziny pracy: ${hours}.`,
    ]
      .filter(Boolean)
      .join(' '),
  secret: 'Nikomu nie pokazuj tej kartki. Biuro nigdy nie pyta o hasło ani o kod startowy.',
  cut: 'Część dla biura: odciąć i zachować',
  receipt: 'Potwierdzam odbiór loginu i kodu startowego do e-BOK',
  person: 'Osoba',
  premises: 'Lokal',
  issued: 'Wydano',
  issuedBy: 'Wydał(a)',
  signedBy: 'data i czytelny podpis osoby odbierającej',
  clerkSigned: 'podpis osoby wydającej',
  separator: (sheets: string) => `${sheets} na następnych stronach`,
} as const
