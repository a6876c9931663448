import type { Job } from './job.model.ts'

interface JobWords {
  readonly title: string
  /** What the steps of the progress bar are: "3 z 120 loginów". */
  readonly of: string
  /** The way on once it is done. */
  readonly next?: (job: Job) => { readonly href: string; readonly label: string }
}

/** What each kind of long work is called; a slice that asks for one adds its line. */
const words: Readonly<Record<string, JobWords>> = {}

export const jobWords = (kind: string): JobWords => words[kind] ?? { title: 'Praca w tle', of: 'kroków' }

export const jobStates = {
  waiting: 'czeka',
  running: 'trwa',
  done: 'gotowe',
  failed: 'nie udało się',
  cancelled: 'zatrzymane',
} as const

export const jobText = {
  title: 'Zadania w tle',
  none: 'Nie ma żadnych zadań. Pojawiają się tu dłuższe prace, na przykład wydawanie loginów dla całego budynku.',
  leaving: 'Możesz zamknąć tę stronę. Praca trwa dalej, a jej wynik znajdziesz tutaj.',
  refresh: 'Odśwież',
  stop: 'Zatrzymaj',
  stopping: 'Zatrzymujemy po bieżącym kroku.',
  failed: 'Praca się nie udała. Zleć ją jeszcze raz; jeśli to się powtórzy, powiedz administratorowi.',
  cancelled: 'Praca została zatrzymana. To, co już zrobiono, zostaje.',
} as const
