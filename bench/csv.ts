/** Our CSV reader against csv-parse, and the whole check, over the same file of a generated delivery. */
import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { generateDelivery } from '#db/seed/generate.ts'
import { checkDelivery } from '#import/check/check.ts'
import { CsvReader } from '#import/check/csv.ts'
import { openDelivery } from '#import/receive/open.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { machineLine, table } from './machine.ts'

const runs = 5
const stream = (path: string) => createReadStream(path, { highWaterMark: 256 * 1024 })

async function ownReader(path: string): Promise<number> {
  let cells = 0
  const handler = {
    row(_: readonly string[], count: number) {
      cells += count
      return undefined
    },
    fault() {},
  }
  const reader = new CsvReader(handler)
  for await (const chunk of stream(path)) await reader.push(chunk)
  await reader.end()
  return cells
}

/** csv-parse as it is fastest without an object for each row: its own events, text cells. */
async function csvParse(path: string): Promise<number> {
  let cells = 0
  const parser = stream(path).pipe(parse({ record_delimiter: ['\r\n', '\n'] }))
  for await (const row of parser) cells += row.length
  return cells
}

async function check(folder: string): Promise<number> {
  const source = await openDelivery(folder)
  const report = await checkDelivery(source)
  await source.close()
  if (!report.ok) throw new Error('the generated delivery has problems')
  return report.resources.reduce((rows, resource) => rows + resource.rows, 0)
}

async function cpu(work: () => Promise<number>): Promise<{ readonly seconds: number; readonly count: number }> {
  let best = Number.POSITIVE_INFINITY
  let count = 0
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage()
    count = await work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1e6)
  }
  return { seconds: best, count }
}

export async function benchCsv(): Promise<void> {
  const folder = temporaryFolder('bench-csv')
  try {
    const { tables } = generateDelivery({
      size: 'demo',
      seed: 1,
      asOf: '2026-11-22T22:41:00+01:00',
      outDir: folder,
      kind: 'full',
      sequence: 1,
    })
    const path = join(folder, 'document_lines.csv')
    const megabytes = (tables.find(({ name }) => name === 'document_lines')?.bytes ?? 0) / 1e6
    const own = await cpu(() => ownReader(path))
    const theirs = await cpu(() => csvParse(path))
    if (own.count !== theirs.count) throw new Error('the two readers differ')
    const whole = await cpu(() => check(folder))
    console.log(
      `${machineLine()}; document_lines.csv of demo, seed 1, ${megabytes.toFixed(1)} MB; CPU, best of ${runs}\n`,
    )
    const line = (name: string, seconds: number, ratio: string) => [
      name,
      seconds.toFixed(3),
      (megabytes / seconds).toFixed(0),
      ratio,
    ]
    console.log(
      table(
        ['reader', 'CPU s', 'MB/s', 'against csv-parse'],
        [
          line('csv-parse 7', theirs.seconds, '1'),
          line('ours', own.seconds, `${(theirs.seconds / own.seconds).toFixed(1)}× faster`),
        ],
      ),
    )
    const bytes = tables.reduce((sum, one) => sum + one.bytes, 0) / 1e6
    console.log(
      `\nThe whole check: ${whole.count} rows, ${bytes.toFixed(1)} MB in ${whole.seconds.toFixed(2)} CPU s: ` +
        `${Math.round(whole.count / whole.seconds)} rows/s, ${(bytes / whole.seconds).toFixed(0)} MB/s`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
