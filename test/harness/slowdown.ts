import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What an empty program takes to start on a quiet machine of two cores (bench/README.md: 27). */
export const quietStartMs = 30

/** How many times slower than a quiet machine this one is just now, at least 1: a limit in seconds is meant for a quiet one. */
export async function slowdown(): Promise<number> {
  const started = performance.now()
  await once(spawn(process.execPath, ['-e', '']), 'exit')
  return Math.max(1, (performance.now() - started) / quietStartMs)
}
