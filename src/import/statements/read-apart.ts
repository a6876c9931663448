/**
 * Reading with a limit of time and memory. Statement files come from outside, and the program that reads them also serves pages: a
 * thread of its own keeps the pages quick, and whatever a file does to a parser ends there.
 */
import { Worker } from 'node:worker_threads'
import { type ReadOptions, refusedFile, type StatementReading } from './read.ts'

/** 60,000 movements (30 MB of XML) take half a minute on a busy machine. */
const apartLimits = { milliseconds: 300_000, heapMegabytes: 1_024 }

export async function readStatementsApart(
  bytes: Uint8Array,
  options: ReadOptions,
  limits = apartLimits,
): Promise<StatementReading> {
  const worker = new Worker(new URL('./read.worker.ts', import.meta.url), {
    workerData: { bytes, options },
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes },
  })
  const given = Promise.withResolvers<StatementReading | null>()
  const late = setTimeout(() => given.resolve(null), limits.milliseconds)
  worker.once('message', given.resolve)
  // Out of memory, or a fault of our own: either way this file cannot be read here, and nothing else suffers.
  worker.once('error', () => given.resolve(null))
  worker.once('exit', () => given.resolve(null))
  const reading = await given.promise
  clearTimeout(late)
  await worker.terminate()
  return reading ?? refusedFile(options.name, 'unreadable')
}
