import { formatMoney, type Grosze } from '#kernel/money.ts'
import { countOf } from '#kernel/plural.ts'
import type { FileReport, FileRow, FileState, Reason, ShownList } from './office-payments.model.ts'

export const listNames: Readonly<Record<ShownList, string>> = {
  'do-wyjasnienia': 'Do wyjaśnienia',
  'po-terminie': 'Czekają za długo',
  czekaja: 'Czekają na księgowanie',
  zalatwione: 'Załatwione ręcznie',
}

export const listLeads: Readonly<Record<ShownList, string>> = {
  'do-wyjasnienia':
    'Tych wpłat nie da się przypisać po numerze rachunku, więc nikt z mieszkańców ich nie widzi. Portal nie zgaduje, czyje są.',
  'po-terminie':
    'Minęło pięć dni roboczych, a w księgach nie ma takiej wpłaty: na tym samym koncie, na tę samą kwotę. Może jest zaksięgowana inaczej, na przykład w dwóch częściach.',
  czekaja: 'Mieszkaniec widzi te wpłaty obok salda. Znikną same, gdy przyjdą księgi z takim zapisem.',
  zalatwione: 'Tych wpłat nie trzeba już pilnować. Mieszkaniec ich nie widzi.',
}

export const listEmpty: Readonly<Record<ShownList, string>> = {
  'do-wyjasnienia': 'Każda wpłata z wyciągów ma swoje konto.',
  'po-terminie': 'Żadna wpłata nie czeka za długo.',
  czekaja: 'Wszystkie wpłaty z wyciągów są zaksięgowane.',
  zalatwione: 'Niczego nie załatwiono ręcznie.',
}

export const reasons: Readonly<Record<Reason, string>> = {
  noNumber: 'bez numeru rachunku mieszkańca',
  unknownNumber: 'numer nie należy do żadnego konta',
  severalAccounts: 'numer pasuje do kilku kont',
  foreignCurrency: 'waluta inna niż złoty',
  paymentMissing: 'zwrot, ale nie ma takiej czekającej wpłaty',
}

export const fileStates: Readonly<Record<FileState, string>> = {
  waiting: 'czeka na odczytanie',
  read: 'wczytany',
  unchanged: 'bez zmian',
  rejected: 'odrzucony: są błędy',
  failed: 'nie udało się odczytać',
}

export const sources: Readonly<Record<FileRow['source'], string>> = {
  office: 'przez biuro',
  inbox: 'z folderu wyciągów',
  command: 'poleceniem na serwerze',
}

export const text = {
  title: 'Wpłaty z wyciągów',
  statementsTitle: 'Wyciągi bankowe',
  reversal: 'zwrot wpłaty',
  unknown: 'nieznane',
  settle: 'Załatwione',
  settleHint:
    '„Załatwione” usuwa wpłatę z list i ze strony mieszkańca. Użyj go, gdy księgowość wie już, co z nią zrobić. Pomyłkę cofa lista „Załatwione ręcznie”.',
  restore: 'Przywróć',
  upload: 'Wczytaj wyciąg',
  uploadButton: 'Wczytaj',
  uploadField: 'Pliki z banku',
  uploadMissing: 'Wybierz plik wyciągu.',
  uploadRefused: 'To nie jest wyciąg MT940 ani camt.053.',
  files: 'Ostatnie pliki',
  noFiles: 'Nie wczytano jeszcze żadnego pliku.',
  statements: 'Ostatnie wyciągi',
  noStatements: 'Nie wczytano jeszcze żadnego wyciągu.',
  nothingNew: 'W tym pliku nie ma nowego wyciągu.',
  waiting: 'Plik jest przyjęty. Odczytanie trwa zwykle kilka sekund. Możesz zamknąć tę stronę.',
  refresh: 'Odśwież',
  failed: 'Pliku nie udało się odczytać. Wczytaj go jeszcze raz. Jeśli to się powtórzy, powiedz administratorowi.',
  rejected: 'Z tego pliku nie wzięto niczego. Popraw przyczynę i wczytaj plik jeszcze raz.',
  noProblems: 'Bez błędów.',
} as const

export const waitingSum = (count: number, sum: Grosze): string =>
  `Razem ${countOf(count, 'wpłata', 'wpłaty', 'wpłat')}, ${formatMoney(sum)}.`

/** What came of a file that was read. */
export function readWords({ statements = 0, unchanged = 0, payments = 0, repeated = 0 }: FileReport): string {
  if (statements === 0) return 'Te wyciągi wczytano już wcześniej. Nic się nie zmieniło.'
  return [
    `Wczytano ${countOf(statements, 'wyciąg', 'wyciągi', 'wyciągów')}, a w nich ${countOf(payments, 'wpłatę', 'wpłaty', 'wpłat')}.`,
    unchanged > 0
      ? `${countOf(unchanged, 'wyciąg był już wczytany', 'wyciągi były już wczytane', 'wyciągów było już wczytanych')}.`
      : '',
    repeated > 0 ? `${countOf(repeated, 'operacja była', 'operacje były', 'operacji było')} już w innym wyciągu.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

/** For the office's start page. */
export const cardText = {
  title: 'Wpłaty z wyciągów',
  calm: 'Każda wpłata z wyciągów ma swoje konto i żadna nie czeka za długo.',
  unclear: (n: number) => `${countOf(n, 'wpłata', 'wpłaty', 'wpłat')} do wyjaśnienia`,
  late: (n: number) => `${countOf(n, 'wpłata czeka', 'wpłaty czekają', 'wpłat czeka')} na księgowanie za długo`,
  waiting: (n: number) => `${countOf(n, 'wpłata czeka', 'wpłaty czekają', 'wpłat czeka')} na księgowanie`,
} as const
