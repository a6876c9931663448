/** SHA-256 of files on another core: hashing a gigabyte takes a second, and so does copying it. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** One: with the thread that copies and compares, two cores are busy, and pages come first. */
const threads = 1
/** A smaller file is hashed sooner than another thread is asked. */
export const worthAThread = 4 * 1024 * 1024

interface Answer {
  readonly sha256?: string
  readonly isLonger?: boolean
  /** Of the system, when the file could not be read. */
  readonly code?: string
}

/** The file is longer than whoever asked was told. */
export class FileGrew extends Error {}

export class HashPool {
  readonly #idle: Worker[] = []
  readonly #waiting: ((worker: Worker) => void)[] = []
  #started = 0

  /**
   * @param bytes as long as the file is; one that grows is read no further
   * @throws FileGrew; the system's error when it cannot be read
   */
  async hash(path: string, bytes: number): Promise<string> {
    const worker = await this.#take()
    let answer: Answer
    try {
      const answered = once(worker, 'message')
      worker.postMessage({ path, bytes })
      ;[answer] = (await answered) as [Answer]
    } catch (error) {
      // This thread has ended; whoever waits for it gets another.
      this.#started -= 1
      const next = this.#waiting.shift()
      if (next) next(this.#start())
      throw error
    }
    const next = this.#waiting.shift()
    if (next) next(worker)
    else this.#idle.push(worker)
    const { sha256, isLonger, code } = answer
    if (isLonger) throw new FileGrew()
    if (sha256 === undefined) throw Object.assign(new Error(`not readable: ${code}`), { code, path })
    return sha256
  }

  async #take(): Promise<Worker> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#started === threads) return new Promise((resolve) => this.#waiting.push(resolve))
    return this.#start()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./hash.worker.ts', import.meta.url))
    this.#started += 1
    // An error of the thread itself reaches whoever waits for it. The program lives as long as somebody does.
    worker.on('error', () => {})
    return worker
  }

  /** To be called when nobody waits any more. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()))
  }
}
