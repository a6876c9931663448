import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { machineLine, table } from './machine.ts'

interface Figures {
  readonly count: number
  readonly issuedMs: number
  readonly downloadMs: number
  readonly bytes: number
  readonly issuedPeakBytes: number
  readonly downloadPeakBytes: number
}

/** How many times the memory may grow when the printing grows tenfold. */
const flat = 1.5

/** Codes and sheets for a whole cooperative: issued by the job, drawn as one PDF; each printing in a process of its own. */
export async function benchIssuing(): Promise<void> {
  const child = fileURLToPath(new URL('issuing.child.ts', import.meta.url))
  const measured = [500, 5_000].map((count): Figures => {
    const printed = execFileSync(process.execPath, [...process.execArgv, child, String(count)], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return JSON.parse(printed.split('\n').find((line) => line.startsWith('{'))!)
  })
  const mb = (size: number): string => (size / 1e6).toFixed(0)
  process.stdout.write(`${machineLine()}\n\n`)
  process.stdout.write(
    table(
      ['sheets', 'issued s', 'codes/s', 'PDF s', 'PDF MB', 'peak MB issuing', 'peak MB drawing'],
      measured.map((one) => [
        one.count,
        (one.issuedMs / 1000).toFixed(1),
        (one.count / (one.issuedMs / 1000)).toFixed(0),
        (one.downloadMs / 1000).toFixed(1),
        (one.bytes / 1e6).toFixed(1),
        mb(one.issuedPeakBytes),
        mb(one.downloadPeakBytes),
      ]),
    ),
  )
  const [small, large] = measured as [Figures, Figures]
  const growth = Math.max(
    large.issuedPeakBytes / small.issuedPeakBytes,
    large.downloadPeakBytes / small.downloadPeakBytes,
  )
  process.stdout.write(`\nten times the sheets take ${growth.toFixed(2)} times the memory\n`)
  if (growth > flat) process.exitCode = 1
}
