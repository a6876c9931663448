import type { Job } from './job.model.ts'

interface JobWords {
  readonly title: string
  /** What the steps of the progress bar are: "3 z 120 loginów". */
  readonly of: string
  /** The way on once it is done. */
  readonly next?: (job: Job) => { readonly href: string; readonly label: string }
}

const toDelivery: JobWords['next'] = ({ result }) => ({
  href: typeof result.delivery === 'string' ? `/biuro/import/${result.delivery}` : '/biuro/import',
  label: 'Zobacz dostawę',
})

/** What each kind of long work is called; a slice that asks for one adds its line. */
const words: Readonly<Record<string, JobWords>> = {
  auditCheck: {
    title: 'Sprawdzenie dziennika zdarzeń',
    of: 'wpisów',
    next: () => ({ href: '/biuro/dziennik', label: 'Wróć do dziennika' }),
  },
  bankAccountsChange: {
    title: 'Zmiana rachunków bankowych spółdzielni',
    of: 'kroków',
    next: () => ({ href: '/kontakt', label: 'Zobacz stronę Kontakt' }),
  },
  issueLogins: {
    title: 'Wydawanie loginów i kodów startowych',
    of: 'kartek',
    next: ({ id }) => ({ href: `/biuro/wydawanie/${id}`, label: 'Kartki do wydruku' }),
  },
  readStatement: {
    title: 'Odczytanie wyciągu bankowego',
    of: 'plików',
    next: ({ result }) => ({ href: `/biuro/wplaty/pliki/${result.file}`, label: 'Zobacz plik' }),
  },
  deliveryConfirm: { title: 'Publikowanie dostawy z systemu księgowego', of: 'kroków', next: toDelivery },
  deliveryRefuse: { title: 'Odrzucenie dostawy z systemu księgowego', of: 'kroków', next: toDelivery },
  deliveryRollback: {
    title: 'Powrót do poprzedniej publikacji',
    of: 'kroków',
    next: () => ({ href: '/biuro/import', label: 'Zobacz, co widzą mieszkańcy' }),
  },
  announcementNotice: {
    title: 'Powiadomienie e-mail o ogłoszeniu',
    of: 'loginów',
    next: ({ result }) => ({ href: `/biuro/ogloszenia/${result.announcement}`, label: 'Zobacz ogłoszenie' }),
  },
}

export const jobWords = (kind: string): JobWords => words[kind] ?? { title: 'Praca w tle', of: 'kroków' }

export const jobStates = {
  waiting: 'czeka w kolejce',
  running: 'trwa',
  done: 'gotowe',
  failed: 'nie udało się',
  cancelled: 'zatrzymane',
  refused: 'odrzucone',
  expired: 'minął termin',
} as const

export const undecidedState = 'czeka na drugą osobę'

export const jobText = {
  title: 'Zadania w tle',
  none: 'Nie ma żadnych zadań. Pojawiają się tu dłuższe prace, na przykład wydawanie loginów dla całego budynku.',
  leaving: 'Możesz zamknąć tę stronę. Praca trwa dalej, a jej wynik znajdziesz tutaj.',
  refresh: 'Odśwież',
  stop: 'Zatrzymaj',
  stopping: 'Zatrzymujemy po bieżącym kroku.',
  failed: 'Praca się nie udała. Zleć ją jeszcze raz. Jeśli to się powtórzy, powiedz administratorowi.',
  cancelled: 'Praca została zatrzymana. To, co już zrobiono, zostaje.',
  withdrawn: 'Zadanie zostało wycofane, zanim ktoś się na nie zgodził. Nic nie zrobiono.',
  refused: 'Druga osoba nie zgodziła się na to zadanie. Nic nie zrobiono.',
  expired:
    'Przez siedem dni nikt się na to zadanie nie zgodził, więc przepadło. Nic nie zrobiono. Możesz zlecić je jeszcze raz.',
  toDecide: 'Czeka na drugą osobę',
  toDecideLead: 'Te zadania zlecił ktoś inny. Ruszą dopiero wtedy, gdy się zgodzisz.',
  look: 'Zobacz i zdecyduj',
  summary: 'Co zostanie zrobione',
  decide: 'Twoja decyzja',
  decideHint: 'Sprawdź, czy zlecenie jest prawdziwe: zapytaj osobę, która je wpisała. Zgody nie da się cofnąć.',
  approve: 'Zgadzam się, wykonaj',
  refuse: 'Nie zgadzam się',
  reason: 'Powód odmowy',
  reasonHint: 'Przeczyta go osoba, która zleciła zadanie. Bez danych mieszkańców.',
  reasonMissing: 'Napisz, dlaczego się nie zgadzasz.',
  reasonLong: 'Powód może mieć najwyżej 500 znaków.',
  reasonBad: 'Powód zawiera niedozwolone znaki.',
  waitsForOthers:
    'Zadanie ruszy, gdy zgodzi się na nie druga osoba z biura. Osoba, która zleciła zadanie, nie może zgodzić się sama.',
  withdraw: 'Wycofaj',
  tooLate: 'Tego zadania nie można już zatwierdzić ani odrzucić: ktoś inny właśnie zdecydował albo je wycofano.',
  operator: 'osoba obsługująca serwer',
} as const
