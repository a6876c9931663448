/** Which nightly work was done for which days: a small file beside the data, which a restart must find. */
import { existsSync, readFileSync } from 'node:fs'
import type { IsoDate } from '#kernel/dates.ts'
import { writeFileAtomic } from '#platform/files.ts'

/** For each work the days it was lately done for, in the order they were done. */
export type Nights = Readonly<Record<string, readonly IsoDate[]>>

/** Enough to know a night again after a clock was wrong for some days. */
const nightsNoted = 10

export function readNights(file: string): Nights {
  if (!existsSync(file)) return {}
  // An earlier program noted the last day alone.
  const noted = JSON.parse(readFileSync(file, 'utf8')) as Record<string, IsoDate | IsoDate[]>
  return Object.fromEntries(Object.entries(noted).map(([name, days]) => [name, [days].flat()]))
}

export function noteNight(file: string, name: string, day: IsoDate): void {
  const before = readNights(file)
  const noted = { ...before, [name]: [...(before[name] ?? []), day].slice(-nightsNoted) }
  writeFileAtomic(file, JSON.stringify(noted, null, 2) + '\n')
}
