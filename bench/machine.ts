import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** One line that says where and with what a figure was made. */
export function machineLine(): string {
  return `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${new Date().toISOString().slice(0, 10)}`
}

const ticksPerSecond = 100

/** CPU seconds a process and the children it reaped have used. */
export const cpuSeconds = (pid: number): number => usedSeconds(pid, [11, 12, 13, 14])
/** The same without the children. */
export const ownCpuSeconds = (pid: number): number => usedSeconds(pid, [11, 12])

function usedSeconds(pid: number, fields: readonly number[]): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields.reduce((sum, field) => sum + Number(values[field]), 0) / ticksPerSecond
  } catch {
    return 0
  }
}

/** A process with everything below it, so that the database's own processes count. */
export function treeCpuSeconds(root: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended between the two looks.
    }
  }
  const below = (pid: number): boolean => {
    for (
      let at: number | undefined = pid, depth = 0;
      at !== undefined && at > 1 && depth < 30;
      at = parents.get(at), depth += 1
    )
      if (at === root) return true
    return false
  }
  return [...parents.keys()].filter(below).reduce((sum, pid) => sum + cpuSeconds(pid), 0)
}

export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
