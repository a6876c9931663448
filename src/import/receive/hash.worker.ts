/** Hashes files beside the thread that copies and compares them. Asked by hash-pool.ts. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

const block = Buffer.allocUnsafe(1024 * 1024)

parentPort?.on('message', ({ path, bytes }: { path: string; bytes: number }) => {
  try {
    const hash = createHash('sha256')
    const file = openSync(path, 'r')
    try {
      let left = bytes
      for (let read = readSync(file, block); read > 0 && left >= 0; read = readSync(file, block)) {
        left -= read
        hash.update(block.subarray(0, read))
      }
      if (left < 0) return void parentPort?.postMessage({ isLonger: true })
    } finally {
      closeSync(file)
    }
    parentPort?.postMessage({ sha256: hash.digest('hex') })
  } catch (error) {
    parentPort?.postMessage({ code: (error as NodeJS.ErrnoException).code ?? 'unknown' })
  }
})
