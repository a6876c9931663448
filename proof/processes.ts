/** Processes as the kernel lists them. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const read = (pid: number | string, what: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    // It ended meanwhile.
    return ''
  }
}

export const commandLine = (pid: number): string => read(pid, 'cmdline')

export function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => Number(/\) \S (\d+)/.exec(read(child, 'stat'))?.[1]) === pid)
}

/** A process and all it has started, as far as that still lives. */
export function familyOf(pid: number): readonly number[] {
  return pid > 1 ? [pid, ...childrenOf(pid).flatMap(familyOf)] : []
}

export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      if (pid > 1) process.kill(pid, signal)
    } catch {
      // It had ended by itself.
    }
  }
}

/** Until none of them runs any more; one that nobody has buried yet does not. */
export async function goneOf(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => !/^$|\) Z /.test(read(pid, 'stat')))) await sleep(10)
}
