import { countOf, plural } from '#kernel/plural.ts'

export const text = {
  hello: 'Co czeka dzisiaj',
  late: 'pilne',
  show: 'Pokaż',
} as const

export const inboxText = {
  calm: 'Nikt nie czeka na odpowiedź.',
  overdue: (n: number) => `${countOf(n, 'sprawa', 'sprawy', 'spraw')} po terminie`,
  waiting: (n: number) => `${countOf(n, 'sprawa czeka', 'sprawy czekają', 'spraw czeka')} na odpowiedź`,
  mine: (n: number) => `${countOf(n, 'sprawę prowadzisz', 'sprawy prowadzisz', 'spraw prowadzisz')} Ty`,
  nobodys: (n: number) => `${countOf(n, 'sprawy', 'spraw', 'spraw')} nikt nie prowadzi`,
  failedMails: (n: number) =>
    `${countOf(n, 'e-mail', 'e-maile', 'e-maili')} do sprawdzenia: ${plural(n, 'nie wiadomo, czy wyszedł', 'nie wiadomo, czy wyszły', 'nie wiadomo, czy wyszły')}`,
  unclear: (n: number) =>
    `${countOf(n, 'nieprzyjęty e-mail', 'nieprzyjęte e-maile', 'nieprzyjętych e-maili')} do sprawdzenia`,
} as const

export const registrationsText = {
  calm: 'Nikt nie czeka na login.',
  overdue: (n: number) => `${countOf(n, 'zgłoszenie czeka', 'zgłoszenia czekają', 'zgłoszeń czeka')} dłużej niż dobę`,
  fresh: (n: number) => countOf(n, 'nowe zgłoszenie', 'nowe zgłoszenia', 'nowych zgłoszeń'),
  paper: (n: number) =>
    `${countOf(n, 'zgłoszenie czeka', 'zgłoszenia czekają', 'zgłoszeń czeka')} na podpisany wniosek`,
} as const

export const requestsText = {
  calm: 'Wszystkie prośby są załatwione.',
  fresh: (n: number) => countOf(n, 'nowa prośba', 'nowe prośby', 'nowych próśb'),
  inProgress: (n: number) => `${countOf(n, 'prośba', 'prośby', 'próśb')} w trakcie`,
  phones: (n: number) => `${countOf(n, 'telefon', 'telefony', 'telefonów')} do potwierdzenia`,
} as const

export const announcementsText = {
  calm: 'Nie ma szkiców ani zaplanowanych ogłoszeń. Żadne się teraz nie kończy.',
  ending: (n: number) =>
    `${countOf(n, 'ogłoszenie kończy się', 'ogłoszenia kończą się', 'ogłoszeń kończy się')} dziś albo w ciągu dwóch dni`,
  drafts: (n: number) => `${countOf(n, 'szkic', 'szkice', 'szkiców')} ogłoszeń`,
  scheduled: (n: number) => `${countOf(n, 'ogłoszenie czeka', 'ogłoszenia czekają', 'ogłoszeń czeka')} na swój dzień`,
} as const

export const documentsText = {
  calm: 'Nie ma szkiców ani zaplanowanych dokumentów.',
  drafts: (n: number) => `${countOf(n, 'szkic', 'szkice', 'szkiców')} dokumentów`,
  scheduled: (n: number) => `${countOf(n, 'dokument czeka', 'dokumenty czekają', 'dokumentów czeka')} na swój dzień`,
} as const

export const nightText = {
  calm: 'Nie przyszła jeszcze żadna dostawa z księgowości.',
  delivery: (at: string, state: string) => `Dostawa z ${at}: ${state}`,
  books: (at: string) => `Mieszkańcy widzą stan na ${at}`,
} as const

export const approvalsText = {
  calm: 'Nic nie czeka na Twoją zgodę.',
  waiting: (n: number) => `${countOf(n, 'zadanie czeka', 'zadania czekają', 'zadań czeka')} na Twoją zgodę`,
} as const

export const jobsText = {
  calm: 'Żadna dłuższa praca teraz nie trwa.',
  open: (n: number) => `${countOf(n, 'zadanie trwa', 'zadania trwają', 'zadań trwa')}`,
  failed: (n: number) =>
    `${countOf(n, 'zadanie nie udało się', 'zadania nie udały się', 'zadań nie udało się')} od wczoraj`,
} as const
