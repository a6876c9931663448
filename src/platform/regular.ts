import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './log.ts'

/** Work the background program does again and again, each task beside the others: a slow mail server delays no delivery. */
export interface RegularTask {
  readonly name: string
  readonly everyMs: number
  run(signal: AbortSignal): Promise<void>
}

/** Runs the tasks until told to stop. A failed turn is logged and the next one comes a minute later at the earliest. */
export async function runRegular(tasks: readonly RegularTask[], signal: AbortSignal, log: Log): Promise<void> {
  await Promise.all(tasks.map((task) => repeat(task, signal, log)))
}

const restMs = 60_000

async function repeat(task: RegularTask, signal: AbortSignal, log: Log): Promise<void> {
  while (!signal.aborted) {
    let pauseMs = task.everyMs
    try {
      await task.run(signal)
    } catch (error) {
      pauseMs = Math.max(pauseMs, restMs)
      const { code, name } = error as { code?: unknown; name?: unknown }
      log.error('work failed', { job: task.name, code: String(code ?? name) })
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
  }
}
