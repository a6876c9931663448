import { isoDate } from '#kernel/dates.ts'
import { grosze } from '#kernel/money.ts'
import type { CalendarEntry } from '#ui/components.ts'

/** An account number with right check digits that belongs to nobody. */
export const NRB = '61109010140000071219812874'
/** Forty letters without a place to break. */
export const LONG_NAME = 'Konstantynopolitańczykowianeczkiewiczowa'

export const today = isoDate(2026, 11, 22)

export const calendarEntries: readonly CalendarEntry[] = [
  { on: isoDate(2026, 11, 2), kind: 'document', label: 'Rachunek 11/2026', href: '/rachunki/11' },
  { on: isoDate(2026, 11, 10), kind: 'due', label: 'Termin płatności', href: '/rachunki/11' },
  { on: isoDate(2026, 11, 10), kind: 'payment', label: 'Wpłata' },
  { on: today, kind: 'reading', label: 'Odczyt wodomierzy' },
  {
    on: isoDate(2026, 11, 30),
    kind: 'settlement',
    label: 'Rozliczenie ciepła za sezon 2025/2026',
    href: '/media/rozliczenia',
  },
]

export interface Entry {
  readonly on: ReturnType<typeof isoDate>
  readonly what: string
  readonly document: string
  readonly charge?: ReturnType<typeof grosze>
  readonly payment?: ReturnType<typeof grosze>
  readonly balance: ReturnType<typeof grosze>
  readonly late?: boolean
}

export const ledger: readonly Entry[] = [
  {
    on: isoDate(2026, 9, 10),
    what: 'Opłata za wrzesień 2026',
    document: 'N/9/2026/001234',
    charge: grosze(94493),
    balance: grosze(94493),
  },
  { on: isoDate(2026, 9, 12), what: 'Wpłata', document: 'WB 173/2026', payment: grosze(94493), balance: grosze(0) },
  {
    on: isoDate(2026, 10, 10),
    what: 'Rozliczenie centralnego ogrzewania za sezon 2025/2026, dopłata',
    document: 'RCO/2026/0034',
    charge: grosze(1234567),
    balance: grosze(1234567),
    late: true,
  },
]
