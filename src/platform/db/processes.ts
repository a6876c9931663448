import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The command line of a living process, or undefined when there is none (a dead one nobody reaped counts as none). */
export function commandLineOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return commandLineFromPs(pid)
  try {
    const state = /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
    if (state === 'Z' || state === 'X') return undefined
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return undefined
  }
}

function commandLineFromPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,command=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return line.startsWith('Z') || line === '' ? undefined : line
  } catch {
    return undefined
  }
}

/** Waits until the condition holds; false when the time is up. */
export async function waitUntil(condition: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!condition()) {
    if (performance.now() >= end) return false
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
  return true
}
