/** One run of one proof or control, in a process of its own: what it planted, filled or leaked ends with it. */
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
const figures = await run({
  ...request,
  say: (line) => process.stderr.write(`  ${line}\n`),
  show: (markdown) => void shown.push(markdown),
})
process.send?.({ figures, shown } satisfies RunResult, () => process.disconnect?.())
