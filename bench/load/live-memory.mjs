// Loaded before the program while it is soaked: collects garbage every few seconds and writes down what is alive after it. What the
// system counts as the process's memory also holds what nobody needs any more, and says too late that something is kept.
import { appendFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const everyMs = 5_000

if (process.argv[2] === 'serve') {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  setInterval(() => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    appendFileSync(process.env.EBOK_BENCH_LIVE_MEMORY, `${Date.now()} ${heapUsed + external}\n`)
  }, everyMs).unref()
}
