/** SHA-256 of files on another core: hashing a gigabyte takes a second, and so does copying it. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** One: with the thread that copies and compares, two cores are busy, and pages come first. */
const threads = 1
/** A smaller file is hashed sooner than another thread is asked. */
export const worthAThread = 4 * 1024 * 1024

export class HashPool {
  readonly #idle: Worker[] = []
  readonly #waiting: ((worker: Worker) => void)[] = []
  #started = 0

  /** @throws the system's error when the file cannot be read. */
  async hash(path: string): Promise<string> {
    const worker = await this.#take()
    try {
      const answered = once(worker, 'message')
      worker.postMessage(path)
      const [{ sha256, code }] = (await answered) as [{ sha256?: string; code?: string }]
      if (sha256 === undefined) throw Object.assign(new Error(`not readable: ${code}`), { code, path })
      return sha256
    } finally {
      const next = this.#waiting.shift()
      if (next) next(worker)
      else this.#idle.push(worker)
    }
  }

  async #take(): Promise<Worker> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#started === threads) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#started += 1
    const worker = new Worker(new URL('./hash.worker.ts', import.meta.url))
    // An error of the thread itself reaches whoever waits for it. The program lives as long as somebody does.
    worker.on('error', () => {})
    return worker
  }

  /** To be called when nobody waits any more. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()))
  }
}
