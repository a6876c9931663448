import { dayOf, monthOf } from './calendar.ts'

export type SizeName = 'tiny' | 'demo' | 'big' | 'huge'

export interface Size {
  readonly premises: number
  readonly years: number
  /** How often the repair fund and the garages are billed. The large sizes exist for measuring and bill quarterly. */
  readonly fundEveryMonths: 1 | 3
  /** Letters are real PDF files; the large sizes do without. */
  readonly letters: boolean
}

export const sizes: Readonly<Record<SizeName, Size>> = {
  tiny: { premises: 12, years: 2, fundEveryMonths: 1, letters: true },
  demo: { premises: 240, years: 3, fundEveryMonths: 1, letters: true },
  big: { premises: 6_000, years: 10, fundEveryMonths: 3, letters: false },
  huge: { premises: 60_000, years: 10, fundEveryMonths: 3, letters: false },
}

/** What every household is made from: the seed and the calendar around the first delivery. */
export interface World {
  readonly seed: number
  readonly size: Size
  /** Day of the first full delivery (sequence 1); later nights only add to it. */
  readonly today: number
  /** The month of `today`. */
  readonly month: number
  /** First month charged for accounts with the ordinary length of history. */
  readonly startMonth: number
  /** Of a hundred households, in how many something happens in one night. */
  readonly nightPercent: number
}

/** An ordinary night: one household in a hundred. */
const ordinaryNightPercent = 1

export function makeWorld(size: SizeName, seed: number, firstAsOf: string, nightPercent = ordinaryNightPercent): World {
  const today = dayOf(firstAsOf)
  const month = monthOf(today)
  return { seed, size: sizes[size], today, month, startMonth: month - sizes[size].years * 12 + 1, nightPercent }
}
