import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { formatDateTime, type IsoDate, warsawInstant } from '#kernel/dates.ts'
import type { Config } from '#platform/config.ts'
import { type Finding, failure, ok, warning } from './check.ts'

const gigabyte = 1024 ** 3
const diskFailureBytes = 0.5 * gigabyte
const diskWarningBytes = 2 * gigabyte

/** The folder everything is kept in: there, ours, closed to others. */
export function dataDirectory(config: Config): Finding {
  const name = 'katalog danych'
  if (!existsSync(config.dataDir)) return failure(name, `${config.dataDir} nie istnieje.`, 'ebok migrate')
  try {
    accessSync(config.dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return failure(
      name,
      `${config.dataDir} nie daje się zapisać z tego konta.`,
      `chown -R "$(id -u)" ${config.dataDir}`,
    )
  }
  const open = statSync(config.dataDir).mode & 0o007
  if (open !== 0)
    return failure(name, `${config.dataDir} jest otwarty dla innych kont.`, `chmod o-rwx ${config.dataDir}`)
  return ok(name, config.dataDir)
}

export function disk(config: Config): Finding {
  const name = 'miejsce na dysku'
  const { bavail, bsize } = statfsSync(config.dataDir)
  const free = bavail * bsize
  const says = `wolne ${(free / gigabyte).toFixed(1).replace('.', ',')} GB`
  if (free < diskFailureBytes) return failure(name, says, `Zwolnij miejsce na dysku z ${config.dataDir}.`)
  if (free < diskWarningBytes) return warning(name, says, `Zaplanuj więcej miejsca na dysku z ${config.dataDir}.`)
  return ok(name, says)
}

/** The zone data decide when a right ends and when the night begins: tried on both days the clocks changed in 2026. */
export function timeZone(): Finding {
  const name = 'strefa czasowa'
  const hours = (day: string): number =>
    (warsawInstant(day as IsoDate, '23:00') - warsawInstant(day as IsoDate, '00:00')) / 3_600_000
  const known = hours('2026-03-29') === 22 && hours('2026-10-25') === 24 && hours('2026-06-01') === 23
  const says = `Europe/Warsaw, tzdata ${process.versions.tz}, teraz ${formatDateTime(Date.now())}`
  return known
    ? ok(name, says)
    : failure(name, says, 'Uruchom „npm install” jeszcze raz: Node z projektu ma pełne dane stref.')
}

/** Two clocks that disagree make sessions end early and nights come late. */
export function clock(databaseNow: number): Finding {
  const name = 'zegar'
  const apart = Math.abs(Date.now() - databaseNow) / 1000
  const says = `różnica do bazy danych ${apart.toFixed(1).replace('.', ',')} s`
  return apart > 5 ? failure(name, says, 'timedatectl set-ntp true (na obu komputerach)') : ok(name, says)
}
