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

/** Who has started whom, in one look at the list. */
function byParent(): ReadonlyMap<number, readonly number[]> {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  return Map.groupBy(pids, (pid) => Number(/\) \S (\d+)/.exec(read(pid, 'stat'))?.[1]))
}

export const childrenOf = (pid: number): readonly number[] => byParent().get(pid) ?? []

/** A process and all it has started, as far as that still lives. */
export function familyOf(pid: number): readonly number[] {
  const children = byParent()
  const below = (one: number): readonly number[] => [one, ...(children.get(one) ?? []).flatMap(below)]
  return pid > 1 ? below(pid) : []
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
