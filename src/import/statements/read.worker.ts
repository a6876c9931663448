/** Reads one statement file in a thread of its own. Asked by read-apart.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { type ReadOptions, readStatements } from './read.ts'

const { bytes, options } = workerData as { readonly bytes: Uint8Array; readonly options: ReadOptions }
parentPort?.postMessage(readStatements(bytes, options))
