/** One run of one proof or control, in a process of its own: what it planted, filled or leaked ends with it. */
import { test } from 'node:test'
import type { Figure } from './proof.ts'
import { proofs } from './proofs.ts'

export interface RunRequest {
  readonly name: string
  readonly seed: number
  readonly short: boolean
  readonly control: string | null
}

export interface RunResult {
  readonly figures: readonly Figure[]
  readonly shown: readonly string[]
}

const request: RunRequest = JSON.parse(process.argv[2]!)
const { run } = await proofs[request.name]!()
const shown: string[] = []
let figures: readonly Figure[] | undefined
// As a test, so that what the harness of the tests opens is closed when it ends.
await test(request.name, async () => {
  try {
    figures = await run({
      ...request,
      say: (line) => process.stderr.write(`  ${line}\n`),
      show: (markdown) => void shown.push(markdown),
    })
  } catch (error) {
    process.stderr.write(`${(error as Error).stack}\n`)
  }
})
if (figures) process.send?.({ figures, shown } satisfies RunResult, () => process.exit(0))
else process.exit(1)
