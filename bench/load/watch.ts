/** Memory, descriptors and processor time of the portal's processes while it is used. */
import { readdirSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandLine, familyOf } from '../../proof/processes.ts'
import { cpuSeconds, ownCpuSeconds } from '../machine.ts'
import { type Sample, slopePerHour } from './figures.ts'

const parts = ['pages', 'database', 'import'] as const
export type Part = (typeof parts)[number]

interface Look {
  readonly at: number
  readonly megabytes: Partial<Record<Part, number>>
  readonly descriptors: Partial<Record<Part, number>>
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const kilobytes = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)

/** The pages' process as the system counts it; of the database's many processes each its share of the memory they have in common. */
function megabytesOf(pid: number, part: Part): number {
  const kilo =
    part === 'database'
      ? kilobytes(read(`/proc/${pid}/smaps_rollup`), 'Pss')
      : kilobytes(read(`/proc/${pid}/status`), 'VmRSS')
  return kilo / 1024
}

export function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

function look(root: number): Look & { readonly seconds: Partial<Record<Part, number>> } {
  const megabytes: Partial<Record<Part, number>> = {}
  const descriptors: Partial<Record<Part, number>> = {}
  const seconds: Partial<Record<Part, number>> = {}
  for (const pid of familyOf(root)) {
    const part: Part = pid === root ? 'pages' : /import-child/.test(commandLine(pid)) ? 'import' : 'database'
    megabytes[part] = (megabytes[part] ?? 0) + megabytesOf(pid, part)
    descriptors[part] = (descriptors[part] ?? 0) + descriptorsOf(pid)
    // An import that has ended is no time of the pages; a connection that has ended is time of the database.
    seconds[part] = (seconds[part] ?? 0) + (part === 'database' ? cpuSeconds(pid) : ownCpuSeconds(pid))
  }
  return { at: Date.now(), megabytes, descriptors, seconds }
}

const busySeconds = (): number =>
  cpus().reduce((sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) / 1000, 0)

export interface Course {
  readonly first: number
  readonly last: number
  readonly most: number
  /** Growth an hour by least squares. */
  readonly perHour: number
}

export class Watch {
  readonly #root: number
  readonly #looks: Look[] = []
  readonly #stop = new AbortController()
  readonly #loads: number[] = []
  readonly #busyBefore = busySeconds()
  #busySeconds = 0
  readonly #begun: Partial<Record<Part, number>>
  #seconds: Partial<Record<Part, number>>

  constructor(root: number, everyMs: number) {
    this.#root = root
    this.#begun = this.#look()
    this.#seconds = this.#begun
    void this.#watch(everyMs)
  }

  stop(): void {
    this.#stop.abort()
    this.#look()
    this.#busySeconds = busySeconds() - this.#busyBefore
  }

  /** Processor seconds of everything on the machine, from the beginning to `stop`. */
  get machineSeconds(): number {
    return this.#busySeconds
  }

  /** Load average of the machine at its lowest and its highest. */
  get load(): string {
    return `${Math.min(...this.#loads).toFixed(1)} to ${Math.max(...this.#loads).toFixed(1)}`
  }

  /** Processor seconds since the watch began; processes that ended meanwhile count as far as they were seen. */
  seconds(part: Part): number {
    return (this.#seconds[part] ?? 0) - (this.#begun[part] ?? 0)
  }

  course(what: 'megabytes' | 'descriptors', part: Part, fromMs = 0): Course | undefined {
    const samples = this.#looks.flatMap((one): Sample[] => {
      const value = one[what][part]
      return value === undefined || one.at < fromMs ? [] : [{ at: one.at, value }]
    })
    if (samples.length === 0) return undefined
    return {
      first: samples[0]!.value,
      last: samples.at(-1)!.value,
      most: Math.max(...samples.map(({ value }) => value)),
      perHour: slopePerHour(samples),
    }
  }

  async #watch(everyMs: number): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await sleep(everyMs, undefined, { signal: this.#stop.signal }).catch(() => {})
      if (!this.#stop.signal.aborted) this.#look()
    }
  }

  #look(): Partial<Record<Part, number>> {
    this.#loads.push(loadavg()[0]!)
    const { seconds, ...rest } = look(this.#root)
    this.#looks.push(rest)
    // The import's process may be gone; what it had used stays.
    this.#seconds = { ...this.#seconds, ...seconds }
    return seconds
  }
}
